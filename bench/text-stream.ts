import OpenAI from 'openai'
import { Agent } from 'undici'
import { startAgentProcess } from '#bench/support/agent-process.ts'
import { readByHand } from '#bench/support/by-hand.ts'
import { all, atLeast, contend, median, pairedRatio, type Figure } from '#bench/support/stats.ts'
import { createHttpClient } from '#main/clients/http/http.ts'
import { plainRequest } from '#test/support/plain-request.ts'
import { createResponsesEngine } from '#main/clients/xai/responses.ts'
import { systemClock, systemRandom } from '#main/kernel/clock.ts'
import { Secret } from '#main/kernel/secret.ts'
import { quiet } from '#test/support/store.ts'

/**
 * Words of a streamed response per second through the text engine, put together item by item, beside undici with lines split by
 * hand and beside the stream of the openai package, in one run.
 */
const tokens = 10_000
const model = `tokens-${tokens}`
const isWord = ({ type }: { readonly type: string }): boolean => type === 'response.output_text.delta'

export async function measureResponses(): Promise<readonly Figure[]> {
  const server = await startAgentProcess()
  const http = createHttpClient({ clock: systemClock, random: systemRandom, log: quiet })
  const dispatcher = new Agent({ connections: 4, pipelining: 1 })
  const key = async () => new Secret('xai-bench-key')
  const engine = createResponsesEngine({ http, clock: systemClock, baseUrl: server.baseUrl, key })
  const asked = plainRequest(model, [{ kind: 'message', role: 'user', text: 'Where is my refund?' }])
  const body = JSON.stringify(engine.body(asked))
  const foreign = new OpenAI({ apiKey: 'xai-bench-key', baseURL: server.baseUrl, maxRetries: 0 })
  const counted = (name: string, work: () => Promise<number>) => async () => {
    const seen = await work()
    if (seen !== tokens) throw new Error(`${name} saw ${seen} of ${tokens} tokens.`)
  }
  const samples = await contend(
    {
      ours: counted('ours', async () => {
        let seen = 0
        await engine.run(asked, (event) => void (event.type === 'text' && (seen += 1)), new AbortController().signal)
        return seen
      }),
      limit: counted('limit', () => readByHand(`${server.baseUrl}/responses`, dispatcher, body, isWord)),
      foreign: counted('openai', async () => {
        let seen = 0
        const stream = await foreign.responses.create({ model, input: 'Where is my refund?', stream: true })
        for await (const event of stream) if (event.type === 'response.output_text.delta') seen += 1
        return seen
      }),
    },
    { rounds: 12, each: 3 },
  )
  await Promise.all([http.close(), dispatcher.close()])
  await server.stop()
  const perSecond = (times: readonly (readonly number[])[]) => `${Math.round(tokens / (median(all(times)) / 1000))}/s`
  return [
    atLeast(
      'words of a streamed response per second, beside undici by hand',
      perSecond(samples.ours),
      perSecond(samples.limit),
      1 / pairedRatio(samples.ours, samples.limit),
      0.7,
    ),
    atLeast(
      'the same beside the openai package',
      perSecond(samples.ours),
      perSecond(samples.foreign),
      1 / pairedRatio(samples.ours, samples.foreign),
      1,
    ),
  ]
}
