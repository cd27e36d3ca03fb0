import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDoorForTests, type DoorForTests } from '#test/support/door.ts'

/** Those who take the door's time: slowly, or all at once. */
const patienceMs = 300
let web: DoorForTests
beforeAll(async () => {
  web = await openDoorForTests({ patienceMs })
})
afterAll(() => web.stop())

const dial = (halfOpen = false): Socket =>
  connect({ port: Number(web.host.split(':')[1]), host: '127.0.0.1', allowHalfOpen: halfOpen })

/** Everything that came until the other side was gone. */
const untilGone = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')))
  })

/** One letter after the other, for as long as anybody listens. */
function drip(socket: Socket, text: string): void {
  const letters = text[Symbol.iterator]()
  const timer = setInterval(() => socket.write(letters.next().value ?? 'x'), patienceMs / 30)
  socket.once('close', () => clearInterval(timer))
}

const lines = (...all: readonly string[]): string => `${all.join('\r\n')}\r\n\r\n`
const page = (...more: readonly string[]): string => lines('GET / HTTP/1.1', `Host: ${web.host}`, ...more)
const exchange = (...more: readonly string[]): string =>
  lines(
    'POST /session HTTP/1.1',
    `Host: ${web.host}`,
    `Origin: ${web.origin}`,
    'Sec-Fetch-Site: same-origin',
    'Content-Type: application/json',
    ...more,
  )
const upgrade = (): string =>
  lines(
    'GET /rpc HTTP/1.1',
    `Host: ${web.host}`,
    `Origin: ${web.origin}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  )
const statusesOf = (answer: string): readonly number[] =>
  [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))

test.each([
  ['says nothing', () => ['', '']],
  ['dictates its first line', () => ['', 'GET /a-long-way-to-go']],
  ['never ends its head', () => [`GET / HTTP/1.1\r\nHost: ${web.host}\r\n`, 'X-Slow: ']],
  ['never ends what it sends', () => [exchange('Content-Length: 1000'), '{"token":"']],
  ['is slow the second time', () => [page(), 'GET /a-long-way-to-go']],
])('whoever %s is cut off, and the door stands', async (_, begin) => {
  const [start = '', rest = ''] = begin()
  const socket = dial()
  const gone = untilGone(socket)
  if (start !== '') socket.write(start)
  if (rest !== '') drip(socket, rest)
  expect(
    statusesOf(await gone)
      .filter((status) => status !== 200)
      .every((status) => status >= 400),
  ).toBe(true)
  const other = dial()
  other.write(page('Connection: close'))
  expect(statusesOf(await untilGone(other))).toEqual([200])
})

test('a refused socket whose owner does not hang up is hung up on', async () => {
  const socket = dial(true)
  const gone = untilGone(socket)
  socket.write(upgrade())
  // Only a connection that the other side has left breaks under what is written to it.
  socket.once('end', () => drip(socket, ''))
  expect(statusesOf(await gone)).toEqual([401])
})

test('requests that come all at once are judged one by one', async () => {
  const socket = dial()
  const gone = untilGone(socket)
  const body = JSON.stringify({ token: web.token })
  const strange = lines('GET / HTTP/1.1', 'Host: evil.example')
  const given = exchange(`Content-Length: ${body.length}`) + body
  const fromElsewhere = given.replace(`Origin: ${web.origin}`, 'Origin: null')
  socket.write([page(), strange, fromElsewhere, given, strange, page('Connection: close')].join(''))
  const answer = await gone
  expect(statusesOf(answer)).toEqual([200, 421, 403, 204, 421, 200])
  expect(answer.match(/^set-cookie:/gim)).toHaveLength(1)
})

test('a socket that is asked for behind the exchange has no cookie yet', async () => {
  const before = web.wires.length
  const socket = dial()
  const gone = untilGone(socket)
  const body = JSON.stringify({ token: web.token })
  socket.write(exchange(`Content-Length: ${body.length}`) + body + upgrade())
  expect(statusesOf(await gone)).toEqual([401])
  expect(web.wires).toHaveLength(before)
})

test('a thousand requests in one breath are all answered, and the door stands', async () => {
  const socket = dial()
  const gone = untilGone(socket)
  socket.write(lines('GET / HTTP/1.1', 'Host: evil.example').repeat(999) + page('Connection: close'))
  const statuses = statusesOf(await gone)
  expect(statuses).toHaveLength(1000)
  expect([statuses.filter((status) => status === 421).length, statuses.at(-1)]).toEqual([999, 200])
})
