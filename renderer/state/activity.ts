import { create } from 'zustand'
import type { ActivityEntry } from '#contract/audit.ts'
import type { ProposalState } from '#contract/proposal.ts'
import type { Risk } from '#contract/tool.ts'
import { failureText, follow, theDesk } from '#renderer/connection.ts'

/** The ledger as this window shows it: newest first, read on as somebody scrolls, under one filter at a time. */
export type Kind = 'all' | 'decisions' | 'failures' | 'runs' | 'proposals' | 'waiting' | 'removals'

/** Which entries of the ledger a kind means. */
export const kindTypes: Readonly<Record<Kind, readonly string[] | null>> = {
  all: null,
  decisions: ['approved', 'signed', 'withdrawn', 'rejected', 'answered', 'simulated', 'given_up', 'undo_requested'],
  failures: ['lost', 'failed', 'given_up', 'blocked'],
  runs: ['attempted', 'sent', 'step', 'succeeded', 'failed', 'lost', 'undo_ended'],
  proposals: ['proposed', 'asked', 'blocked'],
  waiting: ['expired', 'extended', 'snoozed', 'woken', 'superseded', 'returned'],
  removals: ['redacted', 'erased'],
}

export type Filter = {
  readonly kind: Kind
  readonly who: string | null
  readonly tool: string | null
  readonly risk: Risk | null
  readonly state: ProposalState | null
}
export const anything: Filter = { kind: 'all', who: null, tool: null, risk: null, state: null }

type Activity = {
  readonly filter: Filter
  readonly entries: readonly ActivityEntry[]
  /** Where to read on; null: the first entry of the ledger was read. Absent: nothing was read yet. */
  readonly before: number | null | undefined
  readonly loading: boolean
  readonly failure: string | null
  readonly selected: number | null
  /** What happened since the list was read, newest first; shown when somebody asks for it, so that nothing moves. */
  readonly fresh: readonly ActivityEntry[]
}

export const useActivity = create<Activity>()(() => ({
  filter: anything,
  entries: [],
  before: undefined,
  loading: false,
  failure: null,
  selected: null,
  fresh: [],
}))

const pageSize = 100
let asked = 0

function wanted({ kind, who, tool, risk, state }: Filter) {
  const types = kindTypes[kind]
  return {
    ...(types === null ? {} : { types: [...types] }),
    ...(who === null ? {} : { who }),
    ...(tool === null ? {} : { tool }),
    ...(risk === null ? {} : { risk }),
    ...(state === null ? {} : { state }),
  }
}

async function read(before: number | null, held: readonly ActivityEntry[]): Promise<void> {
  asked += 1
  const mine = asked
  useActivity.setState({ loading: true, failure: null })
  try {
    const page = await theDesk().audit.activity({ before, limit: pageSize, ...wanted(useActivity.getState().filter) })
    if (mine !== asked) return
    const entries = [...held, ...page.entries]
    const { selected } = useActivity.getState()
    const isThere = entries.some(({ seq }) => seq === selected)
    useActivity.setState({
      entries,
      before: page.before,
      ...(before === null ? { fresh: [] } : {}),
      loading: false,
      selected: isThere ? selected : (entries[0]?.seq ?? null),
    })
  } catch (error) {
    if (mine === asked) useActivity.setState({ loading: false, failure: failureText(error) })
  }
}

/** From the newest on; what is in sight stays until the answer is there. */
export const readNewest = (): Promise<void> => read(null, [])

/** The entry with this number, and what came before it, under no filter. */
export function readFrom(seq: number): Promise<void> {
  useActivity.setState({ filter: anything, entries: [], before: undefined, selected: seq, fresh: [] })
  return read(seq + 1, [])
}

async function readFresh(): Promise<void> {
  const { before, entries, loading, filter } = useActivity.getState()
  if (before === undefined || loading) return
  if (entries.length === 0) return readNewest()
  try {
    const page = await theDesk().audit.activity({ before: null, limit: pageSize, ...wanted(filter) })
    const now = useActivity.getState()
    if (now.filter !== filter || now.loading) return
    const top = now.entries[0]?.seq ?? 0
    useActivity.setState({ fresh: page.entries.filter(({ seq }) => seq > top) })
  } catch {
    // The next one says it again.
  }
}

/** They are put on top, and the newest is chosen. */
export function showFresh(): void {
  const { fresh, entries } = useActivity.getState()
  const [newest] = fresh
  if (newest === undefined) return
  useActivity.setState({ selected: newest.seq })
  // Between a full page and the list there may be more.
  if (fresh.length >= pageSize) void readNewest()
  else useActivity.setState({ entries: [...fresh, ...entries], fresh: [] })
}

export const isManyFresh = (fresh: readonly ActivityEntry[]): boolean => fresh.length >= pageSize

const restMs = 300

/** While the ledger is on the screen: what comes is counted, not shown by itself. */
export function followActivity(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const deaf = follow(
    (desk, signal) => desk.audit.head({}, { signal }),
    () => {
      timer ??= setTimeout(() => {
        timer = undefined
        void readFresh()
      }, restMs)
    },
  )
  return () => {
    deaf()
    clearTimeout(timer)
  }
}

export async function readOn(): Promise<void> {
  const { before, entries, loading } = useActivity.getState()
  if (loading || before === null || before === undefined) return
  await read(before, entries)
}

export function narrow(change: Partial<Filter>): void {
  useActivity.setState(({ filter }) => ({ filter: { ...filter, ...change }, before: undefined, fresh: [] }))
  void readNewest()
}

export const select = (seq: number): void => useActivity.setState({ selected: seq })

/** A step in the list, as far as it has been read. */
export function step(by: number): void {
  const { entries, selected } = useActivity.getState()
  const at = Math.max(
    0,
    entries.findIndex(({ seq }) => seq === selected),
  )
  const next = entries[Math.min(entries.length - 1, Math.max(0, at + by))]
  if (next !== undefined) select(next.seq)
}
