import type { ConversationView } from '#contract/index.ts'
import type { Facet, TranscriptHit } from '#contract/transcript.ts'
import type { transcripts } from '#contract/transcript-procedures.ts'
import type { Handlers } from '#rpc/serve.ts'
import { tokensIn } from '#test/support/query-tokens.ts'

/** A search of invented conversations: words, and filters by channel, decision and risk; enough to look at every part of it. */

const words: Readonly<Record<string, readonly string[]>> = {
  decision: ['edited', 'approved', 'rejected', 'expired'],
  channel: ['chat', 'email', 'phone'],
  has: ['audio', 'note', 'guardrail'],
}

const risksOf = (value: string): readonly number[] => {
  const [, sign = '', figure = '0'] = /^(>=|<=)?(\d)$/.exec(value) ?? []
  return [0, 1, 2, 3, 4].filter((one) =>
    sign === '>=' ? one >= Number(figure) : sign === '<=' ? one <= Number(figure) : one === Number(figure),
  )
}

type Found = { readonly hit: TranscriptHit; readonly decision: string | null }

const changes = ['$89.00 → $40.00', '$95.00 → $68.00', '$184.00 → $160.00', '$120.00 → $60.00', '$74.00 → $52.00']

function foundIn(view: ConversationView, at: number, sought: readonly string[]): Found | null {
  const { conversation, messages, proposals } = view
  const hits = messages.filter((message) => sought.every((word) => message.text.toLowerCase().includes(word)))
  const [first] = hits
  if (sought.length > 0 && first === undefined) return null
  const [action] = proposals.toSorted((one, other) => other.risk - one.risk)
  const [before = '', after = ''] = (changes[at % changes.length] ?? '').split(' → ')
  const isEdited = at % 3 === 1 && action !== undefined && action.risk >= 3
  const text = first?.text.slice(0, 120) ?? ''
  const ranges = sought.flatMap((word): [number, number][] => {
    const from = text.toLowerCase().indexOf(word)
    return from < 0 ? [] : [[from, from + word.length]]
  })
  return {
    decision: isEdited ? 'edited' : at % 3 === 0 ? 'approved' : at % 5 === 0 ? 'rejected' : null,
    hit: {
      conversationId: conversation.id,
      customer: conversation.customer.name,
      subject: conversation.subject,
      channel: conversation.channel,
      at: first?.at ?? conversation.lastMessageAt,
      callId: conversation.channel === 'phone' ? `call-${conversation.id}` : null,
      durationMs: conversation.channel === 'phone' ? 580_000 : null,
      risk: action?.risk ?? null,
      change: isEdited ? { field: 'amount', before, after } : null,
      starred: at % 7 === 2,
      reviewed: false,
      notes: at % 4 === 3 ? 1 : 0,
      guardrail: at % 6 === 5,
      snippet:
        sought.length === 0 || first === undefined
          ? null
          : { entryId: `m${first.id}`, author: first.authorName, text, ranges },
      entryIds: hits.toReversed().map(({ id }) => `m${id}`),
    },
  }
}

export function fakeTranscripts(
  views: () => Iterable<ConversationView>,
): Pick<Handlers<typeof transcripts>, 'search' | 'rows' | 'unreadable' | 'count' | 'facets'> {
  const search = (text: string): readonly Found[] => {
    const tokens = tokensIn(text)
    const sought = tokens
      .filter(({ kind }) => kind === 'word' || kind === 'phrase')
      .flatMap(({ values }) => values.map((value) => value.toLowerCase().replace(/\*$/, '')))
      .filter((word) => word !== '')
    const holds = ({ hit, decision }: Found): boolean =>
      tokens
        .filter(({ kind }) => kind === 'filter')
        .every(({ field, values, excluded }) => {
          if (field === 'risk') return values.some((value) => risksOf(value).includes(hit.risk ?? -1)) !== excluded
          const own = field === 'channel' ? hit.channel : field === 'decision' ? decision : null
          return own === null && field !== 'decision' ? true : values.includes(own ?? '') !== excluded
        })
    return [...views()]
      .flatMap((view, at) => foundIn(view, at, sought) ?? [])
      .filter(holds)
      .toSorted((one, other) => other.hit.at - one.hit.at)
  }
  const facetsOf = (text: string): Facet[] => {
    const tokens = tokensIn(text)
    const all = search('')
    const facet = (field: string, label: string, values: readonly string[], of: (found: Found) => string): Facet => ({
      field,
      label,
      values: values.map((value) => ({
        value,
        label: field === 'risk' ? `R${value}` : value,
        count: { count: all.filter((found) => of(found) === value).length, more: false },
        chosen: tokens.some(
          (token) =>
            token.field === field &&
            (field === 'risk'
              ? token.values.some((one) => risksOf(one).includes(Number(value)))
              : token.values.includes(value)),
        ),
      })),
    })
    return [
      facet('decision', 'Decision', words['decision'] ?? [], ({ decision }) => decision ?? ''),
      facet('risk', 'Risk', ['4', '3', '2', '1', '0'], ({ hit }) => String(hit.risk)),
      facet('channel', 'Channel', words['channel'] ?? [], ({ hit }) => hit.channel),
    ]
  }
  return {
    search: async ({ text, cursor, limit }) => {
      const all = search(text)
      const from = Number(cursor ?? 0)
      return {
        hits: all.slice(from, from + limit).map(({ hit }) => hit),
        next: from + limit < all.length ? String(from + limit) : null,
        problems: [],
        remark: null,
        tookMs: 4,
        behind: null,
      }
    },
    rows: async ({ text, conversationId }) => ({
      entryIds: search(text).find(({ hit }) => hit.conversationId === conversationId)?.hit.entryIds ?? [],
      more: false,
    }),
    unreadable: async () => ({ count: 0, first: [] }),
    count: async ({ text }) => {
      const all = search(text)
      const hits = all.reduce((sum, { hit }) => sum + Math.max(1, hit.entryIds.length), 0)
      return {
        hits: { count: hits, more: false },
        conversations: { count: all.length, more: false },
        problems: [],
        behind: null,
      }
    },
    facets: async ({ text }) => ({ facets: facetsOf(text), problems: [], behind: null }),
  }
}
