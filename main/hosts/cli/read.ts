import { readFile } from 'node:fs/promises'
import { JsonSchema, type Json } from '#contract/tool.ts'
import { AppError } from '#main/kernel/errors.ts'

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
  try {
    return JsonSchema.parse(JSON.parse(word))
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
