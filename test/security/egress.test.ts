import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { LookupAddress } from 'node:dns'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { listenToChatwoot } from '#main/clients/chatwoot/live.ts'
import { createGuardedHttp } from '#main/clients/http/egress.ts'
import { guardedLookup, type Address, type Resolve } from '#main/clients/http/egress-lookup.ts'
import { createHttpClient } from '#main/clients/http/http.ts'
import { dialRealtime } from '#main/clients/xai/realtime-dial.ts'
import { findEndpoint } from '#main/hosts/endpoint.ts'
import { lockProfile } from '#main/hosts/profile.ts'
import { askForInvitation } from '#main/hosts/start/invitation.ts'
import { asAppError, type AppError } from '#main/kernel/errors.ts'
import { Secret } from '#main/kernel/secret.ts'
import { clientPorts } from '#test/support/client-ports.ts'
import { startPeer, type Answer, type Peer } from '#test/support/peer.ts'

/** Everything of the desk that opens a connection outward, and every way an address may lie about where it leads. */
const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean()
})

const key = 'the-key-of-this-table'
const secret = () => Promise.resolve(new Secret(key))
const bearing = { authorization: () => Promise.resolve(new Secret(`Bearer ${key}`)) }
const ports = () => clientPorts(1)
const bounded = () => AbortSignal.timeout(10_000)

type Go = (
  address: string,
  more: { readonly hosts?: readonly string[]; readonly resolve?: Resolve },
) => Promise<unknown>

const unresolvable: Resolve = (host) => Promise.reject(new Error(`"${host}" was looked up`))

async function overHttp(http: ReturnType<typeof createHttpClient>, url: string): Promise<unknown> {
  cleanups.push(http.close)
  return http.text({ method: 'GET', url, headers: bearing, retry: 'read', timeoutMs: 10_000, signal: bounded() })
}

/** They ask a list first: what a model may fill in, and the voice service, whose own address is on its list. */
const judged: Readonly<Record<string, Go>> = {
  'HTTP of tools': async (url, { hosts = [], resolve = unresolvable }) => {
    const http = createGuardedHttp({ ...ports(), allowedHosts: () => hosts, resolve })
    cleanups.push(http.close)
    return http.request({ method: 'GET', url, headers: bearing, retry: 'read', timeoutMs: 10_000, signal: bounded() })
  },
  'the voice service': (baseUrl, { hosts = [], resolve = unresolvable }) => {
    const http = createHttpClient(ports())
    cleanups.push(http.close)
    const dial = { ...ports(), http, baseUrl, key: secret, allowedHosts: () => hosts, resolve }
    return dialRealtime({ ...dial, authentication: 'key' }, {}, bounded())
  },
}

/** They go to the address that an operator gave, and nowhere else. */
const named: Readonly<Record<string, Go>> = {
  'HTTP of services': (url) => overHttp(createHttpClient(ports()), url),
  'the live line of Chatwoot': (baseUrl, { resolve }) => {
    const listener = async () => ({ userId: '1', token: await secret() })
    const line = listenToChatwoot({
      ...ports(),
      baseUrl,
      accountId: 1,
      silentMs: 10_000,
      listener,
      ...(resolve === undefined ? {} : { resolve }),
    })
    return line({ opened: () => undefined, changed: () => undefined }, bounded())
  },
}

const ownDesk: Go = (origin) => askForInvitation({ origin, token: key })

async function listening(answer: Answer = (response) => void response.end('{}')): Promise<Peer & { port: string }> {
  const peer = await startPeer(answer)
  cleanups.push(peer.close)
  return { ...peer, port: new URL(peer.url).port }
}

async function failure(work: Promise<unknown>): Promise<AppError | null> {
  return work.then(
    () => null,
    (thrown: unknown) => asAppError(thrown),
  )
}

function answering(...answers: readonly (readonly Address[])[]) {
  const asked: string[] = []
  const resolve: Resolve = (host) => {
    asked.push(host)
    return Promise.resolve(answers[Math.min(asked.length, answers.length) - 1] ?? [])
  }
  return { asked, resolve }
}

const of = (address: string): Address => ({ address, family: address.includes(':') ? 6 : 4 })
const refused = { code: 'egress_refused', data: { sent: false } }

describe.each(Object.entries(judged))('%s', (_, go) => {
  /** PORT is where somebody listens on loopback: what gets through arrives. */
  test.each([
    'http://127.0.0.1:PORT',
    'https://127.0.0.1:PORT',
    'http://127.1:PORT',
    'http://2130706433:PORT',
    'http://0x7f000001:PORT',
    'http://0x7f.1:PORT',
    'http://0177.0.0.1:PORT',
    'http://127.0.0.1.:PORT',
    'http://１２７.0.0.1:PORT',
    'http://localhost:PORT',
    'http://orders.localhost:PORT',
    'http://0.0.0.0:PORT',
    'http://[::]:PORT',
    'http://[::1]:PORT',
    'http://[::ffff:127.0.0.1]:PORT',
    'http://[::ffff:7f00:1]:PORT',
    'http://[::127.0.0.1]:PORT',
    'https://10.0.0.7',
    'https://100.64.0.1',
    'https://172.16.0.1',
    'https://192.168.1.1',
    'http://169.254.169.254',
    'https://2852039166',
    'https://[::ffff:169.254.169.254]',
    'https://[64:ff9b::a9fe:a9fe]',
    'https://[2002:7f00:1::]',
    'https://[fd00:ec2::254]',
    'https://[fe80::1]',
    'https://8.8.8.8',
    'https://user:word@orders.test',
    'https://user@orders.test',
    'https://orders.test@127.0.0.1:PORT',
    'http://orders.test:PORT@127.0.0.1:PORT',
    'http://127.0.0.1:PORT\\@orders.test',
    'http://127.0.0.1:PORT#@orders.test',
    'http://orders.test',
    'https://orders.test:8443',
    'https://orders.test.elsewhere.test',
    'https://elsewhere.test?orders.test',
    'ws://orders.test',
    'ftp://orders.test',
    'file:///etc/passwd',
    'file://orders.test/share',
    'data:text/plain,orders.test',
    'javascript:void 0',
    'unix:/run/orders.test',
    'nothing of the kind',
  ])('where orders.test alone is allowed, %s is refused before anything is looked up or dialled', async (address) => {
    const peer = await listening()
    const error = await failure(go(address.replaceAll('PORT', peer.port), { hosts: ['orders.test', '127.0.0.1:1'] }))
    expect(error).toMatchObject(refused)
    expect(error?.message).not.toContain('looked up')
    expect(peer.connections()).toBe(0)
  })

  test.each([
    ['loopback', ['127.0.0.1']],
    ['loopback of IPv6', ['::1']],
    ['nowhere', ['0.0.0.0']],
    ['a private network', ['10.0.0.7']],
    ['another', ['172.31.255.1']],
    ['a third', ['192.168.1.1']],
    ['a network of a provider', ['100.64.0.1']],
    ['metadata', ['169.254.169.254']],
    ['metadata of IPv6', ['fd00:ec2::254']],
    ['a neighbour', ['fe80::1']],
    ['a mapped address', ['::ffff:127.0.0.1']],
    ['a translated one', ['64:ff9b::a9fe:a9fe']],
    ['a tunnelled one', ['2002:7f00:1::']],
    ['a group', ['224.0.0.1']],
    ['a public address and loopback', ['8.8.8.8', '127.0.0.1']],
    ['no address at all', []],
  ])('an allowed name that leads to %s is refused, and asked for once', async (_what, addresses) => {
    const { asked, resolve } = answering(addresses.map(of))
    expect(await failure(go('https://orders.test', { hosts: ['orders.test'], resolve }))).toMatchObject(refused)
    expect(asked).toEqual(['orders.test'])
  })
})

describe.each(Object.entries(named))('%s', (_, go) => {
  test.each([
    'ftp://127.0.0.1:PORT',
    'ws://127.0.0.1:PORT',
    'file:///etc/passwd',
    'data:text/plain,x',
    'http://user:word@127.0.0.1:PORT',
    'http://user@127.0.0.1:PORT',
    'nothing of the kind',
  ])('%s is refused before anything is dialled', async (address) => {
    const peer = await listening()
    expect(await failure(go(address.replaceAll('PORT', peer.port), {}))).toMatchObject(refused)
    expect(peer.connections()).toBe(0)
  })

  test.each(['http://127.0.0.1:PORT', 'http://2130706433:PORT'])('%s is where the operator said', async (address) => {
    const peer = await listening()
    await failure(go(address.replaceAll('PORT', peer.port), {}))
    expect(peer.seen).toHaveLength(1)
  })
})

describe('a name that answers differently the second time', () => {
  const looked = (lookup: ReturnType<typeof guardedLookup>, all: boolean) =>
    new Promise<string | readonly LookupAddress[]>((resolve, reject) => {
      lookup('orders.test', { all }, (error, address) => (error === null ? resolve(address) : reject(error)))
    })

  test.each([true, false])('public, then loopback: what was judged is what is dialled (all: %s)', async (all) => {
    const { asked, resolve } = answering([of('8.8.8.8')], [of('127.0.0.1')])
    const lookup = guardedLookup({ host: 'orders.test', port: 443, mayBePrivate: false }, resolve)
    expect(await looked(lookup, all)).toEqual(all ? [of('8.8.8.8')] : '8.8.8.8')
    expect(asked).toEqual(['orders.test'])
    await expect(looked(lookup, all)).rejects.toMatchObject(refused)
  })

  const pinning = { ...judged, 'the live line of Chatwoot': named['the live line of Chatwoot'] ?? ownDesk }
  test.each(Object.entries(pinning))('%s dials the first answer, and asks for no other', async (_, go) => {
    const peer = await listening()
    const { asked, resolve } = answering([of('127.0.0.1')], [of('127.0.0.2')])
    const host = `orders.test:${peer.port}`
    await failure(go(`http://${host}`, { hosts: [host], resolve }))
    expect(asked).toEqual(['orders.test'])
    expect(peer.seen.map(({ headers }) => headers.host)).toEqual([host])
  })
})

describe.each(Object.entries({ ...judged, ...named, 'npm start': ownDesk }))('a redirect from %s', (_, go) => {
  test.each([301, 302, 303, 307, 308])('%i is followed neither to another door nor within the same', async (status) => {
    const target = await listening()
    for (const location of [`${target.url}/stolen`, '/elsewhere', '//169.254.169.254/']) {
      const peer = await listening((response) => void response.writeHead(status, { location }).end())
      await failure(go(peer.url, { hosts: [peer.host] }))
      expect(peer.seen).toHaveLength(1)
    }
    expect(target.connections()).toBe(0)
  })
})

describe('a desk that already runs', () => {
  test('gives a link to itself; a link to anywhere else is none', async () => {
    const links = ['/#token=abc', '@elsewhere.test/', '.elsewhere.test/', '0/']
    const peer = await listening((response, _, count) => {
      response.end(JSON.stringify({ url: count > 4 ? 'file:///etc/passwd' : `${peer.url}${links[count - 1] ?? ''}` }))
    })
    const asked = () => askForInvitation({ origin: peer.url, token: key })
    expect(await asked()).toBe(`${peer.url}/#token=abc`)
    for (let count = 2; count <= 5; count += 1) expect(await asked()).toBeNull()
    expect(peer.seen[0]?.headers.authorization).toBe(`Bearer ${key}`)
  })

  test.each([
    ['http://127.0.0.1:8080', true],
    ['http://localhost:8080', false],
    ['http://127.0.0.1:8080@elsewhere.test', false],
    ['http://10.0.0.7:8080', false],
    ['https://elsewhere.test', false],
  ])('its record leads to %s: %s', async (origin, isRead) => {
    const directory = await mkdtemp(join(tmpdir(), 'countersign-endpoint-'))
    cleanups.push(() => rm(directory, { recursive: true }))
    const lock = await lockProfile(directory, 'this-one')
    cleanups.push(lock.release)
    const record = { pid: process.pid, instance: 'this-one', host: 'web', origin, token: 'x'.repeat(43) }
    await writeFile(join(directory, 'endpoint.json'), JSON.stringify(record))
    expect((await findEndpoint(directory)) !== null).toBe(isRead)
  })
})

test('no other file of the desk can open a connection', () => {
  const root = join(import.meta.dirname, '..', '..')
  const opens =
    /(?<![.\w])fetch\(|import\('electron-updater'\)|new (WebSocket|EventSource|XMLHttpRequest)\(|\bnet\.(fetch|request)\(|^import (?!type).* from '(node:(tls|http|https|http2|dgram|dns|dns\/promises)|undici|ws)'|getBuiltinModule\('(node:)?(tls|net|https?|http2|dgram|dns)|^import (?!type)(?!\{ isIP \}).* from 'node:net'/m
  const found = ['main', 'preload', 'renderer'].flatMap((top) =>
    readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
      .map((name) => `${top}/${name.replaceAll('\\', '/')}`)
      .filter((path) => /\.(tsx?|mjs)$/.test(path) && !path.startsWith('main/sandbox/'))
      .filter((path) => opens.test(readFileSync(join(root, path), 'utf8'))),
  )
  expect(found.toSorted()).toEqual([
    'main/clients/chatwoot/live.ts',
    'main/clients/http/egress-lookup.ts',
    'main/clients/http/egress.ts',
    'main/clients/http/http.ts',
    'main/clients/xai/files.ts', // A form is made, and given to the client of services.
    'main/clients/xai/realtime-dial.ts',
    'main/clients/xai/speech.ts', // The same.
    'main/hosts/cli/reach.ts', // Goes where the record leads, which is loopback.
    'main/hosts/electron/app.ts', // Newer versions, where somebody turned that on: to the origin the build was given.
    'main/hosts/start/invitation.ts',
    'main/hosts/web/server.ts', // The door: it listens.
    'renderer/audio/link-worker.ts', // Own origin, which the policy holds it to.
    'renderer/connection.ts', // The same.
  ])
})
