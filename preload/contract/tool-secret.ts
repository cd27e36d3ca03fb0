import type { Json } from '#contract/tool.ts'

/**
 * Secrets in the settings of tools that run at the provider: an MCP server's authorization and headers, and what an address of
 * it says before its host or as a token. They are never given out: in place of each stands a mark with the fingerprint of its
 * value. A mark that is sent back means "as it is"; anything else in its place is a new value.
 */
const secretName = /^(?:authorization|(?:extra_)?headers|.*(?:secret|password|token|api_?key))$/i
const addressName = /ur[il]$/i
/** Of an address: who asks, and parameters that are keys by their names. */
const inAddress =
  /(?<=^[a-z][a-z0-9+.-]*:\/\/)[^/?#]+(?=@)|(?<=[?&#](?:auth(?:orization)?|key|sig(?:nature)?|[^=&#]*(?:secret|passw(?:or)?d|token|api[_-]?key))=)[^&#]+/gi
const marked = /^\[kept secret ([0-9a-f]{16})\]$/

export const secretMark = (fingerprint: string): string => `[kept secret ${fingerprint}]`

/** Null: it is no mark. */
export const markedSecret = (text: string): string | null => marked.exec(text)?.[1] ?? null

/** With each text that stands for a secret replaced, wherever in the settings its name stands. Empty ones are none. */
export function mapSecrets<T extends Json>(settings: T, replace: (text: string) => string): T
export function mapSecrets(settings: Json, replace: (text: string) => string): Json {
  return walk(settings, 'plain', replace)
}

export function hasKeptSecret(settings: Json): boolean {
  let found = false
  mapSecrets(settings, (text) => {
    found ||= markedSecret(text) !== null
    return text
  })
  return found
}

/** What a value is by the names above it. */
type Holding = 'plain' | 'address' | 'secret'

function holdingOf(name: string, above: Holding): Holding {
  if (above === 'secret' || secretName.test(name)) return 'secret'
  return addressName.test(name) ? 'address' : above
}

function walk(value: Json, holding: Holding, replace: (text: string) => string): Json {
  if (typeof value === 'string') {
    if (holding === 'address') return value.replaceAll(inAddress, (piece) => replace(piece))
    return holding === 'secret' && value !== '' ? replace(value) : value
  }
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one: Json) => walk(one, holding, replace))
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [name, walk(held as Json, holdingOf(name, holding), replace)]),
  )
}
