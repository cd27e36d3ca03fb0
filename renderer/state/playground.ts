import { create } from 'zustand'
import type { ModelList } from '#contract/model.ts'
import type { ReplayPoint } from '#contract/playground-step.ts'
import { canBeSaved } from '#renderer/state/playground-scenario.ts'
import {
  firstSetUp,
  fork,
  type Column,
  type ColumnId,
  type SetUp,
  type Turn,
} from '#renderer/state/playground-steps.ts'
import { go } from '#renderer/state/ui.ts'

/** What stands in the playground. It lives as long as the window: going to another section and back takes nothing away. */
export type PlaygroundPage = 'side' | 'tests' | 'deferred'

/** The stored conversation that is played again. */
export type Origin = {
  readonly conversationId: number
  readonly title: string
  readonly point: string | null
  readonly points: readonly ReplayPoint[]
}

type State = {
  readonly page: PlaygroundPage
  readonly columns: Readonly<Record<ColumnId, Column>>
  readonly secondOpen: boolean
  readonly active: ColumnId
  readonly setUpOpen: Readonly<Record<ColumnId, boolean>>
  readonly raw: Readonly<Record<ColumnId, boolean>>
  readonly draft: string
  /** The column that is being saved as a test. */
  readonly saving: ColumnId | null
  /** The suite in sight; null: the first. */
  readonly suiteId: string | null
  readonly origin: Origin | null
  readonly opening: boolean
  readonly failure: string | null
  /** Null: not read yet. */
  readonly models: ModelList | null
  /** The key for models is missing; null: nobody knows. */
  readonly keyMissing: boolean | null
}

const closed = { a: false, b: false, draft: false, live: false } as const
const empty: Column = { setUp: firstSetUp, turns: [] }

export const usePlayground = create<State>()(() => ({
  page: 'side',
  columns: { a: empty, b: { ...empty, setUp: { ...firstSetUp, engine: 'chat' } }, draft: empty, live: empty },
  secondOpen: true,
  active: 'a',
  setUpOpen: closed,
  raw: closed,
  draft: '',
  saving: null,
  suiteId: null,
  origin: null,
  opening: false,
  failure: null,
  models: null,
  keyMissing: null,
}))

/** Beside which other one it stands; those beside an editor are not taken over from. */
export const other = (id: ColumnId): 'a' | 'b' => (id === 'a' ? 'b' : 'a')
export const canFork = (id: ColumnId): boolean => id === 'a' || id === 'b'

export const shownColumns = ({ secondOpen }: { readonly secondOpen: boolean }): readonly ColumnId[] =>
  secondOpen ? ['a', 'b'] : ['a']

export function changeColumn(id: ColumnId, change: (column: Column) => Column): void {
  const { columns } = usePlayground.getState()
  usePlayground.setState({ columns: { ...columns, [id]: change(columns[id]) } })
}

export const changeSetUp = (id: ColumnId, change: Partial<SetUp>): void =>
  changeColumn(id, (column) => ({ ...column, setUp: { ...column.setUp, ...change } }))

export const activate = (active: ColumnId): void => {
  if (usePlayground.getState().active !== active) usePlayground.setState({ active })
}

export const turnSetUp = (id: ColumnId): void =>
  usePlayground.setState(({ setUpOpen }) => ({ setUpOpen: { ...setUpOpen, [id]: !setUpOpen[id] } }))

export const showRaw = (id: ColumnId, raw: boolean): void =>
  usePlayground.setState((state) => ({ raw: { ...state.raw, [id]: raw } }))

export const turnSecond = (): void =>
  usePlayground.setState(({ secondOpen }) => ({ secondOpen: !secondOpen, active: 'a' }))

/** What went before goes to the other column, played there by the same set-up; what stood there is replaced. */
export function forkTo(from: ColumnId, turnId: string): void {
  const { columns } = usePlayground.getState()
  const to = other(from)
  const { setUp, turns } = columns[from]
  usePlayground.setState({
    columns: { ...columns, [to]: { setUp, turns: fork(turns, turnId) } },
    secondOpen: true,
    active: to,
  })
}

/** Both columns begin with these turns; the set-ups stay. */
export function beginWith(turns: readonly Turn[], origin: Origin | null): void {
  const { columns } = usePlayground.getState()
  usePlayground.setState({
    columns: { ...columns, a: { ...columns.a, turns }, b: { ...columns.b, turns } },
    raw: closed,
    origin,
    failure: null,
  })
}

export function openPlayground(page: PlaygroundPage): void {
  usePlayground.setState({ page })
  go('playground')
}

/** Asks what is expected of a column, where there is anything to begin with. */
export function saveAsTest(id: ColumnId): void {
  if (canBeSaved(usePlayground.getState().columns[id])) usePlayground.setState({ saving: id })
}
