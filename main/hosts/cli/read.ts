import { readFile } from 'node:fs/promises'
import { JsonSchema, type Json } from '#contract/tool.ts'
import { AppError } from '#main/kernel/errors.ts'
import { deepestLevel, placeTooDeep } from '#rpc/depth.ts'

/** Words of the command line as values, or `invalid_input` that names the word. */

export function chosen<const T extends string>(word: string, allowed: readonly T[], name: string): T {
  const found = allowed.find((one) => one === word)
  if (found === undefined) throw new AppError('invalid_input', `${name} must be one of: ${allowed.join(', ')}.`)
  return found
}

export function wholeNumber(word: string, name: string, most: number): number {
  const value = /^\d{1,9}$/.test(word) ? Number(word) : 0
  if (value < 1 || value > most)
    throw new AppError('invalid_input', `${name} must be a whole number from 1 to ${most}.`)
  return value
}

export const identity = (word: string | undefined): number => wholeNumber(word ?? '', 'ID', 999_999_999)

export function required(word: string | undefined, name: string): string {
  if (word === undefined || word.trim() === '') throw new AppError('invalid_input', `${name} is missing.`)
  return word
}

export function json(word: string, name: string): Json {
  return JsonSchema.parse(plainJson(word, name))
}

/** JSON that nothing has looked into yet, no deeper than a desk would take it. */
export function plainJson(word: string, name: string): unknown {
  const value = parsed(word, name)
  const deep = placeTooDeep(value)
  if (deep === null) return value
  throw new AppError('invalid_input', `${name} is nested deeper than ${deepestLevel} levels, at ${deep}.`, {
    data: { place: deep },
  })
}

function parsed(word: string, name: string): unknown {
  try {
    return JSON.parse(word) as unknown
  } catch {
    throw new AppError('invalid_input', `${name} must be JSON.`)
  }
}

/** The content of a file; "-" is standard input. */
export async function fileOrInput(word: string, standardInput: () => Promise<string>): Promise<string> {
  if (word === '-') return standardInput()
  try {
    return await readFile(word, 'utf8')
  } catch (thrown) {
    throw new AppError('not_found', `The file ${word} cannot be read.`, { cause: thrown })
  }
}
