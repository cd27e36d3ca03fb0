import type { Proposal, Signer } from '#contract/proposal.ts'
import { isCall, notOnCall } from '#main/domain/call.ts'
import { isAdministration, notInAdministration } from '#main/domain/own-conversation.ts'
import { hashArguments } from '#main/domain/canonical.ts'
import { fingerprint } from '#main/domain/fingerprint.ts'
import { simulatedResult } from '#main/domain/outcome.ts'
import type { NewProposal, ProposalEvent } from '#main/domain/proposal.ts'
import { signatureDigest } from '#main/domain/signing.ts'
import { composeSentence } from '#main/domain/sentence.ts'
import { AppError } from '#main/kernel/errors.ts'
import { ownAssignees, type Desk } from '#main/services/desk.ts'
import { approvedBy } from '#main/services/first-events.ts'
import { keepOwn, readOwn } from '#main/services/replies/kept-drafts.ts'
import { passWords } from '#main/services/replies/output-gate.ts'
import { idempotencyKey } from '#main/services/proposing.ts'
import { isRehearsed } from '#main/services/policies/rehearsing.ts'
import type { StoredTurn } from '#main/store/store.ts'

/** A person's own words take the same road as the agent's: written down, signed, sent once. */
export async function write(
  desk: Desk,
  input: {
    readonly id: number
    readonly text: string
    readonly internal: boolean
    readonly confirmed?: boolean | undefined
  },
  signer: Signer,
  signal: AbortSignal,
): Promise<Proposal> {
  const conversation = await desk.store.conversations.get(input.id)
  if (isCall(conversation)) throw new AppError('blocked', notOnCall)
  if (isAdministration(conversation)) throw new AppError('blocked', notInAdministration)
  const name = input.internal ? 'internal_note' : 'send_reply'
  const tool = desk.connections().tools.find(name)
  if (tool === null) throw new AppError('internal', `${name} is missing from the catalogue.`)
  const args = { text: input.text }
  const words = { kind: tool.proposalKind, conversationId: input.id, turnId: null }
  const { asksTwo, findings } = await passWords(desk, words, args, input.confirmed === true)
  const material = await desk.store.conversations.material(input.id)
  const made: NewProposal = {
    id: desk.random.id('p_'),
    conversationId: input.id,
    turnId: desk.random.id('t_'),
    position: 0,
    callId: null,
    tool: name,
    kind: tool.proposalKind,
    risk: tool.view.risk,
    arguments: args,
    argsHash: hashArguments(name, args),
    fingerprint: fingerprint(material, await ownAssignees(desk, signal)),
    sentence: [...composeSentence(tool.sentence, name, args, { customerName: conversation.customer.name })],
    checks: [],
    origins: {},
    context: material,
    policy: asksTwo
      ? { verdict: 'ask_two', rule: 'A check of the words asks two' }
      : { verdict: 'ask', rule: 'Written by a person' },
    agentReason: null,
    guardrail: null,
    rejectedBefore: null,
    steps: [],
    mode: isRehearsed(desk, name) ? 'dry_run' : 'live',
  }
  const found = findings.length === 0 ? {} : { findings }
  const digest = signatureDigest({ ...made, revision: 0, expiresAt: null })
  const approved = { ...approvedBy(signer, made), ...found }
  const live: ProposalEvent = asksTwo ? { ...approved, type: 'signed', verb: 'approve', digest } : approved
  const simulated = { type: 'simulated', signer, request: { tool: name, arguments: args } } as const
  const isLive = made.mode === 'live'
  const signed: ProposalEvent = isLive ? live : { ...simulated, result: simulatedResult() }
  const [proposal] = await desk.record.propose({
    turn: await personsTurn(desk, made, input.text),
    proposals: [
      {
        id: made.id,
        events: [{ type: 'proposed', proposal: made }, { type: 'asked' }, signed],
        outboxKey: isLive && !asksTwo ? idempotencyKey(made.id, 0) : null,
      },
    ],
    conversation: {},
  })
  if (proposal === undefined) throw new AppError('internal', 'The words were not stored.')
  const kept = await readOwn(desk, input.id)
  if (kept?.text === input.text && kept.internal === input.internal) await keepOwn(desk, input.id, null)
  desk.lanes.wake(input.id)
  return proposal
}

/** The turn that a person's own proposal stands in: no model was asked, and none hears of it. */
export async function personsTurn(desk: Desk, made: NewProposal, text: string): Promise<StoredTurn> {
  return {
    id: made.turnId,
    conversationId: made.conversationId,
    afterMessage: await desk.store.conversations.newestCustomerMessage(made.conversationId),
    at: desk.clock.now(),
    text,
    callIds: [],
    ragResults: [],
    guardrail: null,
    usage: null,
    latencyMs: 0,
    origin: 'person',
    calls: [],
    request: null,
    response: null,
    concluded: true,
  }
}
