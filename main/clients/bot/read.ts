/**
 * What the bot answers, in every form its reference lets it: fields under other names or one level higher, confidence as a word,
 * a fraction or a percentage, lists bare or in an envelope. Pure, and never a throw: null is what nobody can read.
 */
import type { BotAnswer, BotConfidence, BotSource, BotWarning } from '#contract/bot.ts'
import { isFields, type Headers } from '#main/clients/http/errors.ts'
import { listOf, momentOf, numberOf, wordsOrNull, type Fields } from '#main/clients/wire-values.ts'

const words: Readonly<Record<string, number>> = {
  'very high': 0.95,
  high: 0.9,
  medium: 0.6,
  moderate: 0.6,
  low: 0.3,
  'very low': 0.1,
  none: 0,
}

export const labelOf = (value: number): BotConfidence['label'] =>
  value >= 0.75 ? 'high' : value >= 0.45 ? 'medium' : 'low'

const round = (value: number): number => Math.round(value * 10_000) / 10_000

/** 0.92, 92, "92 %", "0.92" and "high" are all the same sort of thing. Null: it is none of them, and nothing is shown. */
export function readConfidence(value: unknown): BotConfidence | null {
  if (isFields(value)) return readConfidence(value['value'] ?? value['score'] ?? value['label'] ?? value['level'])
  if (typeof value === 'string') {
    const said = value.trim().toLowerCase().replaceAll('_', ' ')
    const known = words[said]
    if (known !== undefined) return { value: known, label: labelOf(known) }
    const percentage = /^(\d+(?:[.,]\d+)?)\s*%$/.exec(said)?.[1]
    if (percentage !== undefined) return readNumber(Number(percentage.replace(',', '.')) / 100)
  }
  const number = numberOf(value)
  return number === null ? null : readNumber(number > 1 ? number / 100 : number)
}

const readNumber = (value: number): BotConfidence | null =>
  value < 0 || value > 1 ? null : { value: round(value), label: labelOf(value) }

export function firstOf(fields: Fields, ...names: readonly string[]): unknown {
  for (const name of names) if (fields[name] !== undefined && fields[name] !== null) return fields[name]
  return null
}

/** Texts and numbers both: some ids are numbers. */
export const idOf = (value: unknown): string | null => (typeof value === 'number' ? String(value) : wordsOrNull(value))

export function readSources(value: unknown): readonly BotSource[] {
  return listOf(value).flatMap((one): BotSource[] => {
    if (typeof one === 'string') return one === '' ? [] : [{ ...noSource, documentId: one }]
    if (!isFields(one)) return []
    const { title, url, score } = one
    const source: BotSource = {
      documentId: idOf(firstOf(one, 'document_id', 'doc_id', 'id')),
      title: wordsOrNull(title),
      url: wordsOrNull(url),
      excerpt: wordsOrNull(firstOf(one, 'excerpt', 'passage', 'text', 'snippet')) ?? '',
      score: numberOf(score),
    }
    return source.documentId === null && source.excerpt === '' && source.url === null ? [] : [source]
  })
}

const noSource: BotSource = { documentId: null, title: null, url: null, excerpt: '', score: null }

type ReadAnswer = Omit<BotAnswer, 'latencyMs' | 'requestId' | 'warnings'>

/** Null: there are no words in it. */
export function readAnswer(json: unknown): ReadAnswer | null {
  if (!isFields(json)) return null
  const metadata = isFields(json['metadata']) ? json['metadata'] : {}
  const of = (...names: readonly string[]) => firstOf(metadata, ...names) ?? firstOf(json, ...names)
  const text = ['answer', 'response', 'text', 'message']
    .map((name) => json[name])
    .find((one) => typeof one === 'string')
  if (text === undefined) return null
  const sources = firstOf(json, 'sources', 'references', 'citations') ?? firstOf(metadata, 'sources', 'references')
  const answered = of('answered')
  return {
    text,
    sources: [...readSources(sources)],
    sourcing: Array.isArray(sources) ? 'listed' : 'missing',
    confidence: readConfidence(of('confidence')) ?? readConfidence(of('confidence_label')),
    answered: typeof answered === 'boolean' ? answered : null,
    conversationId: idOf(of('conversation_id')),
    messageId: idOf(of('message_id')),
    actions: listOf(of('actions'))
      .filter(isFields)
      .map((one) => ({
        runId: idOf(firstOf(one, 'run_id', 'id')),
        actionId: idOf(one['action_id']),
        status: wordsOrNull(one['status']) ?? 'unknown',
      })),
    model: wordsOrNull(of('model')),
  }
}

/** The entries of a list and where it goes on; null: it is no list at all. */
export function readList(json: unknown): { readonly items: readonly unknown[]; readonly next: string | null } | null {
  if (Array.isArray(json)) return { items: json, next: null }
  if (!isFields(json)) return null
  const items = [json['data'], json['items'], json['results']].find((one) => Array.isArray(one))
  if (items === undefined) return null
  const next = idOf(firstOf(json, 'next_cursor', 'cursor'))
  return { items: listOf(items), next: json['has_more'] === false ? null : next }
}

/** One entry per warning, whatever the header is called as long as "quota" and "warning" are in its name. */
export function readWarnings(headers: Headers, at: number): readonly BotWarning[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    if (!/quota/i.test(name) || !/warning/i.test(name) || value === undefined) return []
    const lines = (typeof value === 'string' ? [value] : value).flatMap(separate)
    return lines.map((raw) => readWarning(raw, at))
  })
}

/** Several headers of one name come as one line with commas; a date with a comma in it is not cut. */
const separate = (line: string): readonly string[] =>
  line
    .split(/,\s*(?=[A-Za-z_]+\s*;)/)
    .map((one) => one.trim())
    .filter((one) => one !== '')

function readWarning(raw: string, at: number): BotWarning {
  const [quota = '', ...pairs] = raw.split(';').map((piece) => piece.trim())
  const values = new Map(
    pairs.flatMap((pair): [string, string][] => {
      const cut = pair.indexOf('=')
      return cut < 1
        ? []
        : [
            [
              pair.slice(0, cut).trim().toLowerCase(),
              pair
                .slice(cut + 1)
                .trim()
                .replaceAll('"', ''),
            ],
          ]
    }),
  )
  const isRead = /^[A-Za-z_]+$/.test(quota) && values.size > 0
  return {
    quota: isRead ? quota : null,
    used: isRead ? numberOf(values.get('used')) : null,
    limit: isRead ? numberOf(values.get('limit')) : null,
    resetsAt: isRead ? momentOf(values.get('resets_at') ?? values.get('reset')) : null,
    raw: raw.slice(0, 500),
    at,
  }
}
