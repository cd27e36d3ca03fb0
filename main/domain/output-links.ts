import type { Range } from '#main/domain/reply/sentences.ts'

/** Links that are not what they look like, or that nobody should follow. */
export type UnsafeLink = { readonly range: Range; readonly why: string }

const markdown = /\[([^\]\n]*)\]\(([^)\s]+)\)/g
const plain =
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s<>"')\]]+|\b(?:javascript|data|vbscript|file):[^\s<>"')\]]+|\bwww\.[^\s<>"')\]]+/giu

export function findUnsafeLinks(text: string, knownHosts: readonly string[]): readonly UnsafeLink[] {
  const found: UnsafeLink[] = []
  for (const match of text.matchAll(markdown)) {
    const shown = hostOf(match[1] ?? '')
    const real = hostOf(match[2] ?? '')
    if (shown !== null && real !== null && shown !== real) {
      found.push({ range: [match.index, match.index + match[0].length], why: `Shows ${shown}, leads to ${real}` })
    }
  }
  for (const match of text.matchAll(plain)) {
    const written = match[0].replace(/[.,;:!?]+$/, '')
    const why = fault(written, knownHosts)
    if (why !== null) found.push({ range: [match.index, match.index + written.length], why })
  }
  return found
}

export function hostOf(written: string): string | null {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(written) ? written : `https://${written}`
  if (!/^[^\s/]+\.[^\s/]+/.test(address.replace(/^[a-z]+:\/\//i, ''))) return null
  try {
    return new URL(address).hostname.replace(/^www\./, '')
  } catch {
    return null
  }
}

function fault(written: string, knownHosts: readonly string[]): string | null {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(written)?.[1]?.toLowerCase() ?? 'https'
  if (scheme === 'http') return 'Not encrypted: http'
  if (scheme !== 'https') return `Opens as ${scheme}:`
  const authority = /^(?:https:\/\/)?([^/?#]*)/i.exec(written)?.[1] ?? ''
  const host = hostOf(written)
  if (host === null) return 'Not a readable address'
  if (authority.includes('@')) return `Leads to ${host}, whatever stands before the @`
  if (/^(?:\d+\.){3}\d+$|^\[/.test(host)) return 'A bare number in place of a name'
  if (/(?:^|\.)xn--/.test(host)) return 'Letters of another script in the name'
  const likeness = knownHosts.find((known) => known !== host && !host.endsWith(`.${known}`) && looksLike(host, known))
  return likeness === undefined ? null : `Looks like ${likeness}, and is not`
}

/** One letter apart, the same with look-alike signs read as letters, or a known name put in front of another. */
function looksLike(host: string, known: string): boolean {
  if (host.startsWith(`${known}.`) || host.includes(`.${known}.`)) return true
  const plainHost = skeleton(host)
  const plainKnown = skeleton(known)
  return plainHost === plainKnown || (known.length >= 6 && oneApart(plainHost, plainKnown))
}

const skeleton = (host: string): string =>
  host
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replaceAll('0', 'o')
    .replace(/[1|]/g, 'l')
    .replaceAll('5', 's')
    .replaceAll('-', '')

function oneApart(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false
  let start = 0
  while (start < one.length && one[start] === other[start]) start += 1
  let end = 0
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end += 1
  return Math.max(one.length, other.length) - start - end <= 1
}
