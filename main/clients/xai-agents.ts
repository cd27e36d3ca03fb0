/**
 * Voice agents stored at the service. Lists come in several envelopes and fields in two spellings; what is unknown stays in
 * `raw`, which is what a call is opened with. An agent nobody can read is left out of the list, and refused where it is asked for.
 */
import { z } from 'zod'
import type { VoiceAgent } from '#contract/call.ts'
import type { HttpClient } from '#main/clients/http.ts'
import { nonsense } from '#main/clients/http-errors.ts'
import { bearer } from '#main/clients/http-headers.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Secret } from '#main/kernel/secret.ts'

export type StoredVoiceAgent = {
  /** `inCatalogue` is nobody's to know here: always false. */
  readonly view: VoiceAgent
  readonly raw: Readonly<Record<string, unknown>>
}

export type VoiceAgents = {
  readonly list: (signal: AbortSignal) => Promise<readonly StoredVoiceAgent[]>
  readonly get: (id: string, signal: AbortSignal) => Promise<StoredVoiceAgent>
}

const timeoutMs = 15_000
const most = 1000

const Fields = z.record(z.string(), z.unknown())
type Fields = z.infer<typeof Fields>

const AgentSchema = z.object({
  agent_id: z.string().min(1),
  name: z.string().nullish(),
  instructions: z.string().nullish(),
  tools: z.array(Fields).nullish(),
  voice: Fields.nullish(),
  collection_ids: z.array(z.string()).nullish(),
  updated_at: z.string().nullish(),
})

const envelopes = ['agents', 'data', 'items', 'results'] as const

export function createVoiceAgents(ports: {
  readonly http: HttpClient
  /** With `/v1`, as configured. */
  readonly baseUrl: string
  readonly key: () => Promise<Secret | null>
}): VoiceAgents {
  const base = ports.baseUrl.replace(/\/+$/, '')
  const ask = (path: string, signal: AbortSignal) =>
    ports.http.json({
      method: 'GET',
      url: `${base}/agents${path}`,
      headers: { authorization: bearer(ports.key, 'the voice service'), accept: 'application/json' },
      retry: 'read',
      timeoutMs,
      signal,
    })
  return {
    list: async (signal) => {
      const answer = await ask(`?limit=${most}`, signal)
      const found = listIn(answer.json)
      if (found === null) throw nonsense('The list of voice agents has an unknown form.', answer)
      return found.flatMap((one) => readAgent(one) ?? [])
    },
    get: async (id, signal) => {
      const answer = await ask(`/${encodeURIComponent(id)}`, signal)
      const body = Fields.safeParse(answer.json).data
      const agent = readAgent(body?.['agent'] ?? body)
      if (agent === null) throw nonsense('The voice agent has an unknown form.', answer)
      return agent
    },
  }
}

/** Where the service has no address yet: every question says so. */
export const noVoiceAgents = (): VoiceAgents => {
  const missing = async (): Promise<never> => {
    throw new AppError('missing_secret', 'The voice service is not connected. Add it under Settings.', {
      data: { secret: 'xai' },
    })
  }
  return { list: missing, get: missing }
}

function listIn(answer: unknown): readonly unknown[] | null {
  if (Array.isArray(answer)) return answer
  const body = Fields.safeParse(answer).data
  const name = envelopes.find((one) => Array.isArray(body?.[one]))
  const held = name === undefined ? undefined : body?.[name]
  return Array.isArray(held) ? held : null
}

/** "agentId" is "agent_id". */
const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const renamed = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [snake(name), value]))

function readAgent(stored: unknown): StoredVoiceAgent | null {
  const raw = Fields.safeParse(stored)
  if (!raw.success) return null
  const parsed = AgentSchema.safeParse(renamed(raw.data))
  if (!parsed.success) return null
  const { agent_id: id, name, instructions, tools, voice, collection_ids: collections, updated_at } = parsed.data
  const updatedAt = Date.parse(updated_at ?? '')
  const voiceId = renamed(voice ?? {})['voice_id']
  return {
    raw: raw.data,
    view: {
      id,
      name: name ?? id,
      voice: typeof voiceId === 'string' ? voiceId : 'eve',
      instructions: instructions ?? '',
      tools: (tools ?? []).map(readTool),
      knowledge: knowledgeOf(tools ?? [], collections ?? []),
      updatedAt: Number.isNaN(updatedAt) ? null : updatedAt,
    },
  }
}

function readTool(tool: Fields): VoiceAgent['tools'][number] {
  const kind = typeof tool['type'] === 'string' ? tool['type'] : 'function'
  const nested = Fields.safeParse(tool['function']).data ?? tool
  const name = kind === 'function' ? nested['name'] : (tool['server_label'] ?? tool['name'])
  return { name: typeof name === 'string' ? name : kind, kind, inCatalogue: false }
}

function knowledgeOf(tools: readonly Fields[], collections: readonly string[]): VoiceAgent['knowledge'] {
  if (collections.length > 0) return { attached: true, collections: [...collections] }
  const searches = tools.some((tool) => tool['type'] === 'file_search')
  return { attached: false, why: searches ? 'search_without_collections' : 'no_collections' }
}
