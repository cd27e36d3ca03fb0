import type { Simulation } from '#contract/policy-simulation.ts'
import { barsOf } from '#renderer/app/Policies/budget-model.ts'
import { regionalLocale, t } from '#renderer/ui/language.ts'

/** Day by day what the rule would have let through, and on top of it what its budgets would have held back. */
const width = 652
const height = 64
const [left, right] = [2, 650]
const longDay = new Intl.DateTimeFormat(regionalLocale, { day: 'numeric', month: 'long', timeZone: 'UTC' })

export function BudgetChart({ simulation }: { readonly simulation: Simulation }) {
  const bars = barsOf(simulation.days ?? [])
  const [first, last] = [bars[0], bars.at(-1)]
  if (first === undefined || last === undefined) return null
  const most = Math.max(...bars.map(({ ran, stopped }) => ran + stopped), 1)
  // A few days stand at the left, as in a list that has just begun.
  const pitch = Math.min(24, (right - left) / bars.length)
  const bar = Math.min(12, Math.max(1, pitch * 0.6))
  const tall = (count: number): number => (count / most) * (height - 6)
  const limited = bars.filter(({ stopped }) => stopped > 0).length
  const total = bars.reduce((sum, { stopped }) => sum + stopped, 0)
  const period =
    first === last
      ? longDay.format(first.at)
      : t('{{first}} to {{last}}', { first: longDay.format(first.at), last: longDay.format(last.at) })
  const words =
    bars.length === 1
      ? limited === 0
        ? t('the day does not reach a limit')
        : t('the day reaches a limit, then it asks')
      : limited === 0
        ? t('none of {{days}} days reaches a limit', { days: bars.length })
        : t('{{count}} of {{days}} days reach a limit, then it asks', { count: limited, days: bars.length })
  return (
    <section className="sim-budget" aria-label={t('What the budget would have stopped')}>
      <header className="sim-head">
        <h3>{t('What the budget would have stopped')}</h3>
        <span className="grow" />
        <span className="small tertiary">{words}</span>
      </header>
      <svg
        className="sim-days"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={t('{{period}}, by day: {{words}}; {{count}} decisions held back', { period, words, count: total })}
      >
        {bars.map(({ at, ran, stopped }, index) => {
          const x = left + index * pitch + (pitch - bar) / 2
          return (
            <g key={at}>
              {ran === 0 ? null : (
                <rect className="sim-day-ran" x={x} y={height - 1 - tall(ran)} width={bar} height={tall(ran)} />
              )}
              {stopped === 0 ? null : (
                <rect
                  className="sim-day-stopped"
                  x={x}
                  y={height - 1 - tall(ran + stopped)}
                  width={bar}
                  height={tall(stopped)}
                />
              )}
            </g>
          )
        })}
        <path className="sim-axis" d={`M${left} ${height - 0.5}H${right}`} />
      </svg>
      <ul className="sim-legend">
        <Legend look="ran" words={t('would have run')} />
        <Legend look="stopped" words={t('held back by the budget')} />
        <li className="tertiary">{t('{{period}}, at most {{most}} a day', { period, most })}</li>
      </ul>
    </section>
  )
}

function Legend({ look, words }: { readonly look: 'ran' | 'stopped'; readonly words: string }) {
  return (
    <li>
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
        <rect className={`sim-day-${look}`} x="2" width="6" height="10" />
      </svg>
      {words}
    </li>
  )
}
