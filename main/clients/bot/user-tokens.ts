/**
 * Tokens that say which customer asks. They are made by the company's own endpoint, or pasted by a person, never here. One is
 * used until half a minute before it runs out, and kept in memory only.
 */
import type { BotUser } from '#contract/bot.ts'
import type { HttpClient } from '#main/clients/http/http.ts'
import { isFields, nonsense } from '#main/clients/http/errors.ts'
import type { HeaderValue } from '#main/clients/http/headers.ts'
import { momentOf, wordsOrNull } from '#main/clients/wire-values.ts'
import type { Clock } from '#main/kernel/ports.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import { Secret } from '#main/kernel/secret.ts'

export type UserTokens = {
  /** Null: nobody in particular asks. `renew`: the one from before was refused. */
  readonly of: (user: BotUser | null, renew: boolean, signal: AbortSignal) => Promise<string | null>
  /** Whether another one can be had where this one ran out. */
  readonly canRenew: (user: BotUser | null) => boolean
}

const mostKept = 500
const earlyMs = 30_000
/** Where the endpoint does not say, and the token does not either. */
const usualMs = 300_000

export function createUserTokens(ports: {
  readonly http: HttpClient
  readonly clock: Clock
  /** Null: there is no such endpoint. */
  readonly url: string | null
  readonly key: () => Promise<Secret | null>
}): UserTokens {
  const { http, clock, url } = ports
  const kept = new Map<string, { readonly token: Secret; readonly until: number }>()

  const obtain = async (address: string, signal: AbortSignal): Promise<string> => {
    const key = await ports.key()
    const headers: Record<string, HeaderValue> = { accept: 'application/json' }
    if (key !== null && key.reveal() !== '') headers['authorization'] = async () => new Secret(`Bearer ${key.reveal()}`)
    const asked = { method: 'GET', url: address, headers, retry: 'read', timeoutMs: 10_000, signal } as const
    const answer = await http.json(asked).catch((thrown: unknown) => {
      const error = asAppError(thrown)
      if (error.code === 'cancelled') throw error
      throw new AppError(error.code, `The endpoint for tokens of customers did not give one. ${error.message}`, {
        cause: error,
        // The bot was not asked.
        data: { ...error.data, sent: false, of: 'user_token' },
      })
    })
    const token = isFields(answer.json) ? wordsOrNull(answer.json['token']) : null
    if (token === null) throw nonsense('The endpoint for tokens of customers answered without a token.', answer)
    const until = isFields(answer.json) ? momentOf(answer.json['expires_at']) : null
    kept.set(address, { token: new Secret(token), until: (until ?? clock.now() + usualMs) - earlyMs })
    const [oldest] = kept.keys()
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
    return token
  }

  return {
    canRenew: (user) => user?.kind === 'customer' && url !== null,
    of: async (user, renew, signal) => {
      if (user === null) return null
      if (user.kind === 'pasted') return user.token.trim()
      const address = url === null ? null : addressOf(url, user)
      if (address === null) return null
      const known = kept.get(address)
      if (!renew && known !== undefined && clock.now() < known.until) return known.token.reveal()
      kept.delete(address)
      return obtain(address, signal)
    },
  }
}

/** Null: it asks for something this customer does not have. */
function addressOf(url: string, user: Extract<BotUser, { readonly kind: 'customer' }>): string | null {
  const values: Readonly<Record<string, string | null>> = { email: user.email, id: user.id }
  const names = [...url.matchAll(/\{(email|id)\}/g)].map(([, name = '']) => name)
  if (names.some((name) => (values[name] ?? '') === '')) return null
  return url.replace(/\{(email|id)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''))
}
