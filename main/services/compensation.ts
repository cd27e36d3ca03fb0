import type { Proposal, Signer } from '#contract/proposal.ts'
import type { Arguments, Json, ToolView } from '#contract/tool.ts'
import { hashArguments } from '#main/domain/canonical.ts'
import { isObject } from '#main/domain/json-object.ts'
import { expiryOf } from '#main/domain/timing.ts'
import type { NewProposal } from '#main/domain/proposal-event.ts'
import { fingerprint } from '#main/domain/fingerprint.ts'
import { composeSentence } from '#main/domain/sentence.ts'
import { AppError } from '#main/kernel/errors.ts'
import { assigneesOf, type Desk } from '#main/services/desk.ts'
import { isRehearsed } from '#main/services/policies/rehearsing.ts'
import { personsTurn } from '#main/services/replies/writing.ts'

/**
 * Undoing what was done, through the inverse that the tool declares. The inverse is a proposal like any other, with its own
 * decision; the two are linked in the transaction that stores it.
 */
export async function proposeUndo(desk: Desk, id: string, signer: Signer, signal: AbortSignal): Promise<Proposal> {
  const done = await desk.store.ledger.get(id)
  if (done.state !== 'succeeded' && done.state !== 'undo_failed') {
    throw new AppError('conflict', 'Only what was done can be undone.', { data: { state: done.state } })
  }
  const { tools } = desk.connections()
  const name = tools.find(done.tool)?.view.inverse ?? null
  const inverse = name === null ? null : tools.find(name)
  if (inverse === null) {
    throw new AppError('blocked', `${done.tool} declares no tool that undoes it. It can only be put right by hand.`)
  }
  const args = inverseArguments(inverse.view, done)
  const conversation = await desk.store.conversations.get(done.conversationId)
  const material = await desk.store.conversations.material(done.conversationId)
  const issue = inverse.validate(args)[0]
  const made: NewProposal = {
    id: desk.random.id('p_'),
    conversationId: done.conversationId,
    turnId: desk.random.id('t_'),
    position: 0,
    callId: null,
    tool: inverse.view.name,
    kind: inverse.proposalKind,
    risk: inverse.view.risk,
    arguments: args,
    argsHash: hashArguments(inverse.view.name, args),
    fingerprint: fingerprint(material, await assigneesOf(desk, done.conversationId, signal)),
    context: material,
    sentence: [
      ...composeSentence(inverse.sentence, inverse.view.name, args, { customerName: conversation.customer.name }),
    ],
    checks: [
      {
        id: 'schema',
        result: issue === undefined ? 'pass' : 'warn',
        label: issue === undefined ? 'Arguments valid' : 'Complete the arguments before you sign',
        detail: issue === undefined ? null : `${issue.pointer} ${issue.message}`.trim(),
      },
    ],
    origins: {},
    policy: { verdict: 'ask', rule: `Asked for by ${signer.name} to undo what was done` },
    agentReason: null,
    guardrail: null,
    rejectedBefore: null,
    steps: [...inverse.steps],
    compensates: done.id,
    mode: isRehearsed(desk, inverse.view.name) ? 'dry_run' : 'live',
    expiresAt: expiryOf(desk.configuration().timing, inverse.view.risk, desk.time.now()),
  }
  const [proposal] = await desk.record.propose({
    turn: await personsTurn(desk, made, ''),
    proposals: [{ id: made.id, events: [{ type: 'proposed', proposal: made }, { type: 'asked' }], outboxKey: null }],
    conversation: {},
    also: [
      {
        id: done.id,
        expect: { states: [done.state], revision: done.revision, argsHash: done.argsHash },
        events: [{ type: 'undo_requested', by: made.id }],
      },
    ],
  })
  if (proposal === undefined) throw new AppError('internal', 'The inverse was not stored.')
  return proposal
}

/** What the inverse asks for and the original has: first from what the tool answered, then from what it was given. */
function inverseArguments({ parameters }: ToolView, done: Proposal): Arguments {
  const properties = parameters['properties']
  const names = isObject(properties) ? Object.keys(properties) : []
  const told = done.outcome?.result ?? null
  const data = isObject(told) && isObject(told['data']) ? told['data'] : {}
  const given = done.executedArguments ?? done.arguments
  const known = names.flatMap((name): [string, Json][] => {
    const value = Object.hasOwn(data, name) ? data[name] : Object.hasOwn(given, name) ? given[name] : undefined
    return value === undefined ? [] : [[name, value]]
  })
  return Object.fromEntries(known)
}
