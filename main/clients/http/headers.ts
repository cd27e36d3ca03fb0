/** Request headers whose values may be secrets: fetched at the last moment, and struck out of everything that is told. */
import { AppError, asAppError } from '#main/kernel/errors.ts'
import { Secret } from '#main/kernel/secret.ts'

export type HeaderValue = string | (() => Promise<Secret>)

/** `Authorization` for a key that is looked up on each call; none stored is its own error, and nothing is sent. */
export const bearer =
  (key: () => Promise<Secret | null>, whose: string): (() => Promise<Secret>) =>
  async () => {
    const secret = await key()
    if (secret === null || secret.reveal() === '')
      throw new AppError('missing_secret', `No key is stored for ${whose}.`, { data: { sent: false } })
    return new Secret(`Bearer ${secret.reveal()}`)
  }

export type ResolvedHeaders = { readonly headers: Record<string, string>; readonly secrets: readonly string[] }

export async function resolveHeaders(
  values: Readonly<Record<string, HeaderValue>>,
  hasBody: boolean,
): Promise<ResolvedHeaders> {
  const headers: Record<string, string> = hasBody ? { 'content-type': 'application/json' } : {}
  const secrets: string[] = []
  for (const [name, value] of Object.entries(values)) {
    const lower = name.toLowerCase()
    if (typeof value === 'string') {
      headers[lower] = value
      continue
    }
    const revealed = (await untouched(value)).reveal()
    secrets.push(revealed, revealed.replace(/^\S+ /, ''))
    headers[lower] = revealed
  }
  return { headers, secrets }
}

/** A failing vault happens before the request: whatever it threw, nothing was sent. */
async function untouched(value: () => Promise<Secret>): Promise<Secret> {
  try {
    return await value()
  } catch (thrown) {
    const error = asAppError(thrown)
    throw new AppError(error.code, error.message, { cause: error, data: { ...error.data, sent: false } })
  }
}

/** The same error with every secret struck out of its message, for peers that quote what they were sent. */
export function hideSecrets(error: AppError, secrets: readonly string[]): AppError {
  const strike = (text: string): string =>
    secrets.reduce((rest, secret) => (secret.length >= 4 ? rest.replaceAll(secret, '[secret]') : rest), text)
  const message = strike(error.message)
  const told = JSON.stringify(error.data ?? null)
  const hidden = strike(told)
  if (message === error.message && told === hidden) return error
  return new AppError(error.code, message, { data: JSON.parse(hidden) as Record<string, unknown> })
}
