import type { Proposal } from '#contract/proposal.ts'
import type { Json } from '#contract/tool.ts'
import { canonicalJson, sha256 } from '#main/domain/canonical.ts'
import { normaliseReply, wordsOf } from '#main/domain/reply/reply.ts'

/**
 * What is asked for, whoever it is for. Two proposals ask the same when they are of one kind and one tool, live or
 * rehearsed alike, and: words read the same once the greeted name, addresses and figures are taken out; calls have the
 * same fields, with values of the same type and the same yes and no. Money and what cannot be undone is like nothing else.
 */
export function askOf(proposal: Pick<Proposal, 'kind' | 'tool' | 'risk' | 'mode' | 'arguments'>): string | null {
  if (proposal.risk >= 3) return null
  const { kind, tool, mode } = proposal
  const isWords = kind === 'reply' || kind === 'note'
  const like = isWords ? templateOf(wordsOf(proposal)) : canonicalJson(shapeOf(proposal.arguments))
  return sha256([kind, tool, mode, like].join('\n')).slice(0, 16)
}

/** Fields and types; what only tells one customer from another is gone. */
function shapeOf(value: Json): Json {
  if (typeof value === 'string' || typeof value === 'number') return typeof value
  if (value === null || typeof value === 'boolean') return value
  if (isList(value)) return [...new Set(value.map((item) => canonicalJson(shapeOf(item))))].toSorted()
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shapeOf(item)]))
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

const templateOf = (text: string): string =>
  normaliseReply(text)
    .toLowerCase()
    .replace(/^(hi|hello|hey|dear)\s+[^\s,.!:;]{1,60}(\s+[^\s,.!:;]{1,60})?(?=[,.!:;])/u, '$1')
    .replace(/\S{1,200}@\S{1,200}/g, '@')
    .replace(/\d[\d.,:/-]*/g, '#')
