import type { Unit } from '#main/domain/query/field.ts'

/** Numbers as people type them: `1.5s`, `1h30m`, `$0.20`, `1,000`, `50%`, `R3`. Null: it is none of this unit. */
export function readAmount(text: string, unit: Unit): number | null {
  switch (unit) {
    case 'risk': {
      const risk = /^r?([0-4])$/iu.exec(text)?.[1]
      return risk === undefined ? null : Number(risk)
    }
    case 'fraction': {
      const part = readNumber(text.replace(/%$/u, ''))
      const value = part === null ? null : text.endsWith('%') ? part / 100 : part
      return value !== null && value >= 0 && value <= 1 ? value : null
    }
    case 'money':
      return readNumber(text.replace(/^(-?)\$/u, '$1'))
    case 'plain':
      return readNumber(text)
    case 'time':
      return readTime(text)
  }
}

/** What a number of this unit looks like, for somebody who typed something else. */
export const amountForms: Readonly<Record<Unit, string>> = {
  risk: 'a risk from 0 to 4',
  fraction: 'a number from 0 to 1, or one in per cent such as 50%',
  money: 'an amount such as 0.20',
  plain: 'a number such as 3 or 0.5',
  time: 'a time such as 5m, 1.5s or 1h30m',
}

const plain = /^-?(?:\d{1,22}|\d{1,3}(?:,\d{3}){1,4})?(?:\.\d{1,24})?(?:e[+-]?\d{1,3})?$/iu

export function readNumber(text: string): number | null {
  if (!plain.test(text) || !/^-?\.?\d/u.test(text)) return null
  const value = Number(text.replaceAll(',', ''))
  return Number.isFinite(value) ? value + 0 : null
}

const unitsOfTime = { ms: 1, s: 1000, sec: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const
const longestTime = 1e12
const time = /^(?:\d{1,13}(?:\.\d{1,6})?(?:ms|sec|min|[smhd]))+$/iu
const pieces = /(?<count>[\d.]+)(?<unit>ms|sec|min|[smhd])/giu

/** A number alone is seconds. */
function readTime(text: string): number | null {
  if (/^\d{1,9}(?:\.\d{1,6})?$/u.test(text)) return Math.round(Number(text) * 1000)
  if (!time.test(text)) return null
  const parts = [...text.matchAll(pieces)].map(
    ({ groups }) => Number(groups?.['count']) * unitOfTime(groups?.['unit'] ?? 's'),
  )
  const sum = Math.round(parts.reduce((total, part) => total + part, 0))
  return sum < longestTime ? sum : null
}

const unitOfTime = (name: string): number =>
  Object.entries(unitsOfTime).find(([unit]) => unit === name.toLowerCase())?.[1] ?? 1000

/** The shortest text that is read as the same number. */
export function writeAmount(value: number, unit: Unit): string {
  if (unit !== 'time') return String(value)
  const [name, size] =
    (
      [
        ['h', 3_600_000],
        ['m', 60_000],
        ['s', 1000],
      ] as const
    ).find(([, one]) => value !== 0 && value % one === 0) ?? (value % 100 === 0 ? ['s', 1000] : ['ms', 1])
  return `${value / size}${name}`
}
