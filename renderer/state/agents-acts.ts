import { create } from 'zustand'
import type { AgentAct, NumberAct, Review } from '#contract/agent-act.ts'
import type { CollectionAct } from '#contract/collection.ts'
import type { OpenAct } from '#contract/agent.ts'
import type { Proposal } from '#contract/proposal.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { say } from '#renderer/state/live.ts'
import { lowered, stateWords } from '#renderer/ui/words.ts'
import { said, saidSentence } from '#renderer/ui/language.ts'

/** What a person does to an agent, a number or a collection: reviewed, then proposed with their yes, and followed until it is over. */
export type Act =
  | { readonly of: 'agent'; readonly act: AgentAct }
  | { readonly of: 'number'; readonly act: NumberAct }
  | { readonly of: 'collection'; readonly act: CollectionAct }

/** `message`: why it did not happen, or what is not known; null while it runs or once it is done. */
export type HeldAct = {
  readonly act: OpenAct
  readonly agentId: string | null
  readonly numberId: string | null
  readonly message: string | null
}

type Held = {
  /** The act whose review is in sight. */
  readonly asked: Act | null
  /** By proposal. */
  readonly acts: Readonly<Record<string, HeldAct>>
}

export const useActs = create<Held>()(() => ({ asked: null, acts: {} }))

export const askAct = (asked: Act | null): void => useActs.setState({ asked })

export function reviewAct({ of, act }: Act): Promise<Review> {
  if (of === 'collection') return theDesk().collections.review(act)
  return of === 'agent' ? theDesk().agents.review(act) : theDesk().numbers.review(act)
}

/** Of a collection or its documents, which have a page of their own. */
export const isOfCollection = ({ tool }: Pick<OpenAct, 'tool'>): boolean => /_(collection|document)$/.test(tool)

type Consent = { readonly typed: string; readonly reason?: string }

const subjectOf = ({ of, act }: Act): { readonly agentId: string | null; readonly numberId: string | null } => {
  if (of === 'collection') return { agentId: null, numberId: null }
  if (of === 'number') return { agentId: null, numberId: act.act === 'buy' ? null : act.id }
  return { agentId: act.act === 'publish' ? act.change.id : act.act === 'delete' ? act.id : null, numberId: null }
}

const openActOf = ({ id, conversationId, tool, state, sentence, updatedAt }: Proposal): OpenAct => ({
  proposalId: id,
  conversationId,
  tool,
  state,
  sentence: saidSentence(sentence),
  at: updatedAt,
})

/** Resolves once it stands in the ledger; what comes of it is heard by `agents.watch`. */
export async function proposeAct(asked: Act, consent: Consent): Promise<OpenAct> {
  const proposal = await proposing(asked, consent)
  const act = openActOf(proposal)
  const { agentId, numberId } = subjectOf(asked)
  noteAct(act, agentId, numberId)
  return act
}

function proposing(asked: Act, consent: Consent): Promise<Proposal> {
  if (asked.of === 'collection') return theDesk().collections.propose({ act: asked.act, consent })
  return asked.of === 'agent'
    ? theDesk().agents.propose({ act: asked.act, consent })
    : theDesk().numbers.propose({ act: asked.act, consent })
}

const ended = new Set<OpenAct['state']>(['failed', 'blocked', 'unknown', 'expired', 'superseded', 'rejected'])

/** News of an act. Why it went wrong stands in the proposal. */
export function noteAct(act: OpenAct, agentId: string | null, numberId: string | null): void {
  const before = useActs.getState().acts[act.proposalId]
  if (before?.act.state === act.state) return
  // A reply to `propose` may come after the news that it is done.
  if (before !== undefined && before.act.at > act.at) return
  put({
    act,
    agentId: agentId ?? before?.agentId ?? null,
    numberId: numberId ?? before?.numberId ?? null,
    message: null,
  })
  say(`${act.sentence}: ${lowered(stateWords[act.state])}`)
  if (ended.has(act.state)) void readMessage(act.proposalId)
}

const put = (held: HeldAct): void =>
  useActs.setState(({ acts }) => ({ acts: { ...acts, [held.act.proposalId]: held } }))

async function readMessage(id: string): Promise<void> {
  try {
    const { proposal } = await theDesk().proposals.get({ id })
    const held = useActs.getState().acts[id]
    const message = said(proposal.outcome?.error?.message ?? proposal.guardrail ?? '') || null
    if (held !== undefined && held.act.state === proposal.state) put({ ...held, message })
  } catch {
    // The state is known; its reason stands in Activity as well.
  }
}

export const dismissAct = (id: string): void =>
  useActs.setState(({ acts }) => ({
    acts: Object.fromEntries(Object.entries(acts).filter(([held]) => held !== id)),
  }))

/** Asks the service whether it happened. Throws nothing: what is wrong is said on the act. */
export const checkAct = (id: string): Promise<void> =>
  trying(id, async () => void (await theDesk().proposals.resolve({ id, how: 'check' })))

/** While nothing has left. */
export const takeBackAct = (id: string): Promise<void> =>
  trying(id, async () => void (await theDesk().proposals.withdraw({ id })))

async function trying(id: string, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    const held = useActs.getState().acts[id]
    if (held !== undefined) put({ ...held, message: failureText(error) })
  }
}
