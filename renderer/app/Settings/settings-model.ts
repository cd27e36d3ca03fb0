import type { Configuration, HelpdeskSettings, SecretName } from '#contract/settings.ts'
import { ConfigurationSchema } from '#contract/settings.ts'
import type { CatalogueTool, Risk } from '#contract/tool.ts'
import { CatalogueToolSchema } from '#contract/tool.ts'
import { t } from '#renderer/ui/language.ts'

/** What the settings screens know without asking: tiers, regions, which keys there are, and how a document is refused. */
export type Decisions = Configuration['defaultDecisions']
export type Tier = keyof Decisions
export const tiers: readonly { readonly name: Tier; readonly risk: Risk }[] = [
  { name: 'R0', risk: 0 },
  { name: 'R1', risk: 1 },
  { name: 'R2', risk: 2 },
  { name: 'R3', risk: 3 },
  { name: 'R4', risk: 4 },
]

export const regions = [
  { id: 'us', label: 'US', baseUrl: 'https://api.intercom.io' },
  { id: 'eu', label: 'EU', baseUrl: 'https://api.eu.intercom.io' },
  { id: 'au', label: t('Australia'), baseUrl: 'https://api.au.intercom.io' },
] as const

export const regionOf = (baseUrl: string): string =>
  regions.find((region) => region.baseUrl === baseUrl.replace(/\/$/, ''))?.label ?? t('own address')

export const chatwootAddress = 'https://app.chatwoot.com'

/** A connection nobody has filled in yet. */
export const emptyHelpdesk = (kind: HelpdeskSettings['kind']): HelpdeskSettings =>
  kind === 'intercom'
    ? { kind, baseUrl: regions[0].baseUrl, version: '2.14', pollSeconds: 15, escalationTag: 'escalate' }
    : { kind, baseUrl: chatwootAddress, accountId: 1, pollSeconds: 15, escalationTag: 'escalate' }

/** Another provider. An address of somebody's own stays: a proxy or a test system may be both. */
export function otherHelpdesk(from: HelpdeskSettings, kind: HelpdeskSettings['kind']): HelpdeskSettings {
  const usual: readonly string[] = [chatwootAddress, ...regions.map((region) => region.baseUrl)]
  const { baseUrl, pollSeconds } = from
  return { ...emptyHelpdesk(kind), pollSeconds, ...(usual.includes(baseUrl) ? {} : { baseUrl }) }
}

/** What Chatwoot cannot do, or does in another way, as far as somebody at this desk would notice. */
export const unlikeIntercom: readonly string[] = [
  t('The desk acts as whoever the token belongs to; it cannot act as somebody else.'),
  t('Labels are written as a whole list: one that a colleague adds in the same second may be lost.'),
  t(
    'Only an administrator’s token can make a label that does not exist yet. Without one it is set, and Chatwoot does not show it.',
  ),
  t('A conversation closes without words of its own, and an answer to a closed one does not reopen it.'),
  t('Conversations that Chatwoot calls pending count as open.'),
  t(
    'Where a channel ends the time for answers, nothing is sent; what it could not deliver is said in the conversation.',
  ),
]

/** Keys that HTTP tools name in their headers. */
export const toolSecrets = (tools: readonly CatalogueTool[]): readonly SecretName[] => {
  const found = tools.flatMap((tool) => {
    if (tool.kind !== 'http') return []
    const headers = [...Object.values(tool.request.headers), ...Object.values(tool.probe?.headers ?? {})].join('\n')
    return [...headers.matchAll(/\{\{\s*secret\.([A-Za-z0-9_-]{1,64})\s*\}\}/g)].map((match) => match[1] ?? '')
  })
  return [...new Set(found)].map((name) => `tool:${name}` as const)
}

export type Refusal = { readonly path: string; readonly message: string }

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string }
const refusalsOf = (issues: readonly Issue[]): readonly Refusal[] =>
  issues.map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message }))

export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusals: readonly Refusal[] }

const parsed = (text: string): Reading<unknown> => {
  try {
    return { ok: true, value: JSON.parse(text) as unknown }
  } catch (error) {
    return {
      ok: false,
      refusals: [{ path: '', message: error instanceof Error ? error.message : t('Not valid JSON') }],
    }
  }
}

export const checkConfiguration = (value: unknown): Reading<Configuration> => {
  const read = ConfigurationSchema.safeParse(value)
  return read.success ? { ok: true, value: read.data } : { ok: false, refusals: refusalsOf(read.error.issues) }
}

export const readConfiguration = (text: string): Reading<Configuration> => {
  const json = parsed(text)
  return json.ok ? checkConfiguration(json.value) : json
}

/** One tool as JSON. `taken` are the names it must not have. */
export const readTool = (text: string, taken: readonly string[]): Reading<CatalogueTool> => {
  const json = parsed(text)
  if (!json.ok) return json
  const read = CatalogueToolSchema.safeParse(json.value)
  if (!read.success) return { ok: false, refusals: refusalsOf(read.error.issues) }
  if (taken.includes(read.data.name))
    return {
      ok: false,
      refusals: [{ path: 'name', message: t('There is a tool called {{name}} already', { name: read.data.name }) }],
    }
  return { ok: true, value: read.data }
}

export const newTool =
  '{\n  "kind": "http",\n  "name": "get_order",\n  "description": "Looks up one order.",\n  "risk": 0,\n  "access": "read",\n  "parameters": {\n    "type": "object",\n    "required": ["order_id"],\n    "properties": { "order_id": { "type": "string", "title": "Order" } }\n  },\n  "sentence": "Look up order {{args.order_id|id}}",\n  "system": "Order system, live",\n  "request": {\n    "method": "GET",\n    "url": "https://orders.example.com/orders/{{args.order_id}}",\n    "headers": { "authorization": "Bearer {{secret.orders}}" }\n  }\n}'
