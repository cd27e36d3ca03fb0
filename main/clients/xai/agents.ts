/**
 * Voice agents stored at the service: read, made, changed by mask, deleted. Lists come in several envelopes and fields in two
 * spellings; an agent nobody can read is left out of the list, counted, and refused where it is asked for. A write leaves once.
 */
import type { AgentConfiguration, AgentField } from '#contract/agent.ts'
import type { VoiceAgent } from '#contract/call.ts'
import type { Json } from '#contract/tool.ts'
import { inWords } from '#main/clients/xai/agent-errors.ts'
import { readAgent, readPage, unwrap, writeAgent, type StoredAgent } from '#main/clients/xai/agent-wire.ts'
import { withSecrets } from '#main/clients/xai/agent-secrets.ts'
import type { HttpClient, HttpRequest } from '#main/clients/http/http.ts'
import { nonsense } from '#main/clients/http/errors.ts'
import { bearer } from '#main/clients/http/headers.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Secret } from '#main/kernel/secret.ts'

export type StoredVoiceAgent = StoredAgent & {
  /** `inCatalogue` is nobody's to know here: always false. */
  readonly view: VoiceAgent
}

export type AgentPatch = {
  /** Sent whole where the mask names them. */
  readonly configuration: AgentConfiguration
  readonly mask: readonly AgentField[]
  /** A number to answer, or none any more; absent: as it is. */
  readonly phoneNumberId?: string | null
}

export type VoiceAgents = {
  readonly list: (signal: AbortSignal) => Promise<readonly StoredVoiceAgent[]>
  /** The same, with how many nobody can read. */
  readonly page: (
    signal: AbortSignal,
  ) => Promise<{ readonly agents: readonly StoredVoiceAgent[]; readonly unreadable: number }>
  readonly get: (id: string, signal: AbortSignal) => Promise<StoredVoiceAgent>
  /** What `createBody` and `patchBody` made: it leaves as it stands, with secrets in place of their marks. */
  readonly create: (body: Body, signal: AbortSignal) => Promise<StoredVoiceAgent>
  readonly patch: (id: string, body: Body, signal: AbortSignal) => Promise<StoredVoiceAgent>
  readonly remove: (id: string, signal: AbortSignal) => Promise<void>
}

export type AgentPorts = {
  readonly http: HttpClient
  /** With `/v1`, as configured. */
  readonly baseUrl: string
  readonly key: () => Promise<Secret | null>
  /** The value of a mark, where somebody typed it here; absent: nobody could. */
  readonly toolSecret?: (fingerprint: string) => Promise<string | null>
}

const timeoutMs = 15_000
/** Instructions and tools can be long. */
const writeTimeoutMs = 60_000
const perPage = 1000
const mostPages = 20

type Body = { readonly [key: string]: Json }

/** What is sent for a change. The name goes with a mask that is only there to carry a number. */
export function patchBody({ configuration, mask, phoneNumberId }: AgentPatch): Body {
  const paths: readonly AgentField[] = mask.length === 0 ? ['name'] : mask
  return {
    agent: writeAgent(configuration, paths),
    field_mask: { paths: [...paths] },
    ...(phoneNumberId === undefined ? {} : { phone_number_id: phoneNumberId ?? '' }),
  }
}

export const createBody = (configuration: AgentConfiguration): Body =>
  writeAgent(configuration, ['name', 'instructions', 'tools', 'voice', 'collection_ids'])

/** Asks one of the two services of agents and numbers. */
export function createAsking(ports: AgentPorts) {
  const base = ports.baseUrl.replace(/\/+$/, '')
  return (request: Pick<HttpRequest, 'method' | 'body' | 'signal'> & { readonly path: string }) =>
    ports.http.json({
      method: request.method,
      url: `${base}${request.path}`,
      headers: { authorization: bearer(ports.key, 'the voice service'), accept: 'application/json' },
      ...(request.body === undefined ? {} : { body: request.body }),
      retry: request.method === 'GET' ? 'read' : 'never',
      timeoutMs: request.method === 'GET' ? timeoutMs : writeTimeoutMs,
      signal: request.signal,
    })
}

/** Every page of a list, as long as the service names another one that was not asked for yet. */
export async function readAll(
  ask: ReturnType<typeof createAsking>,
  path: string,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const items: unknown[] = []
  const seen = new Set<string>()
  let query = `limit=${perPage}`
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await ask({ method: 'GET', path: `${path}?${query}`, signal })
    const found = readPage(answer.json)
    if (found === null) throw nonsense('The list has a form nobody documented.', answer)
    items.push(...found.items)
    if (found.next === null || seen.has(found.next.value)) break
    seen.add(found.next.value)
    query = `limit=${perPage}&${found.next.name}=${encodeURIComponent(found.next.value)}`
  }
  return items
}

export function createVoiceAgents(ports: AgentPorts): VoiceAgents {
  const ask = createAsking(ports)
  const what = 'the voice agent'
  const named = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (thrown) {
      throw inWords(thrown, what)
    }
  }
  const read = async (request: Parameters<typeof ask>[0]): Promise<StoredVoiceAgent> => {
    const answer = await ask(request)
    const agent = readAgent(unwrap(answer.json, ['agent']))
    if (agent === null) throw nonsense('The voice agent has a form nobody documented.', answer)
    return withView(agent)
  }
  const page: VoiceAgents['page'] = (signal) =>
    named(async () => {
      const items = await readAll(ask, '/agents', signal)
      const agents = items.flatMap((one) => readAgent(one) ?? []).map(withView)
      return { agents, unreadable: items.length - agents.length }
    })
  const typed = ports.toolSecret ?? (async () => null)
  const path = (id: string) => `/agents/${encodeURIComponent(id)}`
  return {
    list: async (signal) => (await page(signal)).agents,
    page,
    get: (id, signal) => named(() => read({ method: 'GET', path: path(id), signal })),
    create: (given, signal) =>
      named(() =>
        withSecrets(given, { typed, current: async () => null }, (body) =>
          read({ method: 'POST', path: '/agents', body, signal }),
        ),
      ),
    patch: (id, given, signal) => {
      const current = async () => (await read({ method: 'GET', path: path(id), signal })).raw
      return named(() =>
        withSecrets(given, { typed, current }, (body) => read({ method: 'PATCH', path: path(id), body, signal })),
      )
    },
    remove: (id, signal) =>
      named(async () => {
        await ask({ method: 'DELETE', path: path(id), signal })
      }),
  }
}

/** Where the service has no address yet: every question says so. */
export const noVoiceAgents = (): VoiceAgents => ({
  list: notConnected,
  page: notConnected,
  get: notConnected,
  create: notConnected,
  patch: notConnected,
  remove: notConnected,
})

export const notConnected = async (): Promise<never> => {
  throw new AppError('missing_secret', 'The voice service is not connected. Add it under Settings.', {
    data: { secret: 'xai', sent: false },
  })
}

function withView(agent: StoredAgent): StoredVoiceAgent {
  const { id, configuration, updatedAt } = agent
  return {
    ...agent,
    view: {
      id,
      name: configuration.name,
      voice: configuration.voice?.voiceId ?? 'eve',
      instructions: configuration.instructions,
      tools: configuration.tools.map((tool) =>
        tool.kind === 'function'
          ? { name: tool.name || 'function', kind: 'function', inCatalogue: false }
          : { name: labelOf(tool.settings) ?? tool.type, kind: tool.type, inCatalogue: false },
      ),
      knowledge: knowledgeOf(configuration),
      updatedAt,
    },
  }
}

function labelOf(settings: { readonly [key: string]: Json }): string | null {
  const label = settings['server_label'] ?? settings['name']
  return typeof label === 'string' ? label : null
}

export function knowledgeOf({
  tools,
  collectionIds,
}: Pick<AgentConfiguration, 'tools' | 'collectionIds'>): VoiceAgent['knowledge'] {
  if (collectionIds.length > 0) return { attached: true, collections: [...collectionIds] }
  const searches = tools.some((tool) => tool.kind === 'provider' && tool.type === 'file_search')
  return { attached: false, why: searches ? 'search_without_collections' : 'no_collections' }
}
