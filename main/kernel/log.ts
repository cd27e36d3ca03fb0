import type { Json } from '#contract/tool.ts'
import type { Clock, Log, LogLevel } from '#main/kernel/ports.ts'

const weights: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 }
const hidden = '[secret]'
const longest = 2000

/** Shapes of keys we know of. A log should never be handed one; this is for the day it is. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/\b(bearer|basic|token)(\s+|%20)[A-Za-z0-9+/=._~-]{8,}/gi, `$1 ${hidden}`],
  [/\b(?:xai|sk|pk|rk|ghp|xoxb)[-_][A-Za-z0-9_-]{8,}/g, hidden],
  [/\bdG9r[A-Za-z0-9+/=_-]{16,}/g, hidden],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/g, hidden],
  [/(:\/\/)[^\s/@:]*:[^\s/@]+@/g, `$1${hidden}@`],
  [/([?&#](?:token|key|api_key|access_token|secret|password)=)[^&\s"']+/gi, `$1${hidden}`],
]
const secretName =
  /^(?:authorization|proxy-authorization|cookie|set-cookie|x-api-key|.*(?:secret|password|passphrase|token|api_?key))$/i

/** The text without anything that looks like a key. */
export function scrub(text: string): string {
  return shapes.reduce((scrubbed, [shape, replacement]) => scrubbed.replace(shape, replacement), text)
}

const shorten = (text: string) => (text.length > longest ? `${text.slice(0, longest)}… (${text.length})` : text)

/** The whole of a JSON value without anything that looks like a key, also where JSON stands in a string, as arguments of tools do. */
export function withoutSecrets(value: Json): Json {
  if (typeof value === 'string') return scrub(withoutSecretsInside(value))
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withoutSecrets)
  return Object.fromEntries(
    Object.entries(value as { readonly [name: string]: Json }).map(([name, item]) => [
      name,
      secretName.test(name) && typeof item !== 'number' && typeof item !== 'boolean' && item !== null
        ? hidden
        : withoutSecrets(item),
    ]),
  )
}

/** Stays as it was written where nothing was hidden. */
function withoutSecretsInside(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text
  try {
    const inside = JSON.parse(text) as Json
    const scrubbed = JSON.stringify(withoutSecrets(inside))
    return scrubbed === JSON.stringify(inside) ? text : scrubbed
  } catch {
    return text
  }
}

/** A value as a log line may hold it: keys replaced, errors spelled out, depth and length bounded, cycles cut. */
function plain(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return shorten(scrub(value))
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? '[function]' : value
  if (depth > 5) return '[deep]'
  if (value instanceof Error) {
    const { name, message, stack, cause } = value
    const code: unknown = Reflect.get(value, 'code')
    return plain({ name, message, ...(code === undefined ? {} : { code }), stack, cause }, depth + 1)
  }
  const toJson: unknown = Reflect.get(value, 'toJSON')
  if (typeof toJson === 'function') return plain(toJson.call(value), depth + 1)
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => plain(item, depth + 1))
  const entries = Object.entries(value).slice(0, 50)
  return Object.fromEntries(
    entries.map(([name, item]) => {
      const tellsSecret = secretName.test(name) && typeof item !== 'number' && typeof item !== 'boolean'
      return [name, tellsSecret && item !== null && item !== undefined ? hidden : plain(item, depth + 1)]
    }),
  )
}

/**
 * One JSON object per line: time, level, event, fields. Names, not payloads: callers pass ids, counts and codes. A sink
 * that fails is ignored, because nothing may stop for want of a log.
 */
export function createLog(sink: (line: string) => void, clock: Pick<Clock, 'now'>, least: LogLevel = 'info'): Log {
  return (level, event, fields = {}) => {
    if (weights[level] < weights[least]) return
    try {
      const rest = plain(fields, 0) as Readonly<Record<string, unknown>>
      sink(`${JSON.stringify({ at: new Date(clock.now()).toISOString(), level, event, ...rest })}\n`)
    } catch {
      // See above.
    }
  }
}
