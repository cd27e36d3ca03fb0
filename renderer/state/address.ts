import { EntryIdSchema, SearchOrderSchema, type SearchOrder } from '#contract/transcript.ts'
import { QueryTextSchema } from '#contract/query.ts'

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
  | ({ readonly kind: 'transcripts' } & TranscriptsPlace)
  | { readonly kind: 'unknown' }

/** A search of the transcripts, and what of it is in sight. */
export type TranscriptsPlace = {
  readonly text: string
  readonly order: SearchOrder | null
  readonly conversationId: number | null
  readonly entryId: string | null
}

const token = /^#token=([A-Za-z0-9_-]{1,128})$/
const conversation = /^#conversation\/([1-9][0-9]{0,14})$/
const rule = /^#rule\/([A-Za-z0-9_.:-]{1,100})$/
const activity = /^#activity\/([1-9][0-9]{0,14})$/
const transcripts = /^#\/transcripts(?:\?([A-Za-z0-9*._+%=&-]{0,9000}))?$/
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
  const searched = transcripts.exec(fragment)
  if (searched !== null) return parseSearch(new URLSearchParams(searched[1] ?? ''))
  const [, id] = proposal.exec(fragment) ?? []
  return id === undefined ? { kind: 'unknown' } : { kind: 'proposal', id }
}

/** What it does not know it refuses: a link means all of what it says, or nothing. */
function parseSearch(words: URLSearchParams): Address {
  const known = new Set(['q', 'order', 'conversation', 'entry'])
  const one = (name: string): string | null => words.get(name)
  const text = QueryTextSchema.safeParse(one('q') ?? '')
  const order = SearchOrderSchema.nullable().safeParse(one('order'))
  const entry = EntryIdSchema.nullable().safeParse(one('entry'))
  const number = one('conversation')
  const isWhole = number === null || /^[1-9][0-9]{0,14}$/.test(number)
  const names = [...words.keys()]
  const isPlain = names.every((name) => known.has(name)) && new Set(names).size === names.length
  if (!isPlain || !isWhole || !text.success || !order.success || !entry.success) return { kind: 'unknown' }
  return {
    kind: 'transcripts',
    text: text.data,
    order: order.data,
    conversationId: number === null ? null : Number(number),
    entryId: entry.data,
  }
}

/** The end of an address that leads there. */
export function transcriptsAddress({ text, order, conversationId, entryId }: TranscriptsPlace): string {
  const words = new URLSearchParams({
    ...(text === '' ? {} : { q: text }),
    ...(order === null || order === 'newest' ? {} : { order }),
    ...(conversationId === null ? {} : { conversation: String(conversationId) }),
    ...(conversationId === null || entryId === null ? {} : { entry: entryId }),
  }).toString()
  return words === '' ? '#/transcripts' : `#/transcripts?${words}`
}
