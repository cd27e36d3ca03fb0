import type { Proposal, Signer } from '#contract/proposal.ts'
import type { Arguments } from '#contract/tool.ts'
import type { AgentMessage, AgentRequest, AgentResponse } from '#main/clients/support-agent.ts'
import { hashArguments } from '#main/domain/canonical.ts'
import { fingerprint } from '#main/domain/fingerprint.ts'
import { matchGuardrail } from '#main/domain/guardrail.ts'
import { supersededResult } from '#main/domain/outcome.ts'
import { buildHistory } from '#main/domain/prompt.ts'
import { isSettled, type NewProposal, type ProposalEvent } from '#main/domain/proposal.ts'
import { wordsOf } from '#main/domain/reply/reply.ts'
import { composeSentence } from '#main/domain/sentence.ts'
import { expiryOf } from '#main/domain/timing.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import { changed, requireUnchanged } from '#main/services/decisions.ts'
import type { Desk } from '#main/services/desk.ts'
import { contextNow } from '#main/services/drift.ts'
import { keepDraft, readDraft } from '#main/services/replies/kept-drafts.ts'
import { outputChecks } from '#main/services/proposing.ts'
import { isRehearsed } from '#main/services/policies/rehearsing.ts'
import { readSurroundings, reviewWords } from '#main/services/replies/reply-review.ts'
import { personsTurn } from '#main/services/replies/writing.ts'
import type { StoredTurn } from '#main/store/store.ts'

type Seen = Pick<Proposal, 'id' | 'revision' | 'argsHash' | 'fingerprint'>
const historyLimit = 500

/**
 * The same reply in another way: the agent is asked once more, with the person's instruction, and what it answers takes
 * the place of the old draft. No tool is called and nothing is sent; the new draft waits for a person like the old one.
 */
export async function redraft(
  desk: Desk,
  { instruction, ...seen }: Seen & { readonly instruction: string },
  signer: Signer,
  signal: AbortSignal,
): Promise<Proposal> {
  const old = await desk.store.ledger.get(seen.id)
  if (old.kind !== 'reply' || old.state !== 'pending')
    throw new AppError('conflict', 'Only a reply that waits for a decision can be written anew.')
  if (old.argsHash !== seen.argsHash || old.fingerprint !== seen.fingerprint || old.revision !== seen.revision)
    throw changed('This is not what you saw any more.', old)
  await requireUnchanged(desk, old, signal)
  const request = await composeRequest(desk, old, instruction)
  const response = await ask(desk, request, signal)
  const text = response.text.trim()
  if (text === '') throw new AppError('conflict', 'The agent wrote nothing. The draft stays as it is.')
  if (text === wordsOf(old).trim()) throw new AppError('conflict', 'The agent wrote the same words again.')
  const siblings = await desk.store.ledger.ofTurn(old.turnId)
  const made = await newReply(desk, old, { text }, signal, {
    replaces: { proposalId: old.id, instruction },
    policy:
      old.policy.verdict === 'ask_two' || old.policy.requireReason === true
        ? old.policy
        : { verdict: 'ask', rule: `Written anew for ${signer.name}` },
    guardrail: matchGuardrail(text, desk.configuration().guardrailTexts),
  })
  const before = await desk.store.conversations.turn(old.turnId)
  const turn: StoredTurn = {
    ...(await personsTurn(desk, made, text)),
    ragResults: response.ragResults.length > 0 ? [...response.ragResults] : before.ragResults,
    guardrail: made.guardrail,
    usage: response.usage,
    request: desk.connections().agent?.body(request) ?? null,
    response: response.raw,
    // Words alone may be answered like any turn of the agent; a bundle keeps its own, whose calls are still open.
    ...(siblings.length === 1 ? { origin: 'agent', afterMessage: before.afterMessage, concluded: false } : {}),
  }
  return replace(desk, old, made, turn, `written anew: ${instruction}`)
}

/**
 * A person's words for a draft the conversation has left behind. They go under the agent's fresh draft where there is one,
 * otherwise they become a proposal of their own; either way somebody has to sign them for the conversation as it is now.
 */
export async function rebase(
  desk: Desk,
  { id, text }: { readonly id: string; readonly text: string },
  signer: Signer,
  signal: AbortSignal,
): Promise<Proposal> {
  const old = await desk.store.ledger.get(id)
  const isOver = old.state === 'superseded' || old.state === 'expired'
  if ((old.kind !== 'reply' && old.kind !== 'note') || !isOver)
    throw new AppError('conflict', 'Only an outdated draft is put to the conversation as it is now.')
  const here = await desk.store.ledger.ofConversation(old.conversationId)
  const fresh = here.findLast((one) => one.kind === old.kind && one.state === 'pending' && one.id !== old.id)
  // Words for colleagues stay words for colleagues.
  const internal = (await readDraft(desk, old.id))?.internal === true
  if (fresh !== undefined) {
    await keepDraft(desk, fresh.id, fresh.argsHash, { text, internal })
    await keepDraft(desk, old.id, old.argsHash, null)
    return fresh
  }
  const made = await newReply(desk, internal ? asNote(old) : old, { text }, signal, {
    replaces: { proposalId: old.id, instruction: null },
    policy:
      old.policy.verdict === 'ask_two' || old.policy.requireReason === true
        ? old.policy
        : { verdict: 'ask', rule: `${signer.name} put the words to the conversation as it is now` },
    guardrail: null,
  })
  const proposal = await replace(desk, null, made, await personsTurn(desk, made, text), '')
  await keepDraft(desk, old.id, old.argsHash, null)
  return proposal
}

const asNote = (old: Proposal): Proposal => ({ ...old, tool: 'internal_note', kind: 'note' })

async function newReply(
  desk: Desk,
  old: Proposal,
  args: Arguments,
  signal: AbortSignal,
  more: Pick<NewProposal, 'policy' | 'guardrail'> & { readonly replaces: NonNullable<Proposal['replaces']> },
): Promise<NewProposal> {
  const tool = desk.connections().tools.find(old.tool)
  if (tool === null) throw new AppError('blocked', `There is no tool named ${old.tool} any more.`)
  const issue = tool.validate(args)[0]
  if (issue !== undefined) throw new AppError('invalid_input', issue.message, { data: { pointer: issue.pointer } })
  const { material, ours } = await contextNow(desk, old.conversationId, signal)
  const { customer } = await desk.store.conversations.get(old.conversationId)
  const around = await readSurroundings(desk, old.conversationId, old.turnId)
  const review = await reviewWords(desk, around, wordsOf({ arguments: args }), old.kind === 'note' ? 'note' : 'reply')
  return {
    id: desk.random.id('p_'),
    conversationId: old.conversationId,
    turnId: desk.random.id('t_'),
    position: 0,
    callId: null,
    tool: old.tool,
    kind: old.kind,
    risk: tool.view.risk,
    arguments: args,
    argsHash: hashArguments(old.tool, args),
    fingerprint: fingerprint(material, ours),
    context: material,
    sentence: [...composeSentence(tool.sentence, old.tool, args, { customerName: customer.name })],
    checks: [
      { id: 'context', result: 'pass', label: 'Conversation unchanged', detail: null },
      ...outputChecks(review.findings),
    ],
    origins: {},
    agentReason: null,
    rejectedBefore: null,
    steps: [...tool.steps],
    mode: isRehearsed(desk, tool.view.name) ? 'dry_run' : old.mode,
    expiresAt: expiryOf(desk.configuration().timing, tool.view.risk, desk.time.now(), more.policy),
    ...more,
  }
}

async function replace(
  desk: Desk,
  old: Proposal | null,
  made: NewProposal,
  turn: StoredTurn,
  cause: string,
): Promise<Proposal> {
  // What the rules were asked about the old words, they can be asked about the new ones.
  const known = made.replaces === undefined ? null : await desk.store.policies.facts(made.replaces.proposalId)
  const facts = known === null ? {} : { policy: { facts: { ...known, arguments: made.arguments }, claims: [] } }
  const events: ProposalEvent[] = [{ type: 'proposed', proposal: made }, { type: 'asked' }]
  const [proposal] = await desk.record.propose({
    turn,
    proposals: [{ id: made.id, events, outboxKey: null, ...facts }],
    conversation: {},
    also:
      old === null
        ? []
        : [
            {
              id: old.id,
              expect: { states: ['pending'], revision: old.revision, argsHash: old.argsHash },
              events: [{ type: 'superseded', cause, result: supersededResult(cause), by: made.id }],
            },
          ],
  })
  if (proposal === undefined) throw new AppError('internal', 'The words were not stored.')
  return proposal
}

/** Everything that is settled, then the draft and what is wanted of it. */
async function composeRequest(desk: Desk, old: Proposal, instruction: string): Promise<AgentRequest> {
  const profile = desk.configuration().agent
  if (profile === undefined) throw new AppError('missing_secret', 'No support agent is configured.')
  const { conversations, ledger } = desk.store
  const conversation = await conversations.get(old.conversationId)
  const { messages } = await conversations.messages(old.conversationId, { before: null, limit: historyLimit })
  const proposals = await ledger.ofConversation(old.conversationId)
  const open = new Set(proposals.filter((one) => !isSettled(one)).map((one) => one.turnId))
  const turns = (await conversations.turns(old.conversationId)).filter((turn) => !open.has(turn.id))
  const asked: AgentMessage[] = [
    { role: 'assistant', text: wordsOf(old) },
    {
      role: 'system',
      text: `Your draft reply above was not sent. Write the whole reply again, for the customer, with this change: ${instruction}\nCall no tools. Answer with the new reply and nothing else.`,
    },
  ]
  return {
    agentId: profile.id,
    deploymentId: profile.deploymentId,
    conversationId: conversation.externalId,
    environment: profile.environment,
    messages: [...buildHistory({ messages, turns, proposals, contextMessages: profile.contextMessages }), ...asked],
    timeoutMs: profile.timeoutSeconds * 1000,
  }
}

async function ask(desk: Desk, request: AgentRequest, signal: AbortSignal): Promise<AgentResponse> {
  const { agent } = desk.connections()
  if (agent === null) throw new AppError('missing_secret', 'No key for the support agent is stored.')
  if (desk.pause.now() !== null) throw new AppError('conflict', 'Everything is paused: no agent is asked.')
  const started = desk.clock.now()
  try {
    const response = await agent.ask(request, signal)
    desk.health.ok('xai', desk.clock.now() - started)
    return response
  } catch (thrown) {
    if (!signal.aborted) desk.health.failed('xai', asAppError(thrown))
    throw thrown
  }
}
