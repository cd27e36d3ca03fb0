import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { Arguments, Json } from '#contract/tool.ts'
import { canonicalJson } from '#main/domain/canonical.ts'
import { compileSchemaPattern, type Pattern } from '#main/domain/policy/pattern.ts'
import { maxArgumentValues, measureJson } from '#main/domain/json-size.ts'

/**
 * Checks arguments against a tool's JSON Schema and never changes them: no defaults filled in, no types converted.
 * A schema that cannot be understood, or that would keep the desk busy, lets nothing through.
 */
export type SchemaIssue = { readonly pointer: string; readonly message: string }

/** Patterns run on the engine of the rules, which no text can keep busy. */
const regExp = Object.assign((source: string) => asEngine(source, compileSchemaPattern(source)), {
  code: 'new RegExp',
})
const options = { allErrors: true, strict: false, logger: false, validateSchema: true, code: { regExp } } as const
const older = new Ajv(options)
const newer = new Ajv2020(options)
formats.default(older)
formats.default(newer)

type Compiled = { readonly check: ValidateFunction } | { readonly fault: string }

/** By the text of the schema; as many as the largest catalogue has tools, several times over. */
const compiled = new Map<string, Compiled>()
const maxCompiled = 2000
const maxIssues = 20

/** More than anybody declares; beyond it compiling takes seconds. */
const maxSchemaCharacters = 100_000
const maxSchemaDepth = 64

export function validateArguments(
  parameters: { readonly [key: string]: Json },
  value: Arguments,
): readonly SchemaIssue[] {
  const validator = compile(parameters)
  if ('fault' in validator) return unusable(validator.fault)
  if (measureJson(value).values > maxArgumentValues)
    return [{ pointer: '', message: `holds more than ${maxArgumentValues} values` }]
  try {
    if (validator.check(value)) return []
  } catch {
    return unusable('it refers to itself without an end')
  }
  return (validator.check.errors ?? []).slice(0, maxIssues).map(issue)
}

const unusable = (fault: string): readonly SchemaIssue[] => [
  { pointer: '', message: `The schema of this tool cannot be used: ${fault}` },
]

/** Why no arguments could ever pass this schema, or null. */
export function schemaFault(parameters: { readonly [key: string]: Json }): string | null {
  const validator = compile(parameters)
  return 'fault' in validator ? validator.fault : null
}

/** The compiler tells patterns apart by their text. A text too long to look through does not match. */
const asEngine = (source: string, pattern: Pattern) => ({
  test: (text: string) => pattern(text) === true,
  toString: () => source,
})

function compile(parameters: { readonly [key: string]: Json }): Compiled {
  const { depth, characters } = measureJson(parameters)
  if (depth > maxSchemaDepth) return { fault: `it is nested deeper than ${maxSchemaDepth} levels` }
  if (characters > maxSchemaCharacters) return { fault: `it is longer than ${maxSchemaCharacters} characters` }
  const text = canonicalJson(parameters)
  const known = compiled.get(text)
  if (known !== undefined) return known
  if (compiled.size >= maxCompiled) compiled.clear()
  const made = build(parameters)
  compiled.set(text, made)
  return made
}

/** `$schema` only chooses the dialect and `$id` would collide between tools: neither goes to the compiler. */
function build(parameters: { readonly [key: string]: Json }): Compiled {
  const { $schema: dialect, $id: _id, ...schema } = parameters
  const ajv = typeof dialect === 'string' && /20(19|20)-/.test(dialect) ? newer : older
  try {
    return { check: ajv.compile({ type: 'object', ...schema }) }
  } catch (error) {
    return { fault: error instanceof Error ? error.message.slice(0, 300) : 'unknown fault' }
  }
}

function issue(error: ErrorObject): SchemaIssue {
  const params = error.params as Readonly<Record<string, unknown>>
  switch (error.keyword) {
    case 'required':
      return { pointer: join(error.instancePath, params['missingProperty']), message: 'is required' }
    case 'additionalProperties':
      return {
        pointer: join(error.instancePath, params['additionalProperty']),
        message: 'is not an argument of this tool',
      }
    case 'enum': {
      const allowed = params['allowedValues']
      const words = Array.isArray(allowed)
        ? allowed
            .slice(0, 12)
            .map((one) => JSON.stringify(one))
            .join(', ')
        : ''
      return { pointer: error.instancePath, message: `must be one of ${words}` }
    }
    default:
      return { pointer: error.instancePath, message: error.message ?? `does not satisfy "${error.keyword}"` }
  }
}

const join = (pointer: string, key: unknown): string =>
  `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`
