import { ConfigurationSchema, type Configuration } from '#contract/settings.ts'
import { defaultKeys, KeyChoiceSchema } from '#contract/preferences.ts'
import { JsonSchema, type Json } from '#contract/tool.ts'
import { isObject } from '#main/domain/json-object.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Store } from '#main/store/store.ts'

const key = 'configuration'

export const emptyConfiguration: Configuration = ConfigurationSchema.parse({ version: 1 })

/** The document as stored; the empty one where there is none. Throws `invalid_input` where it can no longer be read. */
export async function readConfiguration(store: Store): Promise<Configuration> {
  const stored = await store.settings.get(key)
  return stored === null ? emptyConfiguration : parseConfiguration(withReadableKeys(stored))
}

/** Keys that cannot be read must not keep a desk from starting: the default ones take their place, and it is said. */
function withReadableKeys(stored: Json): Json {
  if (!isObject(stored) || !isObject(stored['settings'])) return stored
  const { keys } = stored['settings']
  if (keys === undefined || KeyChoiceSchema.safeParse(keys).success) return stored
  return { ...stored, settings: { ...stored['settings'], keys: { ...defaultKeys, unread: true } } }
}

export async function writeConfiguration(store: Store, configuration: Configuration): Promise<void> {
  await store.settings.put(key, JsonSchema.parse(JSON.parse(JSON.stringify(configuration))))
}

/** Checks a document and names the first field that is wrong. */
export function parseConfiguration(document: unknown): Configuration {
  const parsed = ConfigurationSchema.safeParse(document)
  if (parsed.success) {
    requireUniqueTools(parsed.data)
    return parsed.data
  }
  const fields = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))
  const first = fields[0]
  throw new AppError('invalid_input', `${first?.path ?? 'document'}: ${first?.message ?? 'invalid'}`, {
    data: { fields },
  })
}

function requireUniqueTools(configuration: Configuration): void {
  const names = configuration.tools.map((tool) => tool.name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new AppError('invalid_input', `tools: ${twice} is declared twice`)
}

/** True where neither a model nor a helpdesk is connected. */
export const isUnconnected = (configuration: Configuration): boolean =>
  configuration.connections.xai === undefined && configuration.connections.helpdesk === undefined
