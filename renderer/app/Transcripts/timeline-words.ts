import type { TimelineEntry } from '#contract/transcript.ts'
import { secondWords } from '#renderer/app/Transcripts/search-words.ts'
import { locale, t } from '#renderer/ui/language.ts'

/** What a row of a timeline says, in words. */
type Of<K extends TimelineEntry['kind']> = Extract<TimelineEntry, { kind: K }>

export const tookWords = (ms: number): string =>
  ms < 1000 ? t('{{ms}} ms', { ms: Math.round(ms) }) : ms < 10_000 ? secondWords(ms) : longWords(ms)

/** "15 s", "3 min", "2 h 10 min", "4 days". */
export function longWords(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return t('{{minutes}} min', { minutes })
  const hours = Math.floor(minutes / 60)
  if (hours < 48)
    return minutes % 60 === 0 ? `${hours} h` : t('{{hours}} h {{minutes}} min', { hours, minutes: minutes % 60 })
  return t('{{count}} days', { count: Math.round(hours / 24) })
}

const verbs: Readonly<Record<Of<'decision'>['verb'], string>> = {
  approve: t('approved', {}, 'verb'),
  edit: t('edited and approved', {}, 'verb'),
  sign: t('signed first', {}, 'verb'),
  reject: t('rejected', {}, 'verb'),
  answer: t('answered for the tool', {}, 'verb'),
  retry: t('signed a new attempt', {}, 'verb'),
  withdraw: t('took the signature back', {}, 'verb'),
  resolve: t('settled', {}, 'verb'),
  simulate: t('rehearsed', {}, 'verb'),
}
export const verbWords = (entry: Of<'decision'>): string => verbs[entry.verb]

const results: Readonly<Record<Of<'receipt'>['result'], string>> = {
  attempted: t('Under way'),
  succeeded: t('Done'),
  failed: t('Failed'),
  unknown: t('May have happened'),
  step: t('Step'),
  undone: t('Undone'),
  undo_failed: t('Not undone'),
}
export const resultWords = (entry: Of<'receipt'>): string =>
  entry.result === 'attempted' && entry.imported === true ? t('Under way when it left its desk') : results[entry.result]

/** Everything about an attempt but its outcome and its remote id. */
export function receiptFacts({ status, text, tookMs, attempt, attempts, result }: Of<'receipt'>) {
  const said = result === 'attempted' ? '' : text
  return {
    before: [said, ...(status === null || said.includes(String(status)) ? [] : [String(status)])]
      .filter((part) => part !== '')
      .join(' '),
    after: [
      ...(tookMs === null ? [] : [tookWords(tookMs)]),
      ...(attempt === null || attempts === null
        ? []
        : [t('attempt {{attempt}} of {{attempts}}', { attempt, attempts })]),
    ].join(', '),
  }
}

const scores = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** `again`: the turn before has read the very same. */
export function retrievalWords({ chunks }: Of<'retrieval'>, again = false) {
  if (again)
    return {
      lead: t('Read the same {{count}} chunks again', { count: chunks.length }),
      from: '',
      top: '',
      quote: '',
    }
  const sources = [...new Set(chunks.map(({ collectionId }) => collectionId).filter((name) => name !== ''))]
  const names = [...new Set(sources.map((name) => (isMadeByMachine(name) ? t('the knowledge base') : name)))]
  const best = chunks.toSorted((a, b) => b.score - a.score)[0]
  return {
    lead: t('Read {{count}} chunks', { count: chunks.length }),
    from: names.length === 0 ? '' : ` ${t('from {{names}}', { names: names.join(', ') })}`,
    top: best === undefined ? '' : `, ${t('top {{score}}', { score: scores.format(best.score) })}: `,
    quote: best?.text ?? '',
  }
}

/** An id, which tells a reader nothing: the service names no collection, and nor does anything here. */
const isMadeByMachine = (name: string): boolean => /^collection_|^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(name)
