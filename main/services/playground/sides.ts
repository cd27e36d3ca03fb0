import { RunInputSchema, type RunInput, type TextItem } from '#contract/playground.ts'
import type { Side } from '#contract/playground-step.ts'
import type { Json } from '#contract/tool.ts'
import { writeAgent } from '#main/clients/xai/agent-wire.ts'
import { AppError, assertNever } from '#main/kernel/errors.ts'
import type { Desk } from '#main/services/desk.ts'
import { agentRequest } from '#main/services/playground/text-requests.ts'

type Searching = Pick<Exclude<Side, { readonly kind: 'support_agent' }>, 'engine' | 'searches'>

/** Makes the run that a side makes of a conversation; reads the voice agent where the side is a published one. */
export async function composeRun(
  desk: Pick<Desk, 'connections' | 'configuration'>,
  side: Side,
  items: readonly TextItem[],
  signal: AbortSignal,
): Promise<RunInput> {
  switch (side.kind) {
    case 'model': {
      const { engine, model, instructions, temperature, effort } = side
      const tools = side.tools === 'desk' ? toolsOf(desk) : []
      const providerTools = searchesOf(side, [])
      return RunInputSchema.parse({ engine, model, instructions, temperature, effort, tools, providerTools, items })
    }
    case 'voice_agent': {
      const { draft = null, agentId } = side
      const raw =
        draft === null
          ? (await desk.connections().voiceAgents.get(agentId, signal)).raw
          : writeAgent(draft, ['instructions', 'tools', 'collection_ids'])
      const of = agentRequest(raw, { text: ' ', model: side.model })
      const { engine, temperature, effort } = side
      const instructions = side.instructions ?? of.instructions
      const providerTools = searchesOf(side, collectionsOf(raw))
      return RunInputSchema.parse({
        ...of,
        engine,
        instructions,
        temperature,
        effort,
        providerTools,
        items,
        streaming: true,
      })
    }
    case 'support_agent': {
      const profile = desk.configuration().agent
      const model = side.agentId ?? profile?.id
      if (model === undefined) throw new AppError('missing_secret', 'No support agent is configured.')
      const { agentId, deploymentId, environment, instructions } = side
      return RunInputSchema.parse({
        engine: 'support',
        model,
        support: { agentId, deploymentId, environment },
        instructions,
        items,
        streaming: profile?.streaming ?? true,
        timeoutSeconds: profile?.timeoutSeconds ?? 300,
      })
    }
    default:
      return assertNever(side)
  }
}

/** A search of collections without a collection would be refused. */
function searchesOf({ engine, searches = [] }: Searching, collections: readonly string[]): RunInput['providerTools'] {
  if (engine === 'chat') return []
  return searches
    .filter((type) => type !== 'file_search' || collections.length > 0)
    .map((type) => (type === 'file_search' ? { type, vector_store_ids: [...collections] } : { type }))
}

const collectionsOf = (agent: Readonly<Record<string, unknown>>): readonly string[] => {
  const held = agent['collection_ids'] ?? agent['collectionIds']
  return Array.isArray(held) ? held.filter((id) => typeof id === 'string') : []
}

/** What an agent of this desk may ask for. A reply is no tool to it: its words are. */
function toolsOf(desk: Pick<Desk, 'connections'>): RunInput['tools'] {
  const { tools } = desk.connections()
  return tools
    .views()
    .filter(({ name }) => name !== 'send_reply' && tools.findForAgent(name) !== null)
    .map(({ name, description, parameters }) => ({ name, description, parameters: parameters as Json }))
}
