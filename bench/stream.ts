import { Agent } from 'undici'
import { startAgentProcess } from '#bench/support/agent-process.ts'
import { readByHand } from '#bench/support/by-hand.ts'
import { all, atLeast, atMost, contend, median, pairedRatio, type Figure } from '#bench/support/stats.ts'
import { createHttpClient } from '#main/clients/http/http.ts'
import type { AgentRequest } from '#main/clients/support-agent.ts'
import { createSupportAgent } from '#main/clients/xai/support.ts'
import { systemClock, systemRandom } from '#main/kernel/clock.ts'
import { Secret } from '#main/kernel/secret.ts'
import { quiet } from '#test/support/store.ts'

/**
 * Words of a streamed answer per second, and the processor time they cost, through the program's client. The limit is
 * undici's own request with lines split by hand and each event parsed, nothing else.
 */
const tokens = 10_000
type Chunk = { readonly choices: readonly { readonly delta: { readonly content?: string } }[] }
const isWord = ({ choices }: Chunk): boolean => choices[0]?.delta.content !== undefined

const question: AgentRequest = {
  agentId: 'support_agent_bench',
  deploymentId: `tokens-${tokens}`,
  conversationId: '215000001',
  environment: 'PROD',
  messages: [{ role: 'user', text: 'Where is my refund?' }],
  timeoutMs: 60_000,
}

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

export async function run(): Promise<readonly Figure[]> {
  const server = await startAgentProcess()
  const http = createHttpClient({ clock: systemClock, random: systemRandom, log: quiet })
  const dispatcher = new Agent({ connections: 4, pipelining: 1 })
  const agent = createSupportAgent({
    http,
    random: systemRandom,
    baseUrl: server.baseUrl,
    key: async () => new Secret('xai-bench-key'),
  })
  const body = JSON.stringify(agent.body(question))
  const spent: Record<'ours' | 'limit', number[]> = { ours: [], limit: [] }
  const counted = (name: 'ours' | 'limit', work: () => Promise<number>) => async () => {
    const before = cpuMs()
    const started = performance.now()
    const seen = await work()
    if (seen !== tokens) throw new Error(`${name} saw ${seen} of ${tokens} tokens.`)
    spent[name].push(cpuMs() - before)
    return performance.now() - started
  }
  const samples = await contend(
    {
      ours: counted('ours', async () => {
        let seen = 0
        await agent.stream(question, () => (seen += 1), new AbortController().signal)
        return seen
      }),
      limit: counted('limit', () =>
        readByHand(`${server.baseUrl}/support-agent/chat-stream`, dispatcher, body, isWord),
      ),
    },
    { rounds: 12, each: 3 },
  )
  await Promise.all([http.close(), dispatcher.close()])
  await server.stop()
  const perSecond = (times: readonly (readonly number[])[]) => `${Math.round(tokens / (median(all(times)) / 1000))}/s`
  const perToken = (name: 'ours' | 'limit') => (median(spent[name]) * 1000) / tokens
  const micro = (value: number) => `${value.toFixed(2)} µs`
  return [
    atLeast(
      'streamed tokens per second',
      perSecond(samples.ours),
      perSecond(samples.limit),
      1 / pairedRatio(samples.ours, samples.limit),
      0.85,
    ),
    atMost(
      'processor time per streamed token',
      micro(perToken('ours')),
      micro(perToken('limit')),
      perToken('ours') / perToken('limit'),
      1.15,
    ),
    // Only now: what it loads would weigh on what is measured above.
    ...(await (await import('#bench/text-stream.ts')).measureResponses()),
  ]
}
