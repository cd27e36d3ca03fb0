/**
 * Voice agents and phone numbers between the service's form and ours. Reading takes both spellings of every field and keeps
 * what nobody knows, with marks in place of secrets; writing names only fields that may be in a mask, in snake case.
 */
import { z } from 'zod'
import type { AgentConfiguration, AgentField, AgentTool, AgentVoice } from '#contract/agent.ts'
import type { Json } from '#contract/tool.ts'
import { hideSecrets } from '#main/kernel/tool-secrets.ts'

export type Fields = Readonly<Record<string, Json>>

export type StoredAgent = {
  readonly id: string
  readonly configuration: AgentConfiguration
  readonly unknownFields: Fields
  readonly createdAt: number | null
  readonly updatedAt: number | null
  /** As it came, with the secrets of its tools: for the session of a call, and nothing that is shown or stored. */
  readonly raw: Fields
}

export type StoredNumber = {
  readonly id: string
  readonly number: string
  readonly name: string
  readonly description: string
  readonly areaCode: string
  readonly agentId: string | null
  readonly createdAt: number | null
  readonly updatedAt: number | null
}

/** Of what was parsed as JSON: nothing in it can be anything else. */
export const isFieldsOf = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** "agentId" is "agent_id"; a field under both names counts under the documented one. */
const snake = (name: string): string =>
  /[A-Z]/.test(name) ? name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : name

function renamed(fields: Fields, known: readonly string[]): Fields {
  const result: Record<string, Json> = {}
  for (const name in fields) {
    const value = fields[name]
    if (value === undefined) continue
    const documented = snake(name)
    const is = known.includes(documented) ? documented : name
    if (is === name || result[is] === undefined) result[is] = value
  }
  return result
}

function without(fields: Fields, known: readonly string[]): Record<string, Json> {
  const rest: Record<string, Json> = {}
  for (const name in fields) {
    const value = fields[name]
    if (value !== undefined && !known.includes(name)) rest[name] = value
  }
  return rest
}

const textIn = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

/** Seconds, milliseconds, or a date as text. */
function momentIn(value: Json | undefined): number | null {
  if (typeof value === 'number') return value > 1e11 ? value : value * 1000
  if (typeof value !== 'string' || value === '') return null
  if (/^\d+(\.\d+)?$/.test(value)) return momentIn(Number(value))
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : at
}

const agentNames = [
  'agent_id',
  'name',
  'instructions',
  'tools',
  'voice',
  'collection_ids',
  'created_at',
  'updated_at',
] as const
const voiceNames = ['voice_id', 'vad_threshold', 'vad_silence_duration_ms'] as const
const numberNames = [
  'phone_number_id',
  'phone_number',
  'name',
  'description',
  'area_code',
  'agent_id',
  'created_at',
  'updated_at',
] as const

/** Named by us: the service has no name of it, which a change that has to carry the name would write down. */
export const isUnnamed = ({ raw }: Pick<StoredAgent, 'raw'>): boolean => textIn(raw['name']) === ''

/** Made once: to make one takes longer than to read an agent. */
const CollectionIdsSchema = z.array(z.string()).nullish()

/** Null: nobody can read it, for want of an id or because a field has another type. */
export function readAgent(stored: unknown): StoredAgent | null {
  if (!isFieldsOf(stored)) return null
  const fields = renamed(stored, agentNames)
  const id = textIn(fields['agent_id']) || textIn(fields['id'])
  const tools = readTools(fields['tools'])
  const collections = CollectionIdsSchema.safeParse(fields['collection_ids'])
  if (id === '' || tools === null || !collections.success) return null
  const known: readonly string[] = textIn(fields['agent_id']) === '' ? [...agentNames, 'id'] : agentNames
  return {
    id,
    configuration: {
      name: textIn(fields['name']) || `Unnamed agent ${id}`,
      instructions: textIn(fields['instructions']),
      tools: [...tools],
      voice: readVoice(fields['voice']),
      collectionIds: collections.data ?? [],
    },
    unknownFields: hideSecrets(without(fields, known)),
    createdAt: momentIn(fields['created_at']),
    updatedAt: momentIn(fields['updated_at']),
    raw: stored,
  }
}

function readTools(given: Json | undefined): readonly AgentTool[] | null {
  if (given === undefined || given === null) return []
  if (!Array.isArray(given) || !given.every(isFieldsOf)) return null
  return given.map(readTool)
}

/** Nested as it is stored, or flat as the realtime guide has it. */
export function readTool(tool: Fields): AgentTool {
  const type = textIn(tool['type']) || 'function'
  if (type !== 'function') return { kind: 'provider', type, settings: hideSecrets(without(tool, ['type'])) }
  const nested = isFieldsOf(tool['function']) ? tool['function'] : without(tool, ['type'])
  const parameters = nested['parameters']
  return {
    kind: 'function',
    name: textIn(nested['name']),
    description: textIn(nested['description']),
    parameters: isFieldsOf(parameters) ? { ...parameters } : { type: 'object', properties: {} },
    rest: without(nested, ['name', 'description', 'parameters']),
  }
}

function readVoice(given: Json | undefined): AgentVoice | null {
  if (!isFieldsOf(given)) return null
  const fields = renamed(given, voiceNames)
  const { voice_id: id, vad_threshold: threshold, vad_silence_duration_ms: silence } = fields
  return {
    voiceId: textIn(id).toLowerCase() || 'eve',
    vadThreshold: typeof threshold === 'number' ? threshold : 0.5,
    vadSilenceMs: typeof silence === 'number' ? silence : 300,
    rest: without(fields, voiceNames),
  }
}

export function readNumber(stored: unknown): StoredNumber | null {
  if (!isFieldsOf(stored)) return null
  const fields = renamed(stored, numberNames)
  const id = textIn(fields['phone_number_id']) || textIn(fields['id'])
  const number = textIn(fields['phone_number'])
  if (id === '') return null
  return {
    id,
    number: number || id,
    name: textIn(fields['name']),
    description: textIn(fields['description']),
    areaCode: textIn(fields['area_code']),
    agentId: textIn(fields['agent_id']) || null,
    createdAt: momentIn(fields['created_at']),
    updatedAt: momentIn(fields['updated_at']),
  }
}

/** These fields of an agent as they are sent. One that is empty is left out: in a mask, that clears it. */
export function writeAgent(configuration: AgentConfiguration, fields: readonly AgentField[]): Record<string, Json> {
  const { name, instructions, tools, voice, collectionIds } = configuration
  const values: Readonly<Record<AgentField, Json>> = {
    name,
    instructions,
    tools: tools.map(writeTool),
    voice: voice === null ? null : writeVoice(voice),
    collection_ids: collectionIds,
  }
  const isEmpty = (value: Json) => value === null || value === '' || (Array.isArray(value) && value.length === 0)
  return Object.fromEntries(fields.flatMap((field) => (isEmpty(values[field]) ? [] : [[field, values[field]]])))
}

export function writeTool(tool: AgentTool): Fields {
  if (tool.kind === 'provider') return { ...tool.settings, type: tool.type }
  const { name, description, parameters, rest } = tool
  return { type: 'function', function: { ...rest, name, ...(description === '' ? {} : { description }), parameters } }
}

/** All of it: a mask replaces the whole voice. */
const writeVoice = ({ voiceId, vadThreshold, vadSilenceMs, rest }: AgentVoice): Fields => ({
  ...rest,
  voice_id: voiceId,
  vad_threshold: vadThreshold,
  vad_silence_duration_ms: vadSilenceMs,
})

const listNames = ['agents', 'phone_numbers', 'phoneNumbers', 'data', 'items', 'results'] as const
const cursorNames = ['next_page_token', 'nextPageToken', 'pagination_token', 'next_cursor'] as const
/** What a cursor is given back as: the request names that go with the names above. */
const cursorParameters: Readonly<Record<(typeof cursorNames)[number], string>> = {
  next_page_token: 'page_token',
  nextPageToken: 'pageToken',
  pagination_token: 'pagination_token',
  next_cursor: 'cursor',
}

export type Page = {
  readonly items: readonly unknown[]
  readonly next: { readonly name: string; readonly value: string } | null
}

/** The list in whatever envelope it came, and how to ask for the next page. Null: there is none in it. */
export function readPage(answer: unknown): Page | null {
  if (Array.isArray(answer)) return { items: answer, next: null }
  if (!isFieldsOf(answer)) return null
  const items = listNames.map((name) => answer[name]).find((held) => Array.isArray(held))
  if (!Array.isArray(items)) return null
  const cursor = cursorNames.find((name) => textIn(answer[name]) !== '')
  return {
    items,
    next: cursor === undefined ? null : { name: cursorParameters[cursor], value: textIn(answer[cursor]) },
  }
}

/** The object in its envelope, or bare. */
export function unwrap(answer: unknown, names: readonly string[]): unknown {
  if (!isFieldsOf(answer)) return answer
  const name = names.find((one) => isFieldsOf(answer[one]))
  return name === undefined ? answer : answer[name]
}
