import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { connect as connectTcp, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket as Socket } from 'ws'
import { startWebHost, type WebHost } from '#main/hosts/web/server.ts'
import { newToken } from '#main/hosts/web/session.ts'
import { browserArguments, installedBrowser } from '#test/support/browser.ts'

const token = newToken()
const wires: { readonly host: string }[] = []
const reloads: (() => void)[] = []
let directory: string
let web: WebHost
let host: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'countersign-web-'))
  await mkdir(join(directory, 'assets'))
  await writeFile(join(directory, 'index.html'), '<!doctype html><html><head></head><body>desk</body></html>')
  await writeFile(join(directory, 'assets', 'index-1.js'), 'globalThis.loaded = true')
  web = await startWebHost({
    core: {
      serve: (wire, principal) => {
        wires.push(principal)
        wire.onFrame((frame) => wire.send({ type: 'ok', id: 1, value: frame }))
        return () => {}
      },
      onReload: (listener) => void reloads.push(listener),
    },
    rendererDirectory: directory,
    port: 0,
    token,
    log: () => {},
  })
  host = web.origin.slice('http://'.length)
})
afterAll(async () => {
  await web.stop()
  await rm(directory, { recursive: true })
})

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

const body = JSON.stringify({ token })
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
    const before = wires.length
    for (const answer of [await raw(without(socketLines(cookie), name)), await raw(twice(socketLines(cookie), name))]) {
      expect(statusOf(answer)).toBeGreaterThanOrEqual(400)
      expect(statusOf(answer)).toBeLessThan(500)
    }
    expect(wires).toHaveLength(before)
  })
  test.each([
    ['Host', 'rebound.example'],
    ['Origin', 'http://127.0.0.1:1'],
    ['Cookie', 'countersign=made-up'],
  ])('stays shut with %s: %s', async (name, value) => {
    const cookie = cookieOf(await raw(exchangeLines(), body))
    const before = wires.length
    expect(statusOf(await raw(replaced(socketLines(cookie), name, value)))).toBeGreaterThanOrEqual(400)
    expect(wires).toHaveLength(before)
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
    const command = await open({ Authorization: `Bearer ${token}` })
    await cookieNow()
    await cookieNow()
    expect(command.readyState).toBe(Socket.OPEN)
    expect(wires.at(-1)?.host).toBe('cli')
    command.terminate()
  })
  test('a reload closes them all with its own code', async () => {
    const socket = await open({ Authorization: `Bearer ${token}` })
    const closed = closeOf(socket)
    reloads.forEach((listener) => listener())
    expect(await closed).toBe(4002)
  })
  test('a frame over the limit ends the socket', async () => {
    const socket = await open({ Authorization: `Bearer ${token}` })
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

describe('a page from another port', () => {
  let browser: Browser
  let stranger: { readonly origin: string; readonly close: () => void }
  beforeAll(async () => {
    const program = await installedBrowser()
    if (program === null) throw new Error('No browser is installed; npm test installs one.')
    browser = await chromium.launch({ executablePath: program, args: [...browserArguments] })
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'text/html')
      response.end('<!doctype html><title>stranger</title>')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    stranger = { origin: `http://127.0.0.1:${port}`, close: () => server.close() }
  })
  afterAll(async () => {
    stranger.close()
    await browser.close()
  })

  test('gets nothing by fetch, form, image, script, frame or socket, though the cookie is there', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    // The operator's own session, in the same browser.
    await page.goto(web.origin)
    const own = await page.evaluate(async (secret) => {
      const answer = await fetch('/session', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ token: secret }),
      })
      const opened = await new Promise((resolve) => {
        const socket = new WebSocket(`ws://${location.host}/rpc`)
        socket.onopen = () => resolve(true)
        socket.onerror = () => resolve(false)
      })
      return { status: answer.status, opened, cookie: document.cookie }
    }, token)
    expect(own).toEqual({ status: 204, opened: true, cookie: '' })

    const before = wires.length
    await page.goto(stranger.origin)
    const tried = await page.evaluate(
      async ({ origin, address, secret }) => {
        const attempt = (work: Promise<unknown>) => work.then(() => 'through').catch(() => 'refused')
        const loads = (element: HTMLElement) =>
          new Promise((resolve, reject) => {
            element.onload = resolve
            element.onerror = reject
            document.body.append(element)
          })
        const body = JSON.stringify({ token: secret })
        return {
          fetch: await attempt(fetch(`${origin}/`, { credentials: 'include' })),
          exchange: await attempt(fetch(`${origin}/session`, { method: 'POST', credentials: 'include', body })),
          blind: await fetch(`${origin}/session`, {
            method: 'POST',
            mode: 'no-cors',
            credentials: 'include',
            body,
          }).then(
            (answer) => answer.type,
            () => 'refused',
          ),
          image: await attempt(loads(Object.assign(new Image(), { src: `${origin}/mark.svg` }))),
          script: await attempt(
            loads(Object.assign(document.createElement('script'), { src: `${origin}/assets/index-1.js` })),
          ),
          socket: await new Promise((resolve) => {
            const socket = new WebSocket(`ws://${address}/rpc`)
            socket.onopen = () => resolve('through')
            socket.onerror = () => resolve('refused')
          }),
        }
      },
      { origin: web.origin, address: host, secret: token },
    )
    expect(tried).toEqual({
      fetch: 'refused',
      exchange: 'refused',
      blind: expect.stringMatching(/opaque|refused/),
      image: 'refused',
      script: 'refused',
      socket: 'refused',
    })
    expect(wires).toHaveLength(before)

    // A form that posts what a text field allows ends on a refusal, and no new session replaced ours.
    const posted = page.waitForResponse(`${web.origin}/session`)
    await page.evaluate(
      ({ origin, secret }) => {
        const form = document.createElement('form')
        form.method = 'POST'
        form.action = `${origin}/session`
        form.enctype = 'text/plain'
        const field = document.createElement('input')
        field.name = `{"token":"${secret}","x":"`
        field.value = '"}'
        form.append(field)
        document.body.append(form)
        form.submit()
      },
      { origin: web.origin, secret: token },
    )
    expect((await posted).status()).toBe(403)
    await page.waitForURL(`${web.origin}/session`)
    await page.goto(web.origin)
    const still = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const socket = new WebSocket(`ws://${location.host}/rpc`)
          socket.onopen = () => resolve(true)
          socket.onerror = () => resolve(false)
        }),
    )
    expect(still).toBe(true)
    await context.close()
  })
})
