import { create } from 'zustand'
import type { AgentConfiguration } from '#contract/agent.ts'
import { ask, cancel } from '#renderer/state/playground-run.ts'
import { firstSetUp, say, stateOf, type ColumnId } from '#renderer/state/playground-steps.ts'
import { changeColumn, usePlayground } from '#renderer/state/playground.ts'
import { go } from '#renderer/state/ui.ts'
import { sameJson } from '#renderer/ui/SchemaForm/pointer.ts'

/**
 * An agent tried in writing beside its editor: what is written of it, published or not, and, to compare, what callers reach now.
 * Both are columns of the playground, so nothing that is asked for here is ever done.
 */
export type TestedSide = Extract<ColumnId, 'draft' | 'live'>

type State = {
  /** Null: nobody chose; it is open where there is room for it. */
  readonly open: boolean | null
  /** Whose words stand there. */
  readonly of: string | null
  readonly words: string
  /** The published one is asked the same. */
  readonly compares: boolean
  readonly shown: TestedSide
}

export const useTesting = create<State>()(() => ({
  open: null,
  of: null,
  words: '',
  compares: false,
  shown: 'draft',
}))

const sides: readonly TestedSide[] = ['draft', 'live']
/** Beside list and editor. */
const roomy = '(min-width: 1280px)'

const isRoomy = (): boolean => matchMedia(roomy).matches
export const useTestingOpen = (): boolean => useTesting(({ open }) => open ?? isRoomy())
export const turnTesting = (): void => useTesting.setState(({ open }) => ({ open: !(open ?? isRoomy()) }))

/** What is tried is what is written at this moment; another agent begins with nothing said. */
export function tryAgent(key: string, agentId: string | null, draft: AgentConfiguration): void {
  if (useTesting.getState().of !== key) {
    sides.forEach((id) => {
      cancel(id)
      const setUp = { ...firstSetUp, who: 'voice_agent', agentId: agentId ?? key } as const
      changeColumn(id, () => ({ setUp, turns: [] }))
    })
    useTesting.setState({ of: key, words: '', compares: false, shown: 'draft' })
  }
  const { columns } = usePlayground.getState()
  if (sameJson(columns.draft.setUp.draft, draft) && columns.draft.setUp.agentId === (agentId ?? key)) return
  changeColumn('draft', (column) => ({ ...column, setUp: { ...column.setUp, agentId: agentId ?? key, draft } }))
}

export const startOver = (): void =>
  sides.forEach((id) => {
    cancel(id)
    changeColumn(id, (column) => ({ ...column, turns: [] }))
  })

const canTake = (id: TestedSide): boolean => ['ready', 'asked'].includes(stateOf(usePlayground.getState().columns[id]))

export const askedSides = (): readonly TestedSide[] => (useTesting.getState().compares ? sides : ['draft'])

/** Says it to the draft, and to the published one where they are compared. */
export function sayToAgent(): void {
  const text = useTesting.getState().words.trim()
  const ready = askedSides().filter(canTake)
  if (ready.length === 0 || text === '') return
  for (const id of ready) {
    changeColumn(id, (before) => say(before, crypto.randomUUID(), text))
    void ask(id)
  }
  useTesting.setState({ words: '' })
}

/** The same conversation side by side in the playground, with all that can be set there. */
export function openSideBySide(): void {
  const { columns } = usePlayground.getState()
  const { compares } = useTesting.getState()
  const { draft, live } = columns
  usePlayground.setState({
    columns: { ...columns, a: draft, b: compares ? live : { setUp: live.setUp, turns: draft.turns.slice(0, 1) } },
    page: 'side',
    secondOpen: true,
    active: 'a',
    origin: null,
  })
  go('playground')
}
