import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * Who may speak to the loopback host. A page of another site, of another port, or behind a rebound name is refused before
 * anything is read: the host must be ours to the letter, writes and sockets must come from our own page, and no header
 * that matters may be said twice. Pure: it sees a request's head and answers.
 */

export type Head = {
  readonly method: string
  readonly path: string
  /** Name, value, name, value: as received, so that a repeated header is seen. */
  readonly rawHeaders: readonly string[]
}

export type Door = { readonly host: string; readonly origin: string }

/** asset: a public file of the page · exchange: token for cookie · invite: the owner's token for a fresh link · socket: the wire, or the sound beside it, with the proof it brought. */
export type Verdict =
  | { readonly kind: 'asset'; readonly path: string }
  | { readonly kind: 'exchange' }
  | { readonly kind: 'invite'; readonly token: string }
  | { readonly kind: 'socket'; readonly carries: 'wire' | 'sound'; readonly proof: Proof }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string }
export type Proof =
  | { readonly kind: 'cookie'; readonly header: string }
  | { readonly kind: 'bearer'; readonly token: string }

const refused = (status: number, reason: string): Verdict => ({ kind: 'refused', status, reason })

const single = [
  'host',
  'origin',
  'cookie',
  'authorization',
  'content-type',
  'content-length',
  'transfer-encoding',
  'sec-fetch-site',
  'sec-fetch-mode',
  'upgrade',
] as const
type Single = (typeof single)[number]

function readHeaders(raw: readonly string[]): Map<string, string> | null {
  const found = new Map<string, string>()
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index]?.toLowerCase() ?? ''
    if (single.includes(name as Single) && found.has(name)) return null
    found.set(name, raw[index + 1] ?? '')
  }
  return found
}

export function judge(head: Head, door: Door): Verdict {
  const headers = readHeaders(head.rawHeaders)
  if (headers === null) return refused(400, 'a header is there twice')
  const header = (name: Single) => headers.get(name)
  if (header('host') !== door.host) return refused(421, 'this is not the name of this desk')
  if (!/^\/[^\s#]*$/.test(head.path) || head.path.startsWith('//')) return refused(400, 'not a path')
  if (header('upgrade') !== undefined) return judgeSocket(head, header, door)
  switch (head.method) {
    case 'GET':
    case 'HEAD':
      return judgeAsset(head, header, door)
    case 'POST':
      return judgeExchange(head, header, door)
    default:
      return refused(405, 'no such method here')
  }
}

type Header = (name: Single) => string | undefined

/** The page itself is public and holds no data, so following a link to it is fine; using it inside another page is not. */
function judgeAsset(head: Head, header: Header, door: Door): Verdict {
  const origin = header('origin')
  if (origin !== undefined && origin !== door.origin) return refused(403, 'another origin')
  const site = header('sec-fetch-site')
  const ours = site === undefined || site === 'same-origin' || site === 'none'
  if (!ours && !(header('sec-fetch-mode') === 'navigate' && isPage(head.path))) return refused(403, 'another site')
  return { kind: 'asset', path: head.path }
}

const isPage = (path: string) => path === '/' || path === '/index.html' || path.startsWith('/?')

function judgeExchange(head: Head, header: Header, door: Door): Verdict {
  if (head.path === '/invitation') return judgeInvitation(header)
  if (head.path !== '/session') return refused(404, 'nothing here')
  if (header('origin') !== door.origin) return refused(403, 'another origin')
  if (header('sec-fetch-site') !== 'same-origin') return refused(403, 'another site')
  if (header('transfer-encoding') !== undefined) return refused(411, 'say how long it is')
  if (!/^application\/json(;\s*charset=utf-8)?$/i.test(header('content-type') ?? '')) return refused(415, 'JSON only')
  if (!/^\d{1,4}$/.test(header('content-length') ?? '')) return refused(413, 'too long')
  return { kind: 'exchange' }
}

function judgeInvitation(header: Header): Verdict {
  const token = bearerOf(header)
  if (token === null) return refused(401, 'no token')
  return fromBrowser(header) ? refused(403, 'a browser has no token') : { kind: 'invite', token }
}

const bearerOf = (header: Header) => /^Bearer ([A-Za-z0-9_-]{43,100})$/.exec(header('authorization') ?? '')?.[1] ?? null
const fromBrowser = (header: Header) =>
  header('origin') !== undefined || header('sec-fetch-site') !== undefined || header('cookie') !== undefined

const sockets: ReadonlyMap<string, 'wire' | 'sound'> = new Map([
  ['/rpc', 'wire'],
  ['/audio', 'sound'],
])

/**
 * A browser comes with our origin and its cookie. The command line has neither and brings the token of the endpoint record; it
 * has no sound of its own to bring, so that the token opens the wire only.
 */
function judgeSocket(head: Head, header: Header, door: Door): Verdict {
  const carries = sockets.get(head.path)
  if (head.method !== 'GET' || carries === undefined) return refused(404, 'nothing here')
  if (header('upgrade')?.toLowerCase() !== 'websocket') return refused(400, 'not a websocket')
  const [origin, site, cookie] = [header('origin'), header('sec-fetch-site'), header('cookie')]
  if (header('authorization') !== undefined) {
    const token = bearerOf(header)
    if (token === null) return refused(401, 'no token')
    if (carries === 'sound') return refused(403, 'sound comes from a page')
    return fromBrowser(header)
      ? refused(403, 'a browser has no token')
      : { kind: 'socket', carries, proof: { kind: 'bearer', token } }
  }
  if (origin !== door.origin) return refused(403, 'another origin')
  if (site !== undefined && site !== 'same-origin') return refused(403, 'another site')
  if (cookie === undefined) return refused(401, 'no session')
  return { kind: 'socket', carries, proof: { kind: 'cookie', header: cookie } }
}

/** Compares in a time that tells nothing about where the two differ. */
export function same(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(left), digest(right))
}
