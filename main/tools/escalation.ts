import type { Proposal, Step } from '#contract/proposal.ts'
import type { Json } from '#contract/tool.ts'
import type { Assignee, HelpdeskConversation } from '#main/clients/helpdesk/helpdesk.ts'
import { validateArguments } from '#main/domain/schema.ts'
import { capText, showOnOneLine } from '#main/domain/visible.ts'
import { asAppError, assertNever } from '#main/kernel/errors.ts'
import { formOf, renderWords } from '#main/domain/reply/rendering.ts'
import { findOwnPart, requireHelpdesk, type BuiltinPorts } from '#main/tools/builtin-ports.ts'
import { object, text, viewBuiltin } from '#main/tools/builtin-view.ts'
import { didNotHappen, outcomeOfError, stillUnknown } from '#main/tools/failure.ts'
import type { Effects, ExecutionContext, ProbeContext, Tool, ToolOutcome } from '#main/tools/tool.ts'

/**
 * The hand-over to a person: tag, note, assign. Each step is marked unknown before it is sent and done or failed after it;
 * one that fails does not stop the others. Another attempt skips what is done and looks first where nobody knows.
 */
type Action = {
  readonly name: 'tag' | 'note' | 'assign'
  /** Names are learned while the desk runs. */
  readonly label: () => string
  readonly run: (context: ExecutionContext) => Promise<unknown>
  readonly isDone: (context: ProbeContext, conversation: HelpdeskConversation) => Promise<boolean>
}

export function createEscalation(ports: BuiltinPorts): Tool {
  const actions = actionsOf(ports)
  const labels = () => actions.map((action) => action.label())
  const view = viewBuiltin(
    'ESCALATE',
    1,
    'Hands the conversation to a person.',
    object({ reason: text('Why a person is needed.'), priority: { type: 'string', enum: ['low', 'medium', 'high'] } }),
    labels(),
  )
  const effects = effectsOf(ports)
  return {
    get view() {
      return { ...view, steps: labels() }
    },
    kind: 'escalate',
    proposalKind: 'escalate',
    access: 'write',
    idempotent: false,
    get sentence() {
      return `Escalate {{customer.name}} to ${whom(ports)}, priority {{args.priority}}: {{args.reason|text}}`
    },
    get steps() {
      return actions.map((action) => toStep(action, 'todo', null))
    },
    validate: (args) => validateArguments(view.parameters, args),
    execute: (context) => execute(actions, effects, context, ports),
    probe: (context) => probe(actions, effects, context, ports),
  }
}

export const escalationNote = ({ arguments: args }: Pick<Proposal, 'arguments'>): string =>
  `AI Escalation: ${wordOf(args['reason'])} (priority: ${wordOf(args['priority'])}). Human review needed.`

const wordOf = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null))

function actionsOf(ports: BuiltinPorts): readonly Action[] {
  const { tag, assignee } = ports.escalation
  const words: readonly Action[] = [
    {
      name: 'tag',
      label: () => `Tag "${tag}"`,
      run: ({ conversation, signal }) => requireHelpdesk(ports).tag(conversation.externalId, tag, signal),
      isDone: async (_, conversation) => conversation.tags.includes(tag),
    },
    {
      name: 'note',
      label: () => 'Leave a note',
      run: ({ conversation, proposal, signal }) =>
        requireHelpdesk(ports).note(
          conversation.externalId,
          renderWords(escalationNote(proposal), formOf('note', conversation.channel)),
          signal,
        ),
      isDone: async (context) => (await findOwnPart(ports, context, 'note', escalationNote(context.proposal))) !== null,
    },
  ]
  if (assignee === null) return words
  const assign: Action = {
    name: 'assign',
    label: () => `Assign to ${nameOf(ports, assignee) ?? `${assignee.kind} ${assignee.id}`}`,
    run: ({ conversation, signal }) => requireHelpdesk(ports).assign(conversation.externalId, assignee, signal),
    // A helpdesk may give what a team got to somebody of it at once.
    isDone: async (_, { assignee: who, team }) => who === assignee.id || team === assignee.id,
  }
  return [...words, assign]
}

/** As the helpdesk has it, on one line and without what a sentence would read as a placeholder. */
function nameOf({ helpdesk }: BuiltinPorts, { id }: Assignee): string | null {
  const name = helpdesk?.nameOf(id) ?? null
  return name === null ? null : capText(showOnOneLine(name), nameLength).replaceAll(/[{}]/g, '')
}

const nameLength = 60

function whom(ports: BuiltinPorts): string {
  const { assignee } = ports.escalation
  const name = assignee === null ? null : nameOf(ports, assignee)
  if (assignee === null || name === null) return 'a colleague'
  return assignee.kind === 'team' ? `the team ${name}` : name
}

type EffectsOf = (context: Pick<ProbeContext, 'conversation'>) => Effects

const effectsOf =
  ({ escalation: { tag, assignee } }: BuiltinPorts): EffectsOf =>
  ({ conversation }) => ({
    tags: [...new Set([...conversation.tags, tag])],
    ...(assignee === null ? {} : { assignee: assignee.id }),
  })

const stateOf = (proposal: Proposal, action: Action): Step['state'] =>
  proposal.steps.find((step) => step.name === action.name)?.state ?? 'todo'

const toStep = ({ name, label }: Action, state: Step['state'], detail: string | null): Step => ({
  name,
  label: label(),
  state,
  detail,
})

async function execute(
  actions: readonly Action[],
  effects: EffectsOf,
  context: ExecutionContext,
  ports: BuiltinPorts,
): Promise<ToolOutcome> {
  const open = actions.filter((action) => stateOf(context.proposal, action) !== 'done')
  const doubtful = open.filter((action) => stateOf(context.proposal, action) === 'unknown')
  let found: readonly Step[]
  try {
    requireHelpdesk(ports)
    found = doubtful.length === 0 ? [] : await look(doubtful, { ...context, ...(await context.traces()) }, ports)
  } catch (thrown) {
    return outcomeOfError(thrown, 'write', false)
  }
  await context.onSent()
  const steps: Step[] = []
  for (const action of open) {
    const known = found.find((step) => step.name === action.name && step.state === 'done')
    steps.push(known ?? (await runStep(action, context)))
    if (known !== undefined) await context.onStep(known)
  }
  return conclude(steps, effects(context))
}

async function runStep(action: Action, context: ExecutionContext): Promise<Step> {
  if (context.signal.aborted) return toStep(action, 'failed', 'The desk stopped before this step.')
  await context.onStep(toStep(action, 'unknown', null))
  const step = await attempt(action, context)
  await context.onStep(step)
  return step
}

async function attempt(action: Action, context: ExecutionContext): Promise<Step> {
  try {
    await action.run(context)
    return toStep(action, 'done', null)
  } catch (thrown) {
    const { kind } = outcomeOfError(thrown, 'write', true)
    return toStep(action, kind === 'failed' ? 'failed' : 'unknown', asAppError(thrown).message)
  }
}

function conclude(steps: readonly Step[], effects: Effects): ToolOutcome {
  const describe = (state: Step['state']): string =>
    steps
      .filter((step) => step.state === state)
      .map((step) => `${step.label}: ${step.detail ?? state}`)
      .join('; ')
  const lost = describe('unknown')
  if (lost !== '') return { kind: 'unknown', error: { code: 'timed_out', message: lost } }
  const failed = describe('failed')
  if (failed !== '') return { kind: 'failed', error: { code: 'step_failed', message: failed }, retryable: true }
  return {
    kind: 'succeeded',
    data: { escalated: true },
    receipt: { status: null, remoteId: null, summary: 'Handed over to a person' },
    effects,
  }
}

async function look(actions: readonly Action[], context: ProbeContext, ports: BuiltinPorts): Promise<readonly Step[]> {
  const conversation = await requireHelpdesk(ports).get(context.conversation.externalId, context.signal)
  const steps: Step[] = []
  for (const action of actions) {
    const done = await action.isDone(context, conversation)
    steps.push(toStep(action, done ? 'done' : 'failed', done ? 'Found done' : 'Found not done'))
  }
  return steps
}

async function probe(
  actions: readonly Action[],
  effects: EffectsOf,
  context: ProbeContext,
  ports: BuiltinPorts,
): Promise<ToolOutcome> {
  try {
    const open = actions.filter((action) => stateOf(context.proposal, action) !== 'done')
    const steps = await look(open, context, ports)
    const outcome = conclude(steps, effects(context))
    switch (outcome.kind) {
      case 'succeeded':
        return { ...outcome, steps }
      case 'failed':
        return { ...didNotHappen(outcome.error.message), steps }
      case 'unknown':
        return outcome
      default:
        return assertNever(outcome)
    }
  } catch (thrown) {
    return stillUnknown(thrown)
  }
}
