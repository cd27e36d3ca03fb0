import { collectionId } from '#main/sandbox/company/articles.ts'
import { createCatalogue } from '#main/sandbox/company/tools.ts'
import type { ClientSession } from '#main/sandbox/realtime/commands.ts'

/** The voice agents of Larch & Ledge as the service stores them at first. */
export type VoiceAgent = {
  readonly agent_id: string
  readonly name: string
  readonly instructions: string | null
  readonly tools: readonly Readonly<Record<string, unknown>>[]
  readonly voice: {
    readonly voice_id?: string
    readonly vad_threshold?: number
    readonly vad_silence_duration_ms?: number
  } | null
  readonly collection_ids: readonly string[]
  readonly created_at: string
  readonly updated_at: string
}

export type VoiceAgents = () => readonly VoiceAgent[]

/** By telephone nobody erases an account, and a colleague's errand is nothing to offer a caller. */
const spokenTools = new Set([
  'lookup_order',
  'lookup_customer',
  'refund_order',
  'issue_store_credit',
  'update_address',
  'resend_receipt',
  'send_replacement',
])

const tools = createCatalogue('http://127.0.0.1')
  .filter((tool) => spokenTools.has(tool.name))
  .map(({ name, description, parameters }) => ({ type: 'function', function: { name, description, parameters } }))

export const shopLine = {
  agent_id: 'agent_5b0e7c21d94a4f68',
  name: 'Shop Line',
  instructions:
    'You answer the telephone of Larch & Ledge, a shop for mountain gear. Ask for the order number, look the order up before you say anything about it, and keep to one question at a time. A part that arrived damaged may be refunded; whatever moves money is confirmed by a colleague before it happens, so never promise it.',
  tools,
  voice: { voice_id: 'eve', vad_threshold: 0.5, vad_silence_duration_ms: 300 },
  collection_ids: [],
  created_at: '2026-02-11T08:30:00Z',
  updated_at: '2026-08-03T14:05:20Z',
} as const satisfies VoiceAgent

export const workshopLine = {
  agent_id: 'agent_c3f81a06be7d4922',
  name: 'Workshop Line',
  instructions:
    'You answer the telephone of the Workshop of Larch & Ledge. Say what can be repaired, what it costs and how long it takes, and only what stands in the guides.',
  tools: [{ type: 'file_search', max_num_results: 5 }],
  voice: { voice_id: 'leo', vad_threshold: 0.6, vad_silence_duration_ms: 500 },
  collection_ids: [collectionId],
  created_at: '2026-03-19T10:12:00Z',
  updated_at: '2026-06-27T09:41:02Z',
} as const satisfies VoiceAgent

/** Newest first, as the service lists them. */
export const sampleAgents: readonly VoiceAgent[] = [workshopLine, shopLine]

/** What a socket that was opened by an agent's id begins with. */
export const asSession = (agent: VoiceAgent): ClientSession => ({
  instructions: agent.instructions ?? '',
  voice: agent.voice?.voice_id ?? 'eve',
  tools: agent.tools.map((tool) => {
    const given = tool['function']
    const name = given !== null && typeof given === 'object' && 'name' in given ? String(given.name) : undefined
    return { ...tool, type: tool['type'] === 'function' ? ('function' as const) : ('file_search' as const), name }
  }),
})
