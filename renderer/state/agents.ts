import { create } from 'zustand'
import type { AgentRow, AgentTemplate, AgentView, PhoneNumber } from '#contract/agent.ts'
import type { ErrorCode } from '#contract/error-codes.ts'
import { failureText, follow, theDesk, useConnection } from '#renderer/connection.ts'
import type { AgentTab } from '#renderer/state/agent-changes.ts'
import {
  draftOf,
  dropDraft,
  keepDraft,
  settleDraft,
  useAgentDrafts,
  type AgentDraft,
} from '#renderer/state/agents-drafts.ts'
import { noteAct, proposeAct, type Act } from '#renderer/state/agents-acts.ts'
import { go } from '#renderer/state/ui.ts'
import { sameJson } from '#renderer/ui/SchemaForm/pointer.ts'
import { RemoteError } from '#rpc/connect.ts'

/** Voice agents and phone numbers as the service has them, read when they are looked at; and which of them is in sight. */
export type AgentPlace =
  /** A voice agent, by its id, or a draft of a new one. */
  | { readonly kind: 'agent'; readonly key: string }
  | { readonly kind: 'support' }
  | { readonly kind: 'numbers' }
  /** One of them, or all. */
  | { readonly kind: 'collections'; readonly id: string | null }
  | { readonly kind: 'create' }
  | { readonly kind: 'nothing' }

export type AgentFailure = { readonly message: string; readonly code: ErrorCode | null }

type Held = {
  readonly rows: readonly AgentRow[] | null
  readonly unreadable: number
  readonly failure: AgentFailure | null
  readonly numbers: readonly PhoneNumber[] | null
  readonly numbersFailure: AgentFailure | null
  readonly views: Readonly<Record<string, { readonly view: AgentView; readonly readAt: number }>>
  readonly viewFailures: Readonly<Record<string, AgentFailure>>
  readonly templates: readonly AgentTemplate[]
  /** Discarded a moment ago, and can be had back. */
  readonly discarded: AgentDraft | null
  readonly place: AgentPlace
  readonly tab: AgentTab
}

export const useAgents = create<Held>()(() => ({
  rows: null,
  unreadable: 0,
  failure: null,
  numbers: null,
  numbersFailure: null,
  views: {},
  viewFailures: {},
  templates: [],
  discarded: null,
  place: { kind: 'nothing' },
  tab: 'overview',
}))

const set = (change: Partial<Held>): void => useAgents.setState(change)
export const failureOf = (error: unknown): AgentFailure => ({
  message: failureText(error),
  code: error instanceof RemoteError ? error.code : null,
})

export const showAgentTab = (tab: AgentTab): void => set({ tab })
export const showAgentPlace = (place: AgentPlace): void => set({ place })
export const openAgents = (place: AgentPlace): void => (showAgentPlace(place), go('agents'))

export function discardDraft(draft: AgentDraft): void {
  dropDraft(draft.key)
  set({ discarded: draft, ...(draft.agentId === null ? { place: { kind: 'nothing' } } : {}) })
}

export function takeDraftBack(): void {
  const { discarded } = useAgents.getState()
  if (discarded === null) return
  keepDraft(discarded)
  set({ discarded: null, place: { kind: 'agent', key: discarded.key } })
}
export const forgetDiscarded = (): void => set({ discarded: null })

let asked = 0

export async function loadAgents(): Promise<void> {
  asked += 1
  const mine = asked
  const desk = theDesk()
  const reading = desk.agents.list({}).then(
    ({ agents, unreadable }) => ({ rows: agents, unreadable, failure: null }),
    (error: unknown) => ({ failure: failureOf(error) }),
  )
  const counting = desk.numbers.list({}).then(
    ({ numbers }) => ({ numbers, numbersFailure: null }),
    (error: unknown) => ({ numbersFailure: failureOf(error) }),
  )
  const [agents, numbers] = await Promise.all([reading, counting])
  if (mine === asked) set({ ...agents, ...numbers })
}

/** Reads one agent anew. What was read before stays in sight until then, and when it cannot be read. */
export async function loadAgent(id: string): Promise<void> {
  try {
    const view = await theDesk().agents.get({ id })
    const { views, viewFailures } = useAgents.getState()
    settleDraft(view)
    set({
      views: { ...views, [id]: { view, readAt: Date.now() } },
      viewFailures: Object.fromEntries(Object.entries(viewFailures).filter(([held]) => held !== id)),
    })
  } catch (error) {
    set({ viewFailures: { ...useAgents.getState().viewFailures, [id]: failureOf(error) } })
  }
}

export async function loadTemplates(): Promise<void> {
  if (useAgents.getState().templates.length > 0) return
  set({ templates: (await theDesk().agents.templates({})).templates })
}

/** What is listed on the left, in its order: drafts of new agents after those that are there. */
export const listedAgents = (
  rows: readonly AgentRow[],
  drafts: Readonly<Record<string, { readonly agentId: string | null; readonly key: string }>>,
): readonly string[] => [
  ...rows.map(({ id }) => id),
  ...Object.values(drafts).flatMap(({ agentId, key }) => (agentId === null ? [key] : [])),
]

export function stepAgent(by: 1 | -1): void {
  const { rows, place } = useAgents.getState()
  const all = listedAgents(rows ?? [], useAgentDrafts.getState().drafts)
  const at = all.findIndex((key) => place.kind === 'agent' && place.key === key)
  const key = all[Math.min(all.length - 1, Math.max(0, at + by))]
  if (key !== undefined) showAgentPlace({ kind: 'agent', key })
}

/** States in which an act is over: the service has what it will have of it. */
export const isOver: ReadonlySet<string> = new Set([
  'succeeded',
  'failed',
  'blocked',
  'rejected',
  'expired',
  'superseded',
  'dry_run',
  'undone',
])

/** While the section is on screen: what becomes of acts is heard, and what they changed is read again. */
export const followAgents = (): (() => void) =>
  follow(
    (desk, signal) => desk.agents.watch({}, { signal }),
    (event) => {
      if (event.type === 'ready') return void loadAgents()
      noteAct(event.act, event.agentId, event.numberId)
      if (useConnection.getState().state !== 'open') return
      void loadAgents()
      if (!isOver.has(event.act.state) || event.agentId === null) return
      const created = Object.values(useAgentDrafts.getState().drafts).find(
        ({ agentId, sentAs }) => agentId === null && sentAs === event.act.proposalId,
      )
      if (created !== undefined && event.act.state === 'succeeded') {
        const { place } = useAgents.getState()
        dropDraft(created.key)
        if (place.kind === 'agent' && place.key === created.key) showAgentPlace({ kind: 'agent', key: event.agentId })
      }
      if (useAgents.getState().views[event.agentId] !== undefined || draftOf(event.agentId) !== null)
        void loadAgent(event.agentId)
    },
  )

/** Proposes, and lets the draft it came from know under which proposal. */
export async function proposeAndNote(asked: Act, consent: Parameters<typeof proposeAct>[1]): Promise<void> {
  const { proposalId } = await proposeAct(asked, consent)
  if (asked.of !== 'agent') return
  const { act } = asked
  const { drafts } = useAgentDrafts.getState()
  const from =
    act.act === 'publish'
      ? drafts[act.change.id]
      : act.act === 'create'
        ? Object.values(drafts).find(({ agentId, draft }) => agentId === null && sameJson(draft, act.draft))
        : undefined
  if (from !== undefined) keepDraft({ ...from, sentAs: proposalId })
}
