import { isCard } from '#main/domain/output-checks.ts'

const email = /[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/u
const phone =
  /(?<![\p{L}\d#/.-])(?:\+\d[\d ().-]{7,17}\d|\(?0\d[\d ()/-]{6,14}\d|\d{3}[-. ]\d{3}[-. ]\d{4})(?![\p{L}\d])/u
const card = /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/gu

/** Whether a text holds an address, a telephone number or a card number, by their shapes. */
export const holdsPersonalData = (text: string): boolean =>
  (text.includes('@') && email.test(text)) ||
  (/\d{2}/.test(text) && (phone.test(text) || (text.match(card) ?? []).some(isCard)))

const orderNumber = /(?<![\p{L}\d])#?[A-Z]{1,3}-?\d{5,}(?![\p{L}\d])/gu

/** The same text without them, nor the names and order numbers of a customer: a mark stands where each was. */
export function maskPersonalData(text: string, names: readonly string[]): string {
  const parts = names
    .flatMap((name) => [name, ...name.split(/\s+/)])
    .map((name) => name.trim())
    .filter((name) => name.length >= 3)
    .toSorted((a, b) => b.length - a.length)
  const everywhere = (pattern: RegExp) => new RegExp(pattern, 'gu')
  const masked = text
    .replaceAll(everywhere(email), '[email address]')
    .replaceAll(card, (digits) => (isCard(digits) ? '[card number]' : digits))
    .replaceAll(everywhere(phone), '[phone number]')
    .replaceAll(orderNumber, '[order number]')
  return parts.reduce(
    (left, name) => left.replaceAll(new RegExp(`(?<![\\p{L}\\d])${escaped(name)}(?![\\p{L}\\d])`, 'giu'), '[name]'),
    masked,
  )
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
