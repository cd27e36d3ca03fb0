import { afterEach, expect, test } from 'vitest'
import type { Address } from '#main/clients/http/egress-lookup.ts'
import { createGuardedHttp } from '#main/clients/http/egress.ts'
import type { HttpRequest } from '#main/clients/http/http.ts'
import { AppError } from '#main/kernel/errors.ts'
import { clientPorts } from '#test/support/client-ports.ts'
import type { Answer } from '#test/support/peer.ts'
import { sendJson, startPeer } from '#test/support/peer.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean()
})

async function world(answer: Answer, hosts: (port: string) => readonly string[], answers: readonly Address[][] = []) {
  const peer = await startPeer(answer)
  const port = new URL(peer.url).port
  const asked: string[] = []
  const http = createGuardedHttp({
    ...clientPorts(),
    allowedHosts: () => hosts(port),
    resolve: (host) => {
      asked.push(host)
      return Promise.resolve(answers[Math.min(asked.length, answers.length) - 1] ?? [])
    },
  })
  cleanups.push(http.close, peer.close)
  return { peer, port, asked, http }
}

const ask = (url: string, rest: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url,
  retry: 'never',
  timeoutMs: 600_000,
  signal: new AbortController().signal,
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

const loopback = { address: '127.0.0.1', family: 4 }
const fine: Answer = (response) => sendJson(response, 200, { ok: true })

test('a named door is open, whatever its address', async () => {
  const { http, peer } = await world(fine, (port) => [`127.0.0.1:${port}`])
  expect(await http.request(ask(`${peer.url}/x`, { method: 'POST', body: { a: 1 } }))).toMatchObject({
    json: { ok: true },
  })
  expect(peer.seen).toMatchObject([{ json: { a: 1 } }])
})

test('a refused read is not tried again', async () => {
  const { http, asked } = await world(fine, () => ['orders.test'], [[loopback]])
  await failure(http.request(ask('https://orders.test/x', { retry: 'read' })))
  expect(asked).toHaveLength(1)
})

test('hosts that are not on the list are refused before anything is looked up', async () => {
  const { http, peer, asked } = await world(fine, () => [])
  expect(await failure(http.request(ask(`${peer.url}/x`)))).toMatchObject({
    code: 'egress_refused',
    data: { sent: false },
  })
  expect(await failure(http.request(ask('https://evil.test/')))).toMatchObject({ code: 'egress_refused' })
  expect(() => http.judge('https://evil.test/')).toThrow(AppError)
  expect([asked.length, peer.connections()]).toEqual([0, 0])
})

test('taking a host off the list counts from the next request, open connections or not', async () => {
  let hosts: readonly string[] = ['127.0.0.1']
  const { http, peer } = await world(fine, () => hosts)
  await http.request(ask(`${peer.url}/x`))
  hosts = []
  expect(await failure(http.request(ask(`${peer.url}/x`)))).toMatchObject({ code: 'egress_refused' })
  expect(peer.seen).toHaveLength(1)
})

test('size, time and type are bounded; text and broken JSON are text', async () => {
  const { http, peer } = await world(
    (response, { path }) => {
      response.on('error', () => undefined)
      if (path === '/huge') response.end('x'.repeat(1_500_000))
      else if (path === '/picture') response.writeHead(200, { 'content-type': 'image/png' }).end('PNG')
      else if (path === '/broken') response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":')
      else if (path === '/error') sendJson(response, 200, { error: 'this is the tool’s own answer' })
      else if (path === '/missing') sendJson(response, 404, { error: 'no such order' })
    },
    () => ['127.0.0.1'],
  )
  const at = (path: string, rest: Partial<HttpRequest> = {}) => http.request(ask(`${peer.url}${path}`, rest))
  expect(await failure(at('/huge'))).toMatchObject({ code: 'too_large' })
  expect(await failure(at('/picture'))).toMatchObject({ code: 'protocol' })
  expect(await at('/broken')).toMatchObject({ text: '{"a":', json: undefined })
  expect(await at('/error')).toMatchObject({ json: { error: 'this is the tool’s own answer' } })
  expect(await failure(at('/missing'))).toMatchObject({
    code: 'not_found',
    message: 'no such order',
    data: { sent: false, status: 404 },
  })
  expect(await failure(at('/silent', { timeoutMs: 100_000 }))).toMatchObject({
    code: 'timed_out',
    data: { sent: true },
  })
})
