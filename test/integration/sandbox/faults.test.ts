import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FaultInput } from '#main/sandbox/faults.ts'
import type { Sandbox } from '#main/sandbox/index.ts'
import { startSandbox } from '#main/sandbox/index.ts'
import { agentFetch, chatBody, said } from '#test/support/sandbox-desk.ts'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null, shape: { wordDelayMs: 0 } })
})
afterEach(() => sandbox.stop())

const fault = (kind: object): void =>
  sandbox.control.fault({ service: 'company', path: '/refunds', ...kind } as FaultInput)
const effects = (): number => sandbox.control.effects().length

function refund(key = 'key-1'): Promise<Response> {
  return fetch(`${sandbox.baseUrls.company}/refunds`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${sandbox.keys['tool:company']}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    },
    body: JSON.stringify({ order_id: '10433', amount: 5 }),
  })
}

describe('nothing happened', () => {
  test('429 with Retry-After as given', async () => {
    fault({ kind: 'status', status: 429, retryAfter: '2' })
    const response = await refund()
    expect([response.status, response.headers.get('retry-after'), effects()]).toEqual([429, '2', 0])
    expect((await refund()).status).toBe(201)
  })

  test('5xx before the effect, with a body of its own', async () => {
    fault({ kind: 'status', status: 503, body: 'Bad day' })
    const response = await refund()
    expect([response.status, await response.text(), effects()]).toEqual([503, 'Bad day', 0])
  })

  test('a reset socket', async () => {
    fault({ kind: 'reset' })
    await expect(refund()).rejects.toThrow('fetch failed')
    expect(effects()).toBe(0)
  })

  test('200 with an error inside', async () => {
    fault({ kind: 'error_200' })
    const response = await refund()
    expect([response.status, effects()]).toEqual([200, 0])
    expect(await response.json()).toMatchObject({ code: 'The service is currently unavailable' })
  })
})

describe('it happened all the same', () => {
  test('5xx after the effect', async () => {
    fault({ kind: 'status_after', status: 502 })
    expect((await refund()).status).toBe(502)
    expect(effects()).toBe(1)
  })

  test('a lost answer; the same key gets it later, and once is once', async () => {
    fault({ kind: 'lost_response' })
    await expect(refund()).rejects.toThrow('fetch failed')
    expect(effects()).toBe(1)
    expect(sandbox.control.requests('company').at(-1)).toMatchObject({ path: '/refunds', status: null })
    expect((await refund()).headers.get('idempotent-replayed')).toBe('true')
    expect(effects()).toBe(1)
  })

  test('a body that stops in the middle', async () => {
    fault({ kind: 'cut_stream', after: 0 })
    await expect(refund().then((response) => response.text())).rejects.toThrow()
    expect(effects()).toBe(1)
  })

  test('half a document', async () => {
    fault({ kind: 'malformed' })
    const response = await refund()
    await expect(response.json()).rejects.toThrow()
    expect(effects()).toBe(1)
  })

  test('the wrong content type', async () => {
    fault({ kind: 'content_type' })
    const response = await refund()
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(await response.json()).toMatchObject({ amount: 5 })
  })
})

test('latency comes before the effect, a slow answer after it', async () => {
  fault({ kind: 'latency', ms: 60_000 })
  await expect(fetchUntil(50)).rejects.toThrow()
  expect(effects()).toBe(0)
  fault({ kind: 'slow_answer', ms: 60_000 })
  const slow = fetchUntil(500)
  await expect.poll(effects).toBe(1)
  await expect(slow).rejects.toThrow()
})

function fetchUntil(ms: number): Promise<Response> {
  return fetch(`${sandbox.baseUrls.company}/refunds`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.keys['tool:company']}`, 'content-type': 'application/json' },
    body: JSON.stringify({ order_id: '10433', amount: 5 }),
    signal: AbortSignal.timeout(ms),
  })
}

describe('streams', () => {
  const stream = (): Promise<Response> =>
    agentFetch(
      sandbox,
      '/support-agent/chat-stream',
      chatBody(sandbox, [said('USER', 'Can you replace a tent pole section?')]),
    )

  test('cut after some pieces: the words so far arrive, then the socket is gone', async () => {
    sandbox.control.fault({ service: 'xai', kind: 'cut_stream', after: 4 })
    const response = await stream()
    let text = ''
    const reading = (async () => {
      const decoder = new TextDecoder()
      for await (const piece of response.body ?? []) text += decoder.decode(piece as Uint8Array)
    })()
    await expect(reading).rejects.toThrow()
    expect(text).not.toContain('[DONE]')
    expect(text.split('data: ').length - 1).toBeLessThanOrEqual(4)
  })

  test('one broken line among good ones', async () => {
    sandbox.control.fault({ service: 'xai', kind: 'malformed', after: 2 })
    const lines = (await (await stream()).text()).split('\n\n').filter((line) => line.startsWith('data: {'))
    const broken = lines.filter((line) => {
      try {
        JSON.parse(line.slice(6))
        return false
      } catch {
        return true
      }
    })
    expect(broken).toHaveLength(1)
    expect(lines.length).toBeGreaterThan(5)
  })

  test('refused in the words of the service', async () => {
    sandbox.control.fault({ service: 'xai', kind: 'status', status: 429 })
    expect(await (await stream()).json()).toMatchObject({ code: 'Some resource has been exhausted' })
    sandbox.control.fault({ service: 'helpdesk', kind: 'status', status: 500 })
    expect(await (await fetch(`${sandbox.baseUrls.helpdesk}/me`)).json()).toMatchObject({ type: 'error.list' })
  })
})

test('what was sent is kept, without the credentials, and forgotten on reset', async () => {
  await refund()
  const [recorded] = sandbox.control.requests('company')
  expect(recorded).toMatchObject({
    method: 'POST',
    body: { amount: 5 },
    headers: { 'idempotency-key': 'key-1' },
    status: 201,
  })
  expect(JSON.stringify(recorded)).not.toContain(sandbox.keys['tool:company'])
  expect(sandbox.control.counters().requests.company).toEqual({ 'POST /refunds': 1 })
  fault({ kind: 'reset' })
  sandbox.control.reset()
  expect(sandbox.control.waitingFaults()).toBe(0)
  expect([effects(), sandbox.control.requests('company')]).toEqual([0, []])
})
