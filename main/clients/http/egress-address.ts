/**
 * Which hosts and addresses an operator's tools may reach. Pure. A host alone on the list means the public host, over
 * https, at port 443. "host:port" names exactly that door: any scheme, and private addresses too. A loopback or private
 * address written out (or localhost) is named on purpose, and open at every port.
 */
import { isIP } from 'node:net'
import { AppError } from '#main/kernel/errors.ts'

export type Door = { readonly host: string; readonly port: number; readonly mayBePrivate: boolean }

type Range = readonly [base: string, bits: number]

/** Everything of IPv4 that is not a public unicast address. */
const reserved4: readonly Range[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]

/** Inside 2000::/3, which is all of IPv6 that is public: protocols, Teredo, documentation, 6to4. */
const reserved6: readonly Range[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

function bits4(address: string): bigint {
  return address.split('.').reduce((value, part) => (value << 8n) | BigInt(part), 0n)
}

function bits6(address: string): bigint {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address)
  const tail = dotted?.[2] === undefined ? null : bits4(dotted[2])
  const text =
    tail === null ? address : `${dotted?.[1] ?? ''}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`
  const [left = '', right] = text.split('::')
  const head = left === '' ? [] : left.split(':')
  const end = right === undefined || right === '' ? [] : right.split(':')
  const zeros = Array.from({ length: 8 - head.length - end.length }, () => '0')
  return [...head, ...zeros, ...end].reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n)
}

const within = (value: bigint, base: bigint, width: bigint, bits: number): boolean =>
  value >> (width - BigInt(bits)) === base >> (width - BigInt(bits))

/** A public unicast address. Mapped, translated and tunnelled forms are not: they hide another address. */
export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/%.*$/, '')
  const family = isIP(bare)
  if (family === 4) return !reserved4.some(([base, bits]) => within(bits4(bare), bits4(base), 32n, bits))
  if (family !== 6) return false
  const value = bits6(bare)
  return (
    within(value, bits6('2000::'), 128n, 3) && !reserved6.some(([base, bits]) => within(value, bits6(base), 128n, bits))
  )
}

export const refuse = (message: string): AppError => new AppError('egress_refused', message, { data: { sent: false } })

/** One spelling for a host: lower case, no brackets, no final dot, numbers as the dotted address they mean. */
function canonicalHost(host: string): string | null {
  const bracketed = isIP(host) === 6 ? `[${host}]` : host
  try {
    return new URL(`http://${bracketed}/`).hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  } catch {
    return null
  }
}

function readEntry(entry: string): { readonly host: string | null; readonly port: number | null } {
  const trimmed = entry.trim()
  const parts = isIP(trimmed) === 6 ? null : /^(.+):(\d{1,5})$/.exec(trimmed)
  if (parts === null) return { host: canonicalHost(trimmed), port: null }
  return { host: canonicalHost(parts[1] ?? ''), port: Number(parts[2]) }
}

const isNamedPrivate = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || (isIP(host) !== 0 && !isPublicAddress(host))

/** What anything of the desk may call at all, whoever named it: http(s), without a user or password. */
export function webAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw refuse('Only http(s) addresses are called.')
  if (url.username !== '' || url.password !== '') throw refuse('An address may not carry a user or password.')
  return url
}

/** The door a tool's address leads to, or `egress_refused`. */
export function judgeUrl(address: string, allowedHosts: readonly string[]): Door {
  const url = webAddress(address)
  const host = canonicalHost(url.hostname)
  if (host === null || host === '') throw refuse('Only http(s) addresses are called.')
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  const named = allowedHosts.map(readEntry).filter((entry) => entry.host === host)
  if (named.some((entry) => entry.port === port)) return { host, port, mayBePrivate: true }
  if (!named.some((entry) => entry.port === null))
    throw refuse(`${host}:${port} is not among the allowed hosts. Add it in the settings to let tools call it.`)
  if (isNamedPrivate(host)) return { host, port, mayBePrivate: true }
  if (url.protocol !== 'https:' || port !== 443)
    throw refuse(`"${host}" allows https at port 443 only. Add "${host}:${port}" to the allowed hosts to permit this.`)
  return { host, port, mayBePrivate: false }
}

/** The entry of a list that names an address as a service's own: permission to reach it, wherever it is. */
export function ownDoor(address: string): string {
  const { hostname, port, protocol } = webAddress(address)
  return `${hostname}:${port === '' ? (protocol === 'https:' ? 443 : 80) : port}`
}

/** The same address for a socket, and the door it leads to. */
export function socketDoor(address: URL, allowedHosts: readonly string[]) {
  const door = judgeUrl(address.href, allowedHosts)
  const url = new URL(address)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return { url: url.href, host: url.host, door }
}
