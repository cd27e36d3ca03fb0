import { AgentFieldSchema, type AgentConfiguration, type AgentField } from '#contract/agent.ts'
import { JsonSchema, type Json } from '#contract/tool.ts'
import { isFieldsOf, readTool } from '#main/clients/xai/agent-wire.ts'
import { agentIn, type AgentFile } from '#main/hosts/cli/agent-file.ts'
import type { Call, Option } from '#main/hosts/cli/command.ts'
import { chosen, fileOrInput, json } from '#main/hosts/cli/read.ts'
import { findProblems } from '#main/domain/agents/limits.ts'
import { AppError } from '#main/kernel/errors.ts'

/** What options and a file say an agent should be, and which of its fields they speak of: those become the mask. */
export const agentOptions: Readonly<Record<string, Option>> = {
  name: { type: 'string', value: 'TEXT', help: 'its name, 1 to 255 characters' },
  instructions: { type: 'string', value: 'TEXT', help: 'its instructions ("@FILE": what stands in a file)' },
  voice: { type: 'string', value: 'VOICE', help: 'eve, ara, rex, sal, leo, or another one the service has' },
  'vad-threshold': { type: 'string', value: 'N', help: 'when somebody counts as speaking, 0 to 1 (0.5)' },
  'vad-silence-ms': { type: 'string', value: 'N', help: 'silence that ends a turn, 0 to 10000 (300)' },
  tools: { type: 'string', value: 'FILE', help: 'its tools, a list as JSON ("-": standard input)' },
  collection: { type: 'string', multiple: true, value: 'ID', help: 'a collection it may search; up to ten times' },
  file: { type: 'string', value: 'FILE', help: 'an agent as JSON, bare or under "agent" ("-": standard input)' },
}

export type Wish = {
  readonly id: string | null
  /** Over what the agent is now. */
  readonly over: (now: AgentConfiguration) => AgentConfiguration
  readonly fields: readonly AgentField[]
  /** What a file names as its mask; null: nothing, so that the fields in it are the mask. */
  readonly mask: readonly AgentField[] | null
  readonly phoneNumberId: string | null | undefined
}

export const blank: AgentConfiguration = { name: '', instructions: '', tools: [], voice: null, collectionIds: [] }

const between = (word: string, name: string, most: number): number => {
  const value = word.trim() === '' ? Number.NaN : Number(word)
  if (!(value >= 0 && value <= most)) throw new AppError('invalid_input', `${name} must be a number from 0 to ${most}.`)
  return value
}

/** A mask as it is sent, or as one string with commas, which is how JSON of protocol buffers writes it. */
function maskIn(given: Json): readonly AgentField[] | null {
  if (!isFieldsOf(given)) return null
  const mask = given['field_mask'] ?? given['fieldMask']
  if (mask === undefined || mask === null) return null
  const held = isFieldsOf(mask) ? mask['paths'] : mask
  const paths = typeof held === 'string' ? held.split(',').filter((path) => path !== '') : held
  if (!Array.isArray(paths)) throw new AppError('invalid_input', 'field_mask must hold a list of paths.')
  return paths.map((path) => {
    const name = path === 'collectionIds' ? 'collection_ids' : path
    const found = AgentFieldSchema.options.find((field) => field === name)
    if (found !== undefined) return found
    const known = AgentFieldSchema.options.join(', ')
    throw new AppError('invalid_input', `field_mask names ${JSON.stringify(path)}; there are: ${known}.`)
  })
}

const phoneIn = (given: Json): string | null | undefined => {
  const id = isFieldsOf(given) ? (given['phone_number_id'] ?? given['phoneNumberId']) : undefined
  return typeof id === 'string' ? id || null : undefined
}

async function wholeFile(call: Call, word: string): Promise<string> {
  return word.startsWith('@') ? fileOrInput(word.slice(1), call.standardInput) : word
}

/** `file`: where to read an agent from, or null. */
export async function readWish(call: Call, file: string | null): Promise<Wish> {
  const given =
    file === null ? null : json(await fileOrInput(file, call.standardInput), file === '-' ? 'Standard input' : file)
  const agent: AgentFile | null = given === null ? null : agentIn(given)
  const [name, instructions] = [call.option('name'), call.option('instructions')]
  const [voice, threshold, silence] = [
    call.option('voice'),
    call.option('vad-threshold'),
    call.option('vad-silence-ms'),
  ]
  const tools = call.option('tools')
  const collections = call.all('collection')
  const clear = [
    ...call.all('clear').map((word) => chosen(word, AgentFieldSchema.options, '--clear')),
    ...(call.flag('clear-instructions') ? (['instructions'] as const) : []),
  ]
  if (clear.includes('name')) throw new AppError('invalid_input', 'An agent cannot be without a name.')
  if (instructions !== undefined && clear.includes('instructions'))
    throw new AppError('invalid_input', '--instructions and --clear-instructions cannot both hold.')
  if (instructions === '')
    throw new AppError('invalid_input', '--instructions is empty. To take them away: --clear-instructions')
  const words = instructions === undefined ? undefined : await wholeFile(call, instructions)
  const list = tools === undefined ? undefined : await readTools(call, tools)
  const hasVoice = voice !== undefined || threshold !== undefined || silence !== undefined
  const fields = AgentFieldSchema.options.filter(
    (field) =>
      agent?.fields.includes(field) === true ||
      clear.includes(field) ||
      (field === 'name' && name !== undefined) ||
      (field === 'instructions' && words !== undefined) ||
      (field === 'voice' && hasVoice) ||
      (field === 'tools' && list !== undefined) ||
      (field === 'collection_ids' && collections.length > 0),
  )
  return {
    id: agent?.id ?? null,
    fields,
    mask: given === null ? null : maskIn(given),
    phoneNumberId: given === null ? undefined : phoneIn(given),
    over: (now) => {
      const from = (field: AgentField): AgentConfiguration =>
        clear.includes(field) ? blank : agent?.fields.includes(field) === true ? agent.configuration : now
      const spoken = from('voice').voice
      const base = spoken ?? { voiceId: 'eve', vadThreshold: 0.5, vadSilenceMs: 300, rest: {} }
      return {
        name: name ?? from('name').name,
        instructions: words ?? from('instructions').instructions,
        tools: list ?? from('tools').tools,
        voice: !hasVoice
          ? spoken
          : {
              ...base,
              voiceId: voice ?? base.voiceId,
              vadThreshold: threshold === undefined ? base.vadThreshold : between(threshold, '--vad-threshold', 1),
              vadSilenceMs: silence === undefined ? base.vadSilenceMs : between(silence, '--vad-silence-ms', 10_000),
            },
        collectionIds: collections.length > 0 ? [...collections] : from('collection_ids').collectionIds,
      }
    },
  }
}

async function readTools(call: Call, file: string) {
  const given = JsonSchema.parse(json(await fileOrInput(file, call.standardInput), 'The tools'))
  const held = isFieldsOf(given) && Array.isArray(given['tools']) ? given['tools'] : given
  if (!Array.isArray(held) || !held.every(isFieldsOf))
    throw new AppError('invalid_input', 'The tools must be a list of objects.')
  return held.map(readTool)
}

/** Every limit the service has, with the field named, before anything is sent. */
export function demandSound(draft: AgentConfiguration, fields: readonly AgentField[]): void {
  const problems = findProblems(draft).filter(({ field }) => fields.includes(field))
  if (problems.length === 0) return
  const said = problems.map(({ field, message }) => `${field}: ${message}`).join('\n')
  throw new AppError('invalid_input', said, { data: { problems, sent: false } })
}
