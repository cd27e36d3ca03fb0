/**
 * What the bot says when it refuses, with what the desk needs to know to do the right thing: which scope is missing, when a quota
 * opens again, whether the token of the customer ran out. The words can be shown as they are.
 */
import { BotScopeSchema, type BotScope } from '#contract/bot.ts'
import type { ErrorCode } from '#contract/error-codes.ts'
import { readWarnings } from '#main/clients/bot/read.ts'
import { isFields, parseJson, refusal, type Headers } from '#main/clients/http/errors.ts'
import { momentOf, wordsOf } from '#main/clients/wire-values.ts'
import { AppError } from '#main/kernel/errors.ts'

type Refused = Parameters<typeof refusal>[0]

/** Of a refused question: `expired` is worth one more with a new token. */
export const isExpiredToken = (error: AppError): boolean => error.data?.['code'] === 'expired_user_token'

export function botRefusal(answer: Refused, wanted: BotScope | null, now: number): AppError {
  const error = refusal(answer)
  const code = wordsOf(error.data?.['code'])
  const said = theirWords(error)
  const make = (as: ErrorCode, message: string, more: Readonly<Record<string, unknown>> = {}): AppError =>
    new AppError(as, message.trim(), { cause: error, data: { ...error.data, ...more } })
  if (code === 'monthly_quota_exceeded' || typeOf(answer.text) === 'quota_error') {
    const resetsAt = reopening(answer, now)
    return make('quota_exhausted', `The monthly quota of the bot is used up until ${dayOf(resetsAt)}.${said}`, {
      resetsAt,
    })
  }
  switch (answer.status) {
    case 401:
      if (code === 'expired_user_token')
        return make('unauthorised', `The token of the customer has run out. Ask with a new one.${said}`)
      if (code === 'invalid_user_token')
        return make('unauthorised', `The bot does not accept the token of the customer.${said}`)
      return make(
        'unauthorised',
        code === 'revoked_key'
          ? `The key of the bot was revoked. Store a new one under Settings.${said}`
          : `The bot does not know this key. Store a valid one under Settings.${said}`,
      )
    case 402:
      return make('forbidden', `The plan of this bot does not include the API. Its admin can change the plan.${said}`, {
        reason: 'plan',
      })
    case 403: {
      const scope = scopeIn(error.message) ?? wanted
      if (scope === null) return make('forbidden', `This key may not do that at the bot.${said}`)
      return make('forbidden', `This key of the bot lacks the scope ${scope}. Make one that has it.${said}`, { scope })
    }
    case 404:
      return make('not_found', `The bot does not have this any more, or not at this address.${said}`)
    case 409:
      return code === 'idempotency_mismatch'
        ? make('conflict', `This request was sent before with other content. Nothing was done.${said}`)
        : make('conflict', `Somebody changed it at the bot in the meantime. Nothing was done.${said}`)
    case 413:
      return make('too_large', `The bot takes no document as large as this one. Split it into several.${said}`)
    case 422:
      return make('remote_invalid', `The action does not take this input.${said}`)
    case 429:
      return make('rate_limited', `The bot takes no more requests at the moment.${said}`)
    default:
      return answer.status >= 500 ? make('remote_failed', `The bot failed (HTTP ${answer.status}).${said}`) : error
  }
}

const theirWords = ({ message }: AppError): string =>
  message === '' || /^HTTP \d+$/.test(message) ? '' : ` It says: ${message}`

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

function typeOf(text: string): string {
  const body = parseJson(text)?.value
  return isFields(body) && isFields(body['error']) ? wordsOf(body['error']['type']) : ''
}

export function scopeIn(message: string): BotScope | null {
  const named = /[a-z]+:(?:read|write)|"query"|'query'|`query`|scope:? query\b|\bquery scope\b/.exec(message)?.[0]
  if (named === undefined) return null
  return BotScopeSchema.safeParse(named.includes('query') ? 'query' : named).data ?? null
}

/** Quotas are monthly: whatever an answer says, it is asked again after this. */
const longestClosedMs = 32 * 24 * 60 * 60 * 1000

/** When it opens again: as the answer says, in its body or a header, else when the next month begins. */
function reopening(answer: Refused, now: number): number {
  const body = parseJson(answer.text)?.value
  const error = isFields(body) && isFields(body['error']) ? body['error'] : {}
  const said = momentOf(error['resets_at']) ?? (isFields(body) ? momentOf(body['resets_at']) : null)
  const warned = resetIn(answer.headers, now)
  const hinted = answer.retryAfterMs === null ? null : now + answer.retryAfterMs
  const found = said ?? warned ?? hinted
  return found !== null && found > now ? Math.min(found, now + longestClosedMs) : nextMonth(now)
}

const resetIn = (headers: Headers, now: number): number | null =>
  readWarnings(headers, now).find(({ resetsAt }) => resetsAt !== null)?.resetsAt ?? null

export function nextMonth(now: number): number {
  const date = new Date(now)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
}
