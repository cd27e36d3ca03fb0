import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { Arguments, Json } from '#contract/tool.ts'
import { canonicalJson } from '#main/domain/canonical.ts'

/**
 * Checks arguments against a tool's JSON Schema and never changes them: no defaults filled in, no types converted.
 * A schema that cannot be understood lets nothing through.
 */
export type SchemaIssue = { readonly pointer: string; readonly message: string }

const options = { allErrors: true, strict: false, logger: false, validateSchema: true } as const
const older = new Ajv(options)
const newer = new Ajv2020(options)
formats.default(older)
formats.default(newer)

type Compiled = { readonly check: ValidateFunction } | { readonly fault: string }

/** By the text of the schema; as many as the largest catalogue has tools, several times over. */
const compiled = new Map<string, Compiled>()
const maxCompiled = 2000
const maxIssues = 20

export function validateArguments(
  parameters: { readonly [key: string]: Json },
  value: Arguments,
): readonly SchemaIssue[] {
  const validator = compile(parameters)
  if ('fault' in validator) {
    return [{ pointer: '', message: `The schema of this tool cannot be used: ${validator.fault}` }]
  }
  if (validator.check(value)) return []
  return (validator.check.errors ?? []).slice(0, maxIssues).map(issue)
}

function compile(parameters: { readonly [key: string]: Json }): Compiled {
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
