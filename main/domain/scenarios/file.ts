import { SuiteFileSchema, type SuiteFile } from '#contract/scenario.ts'
import { checkDefinition } from '#main/domain/scenarios/definition.ts'
import { AppError } from '#main/kernel/errors.ts'

/** A suite as a file to keep in a repository, and back. */
export const writeSuite = (file: SuiteFile): string => `${JSON.stringify(file, null, 2)}\n`

/** Throws `invalid_input` that names the place in the file. */
export function readSuite(text: string): SuiteFile {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    throw new AppError('invalid_input', 'The file is not JSON.')
  }
  const parsed = SuiteFileSchema.safeParse(value)
  if (!parsed.success) {
    const [first] = parsed.error.issues
    const field = first?.path.join('.') || 'file'
    throw new AppError('invalid_input', `${field}: ${first?.message ?? 'invalid'}`, { data: { field } })
  }
  parsed.data.scenarios.forEach((definition, at) => checkDefinition(definition, `scenarios.${at}.`))
  return parsed.data
}

/** "Returns", "Returns 2", "Returns 3" … */
export function freeName(wanted: string, taken: readonly string[]): string {
  const names = new Set(taken.map((name) => name.toLowerCase()))
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted.slice(0, 190)} ${number}`
    if (!names.has(name.toLowerCase())) return name
  }
}
