import type { AskedAnswer, GapSignal, KnowledgeGap } from '#contract/knowledge.ts'
import { locale, said, t } from '#renderer/ui/language.ts'

/** What the workshop says of gaps and answers. */
export const signalWords: Readonly<Record<GapSignal['kind'], string>> = {
  bot: t('the bot had no answer'),
  under_line: t('the bot was below the line'),
  low_score: t('only a poor passage was found'),
  no_source: t('answered from no source'),
  edited: t('a person added what no source says'),
  rejected: t('rejected as a knowledge gap'),
}

export function costWords({ effortMs, tokens }: Pick<KnowledgeGap, 'effortMs' | 'tokens'>): string {
  const minutes = Math.round(effortMs / 60_000)
  const spent =
    effortMs === 0 ? '' : minutes === 0 ? t('under a minute of people') : t('{{minutes}} min of people', { minutes })
  const written = tokens === 0 ? '' : t('{{tokens}} tokens', { tokens: tokens.toLocaleString(locale) })
  return [spent, written].filter((part) => part !== '').join(', ')
}

export const gapCountWords = ({ count, conversations }: Pick<KnowledgeGap, 'count' | 'conversations'>): string =>
  t('{{count}} times in {{conversations}}', {
    count,
    conversations: t('{{count}} conversations', { count: conversations }),
  })

export function sureWords({ trouble, answered, confidence }: AskedAnswer): string {
  if (trouble !== null) return trouble
  const sure =
    confidence === null
      ? t('says not how sure it is')
      : `${said(confidence.label)}, ${Math.round(confidence.value * 100)} %`
  return `${answered === false ? t('Not answered') : t('Answered')}, ${sure}`
}

/** What there is to do about a failure of the bot. */
export const botFailureTitle = (code: string | null): string =>
  code === 'missing_secret'
    ? t('The bot is not connected.')
    : code === 'forbidden'
      ? t('The key of the bot may not do that.')
      : code === 'unreachable' || code === 'timed_out'
        ? t('The bot cannot be reached.')
        : code === 'quota_exhausted'
          ? t('The quota of the bot is used up.')
          : t('The bot could not be asked.')
