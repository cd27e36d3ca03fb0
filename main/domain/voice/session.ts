import { z } from 'zod'
import type { VoiceFormat, VoiceSession, VoiceTool } from '#contract/voice.ts'
import { defaultVoiceFormat } from '#contract/voice.ts'
import { AppError } from '#main/kernel/errors.ts'

/**
 * The session a stored voice agent asks for: its instructions, voice, tools and turn detection, and its collections, which
 * the socket only takes inside a search tool. Says when an agent has no knowledge to look in, and what runs out of our sight.
 */
const FieldsSchema = z.record(z.string(), z.unknown())
const words = z.string().nullish()

const StoredAgentSchema = z.object({
  instructions: words,
  tools: z.array(FieldsSchema).nullish(),
  voice: z
    .object({
      voice_id: words,
      vad_threshold: z.number().nullish(),
      vad_silence_duration_ms: z.number().nullish(),
    })
    .nullish(),
  collection_ids: z.array(z.string().min(1)).max(10).nullish(),
})

const FunctionSchema = z.object({
  name: z.string().min(1),
  description: z.string().nullish(),
  parameters: FieldsSchema.nullish(),
})

export type SessionChoices = {
  /** Held to talk: the desk commits. Hands free: the service hears when somebody has finished. */
  readonly turns: 'held' | 'hands_free'
  readonly format: VoiceFormat
  readonly language: string | null
  readonly keyterms: readonly string[]
}

export const sessionChoices: SessionChoices = {
  turns: 'held',
  format: defaultVoiceFormat,
  language: null,
  keyterms: [],
}

export type BuiltSession = {
  readonly session: VoiceSession
  readonly knowledge:
    | { readonly attached: true; readonly collections: readonly string[] }
    | { readonly attached: false; readonly why: 'no_collections' | 'search_without_collections' }
  /** Tools that run at the provider: nobody here is asked before they do. */
  readonly outOfSight: readonly string[]
}

const camel: Readonly<Record<string, string>> = {
  collectionIds: 'collection_ids',
  voiceId: 'voice_id',
  vadThreshold: 'vad_threshold',
  vadSilenceDurationMs: 'vad_silence_duration_ms',
}

const rename = (value: unknown): unknown => {
  const fields = FieldsSchema.safeParse(value)
  if (!fields.success) return value
  return Object.fromEntries(Object.entries(fields.data).map(([name, held]) => [camel[name] ?? name, held]))
}

function readAgent(stored: unknown): z.infer<typeof StoredAgentSchema> {
  const fields = FieldsSchema.safeParse(rename(stored))
  const parsed = StoredAgentSchema.safeParse(
    fields.success ? { ...fields.data, voice: rename(fields.data['voice']) } : stored,
  )
  if (parsed.success) return parsed.data
  const at = parsed.error.issues[0]?.path.join('.') ?? ''
  throw new AppError('invalid_input', `The stored agent cannot be read at "${at}".`, { data: { at } })
}

/** Functions flat; nested ones are taken too. */
function readTool(tool: Readonly<Record<string, unknown>>): VoiceTool {
  if (tool['type'] !== 'function') return { ...tool, type: String(tool['type']) }
  const parsed = FunctionSchema.safeParse(tool['function'] ?? tool)
  if (!parsed.success) throw new AppError('invalid_input', 'A function of the stored agent has no name.')
  const { name, description, parameters } = parsed.data
  return {
    type: 'function',
    name,
    ...(description ? { description } : {}),
    parameters: parameters ?? { type: 'object', properties: {} },
  }
}

const idsIn = (tool: VoiceTool | undefined): string[] =>
  z.array(z.string()).safeParse(tool?.['vector_store_ids']).data ?? []

function attach(
  tools: readonly VoiceTool[],
  stored: readonly string[],
): Pick<BuiltSession, 'knowledge'> & { tools: VoiceTool[] } {
  const search = tools.find((tool) => tool.type === 'file_search')
  const others = tools.filter((tool) => tool.type !== 'file_search')
  const collections = [...new Set([...stored, ...idsIn(search)])]
  if (collections.length === 0)
    return {
      tools: others,
      knowledge: { attached: false, why: search === undefined ? 'no_collections' : 'search_without_collections' },
    }
  const { collection_ids: _, ...kept } = search ?? { type: 'file_search' }
  return {
    tools: [...others, { ...kept, type: 'file_search', vector_store_ids: collections }],
    knowledge: { attached: true, collections },
  }
}

const between = (low: number, value: number, high: number): number => Math.min(high, Math.max(low, value))

export function buildSession(stored: unknown, choices: SessionChoices = sessionChoices): BuiltSession {
  const agent = readAgent(stored)
  const { tools, knowledge } = attach((agent.tools ?? []).map(readTool), agent.collection_ids ?? [])
  const { format, turns, language, keyterms } = choices
  const session: VoiceSession = {
    instructions: agent.instructions ?? '',
    voice: (agent.voice?.voice_id ?? 'eve').toLowerCase(),
    turn_detection:
      turns === 'held'
        ? null
        : {
            type: 'server_vad',
            // The agent may hold 0 to 1, the socket takes less.
            threshold: between(0.1, agent.voice?.vad_threshold ?? 0.5, 0.9),
            silence_duration_ms: Math.round(between(0, agent.voice?.vad_silence_duration_ms ?? 300, 10_000)),
          },
    tools,
    audio: {
      input: {
        format,
        transcription: {
          model: 'grok-transcribe',
          ...(language === null ? {} : { language_hint: language }),
          ...(keyterms.length === 0 ? {} : { keyterms: keyterms.slice(0, 100) }),
        },
      },
      output: { format },
    },
    resumption: { enabled: true },
  }
  const outOfSight = tools.filter((tool) => tool.type !== 'function').map((tool) => tool.type)
  return { session, knowledge, outOfSight }
}
