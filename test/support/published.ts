import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import type { ErrorObject, ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { parse } from 'yaml'

/**
 * A published OpenAPI 3.0 description as a judge of what is asked and answered: `described` holds a body to the schema of its path, method and
 * status, and `unknownFields` names what a body carries beyond it, since these descriptions require next to nothing and
 * would let a misspelt field pass. The descriptions lie beside the repository and may be absent.
 */
type Fields = Readonly<Record<string, unknown>>
export type Description = Fields

const folder = join(import.meta.dirname, '../../../shared/reference/openapi')

export function readDescription(name: string): Description | null {
  const path = join(folder, name)
  return existsSync(path) ? (parse(readFileSync(path, 'utf8')) as Description) : null
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function at(value: unknown, ...keys: readonly string[]): Fields | null {
  const found = keys.reduce<unknown>((from, key) => (isFields(from) ? from[key] : undefined), value)
  return isFields(found) ? found : null
}

const notes = new Set(['example', 'examples', 'discriminator', 'nullable', 'xml', 'externalDocs', 'deprecated'])
const maps = new Set(['properties', 'schemas'])

/** OpenAPI 3.0 as JSON Schema. `nullable` allows null beside whatever else is said, a `$ref` included; nothing else loosens. */
function toJsonSchema(value: unknown, closed: boolean): unknown {
  if (Array.isArray(value)) return value.map((inner) => toJsonSchema(inner, closed))
  if (!isFields(value)) return value
  const schema: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value)) {
    if (notes.has(key)) continue
    schema[key] = maps.has(key) && isFields(inner) ? eachSchema(inner, closed) : toJsonSchema(inner, closed)
  }
  if (closed && isFields(schema['properties']) && !('allOf' in schema)) schema['additionalProperties'] ??= false
  return value['nullable'] === true ? { anyOf: [schema, { type: 'null' }] } : schema
}

const eachSchema = (schemas: Fields, closed: boolean): Fields =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, toJsonSchema(schema, closed)]))

/** `/conversations/531/parts` belongs to `/conversations/{conversation_id}/parts`; a path spelt out goes before a pattern. */
function templateOf(description: Description, path: string): string | null {
  const templates = Object.keys(at(description, 'paths') ?? {})
  if (templates.includes(path)) return path
  const fits = (template: string): boolean => new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path)
  return templates.find(fits) ?? null
}

type Asked = { readonly method: string; readonly path: string }
type Answered = { readonly method: string; readonly path: string; readonly status: number }

/** The schema of this very answer, or null where the description has none for it. */
export function answerSchema(description: Description, answered: Answered): Fields | null {
  const template = templateOf(description, answered.path)
  if (template === null) return null
  const responses = at(description, 'paths', template, answered.method.toLowerCase(), 'responses')
  return at(responses, String(answered.status), 'content', 'application/json', 'schema')
}

/** The schema of the JSON body this request takes, or null where it takes none. */
export function bodySchema(description: Description, asked: Asked): Fields | null {
  const template = templateOf(description, asked.path)
  if (template === null) return null
  const operation = at(description, 'paths', template, asked.method.toLowerCase())
  return at(operation, 'requestBody', 'content', 'application/json', 'schema')
}

/** The first example the description gives of this answer; undefined where it gives none. */
export function answerExample(description: Description, answered: Answered): unknown {
  const template = templateOf(description, answered.path)
  if (template === null) return undefined
  const responses = at(description, 'paths', template, answered.method.toLowerCase(), 'responses')
  const examples = at(responses, String(answered.status), 'content', 'application/json', 'examples')
  const [first] = Object.values(examples ?? {})
  return isFields(first) ? first['value'] : undefined
}

type Judge = {
  /** What is wrong with it, in words; none when it is as described. */
  readonly problems: (schema: Fields, body: unknown) => readonly string[]
  /** The fields it has that the description does not, as "where: name"; positions in lists are `*`. */
  readonly unknownFields: (schema: Fields, body: unknown) => readonly string[]
}

const pathOf = (error: ErrorObject): string => error.instancePath.replaceAll(/\/\d+(?=\/|$)/g, '/*')

export function createJudge(description: Description): Judge {
  const compiled = { open: new Map<Fields, ValidateFunction>(), closed: new Map<Fields, ValidateFunction>() }
  const schemas = at(description, 'components', 'schemas') ?? {}
  const validatorOf = (schema: Fields, kind: 'open' | 'closed'): ValidateFunction => {
    const known = compiled[kind].get(schema)
    if (known !== undefined) return known
    // Formats nobody knows ("int64" of a string, "Map") are left alone; the known ones count.
    const ajv = new Ajv({ strict: false, logger: false, allErrors: true })
    formats.default(ajv)
    const components = { schemas: eachSchema(schemas, kind === 'closed') }
    const made = ajv.compile({ allOf: [toJsonSchema(schema, kind === 'closed')], components })
    compiled[kind].set(schema, made)
    return made
  }
  const errorsOf = (schema: Fields, kind: 'open' | 'closed', body: unknown): readonly ErrorObject[] => {
    const validate = validatorOf(schema, kind)
    return validate(body) ? [] : (validate.errors ?? [])
  }
  return {
    problems: (schema, body) =>
      errorsOf(schema, 'open', body).map((error) => `${pathOf(error)}: ${error.message ?? error.keyword}`),
    unknownFields: (schema, body) => {
      const names = errorsOf(schema, 'closed', body)
        .filter((error) => error.keyword === 'additionalProperties')
        .map((error) => `${pathOf(error)}: ${String(error.params['additionalProperty'])}`)
      return [...new Set(names)].toSorted()
    },
  }
}
