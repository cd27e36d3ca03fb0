import type { BotLimits, BotStatus } from '#contract/bot-status.ts'
import type { BotMeter, BotWarning } from '#contract/bot.ts'
import { dayMonthYearWords } from '#renderer/ui/Time.tsx'
import { t } from '#renderer/ui/language.ts'
import { numberWords } from '#renderer/ui/numbers.ts'

/** What is said of the bot's limits: of a quota that is nearly used up, one that is, and of a pause it asked for. */
const quotaNames: Readonly<Record<string, string>> = {
  queries: t('questions'),
  query: t('questions'),
  kb_size_bytes: t('size of its knowledge'),
  knowledge: t('size of its knowledge'),
  connected_actions: t('actions'),
  actions: t('actions'),
}
const quotaName = (quota: string | null): string => (quota === null ? t('quota') : (quotaNames[quota] ?? quota))

export const resetWords = (at: number): string => dayMonthYearWords(at)
const sizes = ['bytes', 'KB', 'MB', 'GB'] as const

/** 6291456: "6 MB". */
export function byteWords(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(sizes.length - 1, Math.floor(Math.log2(bytes) / 10))
  return `${numberWords(Math.round((bytes / 1024 ** step) * 10) / 10)} ${sizes[step] ?? ''}`
}

export function meterWords(meter: BotMeter, say: (value: number) => string): string {
  if (meter.limit === null) return t('{{used}}, no limit', { used: say(meter.used) })
  const figures = { used: say(meter.used), limit: say(meter.limit) }
  return meter.used >= meter.limit ? t('{{used}} of {{limit}}, used up', figures) : t('{{used}} of {{limit}}', figures)
}

export type BotNoticeWords = {
  readonly title: string
  readonly body: string
  /** A warning can be put away; a quota that is used up cannot. */
  readonly dismissible: boolean
}

const groupTitles = {
  query: t('The bot has answered all the questions of its plan.'),
  knowledge: t('The knowledge of the bot has no room left in its plan.'),
  actions: t('The bot has run all the actions of its plan.'),
} as const
const groupEffects = {
  query: (until: string) => t('It is not asked before {{until}}.', { until }),
  knowledge: (until: string) => t('Nothing is written to it before {{until}}.', { until }),
  actions: (until: string) => t('It runs none before {{until}}.', { until }),
} as const

/** The most pressing thing to say above the work; null: nothing. */
export function noticeWords({ limits, bannerDismissed }: BotStatus, now: number): BotNoticeWords | null {
  const gone = limits.exhausted.find(({ until }) => until > now)
  if (gone !== undefined)
    return {
      title: groupTitles[gone.group],
      body: groupEffects[gone.group](resetWords(gone.until)),
      dismissible: false,
    }
  const warnings = limits.warnings.filter(({ resetsAt }) => resetsAt === null || resetsAt > now)
  if (bannerDismissed || warnings.length === 0) return null
  return {
    title: t('A quota of the bot is nearly used up.'),
    body: warnings.map(warningWords).join(' '),
    dismissible: true,
  }
}

export function warningWords({ quota, used, limit, resetsAt, raw }: BotWarning): string {
  if (used === null || limit === null) return t('It says: “{{raw}}”.', { raw })
  const isSize = quotaName(quota) === quotaNames['knowledge']
  const what = isSize
    ? t('{{used}} of {{limit}} of knowledge', { used: byteWords(used), limit: byteWords(limit) })
    : t('{{used}} of {{limit}} {{quota}}', {
        used: numberWords(used),
        limit: numberWords(limit),
        quota: quotaName(quota),
      })
  return resetsAt === null ? `${what}.` : t('{{what}}, until {{day}}.', { what, day: resetWords(resetsAt) })
}

/** For the status bar; null: there is nothing to say. */
export function pauseWords(limits: BotLimits, now: number): string | null {
  if (limits.pausedUntil !== null && limits.pausedUntil > now)
    return t('Bot asks to slow down, next try in {{seconds}} s', {
      seconds: Math.max(1, Math.ceil((limits.pausedUntil - now) / 1000)),
    })
  const gone = limits.exhausted.find(({ until }) => until > now)
  return gone === undefined ? null : t('Bot quota used up until {{until}}', { until: resetWords(gone.until) })
}
