import type { OpenAct } from '#contract/agent.ts'
import type { Review } from '#contract/agent-act.ts'
import type { Conversation } from '#contract/conversation.ts'
import type { Proposal, Signer } from '#contract/proposal.ts'
import type { PolicyLine } from '#contract/verdict.ts'
import { typedFor } from '#main/domain/agents/acts.ts'
import { hashArguments } from '#main/domain/canonical.ts'
import { fingerprint } from '#main/domain/fingerprint.ts'
import { simulatedResult } from '#main/domain/outcome.ts'
import { isSettled, type NewProposal, type ProposalEvent } from '#main/domain/proposal.ts'
import { composeSentence, sentenceText } from '#main/domain/sentence.ts'
import { signatureDigest } from '#main/domain/signing.ts'
import { expiryOf, undoWindow } from '#main/domain/timing.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Prepared } from '#main/services/acts/prepared.ts'
import { requireTyped } from '#main/services/acts/typed.ts'
import type { Desk } from '#main/services/desk.ts'
import { materialOf } from '#main/services/drift.ts'
import { approvedBy } from '#main/services/first-events.ts'
import { gatherFacts } from '#main/services/policies/policy-facts.ts'
import { idempotencyKey } from '#main/services/proposing.ts'
import { isRehearsed } from '#main/services/policies/rehearsing.ts'
import { personsTurn } from '#main/services/replies/writing.ts'
import type { Tool } from '#main/tools/registry.ts'

/**
 * A person's act on an agent, a number, a collection or the bot takes the road of everything that matters: the rules are asked, it
 * is written down with their signature, sent once, and waits for a second person where a rule says so.
 */
export type Consent = { readonly typed: string; readonly reason?: string | undefined }

export async function reviewAct(desk: Desk, prepared: Prepared): Promise<Review> {
  const tool = toolOf(desk, prepared)
  const policy = await judgeAct(desk, prepared, tool, await placeNow(desk, prepared))
  const { refusal, obstacles } = prepared
  return {
    sentence: [...sentenceOf(tool, prepared)],
    risk: tool.view.risk,
    request: prepared.request,
    mask: [...prepared.mask],
    differences: [...prepared.differences],
    checks: [...prepared.checks],
    policy,
    rehearsed: policy.verdict === 'dry_run' || isRehearsed(desk, prepared.tool),
    typed: typedFor(prepared.tool, prepared.arguments),
    obstacles: [
      ...(refusal === null ? [] : [refusal.message]),
      ...obstacles,
      ...(policy.verdict === 'deny' ? [`A rule refuses it: ${policy.rule}.`] : []),
    ],
    conflict: prepared.conflict,
  }
}

export const proposeAct = (desk: Desk, prepared: Prepared, consent: Consent, signer: Signer): Promise<Proposal> =>
  desk.oneByOne(prepared.place.externalId, () => store(desk, prepared, consent, signer))

async function store(desk: Desk, prepared: Prepared, consent: Consent, signer: Signer): Promise<Proposal> {
  const { place, within, steps, checks } = prepared
  const tool = toolOf(desk, prepared)
  requirePossible(prepared, tool)
  requireTyped(prepared.tool, prepared.arguments, consent.typed)
  const conversation =
    within === undefined ? await desk.store.administration.open(place) : await desk.store.conversations.get(within.id)
  const argsHash = hashArguments(prepared.tool, prepared.arguments)
  const earlier = await desk.store.ledger.ofConversation(conversation.id)
  const same = earlier.find((one) => one.argsHash === argsHash && !isSettled(one) && one.state !== 'failed')
  if (same !== undefined)
    throw new AppError('conflict', 'The same was asked for already, and is not over.', { data: { id: same.id } })
  const facts = await factsOf(desk, prepared, tool, conversation)
  const { line } = await desk.policies.judge(facts, [], 'as they are')
  if (line.verdict === 'deny') throw new AppError('blocked', `A rule refuses it: ${line.rule}.`)
  const reason = consent.reason?.trim() ?? ''
  if (line.requireReason === true && reason === '')
    throw new AppError('invalid_input', `${line.rule}: say why.`, { data: { pointer: '/reason' } })
  const material = await materialOf(desk, conversation)
  const mode = isRehearsed(desk, prepared.tool) || line.verdict === 'dry_run' ? 'dry_run' : 'live'
  const made: NewProposal = {
    id: desk.random.id('p_'),
    conversationId: conversation.id,
    turnId: desk.random.id('t_'),
    position: 0,
    callId: null,
    tool: prepared.tool,
    kind: tool.proposalKind,
    risk: tool.view.risk,
    arguments: prepared.arguments,
    argsHash,
    fingerprint: fingerprint(material, within?.ours ?? []),
    sentence: [...sentenceOf(tool, prepared)],
    checks: [...checks],
    origins: {},
    context: material,
    policy: asked(line, signer),
    agentReason: null,
    guardrail: null,
    rejectedBefore: null,
    steps: [...steps],
    mode,
    expiresAt: expiryOf(desk.configuration().timing, tool.view.risk, desk.time.now(), line),
  }
  if (made.mode === 'live') await desk.connections().toolSecrets.keep(made.arguments)
  const event = signing(desk, made, conversation, signer, reason)
  const [proposal] = await desk.record.propose({
    turn: await personsTurn(desk, made, ''),
    proposals: [
      {
        id: made.id,
        events: [{ type: 'proposed', proposal: made }, { type: 'asked' }, event],
        outboxKey: event.type === 'approved' ? idempotencyKey(made.id, 0) : null,
        policy: { facts, claims: [] },
      },
    ],
    conversation: {},
  })
  if (proposal === undefined) throw new AppError('internal', 'The act was not stored.')
  desk.lanes.wake(conversation.id)
  return proposal
}

/** A person asks for it, so nothing goes by itself: what a rule would let by is theirs all the same. */
const asked = (line: PolicyLine, signer: Signer): PolicyLine =>
  line.verdict === 'ask_two' ? line : { ...line, verdict: 'ask', rule: `Done by ${signer.name}` }

/** The signature of who asks: the only one, the first of two, or one under which nothing leaves. */
function signing(
  desk: Desk,
  made: NewProposal,
  { channel }: Pick<Conversation, 'channel'>,
  signer: Signer,
  reason: string,
): ProposalEvent {
  if (made.mode === 'dry_run')
    return {
      type: 'simulated',
      signer,
      request: { tool: made.tool, arguments: made.arguments },
      result: simulatedResult(),
    }
  const expiresAt = made.expiresAt ?? null
  const digest = signatureDigest({ ...made, revision: 0, expiresAt })
  const why = reason === '' ? {} : { reason }
  const approved = { ...approvedBy(signer, made), digest, ...why }
  if (made.policy.verdict === 'ask_two') return { ...approved, type: 'signed', verb: 'approve', digest }
  const window = undoWindow(desk.configuration().timing, made, channel)
  return window === 0 ? approved : { ...approved, dueAt: desk.time.now() + window }
}

function requirePossible({ refusal, obstacles, arguments: args }: Prepared, tool: Tool): void {
  if (refusal !== null) throw refusal
  const [obstacle] = obstacles
  if (obstacle !== undefined) throw new AppError('blocked', obstacle)
  const issue = tool.validate(args)[0]
  if (issue !== undefined)
    throw new AppError('invalid_input', `${issue.pointer} ${issue.message}`.trim(), {
      data: { pointer: issue.pointer },
    })
}

function toolOf(desk: Desk, { tool: name }: Prepared): Tool {
  const tool = desk.connections().tools.find(name)
  if (tool === null) throw new AppError('internal', `${name} is missing from the catalogue.`)
  return tool
}

const sentenceOf = (tool: Tool, { tool: name, arguments: args, place }: Prepared) =>
  composeSentence(tool.sentence, name, args, { customerName: place.name })

/** The conversation it would stand in; where there is none yet, what it would be. */
async function placeNow(desk: Desk, { place, within }: Prepared): Promise<Conversation> {
  if (within !== undefined) return desk.store.conversations.get(within.id)
  const known = await desk.store.conversations.byExternalId(place.externalId)
  if (known !== null) return known
  const at = desk.clock.now()
  return {
    id: 0,
    externalId: place.externalId,
    channel: 'other',
    state: 'closed',
    subject: place.subject,
    customer: { externalId: place.externalId, name: place.name, email: null },
    assignee: null,
    tags: [],
    control: 'human',
    agent: { activity: 'idle', note: null, rounds: 0 },
    createdAt: at,
    updatedAt: at,
    lastMessageAt: at,
    waitingSince: null,
  }
}

async function judgeAct(desk: Desk, prepared: Prepared, tool: Tool, conversation: Conversation): Promise<PolicyLine> {
  const facts = await factsOf(desk, prepared, tool, conversation)
  return (await desk.policies.judge(facts, [], 'as they are')).line
}

const factsOf = (desk: Desk, prepared: Prepared, tool: Tool, conversation: Conversation) =>
  gatherFacts(desk, {
    name: prepared.tool,
    tool,
    arguments: prepared.arguments,
    isValid: tool.validate(prepared.arguments).length === 0,
    origins: {},
    conversation,
    earlier: [],
    ragResults: [],
    guardrail: null,
    isRejectedBefore: false,
    isDuplicate: false,
    hasOpenCheck: false,
    call: prepared.agentId === null ? null : { agentId: prepared.agentId },
  })

/** As lists show it beside what it is about. */
export const toOpenAct = (proposal: Proposal): OpenAct => ({
  proposalId: proposal.id,
  conversationId: proposal.conversationId,
  tool: proposal.tool,
  state: proposal.state,
  sentence: sentenceText(proposal.sentence),
  at: proposal.proposedAt,
})
