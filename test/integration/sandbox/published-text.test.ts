import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createHttpClient, type HttpClient } from '#main/clients/http/http.ts'
import type { TextItem, TextRequest } from '#main/clients/text-engine.ts'
import { plainRequest } from '#test/support/plain-request.ts'
import { createChatEngine } from '#main/clients/xai/chat.ts'
import { createModelCatalog } from '#main/clients/xai/catalog.ts'
import { createResponsesEngine } from '#main/clients/xai/responses.ts'
import { createTextToSpeech } from '#main/clients/xai/tts.ts'
import { Secret } from '#main/kernel/secret.ts'
import { startSandbox, type Sandbox } from '#main/sandbox/index.ts'
import { clientPorts } from '#test/support/client-ports.ts'
import type { Description } from '#test/support/published.ts'
import { until } from '#test/support/until.ts'
import { answerSchema, bodySchema, createJudge, readDescription } from '#test/support/published.ts'

/**
 * What our clients send, and what the sandbox answers to the very same, is what the published description says. It knows fewer
 * fields than recorded traffic has, so that more than it names is no fault here.
 */
const xai = readDescription('xai-openapi.yaml')

function titleOf(what: string, found: Description | null): string {
  if (found !== null) return what
  const title = `NOT CHECKED: ${what} (xai-openapi.yaml is not beside this repository)`
  console.warn(title)
  return title
}

const never = new AbortController().signal
const model = 'grok-3-mini'
const user = (text: string): TextItem => ({ kind: 'message', role: 'user', text })
const conversation: readonly TextItem[] = [
  user('My tent pole is snapped, please refund order 10433.'),
  { kind: 'message', role: 'assistant', text: 'Let me look.' },
  { kind: 'call', id: 'call_1', name: 'lookup_order', arguments: '{"order_id":"10433"}' },
  { kind: 'result', callId: 'call_1', output: '{"status":"failed"}' },
]
const request = (more: Partial<TextRequest> = {}): TextRequest => ({
  ...plainRequest(model, [user('My tent pole is snapped, please refund order 10433.')]),
  instructions: 'Be brief.',
  tools: [{ name: 'lookup_order', description: 'Find an order', parameters: { type: 'object', properties: {} } }],
  temperature: 0.5,
  topP: 0.9,
  mostOutputTokens: 5000,
  effort: 'low',
  cacheKey: 'c1',
  streaming: false,
  ...more,
})

/** The description has functions nested and items without calls; the service was recorded with flat ones, and with calls. */
const isBeyond = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'input' in body && 'tools' in body

describe.skipIf(xai === null)(titleOf('the text, model and speech interfaces as published', xai), () => {
  const description = xai ?? {}
  const judge = createJudge(description)
  let sandbox: Sandbox
  let http: HttpClient
  beforeAll(async () => {
    sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null, shape: { wordDelayMs: 0 } })
    sandbox.control.voice({ voice: 'tones' })
    http = createHttpClient(clientPorts())
  })
  afterAll(async () => {
    await http.close()
    await sandbox.stop()
  })

  /** Everything that went over the wire while this was done, asked once more to see the answers. */
  async function wire(act: (ports: Parameters<typeof createResponsesEngine>[0]) => Promise<unknown>) {
    sandbox.control.reset()
    const { clock } = clientPorts()
    await act({ http, clock, baseUrl: sandbox.baseUrls.xai, key: async () => new Secret(sandbox.keys.xai ?? '') })
    const problems: string[] = []
    let judged = 0
    for (const { method, path, body } of sandbox.control.requests('xai').slice()) {
      const place = path.replace(/^\/v1/, '')
      const asked = bodySchema(description, { method, path: place })
      if (asked !== null && !isBeyond(body))
        problems.push(...judge.problems(asked, body).map((problem) => `asked ${place} ${problem}`))
      const given = answerSchema(description, { method, path: place, status: 200 })
      const answer = await fetch(`${sandbox.baseUrls.xai}${place}`, {
        method,
        headers: { authorization: `Bearer ${sandbox.keys.xai}`, 'content-type': 'application/json' },
        ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
      })
      if (given === null || !(answer.headers.get('content-type') ?? '').includes('json')) continue
      const said: unknown = await answer.json()
      problems.push(...judge.problems(given, said).map((problem) => `answered ${place} ${problem}`))
      judged += 1
    }
    expect(judged).toBeGreaterThan(0)
    return [...new Set(problems)].toSorted()
  }
  const run = (engine: ReturnType<typeof createResponsesEngine>, what: TextRequest) => engine.run(what, () => {}, never)

  test('responses', async () => {
    const found = await wire(async (ports) => {
      const engine = createResponsesEngine(ports)
      await run(engine, request())
      await run(engine, request({ tools: [] }))
      await run(engine, request({ items: conversation, streaming: true }))
      const first = await run(engine, request({ store: true }))
      await engine.retrieve(first.id, never)
    })
    expect(found).toEqual([])
  })

  test('chat completions', async () => {
    const found = await wire(async (ports) => {
      const engine = createChatEngine(ports)
      await engine.run(request(), () => {}, never)
      await engine.run(request({ items: conversation, streaming: true }), () => {}, never)
      await engine.deferred.begin(request(), never)
    })
    expect(found).toEqual([])
  })

  test('a deferred answer, not ready and ready', async () => {
    const { clock } = clientPorts()
    const { deferred } = createChatEngine({
      http,
      clock,
      baseUrl: sandbox.baseUrls.xai,
      key: async () => new Secret(sandbox.keys.xai ?? ''),
    })
    const place = `/chat/deferred-completion/${await deferred.begin(request(), never)}`
    const schema = answerSchema(description, { method: 'GET', path: place, status: 200 })
    const headers = { authorization: `Bearer ${sandbox.keys.xai}` }
    // Given out once: asked for here, in the place of the client.
    const answer = await until('the answer', async () => {
      const one = await fetch(`${sandbox.baseUrls.xai}${place}`, { headers })
      expect([200, 202]).toContain(one.status)
      return one.status === 200 ? one : null
    })
    expect(schema).not.toBeNull()
    expect(judge.problems(schema ?? {}, await answer.json())).toEqual([])
  })

  test('models and speech', async () => {
    const found = await wire(async (ports) => {
      await createModelCatalog(ports).list(never)
      await createModelCatalog(ports).get(model, never)
      await createTextToSpeech(ports).voices(never)
      await createTextToSpeech(ports).speak({ text: 'Hello.', voice: 'leo', speed: 1 }, never)
    })
    expect(found).toEqual([])
  })
})
