import type { Spread } from '#contract/policy-simulation.ts'
import { locale, regionalLocale } from '#renderer/ui/language.ts'

/** Numbers of a rehearsal in words: money with its currency where that is known, as the sentence of a decision has it. */
export type Amounts = {
  /** As it was proposed: money with its cents. */
  readonly exact: (value: number) => string
  /** On an axis, or as a bound: no cents where there are none. */
  readonly short: (value: number) => string
}

const plain = new Intl.NumberFormat(regionalLocale, { maximumFractionDigits: 12 })
const inDigits = (value: number): string => plain.format(value)

export function amountsOf(spread: Pick<Spread, 'money' | 'currency'> | null): Amounts {
  if (spread === null || !spread.money) return { exact: inDigits, short: inDigits }
  const { currency } = spread
  const style = currency === null ? {} : ({ style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const)
  const exact = new Intl.NumberFormat(locale, { ...style, minimumFractionDigits: 2, maximumFractionDigits: 12 })
  const whole = new Intl.NumberFormat(locale, { ...style, minimumFractionDigits: 0, maximumFractionDigits: 0 })
  return {
    exact: (value) => exact.format(value),
    short: (value) => (Number.isInteger(value) ? whole : exact).format(value),
  }
}
