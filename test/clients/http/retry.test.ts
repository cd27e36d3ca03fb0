import { expect, test } from 'vitest'
import { backoff, isWorthRepeating, retryAfter } from '#main/clients/http/retry.ts'
import { refusal } from '#main/clients/http/errors.ts'
import { AppError } from '#main/kernel/errors.ts'

const now = Date.parse('2026-01-15T10:00:00Z')

test.each([
  [{ 'retry-after': '2' }, 429, 2000],
  [{ 'retry-after': '0.5' }, 429, 500],
  [{ 'retry-after-ms': '1250' }, 429, 1250],
  [{ 'retry-after-ms': '1250', 'retry-after': '9' }, 429, 1250],
  [{ 'retry-after': 'Thu, 15 Jan 2026 10:00:07 GMT' }, 503, 7000],
  [{ 'retry-after': 'Thu, 15 Jan 2026 09:00:00 GMT' }, 503, 0],
  [{ 'retry-after': 'soon' }, 429, null],
  [{ 'x-ratelimit-reset': String(now / 1000 + 4) }, 429, 4000],
  [{ 'x-ratelimit-reset': String(now / 1000 + 4) }, 500, null],
  [{ 'x-ratelimit-reset-requests': '3' }, 429, 3000],
  [{ 'retry-after': '999999999' }, 429, 86_400_000],
  [{}, 429, null],
])('%j with status %i means %s ms', (headers, status, expected) => {
  expect(retryAfter(headers, status, now)).toBe(expected)
})

test('waits double up to half a minute, vary by a fifth, and are never shorter than asked', () => {
  expect([2, 3, 4, 5].map((attempt) => backoff(attempt, null, 0.5))).toEqual([1000, 2000, 4000, 8000])
  expect(backoff(9, null, 0.5)).toBe(30_000)
  expect(backoff(2, null, 0)).toBe(800)
  expect(backoff(2, null, 0.999)).toBeLessThan(1200)
  expect(backoff(2, 5000, 0)).toBe(5000)
  expect(backoff(2, 5000, 1)).toBe(6000)
})

const status = (code: number, body: unknown = {}): AppError =>
  refusal({ status: code, headers: {}, text: JSON.stringify(body), retryAfterMs: null })

test.each([
  ['429', status(429), true],
  ['429 without credits', status(429, { error: 'no credits' }), false],
  ['408', status(408), true],
  ['425', status(425), true],
  ['409 without a reason', status(409), true],
  ['409 conflict', status(409, { code: 'Some entity that we attempted to create already exists', error: 'x' }), false],
  ...[500, 502, 503, 504].map((code) => [String(code), status(code), true] as const),
  ...[400, 401, 403, 404, 405, 413, 415, 422, 501, 302].map((code) => [String(code), status(code), false] as const),
  ['200 unavailable', status(200, { code: 'The service is currently unavailable', error: 'x' }), true],
  ['200 other error', status(200, { error: 'x' }), false],
  ['nothing sent', new AppError('unreachable', 'x', { data: { sent: false } }), true],
  ['connection broke', new AppError('remote_failed', 'x', { data: { sent: true, status: null } }), true],
  ['took too long', new AppError('timed_out', 'x', { data: { sent: true, status: null } }), false],
  ['cancelled', new AppError('cancelled', 'x'), false],
  ['our fault', new AppError('internal', 'x'), false],
] as const)('%s is worth repeating: %s', (_name, error, expected) => {
  expect(isWorthRepeating(error)).toBe(expected)
})
