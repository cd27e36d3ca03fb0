import type { Arguments, Json } from '#contract/tool.ts'
import { isObject } from '#main/domain/json-object.ts'
import { schemaFault, validateArguments } from '#main/domain/schema.ts'
import { resolvePointer } from '#main/domain/pointer.ts'

/** Arguments that a JSON Schema lets through, as somebody might really give them: for trying a tool out before it exists. */
type Schema = { readonly [key: string]: Json }

const deepest = 8
/** A schema that speaks of itself can ask for more than anybody wants to see. */
const mostValues = 2_000
const longestText = 10_000

export function sampleArguments(parameters: Schema): {
  readonly arguments: Arguments
  readonly issues: readonly string[]
} {
  const fault = schemaFault(parameters)
  if (fault !== null) return { arguments: {}, issues: [`The schema cannot be used: ${fault}`] }
  const made = sampleOf(parameters, { schema: parameters, left: mostValues }, '', 0)
  const args = isObject(made) ? made : {}
  const issues = validateArguments(parameters, args).map(({ pointer, message }) => `${pointer} ${message}`.trim())
  return { arguments: args, issues }
}

const listIn = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])
const numberIn = (value: Json | undefined): number | null => (typeof value === 'number' ? value : null)

/** The whole schema, and how many values may still be made of it. */
type Root = { readonly schema: Schema; left: number }

/** `name`: of the property, which says more than the type does. */
function sampleOf(given: Json | undefined, root: Root, name: string, depth: number): Json {
  const schema = follow(given, root.schema, 0)
  root.left -= 1
  if (schema === null || depth > deepest || root.left < 0) return null
  for (const key of ['const', 'default'] as const) if (schema[key] !== undefined) return schema[key]
  const [example] = [...listIn(schema['examples']), ...listIn(schema['enum'])]
  if (example !== undefined) return example
  const [choice] = [...listIn(schema['oneOf']), ...listIn(schema['anyOf'])]
  if (choice !== undefined) return sampleOf(choice, root, name, depth + 1)
  const all = listIn(schema['allOf'])
    .map((one) => follow(one, root.schema, 0))
    .filter((one) => one !== null)
  if (all.length === 0) return byType(schema, root, name, depth)
  const whole: Schema = Object.fromEntries([schema, ...all].flatMap((one) => Object.entries(one)))
  return byType({ ...whole, properties: mergedProperties([schema, ...all]) }, root, name, depth)
}

const mergedProperties = (schemas: readonly Schema[]): Schema =>
  Object.fromEntries(schemas.flatMap(({ properties }) => (isObject(properties) ? Object.entries(properties) : [])))

function byType(schema: Schema, root: Root, name: string, depth: number): Json {
  const [type] = listIn(schema['type']).length > 0 ? listIn(schema['type']) : [schema['type']]
  switch (type ?? (isObject(schema['properties']) || depth === 0 ? 'object' : 'string')) {
    case 'object': {
      const properties = isObject(schema['properties']) ? schema['properties'] : {}
      const made = Object.entries(properties).map(([key, one]) => [key, sampleOf(one, root, key, depth + 1)] as const)
      return Object.fromEntries(
        made.filter(([key, value]) => value !== null || listIn(schema['required']).includes(key)),
      )
    }
    case 'array': {
      const length = Math.min(3, Math.max(1, numberIn(schema['minItems']) ?? 1))
      return Array.from({ length }, () => sampleOf(schema['items'] ?? {}, root, name, depth + 1))
    }
    case 'integer':
    case 'number':
      return numberFor(schema, type === 'integer')
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return textFor(schema, name)
  }
}

function follow(given: Json | undefined, root: Schema, hops: number): Schema | null {
  if (given === true) return {}
  if (!isObject(given)) return null
  const reference = given['$ref']
  if (typeof reference !== 'string') return given
  if (hops > deepest || !reference.startsWith('#')) return null
  return follow(resolvePointer(root, pointerIn(reference)), root, hops + 1)
}

function pointerIn(reference: string): string {
  try {
    return decodeURIComponent(reference.slice(1))
  } catch {
    return reference.slice(1)
  }
}

function numberFor(schema: Schema, whole: boolean): number {
  const step = numberIn(schema['multipleOf']) ?? (whole ? 1 : null)
  const above = numberIn(schema['exclusiveMinimum'])
  const low = numberIn(schema['minimum']) ?? (above === null ? null : above + (step ?? 1))
  const below = numberIn(schema['exclusiveMaximum'])
  const high = numberIn(schema['maximum']) ?? (below === null ? null : below - (step ?? 1))
  const wanted = Math.max(low ?? -Infinity, Math.min(high ?? Infinity, 1))
  return step === null ? wanted : Math.ceil(wanted / step) * step
}

const formats: Readonly<Record<string, string>> = {
  email: 'alex@example.com',
  date: '2026-03-14',
  'date-time': '2026-03-14T10:30:00Z',
  time: '10:30:00Z',
  uri: 'https://example.com/',
  uuid: '3f0c2a9e-5b71-4d86-9a40-1c2e7f6b8d90',
  ipv4: '192.0.2.10',
}

const names: readonly (readonly [RegExp, string])[] = [
  [/e-?mail/i, 'alex@example.com'],
  [/phone|mobile/i, '+14155550123'],
  [/date|day/i, '2026-03-14'],
  [/time/i, '10:30'],
  [/name/i, 'Alex Moreau'],
  [/city|town/i, 'Lyon'],
  [/address|street/i, '12 Mill Lane'],
  [/currency/i, 'USD'],
  [/url|link/i, 'https://example.com/'],
  [/(?:^|_)id$|number|code/i, '10433'],
  [/reason|note|comment|message|text|summary/i, 'The caller asked for it.'],
]

function textFor(schema: Schema, name: string): string {
  const { format } = schema
  const known = typeof format === 'string' ? formats[format] : names.find(([pattern]) => pattern.test(name))?.[1]
  const text = known ?? name.replaceAll('_', ' ')
  const shortest = numberIn(schema['minLength']) ?? 0
  const longest = numberIn(schema['maxLength']) ?? Infinity
  return (text === '' ? 'text' : text).padEnd(Math.min(shortest, longestText), 'x').slice(0, longest)
}
