import type { OldCopies } from '#contract/redaction.ts'
import { dayWords } from '#renderer/ui/Time.tsx'
import { t } from '#renderer/ui/language.ts'
import { sizeWords } from '#renderer/ui/numbers.ts'

/** What the form about older copies says, and what has to be typed into it. */
export const wordToRemove = 'remove'

export const isMeant = (typed: string): boolean => typed.trim().toLowerCase() === wordToRemove

export function copiesWords({ count, bytes, oldest }: OldCopies, now: number): string {
  const size = sizeWords(bytes)
  const have =
    oldest === null
      ? t('{{count}} older copies of this desk ({{size}}) still have it.', { count, size })
      : t('{{count}} older copies of this desk ({{size}}) still have it, the oldest from {{oldest}}.', {
          count,
          size,
          oldest: dayWords(oldest, now),
        })
  return `${have} ${t('A new backup is made and read back first, then they are removed for good, and the ledger says so.', { count })}`
}

export const removedWords = (removed: number): string =>
  t('A new backup was made and read back. {{count}} older copies were removed.', { count: removed })
