/**
 * One request to the bot: its turn in the line, the credentials at the last moment, and patience. What was refused without effect
 * is asked again, five times at most, after max(Retry-After, 2^attempt) seconds and a little chance; what may have happened is
 * asked again only where asking has no effect. A quota that is used up is never asked again before it opens.
 */
import type { SecretName } from '#contract/settings.ts'
import { botRefusal } from '#main/clients/bot/errors.ts'
import type { BotPace, BotPriority, Turn } from '#main/clients/bot/limits.ts'
import { botPath, botRoute, type BotQuota, type BotRouteName } from '#main/clients/bot/routes.ts'
import type { HttpClient, HttpRequest } from '#main/clients/http/http.ts'
import { nonsense, type Headers } from '#main/clients/http/errors.ts'
import type { HeaderValue } from '#main/clients/http/headers.ts'
import { isWorthRepeating } from '#main/clients/http/retry.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { Clock, Log, Random } from '#main/kernel/ports.ts'
import { Secret } from '#main/kernel/secret.ts'

/** Who asks, and how it is stopped. Work in the background lets people go first. */
export type BotCall = { readonly signal: AbortSignal; readonly as?: BotPriority }

/** A write: the same key twice is one effect. */
export type BotWrite = BotCall & {
  readonly idempotencyKey: string
  /** Awaited right before the first byte leaves, once. */
  readonly onSent?: () => Promise<void>
}

export type BotPorts = {
  readonly http: HttpClient
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** One for all who use the key. */
  readonly pace: BotPace
  /** With or without `/v1`. */
  readonly baseUrl: string
  readonly key: () => Promise<Secret | null>
  /** For a server in between; null: none. */
  readonly extraHeader: { readonly name: string; readonly value: () => Promise<Secret | null> } | null
  /** Hears how each request ended; null: well. */
  readonly onOutcome?: (error: AppError | null) => void
}

export type BotRequest = {
  readonly route: BotRouteName
  readonly id?: string
  readonly query?: Parameters<typeof botPath>[2]
  readonly body?: unknown
  readonly call: BotCall | BotWrite
  /** Asking again does no harm, as with every GET. */
  readonly repeatable?: boolean
  readonly timeoutMs?: number
  /** Counts against another quota than its route usually does; null: against none. */
  readonly quota?: BotQuota | null
}

type Answered = { readonly headers: Headers }
export type BotSend = {
  readonly json: (request: BotRequest) => Promise<BotReply>
  /** As `json`, by any way of reading; `isFinal` says that something of it was taken already. */
  readonly through: <T extends Answered>(
    request: BotRequest,
    ask: (request: HttpRequest) => Promise<T>,
    isFinal?: () => boolean,
  ) => Promise<T>
}
export type BotReply = Awaited<ReturnType<HttpClient['json']>>

const mostAttempts = 5
const readMs = 20_000
const writeMs = 60_000
const longestPatience = 120_000

/** `attempt`: the one that failed, from 1. */
export function botBackoff(attempt: number, retryAfterMs: number | null, fraction: number): number {
  const wait = Math.max(retryAfterMs ?? 0, 1000 * 2 ** attempt)
  return Math.round(wait + fraction * Math.min(1_000, wait * 0.25))
}

export function createBotSend(ports: BotPorts): BotSend {
  const { http, clock, random, log, pace, extraHeader } = ports
  const base = ports.baseUrl.replace(/\/+$/, '').replace(/\/v1$/, '')
  const headersFor = ({ call }: BotRequest): Readonly<Record<string, HeaderValue>> => ({
    accept: 'application/json',
    authorization: async () =>
      new Secret(`Bearer ${(await stored(ports.key, 'bot', 'No key is stored for the bot.')).reveal()}`),
    ...('idempotencyKey' in call ? { 'idempotency-key': call.idempotencyKey } : {}),
    ...(extraHeader === null
      ? {}
      : {
          [extraHeader.name]: () =>
            stored(
              extraHeader.value,
              'bot_header',
              `No value is stored for the header ${extraHeader.name} of the bot.`,
            ),
        }),
  })

  const through: BotSend['through'] = async (request, ask, isFinal = () => false) => {
    const { method, scope, quota: usual } = botRoute(request.route)
    const { quota = usual } = request
    const { signal, as = 'person' } = request.call
    const began = clock.now()
    let isTold = false
    for (let attempt = 1; ; attempt += 1) {
      const turn = await pace.take(as, quota, signal)
      let heard: Headers | null = null
      try {
        if (!isTold && 'onSent' in request.call) await request.call.onSent?.()
        isTold = true
        const answer = await ask({
          method,
          url: `${base}${botPath(request.route, request.id, request.query)}`,
          headers: headersFor(request),
          ...(request.body === undefined ? {} : { body: request.body }),
          retry: 'never',
          timeoutMs: request.timeoutMs ?? (method === 'GET' ? readMs : writeMs),
          refused: (refused) => {
            heard = refused.headers
            return botRefusal(refused, scope, clock.now())
          },
          signal,
        })
        heard = answer.headers
        ports.onOutcome?.(null)
        return answer
      } catch (thrown) {
        const error = asAppError(thrown)
        const hint = typeof error.data?.['retryAfterMs'] === 'number' ? error.data['retryAfterMs'] : null
        ports.onOutcome?.(error)
        note(turn, error, quota)
        const wait = botBackoff(attempt, hint, random.fraction())
        if (error.code === 'rate_limited') turn.refused(hint ?? wait)
        const isOver = attempt >= mostAttempts || clock.now() - began + wait > longestPatience
        if (isFinal() || isOver || !mayRepeat(error, method === 'GET' || request.repeatable === true)) throw error
        log('info', 'bot.repeated', { route: request.route, code: error.code, attempt, waitMs: wait })
        turn.done(heard)
        await clock.sleep(wait, signal).catch(() => {
          throw new AppError('cancelled', 'Cancelled.', { data: { sent: error.data?.['sent'] !== false } })
        })
      } finally {
        turn.done(heard)
      }
    }
  }
  return { through, json: (request) => through(request, http.json) }
}

function note(turn: Turn, error: AppError, quota: Parameters<Turn['exhausted']>[0] | null): void {
  const until = error.data?.['resetsAt']
  if (error.code === 'quota_exhausted' && quota !== null && typeof until === 'number') turn.exhausted(quota, until)
}

/** A write that may have happened is not asked again here: whoever signed it has to find out first. */
function mayRepeat(error: AppError, isRead: boolean): boolean {
  if (error.code === 'rate_limited') return true
  if (!isWorthRepeating(error)) return false
  return isRead || (error.code === 'unreachable' && error.data?.['sent'] === false)
}

async function stored(get: () => Promise<Secret | null>, name: SecretName, otherwise: string): Promise<Secret> {
  const secret = await get()
  if (secret !== null && secret.reveal() !== '') return secret
  throw new AppError('missing_secret', `${otherwise} Add it under Settings.`, { data: { sent: false, secret: name } })
}

/** What a reader cannot read is an error of its own, with where it came from. */
export function readOr<T>(
  reply: Pick<BotReply, 'json' | 'status' | 'headers'>,
  read: (json: unknown) => T | null,
  what: string,
): T {
  const value = read(reply.json)
  if (value === null) throw nonsense(`The bot answered with ${what} in a form nobody documented.`, reply)
  return value
}
