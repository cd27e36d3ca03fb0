import { create } from 'zustand'
import type { Transcript } from '#contract/transcript.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { useTranscripts } from '#renderer/state/transcripts.ts'
import { withoutNames } from '#renderer/state/without-names.ts'

/** The conversation in sight of the transcripts, as the desk has it: rows, notes, tags, the call. Of two questions the newer counts. */
type Viewed = {
  readonly conversationId: number | null
  readonly transcript: Transcript | null
  readonly failure: string | null
  /** It was taken out of this desk for good. */
  readonly gone: boolean
}

export const useTranscriptView = create<Viewed>()(() => ({
  conversationId: null,
  transcript: null,
  failure: null,
  gone: false,
}))

/** The conversation as it may be seen now: in a blind review without the names of those who worked on it. */
export function useSeenTranscript(conversationId: number): Transcript | null {
  const transcript = useTranscriptView((view) => (view.conversationId === conversationId ? view.transcript : null))
  const blind = useTranscripts((state) => state.blind)
  return transcript !== null && blind ? withoutNames(transcript) : transcript
}

export async function loadTranscript(conversationId: number): Promise<void> {
  if (useTranscriptView.getState().conversationId !== conversationId)
    useTranscriptView.setState({ conversationId, transcript: null, failure: null, gone: false })
  const isWanted = () => useTranscriptView.getState().conversationId === conversationId
  try {
    const transcript = await theDesk().timeline.view({ conversationId })
    if (isWanted()) useTranscriptView.setState({ transcript, failure: null, gone: false })
  } catch (error) {
    if (isWanted()) useTranscriptView.setState({ failure: failureText(error) })
  }
}

const settleMs = 700

/**
 * Keeps the one in sight as the desk has it, until the signal aborts: read again a moment after something of it changed. Where
 * it was taken out for good, nothing of it stays on the screen.
 */
export async function followTranscript(conversationId: number, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  signal.addEventListener('abort', () => clearTimeout(timer))
  try {
    for await (const { state } of theDesk().timeline.watch({ conversationId }, { signal })) {
      if (signal.aborted) return
      clearTimeout(timer)
      if (state === 'gone') useTranscriptView.setState({ conversationId, transcript: null, failure: null, gone: true })
      else if (state === 'changed') timer = setTimeout(() => void loadTranscript(conversationId), settleMs)
    }
  } catch {
    // Without news it stays as it was read; the connection says that it is gone.
  }
}

/** Reads the one in sight again, after something was added to it or taken out. */
export async function refreshTranscript(): Promise<void> {
  const { conversationId } = useTranscriptView.getState()
  if (conversationId !== null) await loadTranscript(conversationId)
}
