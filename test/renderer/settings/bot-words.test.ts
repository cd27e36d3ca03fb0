import { expect, test } from 'vitest'
import type { BotLimits, BotStatus } from '#contract/bot-status.ts'
import type { BotWarning } from '#contract/bot.ts'
import { byteWords, meterWords, noticeWords, pauseWords, warningWords } from '#renderer/app/bot-words.ts'

const now = Date.UTC(2026, 0, 20, 12)
const reset = Date.UTC(2026, 1, 1, 12)
const warning: BotWarning = {
  quota: 'queries',
  used: 9_120,
  limit: 10_000,
  resetsAt: reset,
  raw: 'queries; used=9120; limit=10000',
  at: now,
}
const limits: BotLimits = {
  perMinute: 60,
  assumed: false,
  remaining: null,
  resetsAt: null,
  waiting: 0,
  pausedUntil: null,
  exhausted: [],
  warnings: [],
}
const statusOf = (changed: Partial<BotLimits>, bannerDismissed = false): BotStatus => ({
  state: 'ok',
  message: '',
  lastOkAt: now,
  limits: { ...limits, ...changed },
  tasks: [],
  usage: null,
  bannerDismissed,
})

test('a warning is told in words, in its own where nobody can read it, and goes when put away or over', () => {
  expect(noticeWords(statusOf({}), now)).toBeNull()
  expect(noticeWords(statusOf({ warnings: [warning] }), now)).toEqual({
    title: 'A quota of the bot is nearly used up.',
    body: '9,120 of 10,000 questions, until 1 February 2026.',
    dismissible: true,
  })
  const unread = { ...warning, quota: null, used: null, limit: null, resetsAt: null, raw: 'nearly there' }
  expect(warningWords(unread)).toBe('It says: “nearly there”.')
  expect(warningWords({ ...warning, quota: 'kb_size_bytes', used: 5_242_880, limit: 6_291_456 })).toBe(
    '5 MB of 6 MB of knowledge, until 1 February 2026.',
  )
  expect(noticeWords(statusOf({ warnings: [warning] }, true), now)).toBeNull()
  expect(noticeWords(statusOf({ warnings: [warning] }), reset + 1)).toBeNull()
})

test('a quota that is used up is said with its date and cannot be put away', () => {
  const gone = statusOf({ warnings: [warning], exhausted: [{ group: 'query', until: reset }] }, true)
  expect(noticeWords(gone, now)).toEqual({
    title: 'The bot has answered all the questions of its plan.',
    body: 'It is not asked before 1 February 2026.',
    dismissible: false,
  })
  expect(pauseWords(gone.limits, now)).toBe('Bot quota used up until 1 February 2026')
  expect(pauseWords({ ...limits, pausedUntil: now + 11_200 }, now)).toBe('Bot asks to slow down, next try in 12 s')
  expect(pauseWords({ ...limits, pausedUntil: now }, now)).toBeNull()
})

test('meters say what is used of what, and where there is no end to it', () => {
  expect(meterWords({ used: 6_291_456, limit: 52_428_800 }, byteWords)).toBe('6 MB of 50 MB')
  expect(meterWords({ used: 0, limit: null }, byteWords)).toBe('0 bytes, no limit')
  expect(meterWords({ used: 10, limit: 10 }, String)).toBe('10 of 10, used up')
})
