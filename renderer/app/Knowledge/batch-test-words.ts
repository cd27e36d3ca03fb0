import type { Schedule, TestChange, TestRound, TestVerdict } from '#contract/batch-test.ts'
import { regionalLocale, said, t } from '#renderer/ui/language.ts'

export const testVerdictWords: Readonly<Record<TestVerdict, string>> = {
  passed: t('Passed'),
  failed: t('Failed'),
  answered: t('Answered'),
  could_not_ask: t('Not asked'),
}

export const changeWords: Readonly<Record<TestChange, string>> = {
  new: t('First answer'),
  same: t('As before'),
  better: t('Better'),
  worse: t('Worse'),
  different: t('Different'),
}

export const weekdays = [
  t('Sunday'),
  t('Monday'),
  t('Tuesday'),
  t('Wednesday'),
  t('Thursday'),
  t('Friday'),
  t('Saturday'),
] as const

export function scheduleWords(schedule: Schedule | null): string {
  if (schedule === null) return t('On demand')
  if (schedule.every === 'hours') return t('Every {{count}} hours', { count: schedule.hours })
  return schedule.every === 'day'
    ? t('Every day at {{time}}', { time: schedule.at })
    : t('Every {{weekday}} at {{time}}', { weekday: weekdays[schedule.weekday] ?? '', time: schedule.at })
}

const moments = new Intl.DateTimeFormat(regionalLocale, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})

/** "Mon, 23 Nov, 03:30" */
export const momentWords = (at: number): string => moments.format(at)

const ends: Readonly<Record<TestRound['state'], string>> = {
  waiting: t('Waits for its turn.'),
  running: t('Being asked.'),
  done: '',
  cancelled: t('Cancelled before the end.'),
  stopped: t('Stopped before the end.'),
  interrupted: t('The desk was closed before the end.'),
}

/** "3 passed, 1 failed, 2 worse than before. Stopped before the end." */
export function roundWords(round: TestRound): string {
  const counts = [
    [round.passed, t('{{count}} passed', { count: round.passed })],
    [round.failed, t('{{count}} failed', { count: round.failed })],
    [round.answered, t('{{count}} answered', { count: round.answered })],
    [round.couldNotAsk, t('{{count}} not asked', { count: round.couldNotAsk })],
    [round.worse, t('{{count}} worse than before', { count: round.worse })],
    [round.better, t('{{count}} better than before', { count: round.better })],
  ] as const
  const counted = counts.flatMap(([count, words]) => (count === 0 ? [] : [words]))
  const first = counted.length === 0 ? t('No answer yet.') : `${counted.join(', ')}.`
  return [first, ends[round.state], said(round.trouble ?? '')].filter((words) => words !== '').join(' ')
}

export const answeredCount = ({ passed, failed, answered, couldNotAsk }: TestRound): number =>
  passed + failed + answered + couldNotAsk

/** What was not asked in this round can still be. */
export const canGoOn = ({ state, couldNotAsk }: TestRound): boolean =>
  state === 'cancelled' || state === 'stopped' || state === 'interrupted' || (state === 'done' && couldNotAsk > 0)
