import type { Step } from '#contract/proposal.ts'
import type { Json } from '#contract/tool.ts'
import { isUnnamed, type StoredNumber } from '#main/clients/xai/agent-wire.ts'
import { actNames } from '#main/domain/agents/acts.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import { word, wordOrNull, type Fields } from '#main/tools/act-fields.ts'
import { cannotTell, found, refuse } from '#main/tools/act-outcomes.ts'
import { createAct, type AdministrationPorts } from '#main/tools/administration.ts'
import { didNotHappen, outcomeOfError } from '#main/tools/failure.ts'
import { carrying, needsName } from '#main/tools/number-acts.ts'
import type { ExecutionContext, Tool, ToolOutcome } from '#main/tools/tool.ts'

/**
 * Which agent answers a number. It is changed at the agent, with a mask that always carries its present name. Moving a number
 * takes two requests, taken and given one after the other; another attempt goes on from where the number is then.
 */
export const createNumberLinks = (ports: AdministrationPorts): readonly Tool[] => [
  createAct(linking(ports, 'assign')),
  createAct(linking(ports, 'unassign')),
  createAct(linking(ports, 'move')),
]

type Kind = 'assign' | 'unassign' | 'move'
type Act = Parameters<typeof createAct>[0]

const sentences: Readonly<Record<Kind, string>> = {
  assign: 'Let {{args.agent_name}} answer {{args.phone_number}}',
  unassign: 'Take {{args.phone_number}} from {{args.holder_name}}',
  move: 'Move {{args.phone_number}} from {{args.holder_name}} to {{args.agent_name}}',
}

const descriptions: Readonly<Record<Kind, string>> = {
  assign: 'Lets a voice agent answer a phone number.',
  unassign: 'Takes a phone number from the agent that answers it.',
  move: 'Takes a phone number from one agent and gives it to another.',
}

export const moveSteps = (from: string, to: string): readonly Step[] => [
  { name: 'take', label: `Take it from ${from}`, state: 'todo', detail: null },
  { name: 'give', label: `Give it to ${to}`, state: 'todo', detail: null },
]

function linking(ports: AdministrationPorts, kind: Kind): Act {
  const { phoneNumbers } = ports
  return {
    name: actNames[kind],
    risk: 3,
    description: descriptions[kind],
    sentence: sentences[kind],
    properties: {
      phone_number_id: word('The number.'),
      phone_number: word('As it is dialled.'),
      agent_id: wordOrNull('The agent that answers it afterwards.'),
      agent_name: wordOrNull('Its name.'),
      holder_id: wordOrNull('The agent that answered it before.'),
      holder_name: wordOrNull('Its name.'),
    },
    run: async (context, args) => {
      const number = await phoneNumbers.get(args.text('phone_number_id'), context.signal)
      const [wanted, holder] = [args.maybe('agent_id'), args.maybe('holder_id')]
      const isBetween = kind === 'move' && number.agentId === null && context.proposal.attempts.length > 1
      if (number.agentId !== holder && !isBetween)
        return refuse('changed', `${number.number} was changed elsewhere: ${whose(number)}.`)
      const busy = holder !== null && (await ports.isInCall(holder))
      if (busy) return refuse('blocked', 'A call with the agent of this number is under way.', true)
      const all = kind === 'move' ? (['take', 'give'] as const) : ([kind === 'assign' ? 'give' : 'take'] as const)
      const steps = isBetween ? (['give'] as const) : all
      const { numbers } = await phoneNumbers.page(context.signal)
      if (steps[0] === 'take' && numbers.filter(({ agentId }) => agentId === holder).length > 1)
        return refuse('changed', `${args.text('holder_name')} answers several numbers now, and would lose all of them.`)
      await link(ports, context, args, number, steps)
      const data: Json = { phone_number_id: number.id, phone_number: number.number, agent_id: wanted }
      return { data, remoteId: number.id, summary: done(kind, args) }
    },
    probe: async ({ signal }, args): Promise<ToolOutcome> => {
      const number = await phoneNumbers.get(args.text('phone_number_id'), signal)
      const data: Json = { phone_number_id: number.id, phone_number: number.number, agent_id: number.agentId }
      if (number.agentId === args.maybe('agent_id')) return found(data, number.id, 'Found so')
      if (number.agentId === args.maybe('holder_id')) return didNotHappen(`Nothing changed: ${whose(number)}.`)
      if (number.agentId === null) return didNotHappen('The number was taken, and not given yet.')
      return cannotTell(`Something else happened: ${whose(number)}.`)
    },
  }
}

const whose = ({ agentId }: StoredNumber): string =>
  agentId === null ? 'no agent answers it' : `the agent ${agentId} answers it`

const done = (kind: Kind, args: Fields): string =>
  kind === 'unassign' ? `Taken from ${args.text('holder_name')}` : `Answered by ${args.text('agent_name')}`

async function link(
  { voiceAgents, keep }: AdministrationPorts,
  context: ExecutionContext,
  args: Fields,
  number: StoredNumber,
  steps: readonly ('take' | 'give')[],
): Promise<void> {
  const { proposal, signal } = context
  // All of them are read before anything is taken: what is taken for an agent that is gone nobody answers.
  const agents = await Promise.all(
    steps.map((step) => voiceAgents.get(args.text(step === 'take' ? 'holder_id' : 'agent_id'), signal)),
  )
  const nameless = agents.find(isUnnamed)
  if (nameless !== undefined)
    throw new AppError('blocked', needsName(nameless.configuration.name), { data: { sent: false } })
  for (const [index, step] of steps.entries()) {
    const configuration = agents[index]?.configuration
    if (configuration === undefined) continue
    const agentId = args.text(step === 'take' ? 'holder_id' : 'agent_id')
    await context.onSent()
    const known = proposal.steps.find(({ name }) => name === step)
    const tell = async (state: Step['state'], detail: string | null = null) => {
      if (known !== undefined) await context.onStep({ ...known, state, detail })
    }
    await tell('unknown')
    try {
      const body = carrying(configuration.name, step === 'take' ? null : number.id)
      await keep(await voiceAgents.patch(agentId, body, signal), 'published', proposal)
      await tell('done')
    } catch (thrown) {
      const isFailed = outcomeOfError(thrown, 'write', true).kind === 'failed'
      if (isFailed) await tell('failed', asAppError(thrown).message)
      throw isFailed && steps.length > 1 && step === 'give' ? between(asAppError(thrown)) : thrown
    }
  }
}

/** It was taken and could not be given: another attempt gives it. */
const between = (error: AppError): AppError =>
  new AppError('forbidden', `It was taken, and could not be given: ${error.message} Nobody answers it now.`, {
    cause: error,
    data: { ...error.data, status: 400 },
  })
