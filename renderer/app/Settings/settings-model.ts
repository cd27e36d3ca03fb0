import type { Configuration, SecretName } from '#contract/settings.ts'
import { ConfigurationSchema } from '#contract/settings.ts'
import type { CatalogueTool, Risk } from '#contract/tool.ts'
import { CatalogueToolSchema } from '#contract/tool.ts'

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
  { id: 'au', label: 'Australia', baseUrl: 'https://api.au.intercom.io' },
] as const

export const regionOf = (baseUrl: string): string =>
  regions.find((region) => region.baseUrl === baseUrl.replace(/\/$/, ''))?.label ?? 'own address'

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
    return { ok: false, refusals: [{ path: '', message: error instanceof Error ? error.message : 'Not valid JSON' }] }
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
    return { ok: false, refusals: [{ path: 'name', message: `There is a tool called ${read.data.name} already` }] }
  return { ok: true, value: read.data }
}

export const newTool = `{
  "kind": "http",
  "name": "get_order",
  "description": "Looks up one order.",
  "risk": 0,
  "access": "read",
  "parameters": {
    "type": "object",
    "required": ["order_id"],
    "properties": { "order_id": { "type": "string", "title": "Order" } }
  },
  "sentence": "Look up order {{args.order_id|id}}",
  "system": "Order system, live",
  "request": {
    "method": "GET",
    "url": "https://orders.example.com/orders/{{args.order_id}}",
    "headers": { "authorization": "Bearer {{secret.orders}}" }
  }
}`
