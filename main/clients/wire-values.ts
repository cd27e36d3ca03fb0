/** Single values as the xAI wire carries them, in every form it has been seen to: pure, and never a throw. */
import { isFields } from '#main/clients/http/errors.ts'

export type Fields = Readonly<Record<string, unknown>>

export const wordsOf = (value: unknown): string => (typeof value === 'string' ? value : '')
export const wordsOrNull = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
export const fieldsIn = (value: unknown): readonly Fields[] => listOf(value).filter(isFields)
export const textsIn = (value: unknown): readonly string[] => listOf(value).filter((one) => typeof one === 'string')

/** Numbers may come as decimal strings. */
export function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

/** Milliseconds of Unix seconds, Unix milliseconds or an RFC 3339 text. */
export function momentOf(value: unknown): number | null {
  const number = numberOf(value)
  if (number !== null) return Math.round(number > 1e11 ? number : number * 1000)
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? null : at
}

/** Arguments as JSON text, to the letter where they came as text; nothing is `{}`. */
export function argumentsText(value: unknown): string {
  if (typeof value === 'string') return value.trim() === '' ? '{}' : value
  return value === undefined || value === null ? '{}' : JSON.stringify(value)
}

/** The whole text of a base address without its last slashes. */
export const withoutSlash = (baseUrl: string): string => baseUrl.replace(/\/+$/, '')
