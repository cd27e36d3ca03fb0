/**
 * Judges an address somebody wants opened outside the desk. Only `https:` and `mailto:`, no credentials, bounded length,
 * nothing invisible. `shown` is the address as a person should read it before agreeing: host in punycode, never decoded.
 */
export type LinkVerdict =
  | { readonly open: true; readonly url: string; readonly shown: string }
  | { readonly open: false; readonly reason: 'length' | 'characters' | 'syntax' | 'scheme' | 'credentials' | 'host' }

const longest = 2048
/** Control, space-like, invisible and direction-changing characters, and the backslash browsers read as a slash. */
const suspicious = /[\s\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Zs}\p{Co}\p{Cs}]/u
const refuse = (reason: Extract<LinkVerdict, { open: false }>['reason']): LinkVerdict => ({ open: false, reason })

function parse(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}

export function judgeExternalLink(text: string): LinkVerdict {
  if (text.length === 0 || text.length > longest) return refuse('length')
  if (suspicious.test(text)) return refuse('characters')
  const url = parse(text)
  if (url === null) return refuse('syntax')
  if (url.protocol === 'mailto:') {
    // Attachments and foreign headers are not ours to hand to a mail program.
    const fields = [...url.searchParams.keys()].map((field) => field.toLowerCase())
    if (fields.some((field) => field !== 'subject' && field !== 'body')) return refuse('syntax')
    if (!/^[^@,;?/]+@[^@,;?/]+$/.test(decodeOnce(url.pathname))) return refuse('syntax')
    return { open: true, url: url.href, shown: url.href }
  }
  if (url.protocol !== 'https:') return refuse('scheme')
  if (!/^https:\/\/[^/]/i.test(text)) return refuse('syntax')
  if (url.username !== '' || url.password !== '' || /^https:\/\/[^/?#]*@/i.test(text)) return refuse('credentials')
  if (url.hostname === '' || url.hostname.endsWith('.')) return refuse('host')
  return url.href.length > longest ? refuse('length') : { open: true, url: url.href, shown: url.href }
}

function decodeOnce(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
