import { create } from 'zustand'
import type { Count, Facet, SearchOrder, TranscriptHit, TranscriptPage } from '#contract/transcript.ts'
import { clearFacet, turnFacet } from '#renderer/app/Transcripts/facet-choice.ts'
import { soughtIn } from '#renderer/app/Transcripts/query-edit.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { knownQuery, setQueryText, useQuery } from '#renderer/state/transcript-query.ts'
import { nameHits, openTranscript, useTranscripts } from '#renderer/state/transcripts.ts'
import { go } from '#renderer/state/ui.ts'

/**
 * What a search of the transcripts has found: page by page, with counts and facets. What was found before stays in sight until
 * the next answer is there; of several questions under way only the newest counts.
 */
type Counted = { readonly text: string; readonly hits: Count; readonly conversations: Count }
type Search = {
  readonly order: SearchOrder
  /** The text that the list answers; null: nothing was answered yet. */
  readonly answered: string | null
  readonly hits: readonly TranscriptHit[]
  readonly next: string | null
  readonly remark: string | null
  readonly behind: TranscriptPage['behind']
  readonly tookMs: number
  /** May speak of what is typed already, before the list does. */
  readonly counted: Counted | null
  readonly facets: readonly Facet[] | null
  readonly loading: boolean
  readonly failure: string | null
}

export const useSearch = create<Search>()(() => ({
  order: 'newest',
  answered: null,
  hits: [],
  next: null,
  remark: null,
  behind: null,
  tookMs: 0,
  counted: null,
  facets: null,
  loading: false,
  failure: null,
}))
const set = (change: Partial<Search>): void => useSearch.setState(change)

const pageSize = 50
let asking = new AbortController()
let previewing = new AbortController()
/** The conversation that a link named: it stays in sight, whatever is found, until somebody searches on. */
let named: number | null = null

export function openHit(hit: TranscriptHit): void {
  named = null
  openTranscript(hit.conversationId, {
    entryId: hit.snippet?.entryId ?? hit.entryIds[0] ?? null,
    hits: hit.entryIds.toReversed(),
    sought: soughtIn(useQuery.getState().tokens),
  })
  void readRows(hit.conversationId)
}

/** The list knows the rows it met on its way; where one reads, all of them are wanted. */
async function readRows(conversationId: number): Promise<void> {
  const { answered } = useSearch.getState()
  if (answered === null || answered.trim() === '') return
  try {
    const { entryIds, more } = await theDesk().transcripts.rows({ text: answered, conversationId })
    if (useSearch.getState().answered === answered) nameHits(conversationId, entryIds.toReversed(), more)
  } catch {
    // Those that are known stay.
  }
}

/** What is open shows the new marks; where it was not found, the first that was takes its place, unless one listens to it. */
function settle(hits: readonly TranscriptHit[]): void {
  const { conversationId, entryId, playing } = useTranscripts.getState()
  const found = hits.find((hit) => hit.conversationId === conversationId)
  const [first] = hits
  if (found !== undefined) {
    const stays = (entryId !== null && found.entryIds.includes(entryId)) || conversationId === named
    openTranscript(found.conversationId, {
      entryId: stays ? null : (found.snippet?.entryId ?? null),
      hits: found.entryIds.toReversed(),
      sought: soughtIn(useQuery.getState().tokens),
    })
    void readRows(found.conversationId)
  } else if (first !== undefined && !playing && (conversationId === null || conversationId !== named)) openHit(first)
}

async function countNow(text: string, signal: AbortSignal): Promise<void> {
  try {
    const { hits, conversations, behind } = await theDesk().transcripts.count({ text }, { signal })
    if (!signal.aborted) set({ counted: { text, hits, conversations }, behind })
  } catch {
    // Without a count the list still says what it has.
  }
}

async function readFacets(text: string, signal: AbortSignal): Promise<void> {
  try {
    const { facets, behind } = await theDesk().transcripts.facets({ text }, { signal })
    if (!signal.aborted) set({ facets, behind })
  } catch {
    // Those before stay.
  }
}

export async function searchNow(): Promise<void> {
  asking.abort()
  previewing.abort()
  asking = new AbortController()
  const { signal } = asking
  const { text } = useQuery.getState().typed
  const { order, counted } = useSearch.getState()
  set({ loading: true, failure: null })
  try {
    const { transcripts } = theDesk()
    const asked = transcripts.search({ text, order, cursor: null, limit: pageSize }, { signal })
    if (counted?.text !== text || useSearch.getState().answered === text) void countNow(text, signal)
    void readFacets(text, signal)
    const { hits, next, remark, tookMs, behind } = await asked
    if (signal.aborted) return
    set({ answered: text, hits, next, remark, tookMs, behind, loading: false })
    settle(hits)
  } catch (error) {
    if (!signal.aborted) set({ loading: false, failure: failureText(error) })
  }
}

/** The next page, when somebody gets there. */
export async function readOn(): Promise<void> {
  const { next, loading, answered, order, hits } = useSearch.getState()
  if (next === null || loading || answered === null) return
  const { signal } = asking
  set({ loading: true })
  try {
    const page = await theDesk().transcripts.search(
      { text: answered, order, cursor: next, limit: pageSize },
      { signal },
    )
    if (signal.aborted) return
    const known = new Set(hits.map(({ conversationId }) => conversationId))
    const more = page.hits.filter(({ conversationId }) => !known.has(conversationId))
    set({ hits: [...hits, ...more], next: page.next, loading: false })
  } catch (error) {
    if (!signal.aborted) set({ loading: false, failure: failureText(error) })
  }
}

const countAfterMs = 80
const searchAfterMs = 220

/** While the section is on screen: who types sees first how much it would be, then what it is. */
export function followQuery(): () => void {
  let count: ReturnType<typeof setTimeout> | undefined
  let search: ReturnType<typeof setTimeout> | undefined
  const rest = (): void => (clearTimeout(count), clearTimeout(search))
  const stop = useQuery.subscribe(({ typed: now }, { typed: before }) => {
    if (now.text === before.text) return
    rest()
    asking.abort()
    previewing.abort()
    if (now.text === useSearch.getState().answered) return set({ loading: false })
    if (named !== null && now.text !== linked) named = null
    previewing = new AbortController()
    const { signal } = previewing
    count = setTimeout(() => void countNow(now.text, signal), countAfterMs)
    search = setTimeout(() => void searchNow(), searchAfterMs)
  })
  return () => {
    stop()
    rest()
  }
}

export function setOrder(order: SearchOrder): void {
  set({ order })
  void searchNow()
}

export async function chooseFacet(field: string, value: Facet['values'][number]): Promise<void> {
  const { text, tokens } = await knownQuery()
  setQueryText(turnFacet(text, tokens, field, value))
  await searchNow()
}

export async function forgetFacet(field: string): Promise<void> {
  const { text, tokens } = await knownQuery()
  setQueryText(clearFacet(text, tokens, field))
  await searchNow()
}

/** A step in the list, as far as it was read. */
export function stepHits(by: number): void {
  const { hits } = useSearch.getState()
  const { conversationId } = useTranscripts.getState()
  const at = hits.findIndex((hit) => hit.conversationId === conversationId)
  const to = at < 0 ? 0 : Math.min(hits.length - 1, Math.max(0, at + by))
  const hit = hits[to]
  if (hit !== undefined && to !== at) openHit(hit)
}

let linked: string | null = null

export type SearchWish = {
  readonly text: string
  readonly order?: SearchOrder | null
  readonly conversationId?: number | null
  readonly entryId?: string | null
}

/** Goes to the transcripts with this search; what a link names is in sight at once. */
export function openSearch({ text, order = null, conversationId = null, entryId = null }: SearchWish): void {
  linked = text
  named = conversationId
  const isOther = useQuery.getState().typed.text !== text
  setQueryText(text)
  if (order !== null) set({ order })
  if (conversationId !== null) openTranscript(conversationId, { entryId })
  const here = useSearch.getState().answered !== null
  go('transcripts')
  if (here && (isOther || order !== null)) void searchNow()
}
