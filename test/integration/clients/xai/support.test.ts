import type { ServerResponse } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { createHttpClient } from '#main/clients/http/http.ts'
import type { AgentRequest } from '#main/clients/support-agent.ts'
import { checkKey } from '#main/clients/xai/key.ts'
import { createSupportAgent } from '#main/clients/xai/support.ts'
import { AppError } from '#main/kernel/errors.ts'
import { Secret } from '#main/kernel/secret.ts'
import { clientPorts } from '#test/support/client-ports.ts'
import type { Answer } from '#test/support/peer.ts'
import { sendJson, startPeer } from '#test/support/peer.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean()
})

const signal = new AbortController().signal
const key = (): Promise<Secret> => Promise.resolve(new Secret('xai-support-key-000111'))

async function world(answer: Answer, speed = 100) {
  const peer = await startPeer(answer)
  const ports = clientPorts(speed)
  const http = createHttpClient(ports)
  cleanups.push(http.close, peer.close)
  const agent = createSupportAgent({ http, random: ports.random, baseUrl: `${peer.url}/v1/`, key })
  return { peer, ports, http, agent }
}

const request: AgentRequest = {
  agentId: 'support_agent_1',
  deploymentId: 'LATEST',
  conversationId: 'conv-1',
  environment: 'PROD',
  messages: [{ role: 'user', text: 'Hi' }],
  timeoutMs: 300_000,
}

async function failure(work: Promise<unknown>): Promise<AppError> {
  try {
    await work
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown
    throw thrown
  }
  throw new Error('it should have failed')
}

const chunk = (content: string, rest: object = {}): string =>
  JSON.stringify({ id: 'r1', choices: [{ index: 0, delta: { content }, ...rest }] })
const frames = (...data: string[]): string => data.map((one) => `data: ${one}\n\n`).join('')
const whole = frames(chunk('Your '), chunk('örder'), chunk('', { finish_reason: 'stop' }), '[DONE]')
const streamHead = (response: ServerResponse, type = 'text/event-stream'): ServerResponse =>
  response.writeHead(200, { 'content-type': type })

async function stream(answer: Answer) {
  const { peer, agent, ports } = await world(answer)
  const pieces: string[] = []
  const work = agent.stream(request, (piece) => pieces.push(piece), signal)
  return { peer, pieces, work, ports }
}

test('asks for one turn, with the key, at the documented address', async () => {
  const message = { role: 'ROLE_ASSISTANT', content: [{ text: 'Hello' }] }
  const { peer, agent } = await world((response) => sendJson(response, 200, { id: 'r', message }))
  expect(await agent.ask(request, signal)).toMatchObject({ id: 'r', text: 'Hello', calls: [] })
  expect(peer.seen[0]).toMatchObject({
    method: 'POST',
    path: '/v1/support-agent/chat',
    json: agent.body(request),
    headers: { authorization: 'Bearer xai-support-key-000111' },
  })
})

test('an answer without a message is nobody’s turn', async () => {
  const { agent } = await world((response) => sendJson(response, 200, { id: 'r' }))
  expect(await failure(agent.ask(request, signal))).toMatchObject({ code: 'protocol' })
})

test('pieces reach the caller before the stream is over', async () => {
  const first = Promise.withResolvers<string>()
  const { agent, peer } = await world(async (response) => {
    streamHead(response).write(frames(chunk('Your ')))
    expect(await first.promise).toBe('Your ')
    response.end(frames(chunk('order'), '[DONE]'))
  })
  expect(await agent.stream(request, first.resolve, signal)).toMatchObject({ id: 'r1', text: 'Your order' })
  expect(peer.seen[0]?.path).toBe('/v1/support-agent/chat-stream')
})

test('any portions of bytes give the same answer', async () => {
  const bytes = Buffer.from(whole)
  const { work, pieces } = await stream(async (response) => {
    streamHead(response)
    for (let at = 0; at < bytes.length; at += 7) {
      response.write(bytes.subarray(at, at + 7))
      await new Promise(setImmediate)
    }
    response.end()
  })
  expect(await work).toMatchObject({ text: 'Your örder' })
  expect(pieces).toEqual(['Your ', 'örder'])
})

const plain = { id: 'r1', message: { role: 'ROLE_ASSISTANT', content: [{ text: 'Your örder' }] } }
test.each([
  ['newline-delimited JSON', 'application/x-ndjson', `${chunk('Your ')}\n${chunk('örder')}\n`],
  ['a gateway’s wrapped lines', 'application/json', `{"result":${chunk('Your ')}}\n{"result":${chunk('örder')}}\n`],
  ['events under another name', 'text/plain; charset=utf-8', whole],
  ['one JSON answer', 'application/json', JSON.stringify(plain)],
  ['one JSON answer on many lines', 'application/json', JSON.stringify(plain, null, 2)],
])('reads %s instead of events', async (_form, type, body) => {
  const { work, pieces } = await stream((response) => void streamHead(response, type).end(body))
  expect(await work).toMatchObject({ id: 'r1', text: 'Your örder' })
  expect(pieces.join('')).toBe('Your örder')
})

const failures: readonly (readonly [string, Answer])[] = [
  ['503', (response) => sendJson(response, 503, {})],
  ['a lost answer', (response) => void response.destroy()],
  [
    '200 unavailable',
    (response) => sendJson(response, 200, { code: 'The service is currently unavailable', error: 'x' }),
  ],
  [
    'a stream cut after the role',
    (response) => void streamHead(response).write(frames(chunk('')), () => response.destroy()),
  ],
]
test.each(failures)('asks again before the first word: %s', async (_what, fail) => {
  const { work, peer, pieces } = await stream((response, seen, count) =>
    count === 1 ? fail(response, seen, count) : void streamHead(response).end(whole),
  )
  expect(await work).toMatchObject({ text: 'Your örder' })
  expect(pieces).toEqual(['Your ', 'örder'])
  expect(peer.seen).toHaveLength(2)
})

const breaks: readonly (readonly [string, (response: ServerResponse) => void, string])[] = [
  ['cut', (response) => void response.write('', () => response.destroy()), 'remote_failed'],
  ['an error frame', (response) => void response.end(frames('{"error":{"message":"out"}}')), 'remote_failed'],
  [
    'unavailable',
    (response) => void response.end(frames('{"error":"x","code":"The service is currently unavailable"}')),
    'remote_failed',
  ],
  ['an error event', (response) => void response.end('event: error\ndata: {"message":"out"}\n\n'), 'remote_failed'],
  ['a frame that is not JSON', (response) => void response.end(frames('{oops')), 'protocol'],
  ['silence', () => undefined, 'timed_out'],
]
test.each(breaks)('after the first word nothing is repeated, and the words are kept: %s', async (_what, end, code) => {
  const { work, peer, pieces } = await stream((response) => {
    streamHead(response).write(frames(chunk('Your ')), () => setTimeout(() => end(response), 20))
  })
  expect(await failure(work)).toMatchObject({ code, data: { partialText: 'Your ' } })
  expect(pieces).toEqual(['Your '])
  expect(peer.seen).toHaveLength(1)
})

test('an endless event is given up', async () => {
  const { work } = await stream((response) => {
    response.on('error', () => undefined)
    streamHead(response).end(`data: ${'x'.repeat(5_000_000)}`)
  })
  expect(await failure(work)).toMatchObject({ code: 'too_large' })
})

const description = {
  redacted_api_key: 'xai-...k7Qz',
  name: 'desktop',
  acls: ['api-key:model:*', 'api-key:endpoint:chat'],
  team_blocked: false,
  api_key_blocked: false,
  api_key_disabled: false,
}
test.each([
  ['a good key', 200, description, { ok: true, summary: 'xAI accepts "desktop".' }],
  ['a disabled key', 200, { ...description, api_key_disabled: true }, { ok: false }],
  ['a blocked team', 200, { ...description, team_blocked: true }, { ok: false }],
  [
    'an unknown key',
    400,
    { error: 'Incorrect API key provided: xa***' },
    { ok: false, summary: expect.stringContaining('does not know') as string },
  ],
  ['another page', 200, [], { ok: false, summary: expect.stringContaining('not the xAI API') as string }],
])('checks a key: %s', async (_what, status, body, expected) => {
  const { http, ports, peer } = await world((response) => sendJson(response, status, body), 5)
  const check = await checkKey({ http, clock: ports.clock, baseUrl: `${peer.url}/v1`, key }, signal)
  expect(check).toMatchObject(expected)
  expect(peer.seen[0]).toMatchObject({ method: 'GET', path: '/v1/api-key' })
})

test('a key check names single permissions', async () => {
  const { http, ports, peer } = await world((response) => sendJson(response, 200, description), 5)
  const { permissions } = await checkKey({ http, clock: ports.clock, baseUrl: `${peer.url}/v1`, key }, signal)
  expect(permissions).toContainEqual({ label: 'Chat endpoint', granted: true })
  expect(permissions).toContainEqual({ label: 'All models', granted: true })
})
