/**
 * What the end of the page's address may say, and nothing else: the token that lets a browser in, or which conversation or
 * decision to show. A link shows; it never acts.
 */
export type Address =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'conversation'; readonly id: number }
  | { readonly kind: 'proposal'; readonly id: string }
  | { readonly kind: 'activity'; readonly seq: number | null }
  | { readonly kind: 'policies' }
  | { readonly kind: 'rule'; readonly id: string }
  | { readonly kind: 'unknown' }

const token = /^#token=([A-Za-z0-9_-]{1,128})$/
const conversation = /^#conversation\/([1-9][0-9]{0,14})$/
const rule = /^#rule\/([A-Za-z0-9_.:-]{1,100})$/
const activity = /^#activity\/([1-9][0-9]{0,14})$/
const proposal = /^#proposal\/([A-Za-z0-9_-]{1,64})$/

export function parseAddress(fragment: string): Address {
  // "#main" is where the link that skips to the work leads.
  if (fragment === '' || fragment === '#' || fragment === '#main') return { kind: 'none' }
  const [, secret] = token.exec(fragment) ?? []
  if (secret !== undefined) return { kind: 'token', token: secret }
  const [, number] = conversation.exec(fragment) ?? []
  if (number !== undefined) return { kind: 'conversation', id: Number(number) }
  if (fragment === '#activity') return { kind: 'activity', seq: null }
  const [, seq] = activity.exec(fragment) ?? []
  if (seq !== undefined) return { kind: 'activity', seq: Number(seq) }
  if (fragment === '#policies') return { kind: 'policies' }
  const [, named] = rule.exec(fragment) ?? []
  if (named !== undefined) return { kind: 'rule', id: named }
  const [, id] = proposal.exec(fragment) ?? []
  return id === undefined ? { kind: 'unknown' } : { kind: 'proposal', id }
}
