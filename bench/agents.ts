import { contend, createRandom, all, quantile, milliseconds, type Figure } from '#bench/support/stats.ts'
import type { Json } from '#contract/tool.ts'
import type { HttpClient } from '#main/clients/http/http.ts'
import { createVoiceAgents } from '#main/clients/xai/agents.ts'
import { noPhoneNumbers } from '#main/clients/xai/numbers.ts'
import { systemClock } from '#main/kernel/clock.ts'
import { Secret } from '#main/kernel/secret.ts'
import { createReading } from '#main/services/agents/reading.ts'
import { emptyStore, quiet } from '#test/support/store.ts'

/**
 * From the last byte of a list of a thousand voice agents to its rows: read, compared with the versions that are kept, changed
 * ones written. Each has 3,000 characters of instructions and six functions. The limit is `JSON.parse` of the same bytes.
 */
const count = 1000
const goalMs = 100
const noun = ['order', 'parcel', 'refund', 'address', 'receipt', 'warranty', 'repair', 'voucher']

type Stored = { [key: string]: Json; updated_at: string }

function writeAgents(): Stored[] {
  const random = createRandom(11)
  const word = () => noun[random.below(noun.length)] ?? ''
  return Array.from({ length: count }, (_, at) => ({
    agent_id: `agent_${at.toString(16).padStart(16, '0')}`,
    name: `${word()} line ${at}`,
    instructions: Array.from({ length: 430 }, word).join(' ').slice(0, 3000),
    tools: Array.from({ length: 6 }, (__, tool) => ({
      type: 'function',
      function: {
        name: `look_up_${word()}_${tool}`,
        description: `Find one ${word()} by its number, or by the ${word()} it belongs to.`,
        parameters: {
          type: 'object',
          properties: { id: { type: 'string', description: `The ${word()}` }, limit: { type: 'integer', minimum: 1 } },
          required: ['id'],
        },
      },
    })),
    voice: { voice_id: 'eve', vad_threshold: 0.5, vad_silence_duration_ms: 300 },
    collection_ids: [],
    created_at: '2026-02-11T08:30:00Z',
    updated_at: '2026-08-03T14:05:20Z',
  }))
}

/** A service that answers at once with what it is given. */
function answering(text: () => string): HttpClient {
  const never = async (): Promise<never> => {
    throw new RangeError('Nobody asks for that here.')
  }
  const json: HttpClient['json'] = async () => {
    const said = text()
    return { status: 200, headers: {}, requestId: null, latencyMs: 0, text: said, json: JSON.parse(said) as unknown }
  }
  return { json, text: never, bytes: never, stream: never, close: async () => {} }
}

async function openDesk(text: () => string) {
  const { store, remove } = await emptyStore({ clock: systemClock })
  const voiceAgents = createVoiceAgents({
    http: answering(text),
    baseUrl: 'http://127.0.0.1/v1',
    key: async () => new Secret('xai-bench-key'),
  })
  const reading = createReading({
    store,
    connections: () => ({
      voiceAgents,
      phoneNumbers: noPhoneNumbers(),
      tools: { findForAgent: () => null, views: () => [] },
    }),
    log: quiet,
  })
  const list = () => reading.agents(new AbortController().signal)
  const look = async () => {
    const began = performance.now()
    const { agents } = await list()
    if (agents.length !== count) throw new RangeError(`The list has ${agents.length} agents.`)
    return performance.now() - began
  }
  /** Of the last one that is written; 0: not yet. */
  const firstVersion = async () => (await list()).agents.at(-1)?.version ?? 0
  return { look, firstVersion, remove }
}

export async function run(): Promise<readonly Figure[]> {
  const agents = writeAgents()
  const same = JSON.stringify({ agents })
  let turn = 0
  const changing = (): string => {
    turn += 1
    const at = new Date(Date.UTC(2026, 8, 1) + turn * 1000).toISOString()
    return JSON.stringify({
      agents: agents.map((agent, index) =>
        index % 100 === 0 ? { ...agent, instructions: `Version ${turn}`, updated_at: at } : agent,
      ),
    })
  }
  let text = same
  const desk = await openDesk(() => text)
  const first: number[] = []
  for (let round = 0; round < 7; round += 1) {
    const fresh = await openDesk(() => same)
    first.push(await fresh.look())
    while ((await fresh.firstVersion()) === 0) await systemClock.sleep(50)
    await fresh.remove()
  }
  while ((await desk.firstVersion()) === 0) await systemClock.sleep(50)
  const samples = await contend(
    {
      same: () => {
        text = same
        return desk.look()
      },
      changed: () => {
        text = changing()
        return desk.look()
      },
      limit: () => void JSON.parse(same),
    },
    { rounds: 9, each: 3 },
  )
  await desk.remove()
  const limit = all(samples.limit)
  return [
    figure('a list of 1,000 agents from its reply to its rows, as it was before', all(samples.same), limit, goalMs),
    figure('the same where ten of them were changed elsewhere', all(samples.changed), limit, goalMs),
    figure('the same, seen for the first time', first.slice(1), limit, goalMs),
  ]
}

function figure(name: string, ours: readonly number[], limit: readonly number[], goal: number | null): Figure {
  const value = quantile(ours, 0.95)
  return {
    name: `${name}, p95`,
    ours: milliseconds(value),
    limit: milliseconds(quantile(limit, 0.95)),
    ratio: null,
    goal: goal === null ? '-' : `≤ ${goal} ms`,
    met: goal === null ? null : value <= goal,
  }
}
