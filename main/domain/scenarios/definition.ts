import type { Definition } from '#contract/scenario.ts'
import type { Json } from '#contract/tool.ts'
import { canonicalJson, sha256 } from '#main/domain/canonical.ts'
import { compilePattern } from '#main/domain/policy/pattern.ts'
import { fitsCall, type CallMatcher, type MadeCall } from '#main/domain/scenarios/matching.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'

/** What can be said of a scenario before it is played. */

/** Equal where side, items, results and expectations are; what it is called does not count. */
export const configurationOf = ({ side, items, results, expect }: Definition): string =>
  sha256(canonicalJson(JSON.parse(JSON.stringify({ side, items, results, expect })) as Json)).slice(0, 16)

/** Throws `invalid_input` with the field, where a pattern cannot be used or a pointer is none. */
export function checkDefinition(definition: Definition, place = ''): void {
  const { expect, results } = definition
  const calls: readonly (readonly [string, CallMatcher])[] = [
    ...expect.calls.map((call, at) => [`expect.calls.${at}`, call] as const),
    ...expect.neverCalls.map((call, at) => [`expect.neverCalls.${at}`, call] as const),
    ...results.map((call, at) => [`results.${at}`, call] as const),
  ]
  for (const [path, call] of calls) {
    call.arguments.forEach(({ at, match }, index) => {
      const field = `${place}${path}.arguments.${index}`
      if (at !== '' && !at.startsWith('/')) throw wrong(`${field}.at`, 'A JSON pointer begins with "/".')
      if (match.is === 'regex') checkPattern(match.pattern, `${field}.match.pattern`)
    })
  }
  const texts = { says: expect.says, neverSays: expect.neverSays }
  for (const [name, matchers] of Object.entries(texts)) {
    matchers.forEach(({ text, regex }, at) => {
      if (regex) checkPattern(`(?i)${text}`, `${place}expect.${name}.${at}.text`)
    })
  }
}

function checkPattern(pattern: string, field: string): void {
  try {
    compilePattern(pattern)
  } catch (thrown) {
    throw wrong(field, asAppError(thrown).message)
  }
}

const wrong = (field: string, message: string): AppError =>
  new AppError('invalid_input', `${field}: ${message}`, { data: { field } })

/** Gives what a scenario says its tools give, each entry as often as it may; null: nothing is said about this call. */
export function createGivenResults(results: Definition['results']): (call: MadeCall) => Json | null {
  const left = results.map(({ times }) => times ?? Number.POSITIVE_INFINITY)
  return (call) => {
    const index = results.findIndex((given, at) => (left[at] ?? 0) > 0 && fitsCall(call, given) === true)
    const given = results[index]
    if (given === undefined) return null
    left[index] = (left[index] ?? 0) - 1
    return given.result
  }
}
