import type { Conversation, Message, RagResult } from '#contract/conversation.ts'
import type { Proposal, Signer } from '#contract/proposal.ts'
import type { Arguments, Json } from '#contract/tool.ts'
import type { AgentResponse } from '#main/clients/support-agent.ts'
import { parseCallArguments } from '#main/domain/arguments.ts'
import { orderBundle } from '#main/domain/bundle.ts'
import { hashArguments } from '#main/domain/canonical.ts'
import { matchGuardrail } from '#main/domain/guardrail.ts'
import { findOrigins } from '#main/domain/origins.ts'
import { blockedResult, simulatedResult } from '#main/domain/outcome.ts'
import { judge } from '#main/domain/policy.ts'
import type { NewProposal, ProposalEvent } from '#main/domain/proposal.ts'
import type { SchemaIssue } from '#main/domain/schema.ts'
import { expiryOf, undoWindow } from '#main/domain/timing.ts'
import { composeSentence } from '#main/domain/sentence.ts'
import { listChecks } from '#main/services/checks.ts'
import type { Desk } from '#main/services/desk.ts'
import { closedForConversation, findSameCall, rejectedBefore } from '#main/services/lookalikes.ts'
import type { StoredTurn } from '#main/store/store.ts'

export type FinishedTurn = {
  readonly conversation: Conversation
  readonly response: AgentResponse
  readonly requestBody: Json
  readonly afterMessage: number
  readonly fingerprint: string
  readonly latencyMs: number
}

type Draft = { readonly callId: string | null; readonly tool: string; readonly argumentText: string }
type Surroundings = {
  readonly conversation: Conversation
  readonly guardrail: string | null
  readonly fingerprint: string
  readonly turnId: string
  readonly earlier: readonly Proposal[]
  /** Rejected together with their tool, for the whole conversation. */
  readonly closed: ReadonlySet<string>
  readonly seen: { customer: string[]; tools: string[]; sources: string[] }
  readonly agentReason: string | null
}

/** What stands beside a conversation whose agent neither said nor asked for anything. */
export const answeredNothing = 'The agent answered nothing.'

export const idempotencyKey = (proposalId: string, revision: number): string => `${proposalId}-r${revision}`

/**
 * Stores a turn with one proposal for each call and one for its words; what a rule allows is approved in the same
 * transaction. One turn of a customer at a time: two conversations that ask for the same at once see each other.
 */
export const proposeTurn = (desk: Desk, finished: FinishedTurn): Promise<readonly Proposal[]> =>
  desk.oneByOne(finished.conversation.customer.externalId || `c${finished.conversation.id}`, () =>
    judgeAndStore(desk, finished),
  )

async function judgeAndStore(desk: Desk, finished: FinishedTurn): Promise<readonly Proposal[]> {
  const { conversation, response } = finished
  const turn = storedTurn(desk, finished)
  const drafts: Draft[] = response.calls.map((call) => ({
    callId: call.id,
    tool: call.name,
    argumentText: call.arguments,
  }))
  if (response.text.trim() !== '') {
    drafts.push({ callId: null, tool: 'send_reply', argumentText: JSON.stringify({ text: response.text.trim() }) })
  }
  const earlier = await desk.store.ledger.ofConversation(conversation.id)
  const { messages } = await desk.store.conversations.messages(conversation.id, { before: null, limit: 200 })
  const surroundings: Surroundings = {
    conversation,
    guardrail: turn.guardrail,
    fingerprint: finished.fingerprint,
    turnId: turn.id,
    earlier,
    closed: await closedForConversation(desk.store.ledger, earlier),
    seen: wordsSeen(messages, earlier, response.ragResults),
    agentReason: response.calls.length > 0 && response.text.trim() !== '' ? response.text.trim() : null,
  }
  const judged = await Promise.all(drafts.map((draft) => judgeDraft(desk, draft, surroundings)))
  const ordered = orderBundle(judged.map((one) => one.made))
  const proposals = judged.map(({ made, events }, index) => {
    const position = ordered[index] ?? index
    const approved = events.some((event) => event.type === 'approved')
    return {
      id: made.id,
      events: [{ type: 'proposed' as const, proposal: { ...made, position } }, ...events],
      outboxKey: approved ? idempotencyKey(made.id, 0) : null,
    }
  })
  return desk.record.propose({
    turn: { ...turn, concluded: proposals.length === 0 },
    proposals,
    conversation:
      proposals.length === 0 ? { activity: 'idle', note: answeredNothing } : { activity: 'waiting', note: null },
  })
}

function storedTurn(desk: Desk, finished: FinishedTurn): StoredTurn {
  const { response, conversation } = finished
  return {
    id: desk.random.id('t_'),
    conversationId: conversation.id,
    afterMessage: finished.afterMessage,
    at: desk.clock.now(),
    text: response.text.trim(),
    callIds: response.calls.map((call) => call.id),
    ragResults: [...response.ragResults],
    guardrail: matchGuardrail(response.text, desk.configuration().guardrailTexts),
    usage: response.usage,
    latencyMs: finished.latencyMs,
    origin: 'agent',
    calls: response.calls,
    request: finished.requestBody,
    response: response.raw,
    concluded: false,
  }
}

async function judgeDraft(
  desk: Desk,
  draft: Draft,
  around: Surroundings,
): Promise<{ made: NewProposal; events: ProposalEvent[] }> {
  const tool = desk.connections().tools.find(draft.tool)
  const parsed = parseCallArguments(draft.argumentText)
  const args: Arguments = parsed.ok ? parsed.value : {}
  const issues = parsed.ok
    ? (tool?.validate(args) ?? [])
    : [{ pointer: '', message: `The arguments are not a JSON object: ${parsed.message}` }]
  const argsHash = hashArguments(draft.tool, args)
  const rejected = rejectedBefore(around.earlier, around.closed, draft.tool, argsHash, args)
  const now = desk.clock.now()
  const call = { tool: draft.tool, argsHash, customer: around.conversation.customer.externalId }
  const same = tool?.access === 'write' ? await findSameCall(desk.store.ledger, call, around.earlier, now) : null
  const risk = tool?.view.risk ?? 3
  const policy = judge({
    risk,
    kind: tool?.proposalKind ?? 'tool',
    schemaIssues: issues,
    known: tool !== null,
    guardrail: around.guardrail,
    rejectedBefore: rejected !== null,
    duplicate: same !== null && (same.isRecent || risk >= 3),
    defaultDecisions: desk.configuration().defaultDecisions,
    manual: tool?.kind === 'manual',
    frozen: desk.pause.now() !== null,
  })
  const sentence = composeSentence(tool?.sentence ?? null, draft.tool, args, {
    customerName: around.conversation.customer.name,
  })
  const made: NewProposal = {
    id: desk.random.id('p_'),
    conversationId: around.conversation.id,
    turnId: around.turnId,
    position: 0,
    callId: draft.callId,
    tool: draft.tool,
    kind: tool?.proposalKind ?? 'tool',
    risk,
    arguments: args,
    argsHash,
    fingerprint: around.fingerprint,
    sentence: [...sentence],
    checks: listChecks(
      { issues, known: tool !== null, duplicate: same?.proposal ?? null, rejected, guardrail: around.guardrail },
      around.conversation.id,
      now,
    ),
    origins: findOrigins(args, around.seen, tool?.view.parameters),
    policy,
    agentReason: draft.callId === null ? null : around.agentReason,
    guardrail: draft.callId === null ? around.guardrail : null,
    rejectedBefore: rejected,
    steps: [...(tool?.steps ?? [])],
    mode: policy.verdict === 'dry_run' ? 'dry_run' : modeOf(desk, draft.tool, around.earlier),
    expiresAt: expiryOf(desk.configuration().timing, risk, desk.time.now(), policy),
  }
  return {
    made,
    events: firstEvents(desk, made, around.conversation, issues, tool !== null),
  }
}

function firstEvents(
  desk: Desk,
  made: NewProposal,
  { channel }: Conversation,
  issues: readonly SchemaIssue[],
  known: boolean,
): ProposalEvent[] {
  switch (made.policy.verdict) {
    case 'deny': {
      const code = known ? 'invalid_arguments' : 'unknown_tool'
      const found = issues.map((issue) => `${issue.pointer || 'arguments'}: ${issue.message}`)
      const message = known ? found.join('; ') : `There is no tool named ${made.tool}.`
      return [{ type: 'blocked', code, message, result: blockedResult(code, message) }]
    }
    case 'allow':
    case 'dry_run':
      return [byRule(made, undoWindow(desk.configuration().timing, made, channel), desk.time.now())]
    case 'ask':
    case 'ask_two':
      return [{ type: 'asked' }]
  }
}

/** In a rehearsal a rule's yes leaves nothing either. `window`: how long (ms) it can still be taken back. */
function byRule(made: NewProposal, window: number, now: number): ProposalEvent {
  const signer: Signer = { by: 'rule', name: made.policy.rule }
  if (made.mode === 'dry_run') {
    const request = { tool: made.tool, arguments: made.arguments }
    return { type: 'simulated', signer, request, result: simulatedResult() }
  }
  const approval = approvedBy(signer, made)
  return window === 0 ? approval : { ...approval, dueAt: now + window }
}

/**
 * Rehearsed: the whole desk, this agent, this tool; and whatever follows from a rehearsed call in the same conversation,
 * because the agent may take it for done.
 */
function modeOf(desk: Desk, tool: string, earlier: readonly Proposal[]): Proposal['mode'] {
  const { dryRun, agent } = desk.configuration()
  const isMeant =
    dryRun.desk || dryRun.tools.includes(tool) || (agent !== undefined && dryRun.agents.includes(agent.id))
  return isMeant || earlier.some((proposal) => proposal.state === 'dry_run') ? 'dry_run' : 'live'
}

/** The approval of a proposal exactly as it was made. */
export const approvedBy = (
  signer: Signer,
  made: Pick<NewProposal, 'arguments' | 'argsHash' | 'sentence'>,
  revision = 0,
): Extract<ProposalEvent, { type: 'approved' }> => ({
  type: 'approved',
  verb: 'approve',
  signer,
  revision,
  arguments: made.arguments,
  argsHash: made.argsHash,
  sentence: made.sentence,
})

function wordsSeen(messages: readonly Message[], earlier: readonly Proposal[], sources: readonly RagResult[]) {
  return {
    customer: messages.filter((message) => message.author === 'customer').map((message) => message.text),
    tools: earlier
      .filter((proposal) => proposal.kind === 'tool' && proposal.state === 'succeeded')
      .map((proposal) => JSON.stringify(proposal.outcome?.result ?? null)),
    sources: sources.map((source) => source.text),
  }
}
