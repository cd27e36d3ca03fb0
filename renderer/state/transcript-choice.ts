import { create } from 'zustand'
import type { NoteAnchor } from '#contract/transcript.ts'

/** Words of one row that somebody has marked. */
export type Marked = {
  readonly entryId: string
  readonly text: string
  /** Where they stand in what the row says; null: not in one place of it. */
  readonly range: readonly [number, number] | null
  /** When they are spoken; null: not in a call. */
  readonly sound: { readonly fromMs: number; readonly toMs: number } | null
}

export type ReviewTab = 'scorecard' | 'notes' | 'raw'

/** What somebody is about to do with a conversation beside reading it: words marked in it, a note begun, words to be taken out. */
type Choice = {
  readonly marked: Marked | null
  /** What is in sight beside the conversation. */
  readonly tab: ReviewTab
  /** Where the last one went, so that a note goes there: to a row, or to a moment of the sound. */
  readonly latest: 'row' | 'moment'
  /** A note that is asked for, and where; a new object each time. */
  readonly asked: { readonly anchor: NoteAnchor } | null
  /** What is about to be taken out; `marked` null: it has yet to be said. */
  readonly redacting: { readonly marked: Marked | null } | null
}

export const useChoice = create<Choice>()(() => ({
  marked: null,
  tab: 'scorecard',
  latest: 'row',
  asked: null,
  redacting: null,
}))

export const showTab = (tab: ReviewTab): void => useChoice.setState({ tab })

/** Another conversation is in sight: nothing of the one before is marked any more. */
export const forgetChoice = (): void =>
  useChoice.setState({ marked: null, asked: null, redacting: null, latest: 'row' })
