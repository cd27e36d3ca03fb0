import { regionalLocale, t } from '#renderer/ui/language.ts'

/** Figures as the reader's country writes them. */
const plain = new Intl.NumberFormat(regionalLocale)
const oneDigit = new Intl.NumberFormat(regionalLocale, { minimumFractionDigits: 1, maximumFractionDigits: 1 })

export const numberWords = (value: number): string => plain.format(value)

/** Kilobytes of 1000 bytes, and from a million on megabytes. */
export const sizeWords = (bytes: number): string =>
  bytes < 1_000_000
    ? t('{{size}} kB', { size: Math.max(1, Math.round(bytes / 1000)) })
    : t('{{size}} MB', { size: oneDigit.format(bytes / 1_000_000) })
