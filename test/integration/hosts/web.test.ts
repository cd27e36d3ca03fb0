import { connect as connectTcp } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket as Socket } from 'ws'
import { newToken } from '#main/hosts/web/session.ts'
import { openDoorForTests, type DoorForTests } from '#test/support/door.ts'

let web: DoorForTests
let host: string
let body: string
beforeAll(async () => {
  web = await openDoorForTests()
  host = web.host
  body = JSON.stringify({ token: web.token })
})
afterAll(() => web.stop())

/** Exactly these bytes, on a socket of their own; the whole answer as text. */
const raw = (lines: readonly string[], body = ''): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connectTcp(Number(host.split(':')[1]), '127.0.0.1')
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      // An accepted socket stays open: its head is all there is to see.
      if (chunks[0]?.toString().startsWith('HTTP/1.1 101')) socket.destroy()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')))
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`)
  })
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)
const cookieOf = (answer: string) => /^set-cookie: ([^;\r]+)/im.exec(answer)?.[1] ?? ''

const exchangeLines = () => [
  'POST /session HTTP/1.1',
  `Host: ${host}`,
  `Origin: ${web.origin}`,
  'Sec-Fetch-Site: same-origin',
  'Content-Type: application/json',
  `Content-Length: ${body.length}`,
  'Connection: close',
]
const socketLines = (cookie: string) => [
  'GET /rpc HTTP/1.1',
  `Host: ${host}`,
  `Origin: ${web.origin}`,
  `Cookie: ${cookie}`,
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
]
const startsWith = (name: string) => (line: string) => line.startsWith(`${name}:`)
const without = (lines: readonly string[], name: string) => lines.filter((line) => !startsWith(name)(line))
const twice = (lines: readonly string[], name: string) => [...lines, ...lines.filter(startsWith(name))]
const replaced = (lines: readonly string[], name: string, value: string) =>
  lines.map((line) => (startsWith(name)(line) ? `${name}: ${value}` : line))

describe('the exchange, byte for byte', () => {
  test('gives a cookie, once its head is right', async () => {
    const answer = await raw(exchangeLines(), body)
    expect(statusOf(answer)).toBe(204)
    expect(answer).toMatch(/^set-cookie: countersign-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict\r$/im)
    expect(answer.toLowerCase()).not.toContain('access-control')
  })
  test('gives none for a wrong token', async () => {
    const wrong = JSON.stringify({ token: newToken() })
    const answer = await raw(exchangeLines(), wrong)
    expect(statusOf(answer)).toBe(401)
    expect(cookieOf(answer)).toBe('')
  })
  test.each(['{"token":1}', '{', '[]', '{"token":"x","more":1}'])('gives none for %s', async (text) => {
    const answer = await raw(replaced(exchangeLines(), 'Content-Length', String(text.length)), text)
    expect(statusOf(answer)).toBe(401)
  })
  test.each(['Host', 'Origin', 'Sec-Fetch-Site', 'Content-Type', 'Content-Length'])(
    'is refused without %s, and with %s twice',
    async (name) => {
      const missing = await raw(without(exchangeLines(), name), body)
      const repeated = await raw(twice(exchangeLines(), name), body)
      for (const answer of [missing, repeated]) {
        expect(statusOf(answer)).toBeGreaterThanOrEqual(400)
        expect(statusOf(answer)).toBeLessThan(500)
        expect(cookieOf(answer)).toBe('')
      }
    },
  )
  test.each([
    ['Host', 'localhost'],
    ['Host', 'rebound.example'],
    ['Origin', 'http://127.0.0.1:1'],
    ['Origin', 'null'],
    ['Sec-Fetch-Site', 'same-site'],
    ['Content-Type', 'text/plain'],
  ])('is refused with %s: %s', async (name, value) => {
    const answer = await raw(replaced(exchangeLines(), name, value), body)
    expect(statusOf(answer)).toBeGreaterThanOrEqual(400)
    expect(cookieOf(answer)).toBe('')
  })
})

describe('the socket, byte for byte', () => {
  test('opens with the cookie', async () => {
    const cookie = cookieOf(await raw(exchangeLines(), body))
    expect(statusOf(await raw(socketLines(cookie)))).toBe(101)
  })
  test.each(['Host', 'Origin', 'Cookie'])('stays shut without %s, and with %s twice', async (name) => {
    const cookie = cookieOf(await raw(exchangeLines(), body))
    const before = web.wires.length
    for (const answer of [await raw(without(socketLines(cookie), name)), await raw(twice(socketLines(cookie), name))]) {
      expect(statusOf(answer)).toBeGreaterThanOrEqual(400)
      expect(statusOf(answer)).toBeLessThan(500)
    }
    expect(web.wires).toHaveLength(before)
  })
  test.each([
    ['Host', 'rebound.example'],
    ['Origin', 'http://127.0.0.1:1'],
    ['Cookie', 'countersign=made-up'],
  ])('stays shut with %s: %s', async (name, value) => {
    const cookie = cookieOf(await raw(exchangeLines(), body))
    const before = web.wires.length
    expect(statusOf(await raw(replaced(socketLines(cookie), name, value)))).toBeGreaterThanOrEqual(400)
    expect(web.wires).toHaveLength(before)
  })
})

describe('what no browser sends', () => {
  const get = (line: string, ...more: string[]) => [line, `Host: ${host}`, 'Connection: close', ...more]
  test.each([
    ['an absolute target', () => get(`GET http://${host}/ HTTP/1.1`)],
    ['a target of another host', () => get('GET http://evil.example/ HTTP/1.1')],
    ['a target that begins with two slashes', () => get('GET //evil.example/ HTTP/1.1')],
    ['CONNECT', () => get(`CONNECT ${host} HTTP/1.1`)],
    ['a folded header', () => get('GET / HTTP/1.1', 'X-Folded: a', ' Host: evil.example')],
    ['a blank before the colon', () => get('GET / HTTP/1.1', 'Origin : null')],
    ['a line feed without its return', () => get('GET / HTTP/1.1', 'X-One: a\nHost: evil.example')],
    ['a lone return', () => get('GET / HTTP/1.1', 'X-One: a\rHost: evil.example')],
    ['a NUL', () => get('GET / HTTP/1.1', 'X-One: a\0b')],
    ['a head of a megabyte', () => get('GET / HTTP/1.1', `X-Long: ${'x'.repeat(1_000_000)}`)],
    ['a length and chunks', () => [...exchangeLines(), 'Transfer-Encoding: chunked']],
    ['chunks that are none', () => [...without(exchangeLines(), 'Content-Length'), 'Transfer-Encoding: xchunked']],
    ['another origin', () => get('GET / HTTP/1.1', 'Origin: null')],
    ['another site', () => get('GET /assets/index-1.js HTTP/1.1', 'Sec-Fetch-Site: cross-site')],
    ['no HTTP at all', () => ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03']],
  ])('%s is shut out, and the door stands', async (_, lines) => {
    const before = web.wires.length
    // A socket that is cut off has nothing to say, which is an answer too.
    const answer = await raw(lines(), body).catch(() => '')
    expect(answer === '' || (statusOf(answer) >= 400 && statusOf(answer) < 500)).toBe(true)
    expect(cookieOf(answer)).toBe('')
    expect(web.wires).toHaveLength(before)
    expect(statusOf(await raw(get('GET / HTTP/1.1')))).toBe(200)
  })
  test('a request that hides behind a refused one gets nothing', async () => {
    const hidden = `${exchangeLines().join('\r\n')}\r\n\r\n${body}`
    const refused = replaced(exchangeLines(), 'Origin', 'null')
    const answer = await raw(replaced(refused, 'Content-Length', String(hidden.length)), hidden)
    expect(statusOf(answer)).toBe(403)
    expect(cookieOf(answer)).toBe('')
  })
})

describe('sockets', () => {
  const open = (headers: Record<string, string>) =>
    new Promise<Socket>((resolve, reject) => {
      const socket = new Socket(`ws://${host}/rpc`, { headers })
      socket.once('open', () => resolve(socket))
      socket.once('error', reject)
    })
  const closeOf = (socket: Socket) => new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)))
  const cookieNow = async () => cookieOf(await raw(exchangeLines(), body))

  test('a second operator takes over, and the first is told', async () => {
    const first = await open({ Origin: web.origin, Cookie: await cookieNow() })
    const closed = closeOf(first)
    const second = await open({ Origin: web.origin, Cookie: await cookieNow() })
    expect(await closed).toBe(4001)
    expect(second.readyState).toBe(Socket.OPEN)
    second.terminate()
  })
  test('the command line stays when an operator comes', async () => {
    const command = await open({ Authorization: `Bearer ${web.token}` })
    await cookieNow()
    await cookieNow()
    expect(command.readyState).toBe(Socket.OPEN)
    expect(web.wires.at(-1)?.host).toBe('cli')
    command.terminate()
  })
  test('a reload closes them all with its own code', async () => {
    const socket = await open({ Authorization: `Bearer ${web.token}` })
    const closed = closeOf(socket)
    web.reload()
    expect(await closed).toBe(4002)
  })
  test('a frame over the limit ends the socket', async () => {
    const socket = await open({ Authorization: `Bearer ${web.token}` })
    socket.on('error', () => {})
    const closed = closeOf(socket)
    socket.send('x'.repeat(9 * 1024 * 1024))
    expect(await closed).toBe(1009)
  })
  test('a wrong token opens nothing', async () => {
    await expect(open({ Authorization: `Bearer ${newToken()}` })).rejects.toThrow('401')
  })
})

describe('the files', () => {
  test('carry the policy and the headers that close the page off', async () => {
    const answer = await raw(['GET / HTTP/1.1', `Host: ${host}`, 'Connection: close'])
    expect(statusOf(answer)).toBe(200)
    for (const line of [
      "content-security-policy: default-src 'none'",
      'cross-origin-opener-policy: same-origin',
      'cross-origin-resource-policy: same-origin',
      'referrer-policy: no-referrer',
      'x-content-type-options: nosniff',
    ])
      expect(answer.toLowerCase()).toContain(line)
    expect(answer.toLowerCase()).not.toContain('access-control')
  })
  test('stay inside their directory', async () => {
    for (const path of ['/../package.json', '/%2e%2e/package.json', '/assets/../../x.js', '/nothing.js'])
      expect(statusOf(await raw([`GET ${path} HTTP/1.1`, `Host: ${host}`, 'Connection: close']))).toBe(404)
  })
  test('are not given under another name', async () => {
    for (const name of ['localhost', 'rebound.example', `127.0.0.1`, `[::1]:${host.split(':')[1]}`])
      expect(statusOf(await raw(['GET / HTTP/1.1', `Host: ${name}`, 'Connection: close']))).toBe(421)
  })
})
