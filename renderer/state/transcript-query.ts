import { create } from 'zustand'
import type { QueryProblem, QuerySuggestion, QueryToken } from '#contract/query.ts'
import { editBetween, moved, typed, type Edit, type Typed } from '#renderer/app/Transcripts/query-edit.ts'
import { theDesk } from '#renderer/connection.ts'

/**
 * What stands in the search of the transcripts, and what the desk says it means. The text is never changed by an answer; an
 * answer about a text that is no longer there is dropped.
 */
type QueryState = {
  readonly typed: Typed
  readonly tokens: readonly QueryToken[]
  readonly problems: readonly QueryProblem[]
  readonly suggestions: readonly QuerySuggestion[]
  /** The text that the desk spoke of last. */
  readonly readText: string
}

export const useQuery = create<QueryState>()(() => ({
  typed: typed(''),
  tokens: [],
  problems: [],
  suggestions: [],
  readText: '',
}))

let asking: { readonly key: string; readonly stop: AbortController; readonly done: Promise<void> } | null = null

async function ask(text: string, caret: number, signal: AbortSignal): Promise<void> {
  try {
    const { tokens, problems, suggestions } = await theDesk().transcripts.parse({ text, caret }, { signal })
    if (useQuery.getState().typed.text === text) useQuery.setState({ tokens, problems, suggestions, readText: text })
  } catch {
    // What stands there stays as it is; that the desk is away is said elsewhere.
  }
}

/** Asks what the text means, and what could stand at the caret. */
export function readQuery(): Promise<void> {
  const { text, to } = useQuery.getState().typed
  const key = `${to} ${text}`
  if (asking?.key === key) return asking.done
  asking?.stop.abort()
  const stop = new AbortController()
  const done = ask(text, to, stop.signal).finally(() => {
    if (asking?.stop === stop) asking = null
  })
  asking = { key, stop, done }
  return done
}

/** The text as it stands now, and its tokens: what writes into it by itself has to know them. */
export async function knownQuery(): Promise<{ readonly text: string; readonly tokens: readonly QueryToken[] }> {
  const { typed: now, readText } = useQuery.getState()
  if (now.text !== readText) await readQuery()
  const { typed: then, tokens } = useQuery.getState()
  return { text: then.text, tokens }
}

/** The text was edited, or the selection in it moved. */
export function setTyped(next: Typed, edit: Edit = editBetween(useQuery.getState().typed.text, next.text)): void {
  const { typed: before, tokens, problems } = useQuery.getState()
  if (next.text === before.text) {
    if (next.from !== before.from || next.to !== before.to) useQuery.setState({ typed: next })
    return
  }
  const untouched = problems.filter(({ from, to }) => to < edit.from || from > edit.to)
  useQuery.setState({
    typed: next,
    tokens: moved(tokens, edit),
    problems: moved(untouched, edit),
    suggestions: [],
  })
  void readQuery()
}

export const setQueryText = (text: string): void => setTyped(typed(text))

export const fieldId = 'transcript-search'
let wanted = false

/** The caret at the end of the search, from wherever one is; as soon as it is on the screen. */
export function focusSearch(): void {
  const field = document.getElementById(fieldId)
  wanted = field === null
  if (field === null) return
  setTyped(typed(useQuery.getState().typed.text))
  field.focus()
}

/** The search is on the screen now: whoever wanted it gets it. */
export function takeFocus(): void {
  if (wanted) focusSearch()
}
