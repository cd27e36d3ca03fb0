import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createHttpClient, type HttpRequest } from '#main/clients/http/http.ts'
import { AppError } from '#main/kernel/errors.ts'
import { clientPorts } from '#test/support/client-ports.ts'

/** Answers byte for byte, as a server that means harm or has trouble gives them. */
const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean()
})

const head = (status: number, rest: string) => `HTTP/1.1 ${status} Word\r\n${rest}\r\n\r\n`
/** However it came to that. */
const closed = (socket: Socket) =>
  socket.closed ? undefined : new Promise<void>((resolve) => void socket.once('close', () => resolve()))

/** Answers each request with these bytes, in one packet, and then with what `after` does. */
async function answering(bytes: string, after: (socket: Socket) => void = () => undefined) {
  const sockets: Socket[] = []
  const heard: string[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    socket.on('data', (sent) => {
      heard.push(sent.toString('latin1'))
      socket.write(bytes, () => after(socket))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const http = createHttpClient(clientPorts())
  cleanups.push(async () => {
    await http.close()
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const texts: string[] = []
  const request = (rest: Partial<HttpRequest> = {}): HttpRequest => ({
    method: 'POST',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`,
    body: {},
    retry: 'never',
    timeoutMs: 600_000,
    signal: new AbortController().signal,
    refused: ({ status, text }) => {
      texts.push(text)
      return new AppError('remote_failed', 'Refused.', { data: { sent: true, status } })
    },
    ...rest,
  })
  return { http, request, sockets, heard, texts }
}

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.unreachable('it should have failed'),
    (thrown: unknown) => thrown,
  )

test('of a refusal 64 kB are read, also where it has no end', async () => {
  const { http, request, sockets, texts } = await answering(
    head(500, 'transfer-encoding: chunked') + `10000\r\n${'x'.repeat(65_536)}\r\n8000\r\n${'y'.repeat(32_768)}\r\n`,
  )
  expect(await failure(http.text(request()))).toMatchObject({ code: 'remote_failed', data: { status: 500 } })
  expect(texts).toEqual(['x'.repeat(65_536)])
  await closed(sockets[0]!)
})

test('a refusal that breaks off is still that refusal', async () => {
  const { http, request, texts } = await answering(head(422, 'content-length: 100') + '{"error":"no', (socket) =>
    socket.destroy(),
  )
  expect(await failure(http.json(request()))).toMatchObject({ data: { status: 422 } })
  expect(texts).toEqual(['{"error":"no'])
})

test('an answer that breaks off is no answer, and may have had its effect', async () => {
  const { http, request } = await answering(head(200, 'content-length: 100') + '{"ok":true}', (socket) =>
    socket.destroy(),
  )
  expect(await failure(http.json(request()))).toMatchObject({ code: 'remote_failed', data: { sent: true } })
})

test('an answer over the limit ends its connection, however it is cut into chunks', async () => {
  const chunks = '5\r\nabcde\r\n'.repeat(300)
  const { http, request, sockets } = await answering(head(200, 'transfer-encoding: chunked') + chunks)
  const error = await failure(http.bytes(request({ maxBytes: 1000 })))
  expect(error).toMatchObject({ code: 'too_large', data: { sent: true, status: 200 } })
  await closed(sockets[0]!)
})

test('hints come before the answer, trailers after it; neither is part of it', async () => {
  const { http, request } = await answering(
    head(103, 'link: </a>') +
      head(200, 'x-request-id: r1\r\ntransfer-encoding: chunked') +
      '2\r\n{}\r\n0\r\nx-late: 1\r\n\r\n',
  )
  expect(await http.json(request())).toMatchObject({ status: 200, requestId: 'r1', text: '{}', json: {} })
})

test('a connection that breaks off after a hint brought no answer', async () => {
  const { http, request, texts } = await answering(head(103, 'link: </a>'), (socket) => socket.destroy())
  const error = await failure(http.json(request()))
  expect(error).toMatchObject({ code: 'remote_failed', data: { sent: true } })
  expect(error).not.toHaveProperty('data.status', 103)
  expect(texts).toEqual([])
})

test.each([
  [204, '', ''],
  [200, 'content-length: 0', ''],
])('an answer of %i without a body is empty', async (status, rest, text) => {
  const { http, request } = await answering(`HTTP/1.1 ${status} Word\r\n${rest === '' ? '' : `${rest}\r\n`}\r\n`)
  expect(await http.json(request())).toMatchObject({ status, text, json: null })
})

test('a redirect is a refusal, and nobody goes where it leads', async () => {
  const { http, request, sockets } = await answering(head(307, 'location: http://127.0.0.1:9/\r\ncontent-length: 0'))
  expect(await failure(http.json(request()))).toMatchObject({ data: { status: 307 } })
  expect(sockets).toHaveLength(1)
})

test('stopped while the body comes, it ends the connection and may have had its effect', async () => {
  const stop = new AbortController()
  const { http, request, sockets } = await answering(head(200, 'content-length: 100') + 'half', () =>
    setImmediate(() => stop.abort()),
  )
  const error = await failure(http.text(request({ signal: stop.signal })))
  expect(error).toMatchObject({ code: 'cancelled', data: { sent: true } })
  await closed(sockets[0]!)
})

test('stopped before there is a connection, nothing is sent, then or later', async () => {
  const stop = new AbortController()
  const wanted = Promise.withResolvers<() => void>()
  const { heard, sockets, request } = await answering(head(200, 'content-length: 0'))
  const http = createHttpClient({
    ...clientPorts(),
    connect: ({ hostname, port }, callback) => {
      const goOn = (): void => {
        const socket = connect(Number(port), hostname, () => callback(null, socket))
      }
      if (stop.signal.aborted) goOn()
      else wanted.resolve(goOn)
    },
  })
  cleanups.unshift(http.close)
  const error = failure(http.json(request({ signal: stop.signal })))
  const goOn = await wanted.promise
  stop.abort()
  expect(await error).toMatchObject({ code: 'cancelled', data: { sent: false } })
  goOn()
  await expect.poll(() => sockets.length).toBe(1)
  await http.json(request({ method: 'PUT' }))
  await http.json(request({ method: 'PUT' }))
  expect(heard.map((sent) => sent.slice(0, 4))).toEqual(['PUT ', 'PUT '])
})
