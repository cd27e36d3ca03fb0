/** Asks xAI what a key is good for. A refused key is an answer, not an error: the check says so in one sentence. */
import { z } from 'zod'
import type { KeyPermission } from '#contract/model.ts'
import type { ConnectionCheck } from '#contract/settings.ts'
import type { HttpClient } from '#main/clients/http/http.ts'
import { bearer } from '#main/clients/http/headers.ts'
import { momentOf, withoutSlash } from '#main/clients/wire-values.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { Clock } from '#main/kernel/ports.ts'
import type { Secret } from '#main/kernel/secret.ts'

const KeySchema = z.object({
  name: z.string().nullish(),
  redacted_api_key: z.string().nullish(),
  create_time: z.unknown().optional(),
  modify_time: z.unknown().optional(),
  acls: z.array(z.string()).nullish(),
  team_blocked: z.boolean().nullish(),
  api_key_blocked: z.boolean().nullish(),
  api_key_disabled: z.boolean().nullish(),
  disabled: z.boolean().nullish(),
})
type Key = z.infer<typeof KeySchema>

/** What a key is asked to be good for: endpoints by the name of their permission, and models. */
export type KeyNeeds = {
  readonly endpoints: readonly { readonly name: string; readonly label: string }[]
  readonly models: readonly string[]
}

export type KeyAnswer = {
  readonly verdict: 'usable' | 'short' | 'refused' | 'unreachable'
  readonly summary: string
  readonly latencyMs: number
  readonly title: string | null
  readonly createdAt: number | null
  readonly changedAt: number | null
  readonly permissions: readonly KeyPermission[]
  /** Ids of models by its permissions; `*`: all. */
  readonly models: readonly string[]
}

/** What every desk needs of the key its agent speaks with. */
export const chatNeeds: KeyNeeds = { endpoints: [{ name: 'chat', label: 'Chat endpoint' }], models: [] }

const ofEndpoint = 'api-key:endpoint:'
const ofModel = 'api-key:model:'

/** By the whole text, or by a trailing asterisk. */
export const covers = (acls: readonly string[], wanted: string): boolean =>
  acls.some((acl) => acl === wanted || (acl.endsWith('*') && wanted.startsWith(acl.slice(0, -1))))

export function permissionsOf(key: Key, needs: KeyNeeds): readonly KeyPermission[] {
  const acls = key.acls ?? []
  const state = (label: string, granted: boolean): KeyPermission => ({ label, acl: null, need: 'needed', granted })
  const needed = (label: string, acl: string): KeyPermission => ({
    label,
    acl,
    need: 'needed',
    granted: covers(acls, acl),
  })
  const models = needs.models.length === 0 ? [needed('All models', `${ofModel}*`)] : []
  const wanted = [
    ...needs.endpoints.map(({ name, label }) => needed(label, `${ofEndpoint}${name}`)),
    ...models,
    ...needs.models.map((model) => needed(`Model ${model}`, `${ofModel}${model}`)),
  ]
  // An asterisk says more than is needed too, and every console gives it: only what is named one by one is told of.
  const more = acls.filter((acl) => !acl.endsWith('*') && !wanted.some((one) => one.acl === acl))
  return [
    state('Key is enabled', !(key.api_key_disabled ?? key.disabled ?? false)),
    state('Key is not blocked', !(key.api_key_blocked ?? false)),
    state('Team is not blocked', !(key.team_blocked ?? false)),
    ...wanted,
    ...more.map((acl): KeyPermission => ({ label: acl.replace(/^api-key:/, ''), acl, need: 'more', granted: true })),
  ]
}

const advice: Readonly<Record<string, string>> = {
  unauthorised: 'xAI does not know this key. Copy it again from the console.',
  forbidden: 'xAI knows this key, but it may not be used here. Check its permissions in the console.',
  missing_secret: 'No key is stored. Paste one.',
  not_found: 'There is no xAI API at this address. Check the base URL.',
  protocol: 'Something answered at this address, but it is not the xAI API.',
}
const refusing = new Set(['unauthorised', 'forbidden', 'missing_secret'])

type Ports = {
  readonly http: HttpClient
  readonly clock: Clock
  readonly baseUrl: string
  readonly key: () => Promise<Secret | null>
}

export async function askAboutKey(ports: Ports, needs: KeyNeeds, signal: AbortSignal): Promise<KeyAnswer> {
  const began = ports.clock.now()
  try {
    const answer = await ports.http.json({
      method: 'GET',
      url: `${withoutSlash(ports.baseUrl)}/api-key`,
      headers: { authorization: bearer(ports.key, 'xAI'), accept: 'application/json' },
      retry: 'read',
      timeoutMs: 10_000,
      budgetMs: 10_000,
      maxBytes: 256 * 1024,
      signal,
    })
    const parsed = KeySchema.safeParse(answer.json)
    if (!parsed.success) throw new AppError('protocol', 'Not a key description.')
    return describe(parsed.data, needs, answer.latencyMs)
  } catch (thrown) {
    const error = asAppError(thrown)
    if (error.code === 'cancelled') throw error
    const unknown = { title: null, createdAt: null, changedAt: null, permissions: [], models: [] }
    return {
      ...unknown,
      verdict: refusing.has(error.code) ? 'refused' : 'unreachable',
      summary: advice[error.code] ?? error.message,
      latencyMs: ports.clock.now() - began,
    }
  }
}

function describe(key: Key, needs: KeyNeeds, latencyMs: number): KeyAnswer {
  const permissions = permissionsOf(key, needs)
  const title = key.name ?? key.redacted_api_key ?? null
  const name = title ?? 'this key'
  const lacking = permissions.find((permission) => permission.need === 'needed' && !permission.granted)
  const isOff = lacking !== undefined && lacking.acl === null
  const models = (key.acls ?? []).filter((acl) => acl.startsWith(ofModel)).map((acl) => acl.slice(ofModel.length))
  return {
    verdict: lacking === undefined ? 'usable' : isOff ? 'refused' : 'short',
    summary:
      lacking === undefined
        ? `xAI accepts "${name}".`
        : `xAI knows "${name}", but it cannot be used; this does not hold: ${lacking.label.toLowerCase()}.`,
    latencyMs,
    title,
    createdAt: momentOf(key.create_time),
    changedAt: momentOf(key.modify_time),
    permissions,
    models,
  }
}

/** The same for the check of a connection. */
export async function checkKey(ports: Ports, signal: AbortSignal): Promise<ConnectionCheck> {
  const { verdict, summary, latencyMs, permissions } = await askAboutKey(ports, chatNeeds, signal)
  return {
    ok: verdict === 'usable',
    summary,
    latencyMs,
    permissions: permissions.map(({ label, granted }) => ({ label, granted })),
  }
}
