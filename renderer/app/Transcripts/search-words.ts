import type { Count, SearchOrder } from '#contract/transcript.ts'
import { locale, t } from '#renderer/ui/language.ts'
import { numberWords } from '#renderer/ui/numbers.ts'

/** How the search of the transcripts speaks. */

/** "1,204", "1,000+". */
export const countWords = ({ count, more }: Count): string => `${numberWords(count)}${more ? '+' : ''}`

/** What may be more than one is said as several. */
const numbers = (count: Count) => ({ shown: countWords(count), count: count.more ? count.count + 1 : count.count })

type Counts = { readonly hits: Count; readonly conversations: Count }

/**
 * "23 hits in 18 conversations"; where only conversations were asked for, they are what was found. Several actions of one
 * conversation are several hits.
 */
export function foundWords({ hits, conversations }: Counts, sought: boolean): string {
  if (conversations.count === 0) return t('Nothing found')
  const among = t('{{shown}} conversations', numbers(conversations))
  return sought || hits.count > conversations.count
    ? t('{{hits}} in {{conversations}}', { hits: t('{{shown}} hits', numbers(hits)), conversations: among })
    : among
}

const tenths = new Intl.NumberFormat(locale, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  useGrouping: false,
})

/** "1.2 s". */
export const secondWords = (ms: number): string => `${tenths.format(ms / 1000)} s`

/** "41 ms", "1.2 s". */
export const tookWords = (ms: number): string =>
  ms < 1000 ? t('{{ms}} ms', { ms: Math.max(1, Math.round(ms)) }) : secondWords(ms)

/** "9:40", "1:02:11". */
export function lengthWords(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const two = (part: number): string => String(part).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

export const orders: readonly { readonly id: SearchOrder; readonly label: string }[] = [
  { id: 'newest', label: t('Newest') },
  { id: 'relevance', label: t('Best match') },
  { id: 'risk', label: t('Risk') },
  { id: 'edit_distance', label: t('Most edited') },
]

/** The same inside a sentence. */
export const orderWords: Readonly<Record<SearchOrder, string>> = {
  newest: t('newest first'),
  relevance: t('best match first'),
  risk: t('risk first'),
  edit_distance: t('most edited first'),
}
