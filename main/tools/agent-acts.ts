import type { StoredVoiceAgent } from '#main/clients/xai/agents.ts'
import { readAgent } from '#main/clients/xai/agent-wire.ts'
import { actNames } from '#main/domain/agents/acts.ts'
import { agentFields, contentHash, isSameField } from '#main/domain/agents/fields.ts'
import { AppError } from '#main/kernel/errors.ts'
import { word, wordOrNull, words, type Fields } from '#main/tools/act-fields.ts'
import { cannotTell, findMade, found, idsOf, refuse, wasSentBefore, type Refusal } from '#main/tools/act-outcomes.ts'
import { createAct, type AdministrationPorts } from '#main/tools/administration.ts'
import { didNotHappen } from '#main/tools/failure.ts'
import type { Tool } from '#main/tools/tool.ts'

/** Creating, changing and deleting voice agents. What was signed is the request itself; it is sent as it stands. */
export const createAgentActs = (ports: AdministrationPorts): readonly Tool[] => [
  createAct(creating(ports)),
  createAct(updating(ports)),
  createAct(deleting(ports)),
]

type Act = Parameters<typeof createAct>[0]

const request = { type: 'object', description: 'The agent as it is sent.' } as const
const base = word('Hash of the configuration that was seen.')
const atProvider = words('Types of its tools that run at the provider, where nobody here is asked.')

/** Everything of what came back that a version keeps. */
const dataOf = ({ id, updatedAt }: StoredVoiceAgent) => ({ agent_id: id, updated_at: updatedAt })

function creating({ voiceAgents, keep }: AdministrationPorts): Act {
  const agentsOf = async (signal: AbortSignal) => {
    const { agents, unreadable } = await voiceAgents.page(signal)
    return { all: agents, unreadable }
  }
  return {
    name: actNames.create,
    risk: 3,
    description: 'Creates a voice agent at the service.',
    sentence: 'Create the voice agent {{args.agent_name}}',
    properties: {
      agent_name: word('Its name.'),
      agent: request,
      template: wordOrNull('What it was begun with.'),
      runs_at_provider: atProvider,
    },
    opaque: ['agent'],
    run: async ({ proposal, onSent, signal }, args) => {
      await onSent(idsOf(await agentsOf(signal)))
      const agent = await voiceAgents.create(args.object('agent'), signal)
      await keep(agent, 'created', proposal)
      return { data: dataOf(agent), remoteId: agent.id, summary: `Created ${agent.configuration.name}` }
    },
    probe: async ({ proposal, signal }, args) => {
      const wanted = readAgent({ ...args.object('agent'), agent_id: 'wanted' })
      const agent = findMade(
        { ...(await agentsOf(signal)), proposal, what: 'agents of the account' },
        ({ configuration }) =>
          wanted !== null &&
          agentFields.every((field) => field === 'voice' || isSameField(configuration, wanted.configuration, field)),
        ({ configuration }) => configuration.name.trim() === args.text('agent_name').trim(),
      )
      if ('kind' in agent) return agent
      await keep(agent, 'created', proposal)
      return found(dataOf(agent), agent.id, `Found ${agent.configuration.name}`)
    },
  }
}

/** Null: it is as it was when somebody signed. */
function movedSince(agent: StoredVoiceAgent, args: Fields): Refusal | null {
  const at = args.number('base_updated_at')
  const isSame =
    contentHash(agent) === args.text('base') && (at === null || agent.updatedAt === null || at === agent.updatedAt)
  if (isSame) return null
  return refuse(
    'changed',
    `${agent.configuration.name} was changed elsewhere since this was written. Compare both, and decide again.`,
  )
}

function updating({ voiceAgents, keep }: AdministrationPorts): Act {
  return {
    name: actNames.update,
    risk: 3,
    description: 'Publishes a change of a voice agent: the fields of the mask and no others.',
    sentence: 'Publish {{args.field_mask}} of the voice agent {{args.agent_name}}',
    properties: {
      agent_id: word('The agent.'),
      agent_name: word('Its name now.'),
      base,
      base_updated_at: { type: ['number', 'null'], description: 'When the service says it was last changed.' },
      agent: request,
      field_mask: words('What is replaced. What is named here and has no value is cleared.'),
      cleared: words('Fields that are emptied on purpose.'),
      restores: { type: ['number', 'null'], description: 'The version it goes back to.' },
      runs_at_provider: atProvider,
    },
    opaque: ['agent'],
    run: async ({ proposal, onSent, signal }, args) => {
      const id = args.text('agent_id')
      const moved = movedSince(await voiceAgents.get(id, signal), args)
      if (moved !== null) return moved
      const mask = args.list('field_mask')
      await onSent()
      const agent = await voiceAgents.patch(id, { agent: args.object('agent'), field_mask: { paths: mask } }, signal)
      await keep(agent, 'published', proposal)
      return { data: { ...dataOf(agent), field_mask: mask }, remoteId: id, summary: `Published ${mask.join(', ')}` }
    },
    probe: async ({ proposal, signal }, args) => {
      const id = args.text('agent_id')
      const now = await voiceAgents.get(id, signal)
      if (contentHash(now) === args.text('base')) return didNotHappen('The agent is as it was before.')
      const wanted = readAgent({ ...args.object('agent'), agent_id: id })
      const mask = args.list('field_mask')
      const isDone =
        wanted !== null &&
        agentFields.every(
          (field) => !mask.includes(field) || isSameField(now.configuration, wanted.configuration, field),
        )
      if (!isDone) return cannotTell('The agent is neither as it was nor as it should be. Look at it yourself.')
      await keep(now, 'published', proposal)
      return found({ ...dataOf(now), field_mask: mask }, id, `Found as published: ${mask.join(', ')}`)
    },
  }
}

function deleting({ voiceAgents, keep, isInCall }: AdministrationPorts): Act {
  const gone = (id: string, summary: string) => ({ data: { agent_id: id, deleted: true }, remoteId: id, summary })
  return {
    name: actNames.delete,
    risk: 4,
    description: 'Deletes a voice agent at the service. Its versions stay on this desk.',
    sentence: 'Delete the voice agent {{args.agent_name}}',
    properties: {
      agent_id: word('The agent.'),
      agent_name: word('Its name.'),
      base,
      base_updated_at: { type: ['number', 'null'], description: 'When the service says it was last changed.' },
    },
    run: async ({ proposal, onSent, signal }, args) => {
      const id = args.text('agent_id')
      const agent = await existing(() => voiceAgents.get(id, signal))
      if (agent === null) {
        return wasSentBefore(proposal)
          ? gone(id, 'Gone since it was asked for before')
          : refuse('not_found', 'The service does not have this agent any more.')
      }
      const moved = movedSince(agent, args)
      if (moved !== null) return moved
      if (await isInCall(id)) return refuse('blocked', 'A call with this agent is under way.', true)
      await onSent()
      await voiceAgents.remove(id, signal)
      await keep(agent, 'deleted', proposal)
      return gone(id, `Deleted ${agent.configuration.name}`)
    },
    probe: async ({ signal }, args) => {
      const id = args.text('agent_id')
      const agent = await existing(() => voiceAgents.get(id, signal))
      if (agent !== null) return didNotHappen('The agent is still there.')
      const { data, summary } = gone(id, 'Found gone')
      return found(data, id, summary)
    },
  }
}

/** Null: the service says that there is none. */
export async function existing<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask()
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'not_found') return null
    throw thrown
  }
}
