/**
 * When to ask again, and how long to wait before it. Pure. Only reads come here: a write has one attempt, always.
 */
import type { Headers } from '#main/clients/http/errors.ts'
import { header } from '#main/clients/http/errors.ts'
import type { AppError } from '#main/kernel/errors.ts'

export const attemptLimit = 5

const longestHint = 24 * 3_600_000
const plainNumber = /^\d+(\.\d+)?$/

/** How long the peer asks to be left alone: milliseconds, seconds, an HTTP date, or the moment its window reopens. */
export function retryAfter(headers: Headers, status: number, now: number): number | null {
  const milliseconds = header(headers, 'retry-after-ms')
  if (milliseconds !== null && plainNumber.test(milliseconds)) return clamp(Number(milliseconds))
  const after = header(headers, 'retry-after')?.trim()
  if (after !== undefined) {
    if (plainNumber.test(after)) return clamp(Number(after) * 1000)
    const at = Date.parse(after)
    if (!Number.isNaN(at)) return clamp(at - now)
  }
  return status === 429 ? windowReset(headers, now) : null
}

/** Milliseconds until the rate window reopens: a Unix time as Intercom has it, or a number of seconds. */
export function windowReset(headers: Headers, now: number): number | null {
  const reset = header(headers, 'x-ratelimit-reset') ?? header(headers, 'x-ratelimit-reset-requests')
  if (reset === null || !plainNumber.test(reset)) return null
  const value = Number(reset)
  if (value > 1e11) return clamp(value - now)
  return value > 1e9 ? clamp(value * 1000 - now) : clamp(value * 1000)
}

const clamp = (ms: number): number => Math.min(Math.max(0, Math.ceil(ms)), longestHint)

/** The wait before attempt number `next` (2 is the first repetition): doubling, at least what the peer asked, ±20 %. */
export function backoff(next: number, hintMs: number | null, fraction: number): number {
  const doubled = Math.min(30_000, 1000 * 2 ** (next - 2))
  const jitter = 0.8 + fraction * 0.4
  return hintMs === null ? doubled * jitter : Math.max(hintMs + hintMs * fraction * 0.2, doubled * jitter)
}

const words = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Whether asking the same question again may help. */
export function isWorthRepeating(error: AppError): boolean {
  const status = typeof error.data?.['status'] === 'number' ? error.data['status'] : null
  switch (error.code) {
    case 'unreachable':
    case 'rate_limited':
      return true
    case 'timed_out':
      return status === 408
    case 'remote_failed':
      // Under status 200 only the "unavailable" envelope is temporary.
      if (status === 200) return error.data?.['code'] === 'The service is currently unavailable'
      return status === null || [500, 502, 503, 504].includes(status)
    case 'conflict':
      return !/conflict|exist|already/i.test(`${words(error.data?.['code'])} ${error.message}`)
    case 'remote_invalid':
      return status === 425
    default:
      return false
  }
}
