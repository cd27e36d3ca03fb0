import { withoutMarks } from '#main/domain/reply/rendering.ts'
import type { Range } from '#main/domain/reply/sentences.ts'
import type { Desk } from '#main/services/desk.ts'

/**
 * Addresses, telephone numbers and order numbers in a reply that nobody said in this conversation, and that stand in
 * another customer's on this desk. Few are looked up, and each by an index.
 */
/** Bounded, as an address is: an endless word would be tried from each of its letters to its end. */
const email = /[\p{L}\d._%+-]{1,64}@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/gu
const number =
  /(?<![\p{L}\d@./-])(?:\+?\d[\d ()-]{6,16}\d|#?(?=[A-Za-z0-9-]*\d{4})[A-Za-z]{0,6}-?\d[A-Za-z0-9-]*)(?![\p{L}\d@])/gu
const mostLookedUp = 8
const hitsRead = 20

export type Other = { readonly range: Range; readonly what: string }

export async function findOtherCustomers(
  desk: Desk,
  conversationId: number,
  text: string,
  known: readonly string[],
): Promise<readonly Other[]> {
  // Emphasis inside an address hides it from a pattern, not from a reader.
  const { text: words, at } = withoutMarks(text)
  const read = candidatesIn(words).map(({ range: [start, end], ...one }): Candidate => ({
    ...one,
    range: [at[start] ?? 0, (at[end - 1] ?? 0) + 1],
  }))
  const inSource = candidatesIn(text).filter(({ written }) => !read.some((one) => one.written === written))
  const candidates = [...read, ...inSource]
  if (candidates.length === 0) return []
  const { customer } = await desk.store.conversations.get(conversationId)
  const said = plain([...known, customer.email ?? '', customer.externalId].join('\n'))
  const strange = candidates.filter(({ written }) => !said.includes(plain(written))).slice(0, mostLookedUp)
  const found: Other[] = []
  for (const one of strange) {
    const isTheirs =
      (one.kind === 'email' &&
        (await desk.store.conversations.otherCustomer(one.written, customer.externalId)) !== null) ||
      (await stoodElsewhere(desk, one.written, customer.externalId))
    if (isTheirs) found.push({ range: one.range, what: `${one.written} is in another customer’s conversation` })
  }
  return found
}

type Candidate = { readonly kind: 'email' | 'number'; readonly written: string; readonly range: Range }

const candidatesIn = (text: string): readonly Candidate[] => [
  ...find(text, email, 'email'),
  ...find(text, number, 'number'),
]

const find = (text: string, pattern: RegExp, kind: Candidate['kind']): readonly Candidate[] =>
  [...text.matchAll(pattern)].flatMap((match): Candidate[] => {
    const written = match[0]
    const digits = written.replace(/\D/g, '')
    const isYear = /^(?:19|20)\d\d$/.test(written)
    return kind === 'number' && (digits.length < 4 || isYear || /^\d{4}-\d{2}-\d{2}$/.test(written))
      ? []
      : [{ kind, written, range: [match.index, match.index + written.length] }]
  })

const plain = (text: string): string => text.toLowerCase().replace(/[\s()#-]/g, '')

async function stoodElsewhere(desk: Desk, written: string, customerId: string): Promise<boolean> {
  const query = { kind: 'phrase', text: written } as const
  const asked = { query, order: 'newest', cursor: null, limit: hitsRead } as const
  const { hits } = await desk.store.search.page(asked, new AbortController().signal)
  for (const { conversationId, snippet } of hits) {
    if (snippet === null || !plain(snippet.text).includes(plain(written))) continue
    const { customer } = await desk.store.conversations.get(conversationId)
    if (customer.externalId !== customerId) return true
  }
  return false
}
