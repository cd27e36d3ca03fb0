import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Agent, request } from 'undici'
import { createSyncedWrites } from '#bench/commit.ts'
import { startAgentProcess } from '#bench/support/agent-process.ts'
import { all, atLeast, contend, milliseconds, pairedRatio, quantile, type Figure } from '#bench/support/stats.ts'
import { ConfigurationSchema } from '#contract/settings.ts'
import { createHttpClient } from '#main/clients/http/http.ts'
import { createSupportAgent } from '#main/clients/xai/support.ts'
import { startReader } from '#main/hosts/reader-thread.ts'
import { createMemoryVault } from '#main/hosts/vault-memory.ts'
import { systemClock, systemRandom } from '#main/kernel/clock.ts'
import { Secret } from '#main/kernel/secret.ts'
import { createServices } from '#main/services/index.ts'
import { openStore } from '#main/store/index.ts'
import type { Context } from '#rpc/serve.ts'
import { soundDisk } from '#test/support/disk.ts'
import { incomingConversation, incomingMessage, quiet, storeOptions } from '#test/support/store.ts'

/**
 * What the desk adds to a turn of the support agent: from the wish to have one until its proposal stands in the queue, on disk,
 * with history, checks and evidence. Limits: the bare request; and that request with a synced write for each commit.
 */
const commitsPerTurn = 3
const turnsInAll = 400

export async function run(): Promise<readonly Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-turn-'))
  const server = await startAgentProcess()
  const store = await openStore(
    storeOptions(directory, { clock: systemClock, reader: (file) => startReader(file, quiet) }),
  )
  const profile = { id: 'support_agent_bench', streaming: false }
  const configuration = ConfigurationSchema.parse({
    version: 1,
    connections: {
      xai: { baseUrl: server.baseUrl },
      helpdesk: { kind: 'intercom', baseUrl: server.baseUrl, actingAdminId: '7001', pollSeconds: 3600 },
    },
    agent: profile,
  })
  await store.settings.put('configuration', JSON.parse(JSON.stringify(configuration)))
  const ports = { clock: systemClock, random: systemRandom, log: quiet }
  const services = await createServices({
    ...ports,
    store,
    vault: createMemoryVault([
      ['xai', new Secret('xai-bench-key')],
      ['helpdesk', new Secret('bench-token')],
    ]),
    opener: async () => {},
    notifier: { by: 'nobody' },
    updater: { can: false, because: 'host' },
    watch: () => {},
    host: 'cli',
    version: '0',
    sample: false,
    poll: false,
    voice: null,
    speechFiles: null,
    deskKey: { publicKey: '', sign: () => '' },
    anchorFile: { lines: async () => [], append: async () => {} },
    disk: soundDisk(),
  })
  await services.start()
  const incoming = Array.from({ length: turnsInAll }, (_, index) =>
    incomingConversation(`c${index}`, {
      messages: Array.from({ length: 7 }, (_none, at) =>
        incomingMessage(`c${index}-${at}`, {
          author: at % 2 === 0 ? 'customer' : 'agent',
          text: 'I was charged twice for order #W1234567, can you give me one of them back? '.repeat(2),
          at: 1000 + at,
        }),
      ),
    }),
  )
  const waiting = (await store.conversations.merge(incoming, null)).map(({ conversation }) => conversation.id)

  const leaving = new AbortController()
  const context: Context = { signal: leaving.signal, principal: { host: 'cli', id: 'bench' }, gone: leaving.signal }
  const arrived = new Map<number, () => void>()
  const watching = (async () => {
    for await (const event of services.handlers.inbox.queue({ view: 'all', limit: 1 }, context)) {
      if (event.type === 'changed') arrived.get(event.item.conversationId)?.()
    }
  })()
  const turn = async () => {
    const id = waiting.shift()
    if (id === undefined) throw new RangeError('No conversation is left.')
    const proposed = new Promise<void>((resolve) => arrived.set(id, resolve))
    const started = performance.now()
    await services.handlers.conversations.continueAgent({ id }, context)
    await proposed
    return performance.now() - started
  }

  const http = createHttpClient(ports)
  const key = async () => new Secret('xai-bench-key')
  const agent = createSupportAgent({ http, random: systemRandom, baseUrl: server.baseUrl, key })
  const question = {
    agentId: profile.id,
    deploymentId: 'LATEST',
    conversationId: '215000001',
    environment: 'PROD' as const,
    messages: incoming[0]?.messages.map(({ text }) => ({ role: 'user' as const, text })) ?? [],
    timeoutMs: 60_000,
  }
  const dispatcher = new Agent({ connections: 4, pipelining: 1 })
  const body = JSON.stringify(agent.body(question))
  const bare = async () => {
    const answer = await request(`${server.baseUrl}/support-agent/chat`, {
      dispatcher,
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer xai-bench-key' },
      body,
    })
    return void (await answer.body.json())
  }
  const synced = createSyncedWrites('turn.raw')
  const samples = await contend(
    {
      turn,
      client: async () => void (await agent.ask(question, leaving.signal)),
      bare,
      durable: async () => {
        await bare()
        for (let written = 0; written < commitsPerTurn; written += 1) synced.write()
      },
    },
    { rounds: 12, each: 25 },
  )
  leaving.abort()
  await watching
  await Promise.all([http.close(), dispatcher.close(), services.stop()])
  await store.close()
  synced.close()
  await server.stop()
  rmSync(directory, { recursive: true, force: true })

  const p50 = (times: readonly (readonly number[])[]) => quantile(all(times), 0.5)
  const overhead = p50(samples.turn) - p50(samples.bare)
  const p99 = milliseconds(quantile(all(samples.turn), 0.99))
  return [
    {
      name: `agent turn through the desk, beside the bare request (adds ${milliseconds(overhead)}, p99 ${p99})`,
      ours: milliseconds(p50(samples.turn)),
      limit: milliseconds(p50(samples.bare)),
      ratio: pairedRatio(samples.turn, samples.bare),
      goal: 'none set',
      met: null,
    },
    {
      name: `agent turn through the desk, beside the request and ${commitsPerTurn} synced writes`,
      ours: milliseconds(p50(samples.turn)),
      limit: milliseconds(p50(samples.durable)),
      ratio: pairedRatio(samples.turn, samples.durable),
      goal: 'none set',
      met: null,
    },
    atLeast(
      'agent requests per second, one at a time',
      `${Math.round(1000 / p50(samples.client))}/s`,
      `${Math.round(1000 / p50(samples.bare))}/s`,
      1 / pairedRatio(samples.client, samples.bare),
      0.85,
    ),
  ]
}
