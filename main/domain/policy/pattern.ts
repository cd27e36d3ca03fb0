import { RE2JS } from 're2js'
import { AppError } from '#main/kernel/errors.ts'

/**
 * Regular expressions somebody typed into a rule. They run on an engine whose time grows with the length of the text and
 * never more than that; pattern, program and text are capped, so that one look takes milliseconds at the very most.
 */
export type Pattern = (text: string) => boolean | null

const longestPattern = 300
const longestSchemaPattern = 1000
const largestProgram = 1000
export const longestSubject = 20_000

/** By the text of the pattern: a document is compiled whenever it is saved or tried, and most of it stays as it was. */
const known = new Map<string, Pattern>()
const mostKnown = 2000

/**
 * A pattern of a tool's schema, which is written for another engine: what the two spell differently is translated. It may be
 * longer, and looks through as much text as the largest one may: a small one through megabytes.
 */
export const compileSchemaPattern = (source: string): Pattern => {
  if (source.length > longestSchemaPattern) throw refused(`longer than ${longestSchemaPattern} characters`)
  return bounded(RE2JS.translateRegExp(source), (size) => Math.floor((longestSubject * largestProgram) / size))
}

/** Null: the text is longer than anybody may look at. Throws `invalid_input` where the pattern is none. */
export function compilePattern(source: string): Pattern {
  const found = known.get(source) ?? buildPattern(source)
  if (known.size >= mostKnown) known.clear()
  known.set(source, found)
  return found
}

function buildPattern(source: string): Pattern {
  if (source.length > longestPattern) throw refused(`longer than ${longestPattern} characters`)
  return bounded(source, () => longestSubject)
}

function bounded(source: string, longest: (programSize: number) => number): Pattern {
  const program = compile(source)
  const size = program.programSize()
  if (size > largestProgram) throw refused('too large: repeat less')
  const most = longest(size)
  return (text) => (text.length > most ? null : program.test(text))
}

function compile(source: string): RE2JS {
  try {
    return RE2JS.compile(source)
  } catch (thrown) {
    const said = thrown instanceof Error ? thrown.message.replace(/^error parsing regexp: /, '') : 'not understood'
    throw refused(said.slice(0, 200))
  }
}

const refused = (why: string): AppError =>
  new AppError('invalid_input', `The regular expression cannot be used: ${why}.`)
