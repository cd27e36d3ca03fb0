import type { MessagePort } from 'node:worker_threads'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket as Socket } from 'ws'
import { openDoorForTests, type DoorForTests } from '#test/support/door.ts'
import { until } from '#test/support/until.ts'

let web: DoorForTests
beforeAll(async () => {
  web = await openDoorForTests()
})
afterAll(() => web.stop())

async function signIn(): Promise<string> {
  const answer = await fetch(`${web.origin}/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: web.origin, 'Sec-Fetch-Site': 'same-origin' },
    body: JSON.stringify({ token: web.token }),
  })
  return /^[^;]+/.exec(answer.headers.get('set-cookie') ?? '')?.[0] ?? ''
}

const dial = (headers: Record<string, string>) =>
  new Promise<Socket>((resolve, reject) => {
    const socket = new Socket(`ws://${web.host}/audio`, { headers })
    socket.once('open', () => resolve(socket))
    socket.once('error', reject)
  })

async function open() {
  const before = web.audio.length
  const socket = await dial({ Origin: web.origin, Cookie: await signIn() })
  const port = await until('a port', () => web.audio[before] ?? null)
  const [fromPage, toPage]: [unknown[], unknown[]] = [[], []]
  port.on('message', (data: unknown) => fromPage.push(data))
  socket.on('message', (data: Buffer, isBinary) => toPage.push(isBinary ? new Uint8Array(data) : data.toString('utf8')))
  const closed = new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)))
  return { socket, port, fromPage, toPage, closed }
}
const closeOf = (port: MessagePort) => new Promise<void>((resolve) => port.once('close', () => resolve()))

test('words and sound pass both ways, unread', async () => {
  const { socket, port, fromPage, toPage } = await open()
  socket.send('{"type":"hello"}')
  socket.send(Uint8Array.of(1, 2, 3))
  port.postMessage('{"type":"flush"}')
  port.postMessage(Uint8Array.of(4, 5).buffer)
  await until('both', () => (fromPage.length === 2 && toPage.length === 2 ? true : null))
  expect(fromPage).toEqual(['{"type":"hello"}', Uint8Array.of(1, 2, 3).buffer])
  expect(toPage).toEqual(['{"type":"flush"}', Uint8Array.of(4, 5)])
  const closed = closeOf(port)
  socket.close()
  await closed
})

test('it ends with the session, with another page of it, and when the desk lets go', async () => {
  const first = await open()
  const second = await open()
  // Signing in again began another session.
  expect(await first.closed).toBe(4001)
  const cookie = await signIn()
  expect(await second.closed).toBe(4001)
  const third = await dial({ Origin: web.origin, Cookie: cookie })
  const code = new Promise<number>((resolve) => third.once('close', (closed) => resolve(closed)))
  const fourth = await dial({ Origin: web.origin, Cookie: cookie })
  expect(await code).toBe(4003)
  const last = new Promise<number>((resolve) => fourth.once('close', (closed) => resolve(closed)))
  await until('its port', () => (web.audio.length >= 4 ? true : null))
  web.audio.at(-1)?.close()
  expect(await last).toBe(1001)
})

test('the token of the command line opens no sound, nor does another origin or a frame over the limit', async () => {
  await expect(dial({ Authorization: `Bearer ${web.token}` })).rejects.toThrow('403')
  await expect(dial({ Origin: 'http://127.0.0.1:1', Cookie: await signIn() })).rejects.toThrow('403')
  await expect(dial({ Origin: web.origin, Cookie: 'countersign=made-up' })).rejects.toThrow('401')
  const { socket, closed } = await open()
  socket.on('error', () => {})
  socket.send(new Uint8Array(512 * 1024 + 1))
  expect(await closed).toBe(1009)
})

test('a page that does not read loses sound instead of filling the memory', async () => {
  const { socket, port, toPage } = await open()
  socket.pause()
  const frame = new ArrayBuffer(256 * 1024)
  for (let sent = 0; sent < 128; sent += 1) port.postMessage(frame)
  port.postMessage('{"type":"flush"}')
  await new Promise((resolve) => setTimeout(resolve, 300))
  socket.resume()
  await until('the word behind it', () => (toPage.includes('{"type":"flush"}') ? true : null))
  const arrived = toPage.length - 1
  // What the sockets of the system took, and what waits at most.
  expect(arrived).toBeGreaterThan(10)
  expect(arrived).toBeLessThan(100)
  socket.terminate()
})

test('a page that sends more than any microphone is not listened to', async () => {
  const { socket, fromPage } = await open()
  for (let sent = 0; sent < 40; sent += 1) socket.send(new Uint8Array(256 * 1024))
  await until('what is heard', () => (fromPage.length >= 8 ? true : null))
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(fromPage.length).toBeLessThan(20)
  socket.terminate()
})
