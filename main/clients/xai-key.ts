/** Asks xAI what a key is good for. A refused key is an answer, not an error: the check says so in one sentence. */
import { z } from 'zod'
import type { ConnectionCheck } from '#contract/settings.ts'
import type { HttpClient } from '#main/clients/http.ts'
import { bearer } from '#main/clients/http-headers.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { Clock } from '#main/kernel/ports.ts'
import type { Secret } from '#main/kernel/secret.ts'

const KeySchema = z.object({
  name: z.string().nullish(),
  redacted_api_key: z.string().nullish(),
  acls: z.array(z.string()).nullish(),
  team_blocked: z.boolean().nullish(),
  api_key_blocked: z.boolean().nullish(),
  api_key_disabled: z.boolean().nullish(),
  disabled: z.boolean().nullish(),
})
type Key = z.infer<typeof KeySchema>

const covers = (acls: readonly string[], wanted: string): boolean =>
  acls.some((acl) => acl === wanted || (acl.endsWith('*') && wanted.startsWith(acl.slice(0, -1))))

/** The two permissions the desk needs, then what else the key says of itself. */
function permissionsOf(key: Key): ConnectionCheck['permissions'] {
  const acls = key.acls ?? []
  return [
    { label: 'Key is enabled', granted: !(key.api_key_disabled ?? key.disabled ?? false) },
    { label: 'Key is not blocked', granted: !(key.api_key_blocked ?? false) },
    { label: 'Team is not blocked', granted: !(key.team_blocked ?? false) },
    { label: 'Chat endpoint', granted: covers(acls, 'api-key:endpoint:chat') },
    { label: 'All models', granted: covers(acls, 'api-key:model:*') },
    ...acls.filter((acl) => !acl.endsWith(':*')).map((acl) => ({ label: acl.replace(/^api-key:/, ''), granted: true })),
  ]
}

const advice: Readonly<Record<string, string>> = {
  unauthorised: 'xAI does not know this key. Copy it again from the console.',
  forbidden: 'xAI knows this key, but it may not be used here. Check its permissions in the console.',
  missing_secret: 'No key is stored. Paste one.',
  not_found: 'There is no xAI API at this address. Check the base URL.',
  protocol: 'Something answered at this address, but it is not the xAI API.',
}

export async function checkKey(
  ports: {
    readonly http: HttpClient
    readonly clock: Clock
    readonly baseUrl: string
    readonly key: () => Promise<Secret | null>
  },
  signal: AbortSignal,
): Promise<ConnectionCheck> {
  const began = ports.clock.now()
  try {
    const answer = await ports.http.json({
      method: 'GET',
      url: `${ports.baseUrl.replace(/\/+$/, '')}/api-key`,
      headers: { authorization: bearer(ports.key, 'xAI'), accept: 'application/json' },
      retry: 'read',
      timeoutMs: 10_000,
      budgetMs: 10_000,
      maxBytes: 256 * 1024,
      signal,
    })
    const parsed = KeySchema.safeParse(answer.json)
    if (!parsed.success) throw new AppError('protocol', 'Not a key description.')
    const permissions = permissionsOf(parsed.data)
    const ok = permissions.slice(0, 3).every((permission) => permission.granted)
    const name = parsed.data.name ?? parsed.data.redacted_api_key ?? 'this key'
    const refused = permissions.find((permission) => !permission.granted)
    const summary = ok
      ? `xAI accepts "${name}".`
      : `xAI knows "${name}", but it cannot be used; this does not hold: ${refused?.label.toLowerCase() ?? ''}.`
    return { ok, summary, latencyMs: answer.latencyMs, permissions }
  } catch (thrown) {
    const error = asAppError(thrown)
    if (error.code === 'cancelled') throw error
    const summary = advice[error.code] ?? error.message
    return { ok: false, summary, latencyMs: ports.clock.now() - began, permissions: [] }
  }
}
