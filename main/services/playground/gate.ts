import type { Conversation } from '#contract/conversation.ts'
import type { PolicyFacts } from '#contract/policy.ts'
import type { TextCall, TextItem } from '#contract/playground.ts'
import type { Judgement, Side } from '#contract/playground-step.ts'
import type { Proposal } from '#contract/proposal.ts'
import type { Verdict } from '#contract/verdict.ts'
import { findOrigins } from '#main/domain/origins.ts'
import { executedResult, failedResult, simulatedResult } from '#main/domain/outcome.ts'
import type { Charge } from '#main/domain/policy/budget.ts'
import { apply, type NewProposal } from '#main/domain/proposal.ts'
import { asAppError } from '#main/kernel/errors.ts'
import { listChecks } from '#main/services/checks.ts'
import type { Desk } from '#main/services/desk.ts'
import { firstEvents } from '#main/services/first-events.ts'
import { gatherFacts } from '#main/services/policies/policy-facts.ts'
import { outputChecks } from '#main/services/proposing.ts'
import { isRehearsed } from '#main/services/policies/rehearsing.ts'
import { fixedByCall, readCall, type ReadCall } from '#main/services/read-call.ts'
import { readSurroundings, reviewWords } from '#main/services/replies/reply-review.ts'
import type { Tool } from '#main/tools/registry.ts'

/**
 * What this desk would do with calls, without doing it: the same registry, schema, rules and sentence as for a proposal, judged
 * and thrown away. Only a read may leave, and only where the rules let it run by itself and the person asked for it.
 */
export type GateInput = {
  readonly calls: readonly TextCall[]
  readonly items: readonly TextItem[]
  readonly side: Side | null
  readonly conversationId: number | null
  readonly lookups: boolean
}

export async function judgeCalls(desk: Desk, input: GateInput, signal: AbortSignal): Promise<readonly Judgement[]> {
  const around = await surroundingsOf(desk, input)
  const judged: Judgement[] = []
  const taken: Charge[] = []
  for (const call of input.calls) {
    const { judgement, charges } = await judgeCall(desk, call, input, around, taken, signal)
    judged.push(judgement)
    taken.push(...charges)
  }
  return judged
}

type Around = { readonly conversation: Conversation; readonly earlier: readonly Proposal[] }

async function surroundingsOf(desk: Desk, { conversationId }: GateInput): Promise<Around> {
  if (conversationId === null) return { conversation: madeUp(desk.clock.now()), earlier: [] }
  const conversation = await desk.store.conversations.get(conversationId)
  // Who answers it now says nothing about who plays it.
  return {
    conversation: { ...conversation, control: 'agent' },
    earlier: await desk.store.ledger.ofConversation(conversationId),
  }
}

async function judgeCall(
  desk: Desk,
  call: TextCall,
  input: GateInput,
  { conversation, earlier }: Around,
  taken: readonly Charge[],
  signal: AbortSignal,
) {
  const read = readCall(desk, call.name, call.arguments)
  const { tool, issues } = read
  const origins = findOrigins(read.arguments, seenIn(input.items), tool?.view.parameters)
  const found = await findingsIn(desk, read, input)
  const facts = await gatherFacts(desk, {
    ...read,
    isValid: issues.length === 0,
    origins,
    conversation,
    earlier,
    ragResults: [],
    guardrail: null,
    // What is played again was there before: that is no reason to ask.
    isRejectedBefore: false,
    isDuplicate: false,
    hasOpenCheck: found.length > 0,
    call: input.side?.kind === 'voice_agent' ? { agentId: input.side.agentId } : null,
  })
  const { line, claims } = await desk.policies.judge(ofSide(facts, input.side), taken, 'as they are')
  const listed = {
    issues,
    known: tool !== null,
    argsHash: read.argsHash,
    duplicate: null,
    rejected: null,
    guardrail: null,
  }
  const checks = listChecks(listed, conversation.id, desk.clock.now()).filter(
    ({ id }) => id === 'catalogue' || id === 'schema',
  )
  const made: NewProposal = {
    ...fixedByCall(read, conversation),
    id: desk.random.id('played_'),
    turnId: '',
    callId: call.id,
    fingerprint: '',
    checks: [...checks, ...outputChecks(found)],
    origins,
    policy: line,
    agentReason: null,
    guardrail: null,
    rejectedBefore: null,
    mode: 'dry_run',
    expiresAt: null,
  }
  const [event] = firstEvents(desk, made, conversation, { issues, known: tool !== null, refused: null })
  const canLookUp = tool !== null && event?.type !== 'blocked' && mayBeRead(desk, tool, line.verdict)
  const judgement: Judgement = {
    callId: call.id,
    tool: call.name,
    known: tool !== null,
    kind: made.kind,
    access: tool?.access ?? 'write',
    risk: made.risk,
    arguments: read.written,
    sentence: made.sentence,
    checks: made.checks,
    origins,
    policy: line,
    would: wouldWords(line.verdict, line.rule),
    canLookUp,
    given:
      event?.type === 'blocked'
        ? { how: 'blocked', result: event.result }
        : canLookUp && input.lookups
          ? await lookUp(desk, tool, made, conversation, signal)
          : { how: 'simulated', result: simulatedResult() },
  }
  return { judgement, charges: claims.map(({ charge }) => charge) }
}

/** A plain GET of the catalogue that would run by itself now, and for real. */
const mayBeRead = (desk: Desk, tool: Tool, verdict: Verdict): boolean =>
  verdict === 'allow' &&
  tool.kind === 'http' &&
  tool.access === 'read' &&
  tool.view.risk === 0 &&
  !isRehearsed(desk, tool.view.name) &&
  desk
    .configuration()
    .tools.some((one) => one.name === tool.view.name && one.kind === 'http' && one.request.method === 'GET')

async function lookUp(
  desk: Desk,
  tool: Tool,
  made: NewProposal,
  conversation: Conversation,
  signal: AbortSignal,
): Promise<Judgement['given']> {
  const proposal = apply(null, { type: 'proposed', proposal: made }, desk.clock.now())
  const nothing = async () => {}
  const context = {
    proposal,
    conversation,
    idempotencyKey: made.id,
    signal,
    onSent: nothing,
    onStep: nothing,
    traces: async () => ({ others: new Set<string>(), after: null }),
  }
  try {
    const outcome = await tool.execute(context)
    return outcome.kind === 'succeeded'
      ? { how: 'looked_up', result: executedResult(outcome.data, proposal) }
      : { how: 'failed', result: failedResult(outcome.error, []) }
  } catch (thrown) {
    if (signal.aborted) throw thrown
    const { code, message } = asAppError(thrown)
    return { how: 'failed', result: failedResult({ code, message }, []) }
  }
}

/** Words are held against a stored conversation; against one that is made up there is nothing to hold them. */
async function findingsIn(desk: Desk, { words }: ReadCall, { conversationId, calls }: GateInput) {
  if (words === null || conversationId === null) return []
  const around = { ...(await readSurroundings(desk, conversationId, null)), calls: calls.map(({ name }) => name) }
  return (await reviewWords(desk, around, words.text, words.kind)).findings
}

/** Rules may speak of an agent and an environment: those of the side. A model stands in for the agent of this desk. */
function ofSide(facts: PolicyFacts, side: Side | null): PolicyFacts {
  if (side?.kind !== 'support_agent') return facts
  return {
    ...facts,
    ...(side.agentId === null ? {} : { agent: side.agentId }),
    ...(side.environment === null ? {} : { environment: side.environment }),
  }
}

const seenIn = (items: readonly TextItem[]) => ({
  customer: items.flatMap((item) => (item.kind === 'message' && item.role === 'user' ? item.text : [])),
  tools: items.flatMap((item) => (item.kind === 'result' ? item.output : [])),
  sources: [],
})

function wouldWords(verdict: Verdict, rule: string): string {
  switch (verdict) {
    case 'allow':
      return `Would run by itself: ${rule}.`
    case 'dry_run':
      return `Would only be rehearsed: ${rule}.`
    case 'ask':
      return `Would wait for a person: ${rule}.`
    case 'ask_two':
      return `Would wait for two people: ${rule}.`
    case 'deny':
      return `Would be refused: ${rule}.`
  }
}

const madeUp = (now: number): Conversation => ({
  id: 0,
  externalId: '',
  channel: 'chat',
  state: 'open',
  subject: '',
  customer: { externalId: '', name: 'the customer', email: null },
  assignee: null,
  tags: [],
  control: 'agent',
  agent: { activity: 'idle', note: null, rounds: 0 },
  createdAt: now,
  updatedAt: now,
  lastMessageAt: now,
  waitingSince: null,
})
