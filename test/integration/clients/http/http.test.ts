import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createHttpClient } from '#main/clients/http/http.ts'
import type { HttpClient, HttpRequest } from '#main/clients/http/http.ts'
import { bearer } from '#main/clients/http/headers.ts'
import { AppError } from '#main/kernel/errors.ts'
import { Secret } from '#main/kernel/secret.ts'
import { clientPorts } from '#test/support/client-ports.ts'
import type { Answer, Peer } from '#test/support/peer.ts'
import { sendJson, startPeer } from '#test/support/peer.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean()
})

async function world(answer: Answer, speed?: number) {
  const peer = await startPeer(answer)
  const ports = clientPorts(speed)
  const http = createHttpClient(ports)
  cleanups.push(http.close, peer.close)
  return { peer, ports, http }
}

const signal = new AbortController().signal
const ask = (peer: Peer, rest: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url: `${peer.url}/x`,
  retry: 'read',
  timeoutMs: 600_000,
  signal,
  ...rest,
})

async function failure(work: Promise<unknown>): Promise<AppError> {
  try {
    await work
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown
    throw thrown
  }
  throw new Error('it should have failed')
}

test('sends JSON, reads JSON, and keeps its connection', async () => {
  const { peer, http } = await world((response) => sendJson(response, 200, { ok: 'é' }, { 'x-request-id': 'r7' }))
  for (let time = 0; time < 20; time += 1) {
    const answer = await http.json(ask(peer, { method: 'POST', body: { a: 'ü' }, headers: { 'X-One': '1' } }))
    expect(answer).toMatchObject({ status: 200, json: { ok: 'é' }, requestId: 'r7' })
  }
  expect(peer.seen[0]).toMatchObject({
    json: { a: 'ü' },
    headers: { 'x-one': '1', 'content-type': 'application/json' },
  })
  expect(peer.connections()).toBeLessThanOrEqual(2)
})

test('DELETE carries its body, GET has none, an empty answer is null', async () => {
  const { peer, http } = await world((response) => response.writeHead(204).end() && undefined)
  expect(await http.json(ask(peer, { method: 'DELETE', body: { admin_id: '9' }, retry: 'never' }))).toMatchObject({
    json: null,
  })
  await http.json(ask(peer))
  expect(peer.seen).toMatchObject([{ json: { admin_id: '9' } }, { text: '' }])
})

test.each([
  ['seconds', { 'retry-after': '7' }, 7700],
  ['milliseconds', { 'retry-after-ms': '1500' }, 1650],
  ['nothing', {}, 1000],
] as const)('a refused read comes again after what the peer asks: %s', async (_form, headers, wait) => {
  const { peer, ports, http } = await world((response, _request, count) =>
    count === 1 ? sendJson(response, 429, { error: 'slow' }, headers) : sendJson(response, 200, { ok: true }),
  )
  expect(await http.json(ask(peer))).toMatchObject({ json: { ok: true } })
  expect(ports.sleeps).toContain(wait)
})

test('a date and a window that reopens are waits too', async () => {
  const { peer, ports, http } = await world((response, _request, count) => {
    const at = ports.clock.now() + 20_000
    if (count === 1) sendJson(response, 503, {}, { 'retry-after': new Date(at).toUTCString() })
    else if (count === 2) sendJson(response, 429, {}, { 'x-ratelimit-reset': String(Math.ceil(at / 1000)) })
    else sendJson(response, 200, {})
  })
  await http.json(ask(peer))
  const waits = ports.sleeps.filter((ms) => ms < 29_000 && ms > 1_500)
  expect(waits).toHaveLength(2)
})

test('five attempts, then the error with everything the peer said', async () => {
  const { peer, http } = await world((response) =>
    sendJson(response, 503, { code: 'The service is currently unavailable', error: 'later' }, { 'x-request-id': 'r1' }),
  )
  const error = await failure(http.json(ask(peer, { budgetMs: 600_000 })))
  expect(error).toMatchObject({
    code: 'remote_failed',
    message: 'later',
    data: { sent: true, status: 503, requestId: 'r1', code: 'The service is currently unavailable' },
  })
  expect(peer.seen).toHaveLength(5)
})

test('the budget ends the attempts early, and tells how long to wait', async () => {
  const { peer, http } = await world((response) => sendJson(response, 429, { error: 'slow' }, { 'retry-after': '100' }))
  const error = await failure(http.json(ask(peer, { budgetMs: 50_000 })))
  expect(error).toMatchObject({ code: 'rate_limited', data: { retryAfterMs: 100_000, sent: false } })
  expect(peer.seen).toHaveLength(1)
})

test.each([400, 401, 403, 404, 409, 422, 302])('status %i is not asked twice', async (status) => {
  const { peer, http } = await world((response) =>
    sendJson(
      response,
      status,
      { code: 'Some entity that we attempted to create already exists', error: 'no' },
      { location: '/y' },
    ),
  )
  await failure(http.json(ask(peer)))
  expect(peer.seen).toHaveLength(1)
})

test('an error under 200 is an error, repeated only when it says unavailable', async () => {
  const unavailable = { code: 'The service is currently unavailable', error: 'x' }
  const { peer, http } = await world((response, request, count) =>
    sendJson(response, 200, request.path === '/other' ? { error: 'bad' } : count === 1 ? unavailable : { id: 1 }),
  )
  expect(await http.json(ask(peer))).toMatchObject({ json: { id: 1 } })
  expect(await failure(http.json(ask(peer, { url: `${peer.url}/other` })))).toMatchObject({
    code: 'remote_failed',
    message: 'bad',
  })
  expect(peer.seen).toHaveLength(3)
})

test.each([
  ['429', (response) => sendJson(response, 429, { error: 'x' }), 'rate_limited', false],
  ['422', (response) => sendJson(response, 422, { error: 'x' }), 'remote_invalid', false],
  ['500', (response) => sendJson(response, 500, { error: 'x' }), 'remote_failed', true],
  ['200 with an error', (response) => sendJson(response, 200, { error: 'x' }), 'remote_failed', true],
  ['200 that is not JSON', (response) => void response.end('<html>'), 'protocol', true],
  ['a lost answer', (response) => void response.destroy(), 'remote_failed', true],
  [
    'a cut answer',
    (response) => void response.writeHead(200, { 'content-length': '99' }).write('{"a"', () => response.destroy()),
    'remote_failed',
    true,
  ],
  ['no answer', () => undefined, 'timed_out', true],
  ['half an answer', (response) => void response.writeHead(200).write('{'), 'timed_out', true],
  ['a redirect', (response) => void response.writeHead(307, { location: '/y' }).end(), 'protocol', true],
] as const satisfies readonly (readonly [string, Answer, string, boolean])[])(
  'a write leaves once: %s',
  async (_what, answer, code, sent) => {
    const { peer, http } = await world(answer)
    const error = await failure(http.json(ask(peer, { method: 'POST', body: {}, retry: 'never', timeoutMs: 100_000 })))
    expect(error).toMatchObject({ code, data: { sent } })
    expect(peer.seen).toHaveLength(1)
  },
)

test('a read survives lost and cut answers', async () => {
  const { peer, http } = await world((response, _request, count) => {
    if (count === 1) response.destroy()
    else if (count === 2) response.writeHead(200, { 'content-length': '99' }).write('{"a"', () => response.destroy())
    else sendJson(response, 200, { ok: true })
  })
  expect(await http.json(ask(peer))).toMatchObject({ json: { ok: true } })
  expect(peer.seen).toHaveLength(3)
})

test('where nobody listens nothing was sent', async () => {
  const { http } = await world((response) => sendJson(response, 200, {}))
  const silent = createServer()
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const { port } = silent.address() as AddressInfo
  await new Promise((resolve) => silent.close(resolve))
  const dead = { url: `http://127.0.0.1:${port}` } as Peer
  expect(await failure(http.json(ask(dead, { method: 'POST', body: {}, retry: 'never' })))).toMatchObject({
    code: 'unreachable',
    data: { sent: false },
  })
})

test('a body over the limit is given up, a huge refusal is cut', async () => {
  const { peer, http } = await world((response, request) => {
    response.on('error', () => undefined)
    if (request.path === '/refused') response.writeHead(500, { 'content-type': 'text/plain' })
    response.end('x'.repeat(2_000_000))
  })
  expect(await failure(http.text(ask(peer, { maxBytes: 1000 })))).toMatchObject({ code: 'too_large' })
  const refused = await failure(http.text(ask(peer, { url: `${peer.url}/refused`, retry: 'never' })))
  expect(refused).toMatchObject({ code: 'remote_failed', data: { status: 500 } })
  expect(refused.message.length).toBeLessThan(501)
})

async function cancelDuring(
  http: HttpClient,
  peer: Peer,
  arrived: Promise<void>,
  request: Partial<HttpRequest>,
): Promise<AppError> {
  const stop = new AbortController()
  const call = failure(http.json(ask(peer, { ...request, signal: stop.signal })))
  await arrived
  stop.abort()
  return call
}

test('stopping says whether something had left', async () => {
  const arrival = Promise.withResolvers<void>()
  const { peer, http } = await world(() => arrival.resolve())
  const sent = await cancelDuring(http, peer, arrival.promise, { method: 'POST', retry: 'never' })
  expect(sent).toMatchObject({ code: 'cancelled', data: { sent: true } })
  const stopped = ask(peer, { signal: AbortSignal.abort(), retry: 'never' })
  expect(await failure(http.json(stopped))).toMatchObject({ code: 'cancelled', data: { sent: false } })
  expect(peer.seen).toHaveLength(1)
})

test('stopping ends a wait between two attempts', async () => {
  const arrival = Promise.withResolvers<void>()
  const { peer, http } = await world((response) => {
    sendJson(response, 429, {}, { 'retry-after': '3000' })
    response.on('finish', () => setImmediate(arrival.resolve))
  })
  const error = await cancelDuring(http, peer, arrival.promise, { budgetMs: 10_000_000 })
  expect(error.code).toBe('cancelled')
})

test('a key goes out with the request and nowhere else', async () => {
  const key = 'xai-very-secret-key-000111'
  const { peer, ports, http } = await world((response, request) =>
    sendJson(response, 400, { error: `Incorrect API key provided: ${key} (${request.headers.authorization})` }),
  )
  const error = await failure(
    http.json(ask(peer, { headers: { authorization: bearer(() => Promise.resolve(new Secret(key)), 'xAI') } })),
  )
  expect(peer.seen[0]?.headers.authorization).toBe(`Bearer ${key}`)
  expect(error.code).toBe('unauthorised')
  expect(error.message).toBe('Incorrect API key provided: [secret] ([secret])')
  expect(JSON.stringify([error, error.message, error.data, error.cause, ports.logged])).not.toContain(key)
})

test('without a key, and with a vault that fails, nothing leaves', async () => {
  const { peer, http } = await world((response) => sendJson(response, 200, {}))
  const missing = ask(peer, { headers: { authorization: bearer(() => Promise.resolve(null), 'xAI') } })
  expect(await failure(http.json(missing))).toMatchObject({ code: 'missing_secret', data: { sent: false } })
  const broken = ask(peer, {
    headers: { authorization: () => Promise.reject(new AppError('vault_refused', 'locked')) },
  })
  expect(await failure(http.json(broken))).toMatchObject({ code: 'vault_refused', data: { sent: false } })
  expect(peer.seen).toHaveLength(0)
})
