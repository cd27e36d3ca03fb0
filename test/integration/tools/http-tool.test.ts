import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HttpToolSchema, type Arguments } from '#contract/tool.ts'
import { createGuardedHttp, type GuardedHttp } from '#main/clients/http/egress.ts'
import { systemClock, systemRandom } from '#main/kernel/clock.ts'
import { Secret } from '#main/kernel/secret.ts'
import { createHttpTool } from '#main/tools/http.ts'
import type { ToolOutcome } from '#main/tools/tool.ts'
import { approved, attempted, conversation, history, newProposal } from '#test/support/proposals.ts'

type Seen = {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}
type Answer = (request: Seen, response: ServerResponse, number: number) => void

/** A real server on loopback, and the real guarded client with only that server on its list. */
let server: Server
let http: GuardedHttp
let origin: string
let seen: Seen[]
let allowed: string[]
let answer: Answer

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

beforeEach(async () => {
  seen = []
  answer = (_, response) => json(response, 200, { id: 're_1' })
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body }
      seen.push(one)
      answer(one, response, seen.length)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  origin = `http://127.0.0.1:${port}`
  allowed = [`127.0.0.1:${port}`]
  http = createGuardedHttp({ clock: systemClock, random: systemRandom, log: () => {}, allowedHosts: () => allowed })
})

afterEach(async () => {
  await http.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const refund = (over: Record<string, unknown> = {}) =>
  createHttpTool(
    HttpToolSchema.parse({
      kind: 'http',
      name: 'refund_order',
      access: 'write',
      risk: 3,
      parameters: {},
      timeoutMs: 20_000,
      request: {
        method: 'POST',
        url: `${origin}/orders/{{args.order_id}}/refunds`,
        headers: { authorization: 'Bearer {{secret.tool:shop}}', 'idempotency-key': '{{idempotency_key}}' },
        body: { amount: '{{args.amount}}', conversation: '{{conversation.id}}', call: '{{call.id}}' },
      },
      probe: {
        url: `${origin}/effects/{{idempotency_key}}`,
        pointer: '/result/amount',
        equals: '{{args.amount}}',
        resultPointer: '/result',
      },
      ...over,
    }),
    { http, secret: async (name) => (name === 'tool:shop' ? new Secret('s3cret-of-the-shop') : null) },
  )

async function run(tool = refund(), args: Arguments = { order_id: '10/433', amount: 42 }) {
  const made = newProposal({ arguments: args })
  const proposal = history(made, [{ type: 'asked' }, approved(made), attempted])
  const shared = {
    proposal,
    conversation: conversation(),
    idempotencyKey: 'p1-r0',
    signal: new AbortController().signal,
  }
  const order: string[] = []
  const outcome = await tool.execute({
    ...shared,
    onSent: async () => void order.push(`sent marked after ${seen.length} requests`),
    onStep: async () => {},
    traces: async () => ({ others: new Set(), after: null }),
  })
  const probe = (): Promise<ToolOutcome> =>
    tool.probe?.({ ...shared, others: new Set(), after: null }) ?? expect.fail('no probe')
  return { outcome, order, probe }
}

describe('an HTTP tool', () => {
  it('sends exactly what was approved, after it was marked as sent', async () => {
    const { outcome, order } = await run()
    expect(order).toEqual(['sent marked after 0 requests'])
    expect(seen).toHaveLength(1)
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: '/orders/10%2F433/refunds',
      headers: { authorization: 'Bearer s3cret-of-the-shop', 'idempotency-key': 'p1-r0' },
    })
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ amount: 42, conversation: '531', call: 'call_1' })
    expect(outcome).toEqual({
      kind: 'succeeded',
      data: { id: 're_1' },
      receipt: { status: 200, remoteId: 're_1', summary: 'HTTP 200' },
    })
  })

  it('takes text and nothing as answers', async () => {
    answer = (_, response) => void response.writeHead(200, { 'content-type': 'text/plain' }).end('done')
    expect((await run()).outcome).toMatchObject({ kind: 'succeeded', data: 'done' })
    answer = (_, response) => void response.writeHead(204).end()
    expect((await run()).outcome).toMatchObject({ kind: 'succeeded', data: null })
  })

  it.each([
    [422, false, 'remote_invalid'],
    [404, false, 'not_found'],
    [409, false, 'conflict'],
    [401, true, 'unauthorised'],
    [429, true, 'rate_limited'],
  ])('a refusal with %i did not happen', async (status, retryable, code) => {
    answer = (_, response) => json(response, status, { error: { message: 'No.' } })
    expect((await run()).outcome).toMatchObject({ kind: 'failed', retryable, error: { code } })
    expect(seen).toHaveLength(1)
  })

  it('does not leave for hosts that are not allowed, without its secret, or for another address', async () => {
    expect((await run(refund(), { order_id: '..', amount: 1 })).outcome).toMatchObject({
      kind: 'failed',
      retryable: false,
    })
    const headers = { authorization: '{{secret.tool:other}}' }
    const request = { method: 'POST', url: `${origin}/`, headers }
    expect((await run(refund({ request }))).outcome).toMatchObject({
      error: { code: 'missing_secret' },
      retryable: true,
    })
    allowed = []
    expect((await run()).outcome).toMatchObject({ kind: 'failed', error: { code: 'egress_refused' } })
    expect(seen).toEqual([])
  })

  it('is a provable failure where nobody listens', async () => {
    const closed = createServer()
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
    const { port } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    allowed = [`127.0.0.1:${port}`]
    const request = { method: 'POST', url: `http://127.0.0.1:${port}/` }
    expect((await run(refund({ request }))).outcome).toMatchObject({ kind: 'failed', retryable: true })
  })
})

describe('T17 a write that may have happened is unknown and is never repeated', () => {
  it.each([
    ['500', (_: Seen, response: ServerResponse) => json(response, 500, { error: 'x' })],
    ['503', (_: Seen, response: ServerResponse) => json(response, 503, { error: 'x' })],
    ['408', (_: Seen, response: ServerResponse) => json(response, 408, { error: 'x' })],
    ['a reset', (_: Seen, response: ServerResponse) => void response.destroy()],
    ['no answer in time', () => undefined],
    [
      'half an answer',
      (_: Seen, response: ServerResponse) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
        response.write('{"id":', () => response.destroy())
      },
    ],
  ] as [string, Answer][])('%s', async (name, fault) => {
    answer = fault
    const tool = name === 'no answer in time' ? refund({ timeoutMs: 400 }) : refund()
    expect((await run(tool)).outcome.kind).toBe('unknown')
    expect(seen).toHaveLength(1)
  })

  it('but a read is repeated, and its failure had no effect', async () => {
    const read = refund({ access: 'read', request: { method: 'GET', url: `${origin}/orders` }, timeoutMs: 20_000 })
    answer = (_, response, number) =>
      number === 1 ? json(response, 503, { error: 'x' }) : json(response, 200, { orders: [] })
    expect((await run(read)).outcome).toMatchObject({ kind: 'succeeded', data: { orders: [] } })
    expect(seen).toHaveLength(2)
    answer = (_, response) => json(response, 404, { error: { message: 'No order.' } })
    expect((await run(read)).outcome).toMatchObject({
      kind: 'failed',
      retryable: false,
      error: { message: 'No order.' },
    })
  })
})

describe('a probe', () => {
  const effects =
    (status: number, body: unknown): Answer =>
    (request, response) =>
      request.method === 'GET' ? json(response, status, body) : void response.destroy()

  it.each([
    ['happened', 200, { result: { id: 're_7', amount: 42 } }, 'succeeded'],
    ['with another amount', 200, { result: { amount: 41 } }, 'failed'],
    ['nothing there', 200, {}, 'failed'],
    ['404', 404, { error: 'x' }, 'failed'],
    ['403', 403, { error: 'x' }, 'unknown'],
  ])('%s', async (_, status, body, kind) => {
    answer = effects(status, body)
    const { outcome, probe } = await run()
    expect(outcome.kind).toBe('unknown')
    const found = await probe()
    expect(found.kind).toBe(kind)
    expect(seen.map((request) => request.method)).toEqual(['POST', 'GET'])
    expect(seen[1]?.url).toBe('/effects/p1-r0')
    if (found.kind === 'succeeded') expect(found).toMatchObject({ data: { id: 're_7' }, receipt: { remoteId: 're_7' } })
    if (found.kind === 'failed') expect(found).toMatchObject({ retryable: true, error: { code: 'not_run' } })
  })
})
