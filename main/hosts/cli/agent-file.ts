import { AgentFieldSchema, type AgentConfiguration, type AgentField } from '#contract/agent.ts'
import { isFieldsOf, readAgent, type Fields } from '#main/clients/xai/agent-wire.ts'
import { withField } from '#main/domain/agents/fields.ts'
import type { Json } from '#contract/tool.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Call } from '#main/hosts/cli/command.ts'
import { fileOrInput, json } from '#main/hosts/cli/read.ts'

/** An agent in a file, as the service or its own tools write one: bare or under "agent", in either spelling. */
export type AgentFile = {
  readonly id: string | null
  readonly configuration: AgentConfiguration
  /** What stands in the file: everything else of the agent stays as it is. */
  readonly fields: readonly AgentField[]
}

export async function readAgentFile(call: Call): Promise<AgentFile | null> {
  const file = call.option('file')
  return file === undefined ? null : agentIn(json(await fileOrInput(file, call.standardInput), 'The file'))
}

export function agentIn(given: Json): AgentFile {
  const held = isFieldsOf(given) && isFieldsOf(given['agent']) ? given['agent'] : given
  if (!isFieldsOf(held)) throw new AppError('invalid_input', 'The file must hold an agent as a JSON object.')
  const id = held['agent_id'] ?? held['agentId'] ?? null
  const agent = readAgent({ ...held, agent_id: typeof id === 'string' && id !== '' ? id : 'new' })
  if (agent === null)
    throw new AppError(
      'invalid_input',
      'The file holds no agent that can be read: tools and collection_ids have to be lists.',
    )
  const name = typeof held['name'] === 'string' ? held['name'] : ''
  const configuration = { ...agent.configuration, name }
  return { id: typeof id === 'string' ? id : null, configuration, fields: fieldsIn(held) }
}

const fieldsIn = (held: Fields): readonly AgentField[] =>
  AgentFieldSchema.options.filter((field) => field in held || (field === 'collection_ids' && 'collectionIds' in held))

export const withFile = (base: AgentConfiguration, { configuration, fields }: AgentFile): AgentConfiguration =>
  fields.reduce((draft, field) => withField(draft, field, configuration), base)
