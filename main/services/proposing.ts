import type { BotPart } from '#contract/answering.ts'
import type { Conversation, Message, RagResult } from '#contract/conversation.ts'
import type { PolicyFacts } from '#contract/policy.ts'
import type { Check, Proposal } from '#contract/proposal.ts'
import type { OutputFinding } from '#contract/reply.ts'
import type { Json } from '#contract/tool.ts'
import type { AgentResponse } from '#main/clients/support-agent.ts'
import { checksOfBot, isOfBot } from '#main/domain/answering.ts'
import { orderBundle } from '#main/domain/bundle.ts'
import { notOnCall } from '#main/domain/call.ts'
import type { Material } from '#main/domain/fingerprint.ts'
import { findOrigins } from '#main/domain/origins.ts'
import type { NewProposal, ProposalEvent } from '#main/domain/proposal.ts'
import { expiryOf } from '#main/domain/timing.ts'
import { AppError } from '#main/kernel/errors.ts'
import { listChecks } from '#main/services/checks.ts'
import { allowedOnCall, refusedLine } from '#main/services/calls/lookups.ts'
import type { Desk } from '#main/services/desk.ts'
import { firstEvents } from '#main/services/first-events.ts'
import { closedForConversation, findSameCall, rejectedBefore } from '#main/services/lookalikes.ts'
import type { Judged } from '#main/services/policies/policies.ts'
import { gatherFacts } from '#main/services/policies/policy-facts.ts'
import { isAgentRehearsed, isRehearsed } from '#main/services/policies/rehearsing.ts'
import { fixedByCall, readCall, type ReadCall } from '#main/services/read-call.ts'
import { reviewWords, type Surroundings as WordsAround } from '#main/services/replies/reply-review.ts'
import { storedTurn, wordsSeen } from '#main/services/turn-material.ts'

export type FinishedTurn = {
  readonly conversation: Conversation
  readonly response: AgentResponse
  readonly requestBody: Json
  readonly afterMessage: number
  readonly fingerprint: string
  readonly context: Material
  readonly latencyMs: number
  /** Asked for on a call: nothing else answers the turn, and what was allowed for that call holds. */
  readonly call?: OnCall
  /** The bot was asked for it: first, or alone. */
  readonly bot?: BotPart
}

export type OnCall = {
  readonly agentId: string
  readonly rehearsed: boolean
  /** The rule by which its reads need no signature; null: there is none. */
  readonly lookups: string | null
}

type Draft = { readonly callId: string | null; readonly tool: string; readonly argumentText: string }
type Surroundings = {
  readonly conversation: Conversation
  readonly guardrail: string | null
  readonly fingerprint: string
  readonly context: Material
  readonly calls: readonly string[]
  readonly messages: readonly Message[]
  readonly turnId: string
  readonly earlier: readonly Proposal[]
  /** Rejected together with their tool, for the whole conversation. */
  readonly closed: ReadonlySet<string>
  readonly seen: { customer: string[]; tools: string[]; sources: string[] }
  readonly ragResults: readonly RagResult[]
  readonly agentReason: string | null
  readonly call: OnCall | null
  readonly bot: BotPart | null
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
    context: finished.context,
    calls: response.calls.map((call) => call.name),
    messages,
    turnId: turn.id,
    earlier,
    closed: await closedForConversation(desk.store.ledger, earlier),
    seen: wordsSeen(messages, earlier, response.ragResults),
    ragResults: response.ragResults,
    agentReason: response.calls.length > 0 && response.text.trim() !== '' ? response.text.trim() : null,
    call: finished.call ?? null,
    bot: finished.bot ?? null,
  }
  const store = (judged: readonly JudgedDraft[]) =>
    desk.record.propose({
      // Who called hears the outcome on the line, or not at all: no agent is asked about it again.
      turn: { ...turn, concluded: judged.length === 0 || finished.call !== undefined },
      proposals: inBundleOrder(judged),
      conversation: finished.call === undefined ? activityOf(judged) : {},
    })
  for (let attempt = 1; attempt <= budgetAttempts; attempt += 1) {
    try {
      return await store(await judgeDrafts(desk, drafts, surroundings, 'as they are'))
    } catch (thrown) {
      if (!isOverBudget(thrown)) throw thrown
    }
  }
  return store(await judgeDrafts(desk, drafts, surroundings, 'used up'))
}

const activityOf = (judged: readonly JudgedDraft[]) =>
  judged.length === 0
    ? { activity: 'idle' as const, note: answeredNothing }
    : { activity: 'waiting' as const, note: null }

/** Other conversations may spend a budget between the judgement and its commit; then it is judged again, a few times. */
const budgetAttempts = 5

const isOverBudget = (thrown: unknown): boolean =>
  thrown instanceof AppError && thrown.code === 'conflict' && thrown.data?.['budget'] !== undefined

type JudgedDraft = { readonly made: NewProposal; readonly events: readonly ProposalEvent[]; readonly policy: Policied }
type Policied = { readonly facts: PolicyFacts; readonly claims: Judged['claims'] }

/** One after the other: what the first takes of a budget the next one does not have. */
async function judgeDrafts(
  desk: Desk,
  drafts: readonly Draft[],
  around: Surroundings,
  budgets: 'as they are' | 'used up',
): Promise<readonly JudgedDraft[]> {
  const judged: JudgedDraft[] = []
  for (const draft of drafts) {
    const taken = judged.flatMap(({ policy }) => policy.claims.map(({ charge }) => charge))
    judged.push(await judgeDraft(desk, draft, around, (facts) => desk.policies.judge(facts, taken, budgets)))
  }
  return judged
}

function inBundleOrder(judged: readonly JudgedDraft[]) {
  const ordered = orderBundle(judged.map((one) => one.made))
  return judged.map(({ made, events, policy }, index) => {
    const position = ordered[index] ?? index
    const approved = events.some((event) => event.type === 'approved')
    return {
      id: made.id,
      events: [{ type: 'proposed' as const, proposal: { ...made, position } }, ...events],
      outboxKey: approved ? idempotencyKey(made.id, 0) : null,
      policy,
    }
  })
}

/** What the call was before: turned down here, or made already for the same customer. */
async function findBefore(desk: Desk, call: ReadCall, around: Surroundings, now: number) {
  const { name, tool, argsHash } = call
  const asked = { tool: name, argsHash, customer: around.conversation.customer.externalId }
  return {
    rejected: rejectedBefore(around.earlier, around.closed, name, argsHash, call.arguments),
    same: tool?.access === 'write' ? await findSameCall(desk.store.ledger, asked, around.earlier, now) : null,
  }
}

async function judgeDraft(
  desk: Desk,
  draft: Draft,
  around: Surroundings,
  ask: (facts: PolicyFacts) => Promise<Judged>,
): Promise<JudgedDraft> {
  const call = readCall(desk, draft.tool, draft.argumentText)
  const { tool, issues, risk, words } = call
  const { conversation } = around
  const now = desk.clock.now()
  const { rejected, same } = await findBefore(desk, call, around, now)
  const origins = findOrigins(call.arguments, around.seen, tool?.view.parameters)
  const found = words === null ? [] : (await reviewWords(desk, wordsAround(around), words.text, words.kind)).findings
  const facts = await gatherFacts(desk, {
    ...call,
    isValid: issues.length === 0,
    origins,
    conversation,
    earlier: around.earlier,
    ragResults: around.ragResults,
    guardrail: around.guardrail,
    isRejectedBefore: rejected !== null,
    isDuplicate: same !== null && (same.isRecent || risk >= 3),
    hasOpenCheck: found.length > 0,
    call: around.call,
    bot: around.bot,
  })
  const refused = around.call !== null && tool !== null && tool.proposalKind !== 'tool' ? notOnCall : null
  const judged = refused === null ? await ask(facts) : refusedLine(refused)
  // What a person turned down before is asked about again, whatever was allowed.
  const { line: policy, claims } = allowedOnCall(desk, around.call, rejected === null ? tool : null, judged)
  const { guardrail } = around
  const listed = {
    issues,
    known: tool !== null,
    argsHash: call.argsHash,
    duplicate: same?.proposal ?? null,
    rejected,
    guardrail,
  }
  const made: NewProposal = {
    ...fixedByCall(call, conversation),
    id: desk.random.id('p_'),
    turnId: around.turnId,
    callId: draft.callId,
    fingerprint: around.fingerprint,
    context: around.context,
    checks: [...listChecks(listed, conversation.id, now), ...checksOfBot(around.bot), ...outputChecks(found)],
    origins,
    policy,
    agentReason: draft.callId === null ? null : around.agentReason,
    guardrail: draft.callId === null ? guardrail : null,
    rejectedBefore: rejected,
    mode: policy.verdict === 'dry_run' ? 'dry_run' : modeOf(desk, call.name, around),
    expiresAt: expiryOf(desk.configuration().timing, risk, desk.time.now(), policy),
  }
  return {
    made,
    events: firstEvents(desk, made, conversation, { issues, known: tool !== null, refused }),
    policy: { facts, claims },
  }
}

const wordsAround = (around: Surroundings): WordsAround => ({
  ...around,
  conversationId: around.conversation.id,
  turnId: null,
})

/** What was found in the words, as lines on the card. */
export const outputChecks = (findings: readonly OutputFinding[]): Check[] =>
  findings.map(({ check, level, label, detail, range }) => ({
    id: check,
    result: level === 'block' ? 'fail' : 'warn',
    label,
    detail,
    range,
  }))

/**
 * Rehearsed: the whole desk, this agent, this tool; and whatever follows from a rehearsed call in the same conversation,
 * because the agent may take it for done.
 */
function modeOf(desk: Desk, tool: string, { call, earlier, bot }: Surroundings): Proposal['mode'] {
  const isMeant = isRehearsed(desk, tool) || (call === null ? isAgentRehearsed(desk, isOfBot(bot)) : call.rehearsed)
  return isMeant || earlier.some((proposal) => proposal.state === 'dry_run') ? 'dry_run' : 'live'
}
