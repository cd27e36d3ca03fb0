import { create } from 'zustand'

/**
 * What is in sight in the transcripts: one conversation, one of its rows, and the moment of the call one listens to. Search,
 * timeline, player and notes meet here; the conversation itself is read by renderer/state/transcript-view.ts.
 */
type Transcripts = {
  readonly conversationId: number | null
  /** The row one stands on; null: none yet. */
  readonly entryId: string | null
  /** Rows that a search found in it, in the order of the timeline, and the words it looked for. */
  readonly hits: readonly string[]
  /** There are others than these, older ones. */
  readonly moreHits: boolean
  readonly sought: readonly string[]
  /** Where in the call one listens, ms; null: nothing to listen to, or not begun. */
  readonly atMs: number | null
  readonly playing: boolean
  /** The timeline goes along with what is heard, until the reader scrolls. */
  readonly following: boolean
  /** Where somebody may want to listen in a moment: a word under the pointer or the keys. In the time of the call. */
  readonly near: number | null
  /** What the player is asked to do; a new object each time. */
  readonly wanted: { readonly atMs: number; readonly play: boolean } | null
  /** A review that is blind: names of agents and operators are not shown until the reviewer's own score is in. */
  readonly blind: boolean
}

const nothing = {
  entryId: null,
  hits: [],
  moreHits: false,
  sought: [],
  atMs: null,
  playing: false,
  following: true,
  near: null,
  wanted: null,
} as const

export const useTranscripts = create<Transcripts>()(() => ({ conversationId: null, ...nothing, blind: false }))

type Opening = {
  readonly entryId?: string | null
  readonly hits?: readonly string[]
  readonly sought?: readonly string[]
}

/** Shows a conversation, at a row where one is named. One that is open already stays where it is. */
export function openTranscript(conversationId: number, { entryId = null, hits = [], sought = [] }: Opening = {}): void {
  const before = useTranscripts.getState()
  if (before.conversationId !== conversationId) {
    useTranscripts.setState({ conversationId, ...nothing, entryId, hits, sought })
    return
  }
  useTranscripts.setState({ hits, moreHits: false, sought, ...(entryId === null ? {} : { entryId, following: false }) })
}

/** All that was found in it, once the desk has said so. */
export function nameHits(conversationId: number, hits: readonly string[], more: boolean): void {
  if (useTranscripts.getState().conversationId === conversationId) useTranscripts.setState({ hits, moreHits: more })
}

export const hideNames = (blind: boolean): void => useTranscripts.setState({ blind })

export const selectEntry = (entryId: string | null): void => useTranscripts.setState({ entryId })

/** The player gets ready to play from there. */
export const prepareAt = (near: number): void => useTranscripts.setState({ near })

/** Asks the player for a moment of the call; without sound it does nothing. */
export const seekTo = (atMs: number, play = false): void =>
  useTranscripts.setState({ wanted: { atMs: Math.max(0, atMs), play }, following: true })
