import type { Rule } from '#contract/policy.ts'
import type { Spread } from '#contract/policy-simulation.ts'
import { amountsOf } from '#renderer/app/Policies/amounts.ts'
import { dotsOf, ticksOf, type Look } from '#renderer/app/Policies/spread-model.ts'
import { t } from '#renderer/ui/language.ts'

/** Past decisions as dots along the number that the rule bounds; the same as a table for whoever asks for it. */
type Props = { readonly spread: Spread; readonly rule: Rule; readonly name: string }

const width = 652
const height = 282
const ground = 252
const [left, right] = [8, 644]

export function SpreadChart({ spread, rule, name }: Props) {
  const dots = dotsOf(spread, rule)
  if (dots === null)
    return (
      <p className="secondary sim-none">
        {t('No past decision has a number at {{pointer}}.', { pointer: spread.pointer })}
      </p>
    )
  const { low, high, bound } = dots
  const { short } = amountsOf(spread)
  const boundWords = bound === null ? '' : `≤ ${short(bound)}`
  const flag = Math.max(48, boundWords.length * 7 + 14)
  const flagAt =
    bound === null
      ? 0
      : Math.min(width - flag, Math.max(0, left + ((bound - low) / (high - low || 1)) * (right - left) - flag / 2))
  const x = (value: number): number => left + ((value - low) / (high - low || 1)) * (right - left)
  const column = Math.min(...dots.columns.map(({ from, to }) => x(to) - x(from)))
  const radius = Math.max(2, Math.min(4, column / 2.6))
  const tallest = Math.max(...dots.columns.map((one) => one.dots.length))
  const pitch = Math.min(12.6, (ground - 22) / Math.max(tallest, 1))
  return (
    <>
      <svg
        className="sim-dots"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={t('Past decisions by {{name}}; the table holds the figures', { name })}
      >
        {bound === null ? null : (
          <rect className="sim-zone" x={left} y={14} width={Math.max(0, x(bound) - left)} height={ground - 14} />
        )}
        <path className="sim-axis" d={`M${left} ${ground}H${right}`} />
        {ticksOf(low, high).map((tick) => (
          <g key={tick}>
            <path className="sim-axis" d={`M${x(tick)} ${ground}v5`} />
            <text
              x={x(tick)}
              y={271}
              textAnchor={x(tick) > right - 20 ? 'end' : x(tick) < left + 10 ? 'start' : 'middle'}
            >
              {short(tick)}
            </text>
          </g>
        ))}
        {dots.columns.map(({ from, to, dots: looks }) =>
          looks.map((look, at) => (
            <Dot key={`${from} ${at}`} look={look} x={x((from + to) / 2)} y={ground - 7 - at * pitch} radius={radius} />
          )),
        )}
        {bound === null ? null : (
          <g className="sim-bound">
            <path d={`M${x(bound)} 14V${ground}`} />
            <rect x={flagAt} y={0} width={flag} height={20} rx={4} />
            <text x={flagAt + flag / 2} y={14} textAnchor="middle">
              {boundWords}
            </text>
          </g>
        )}
      </svg>
      <ul className="sim-legend">
        <Legend look="kept" words={rule.verdict === 'deny' ? t('rejected by a person') : t('approved unchanged')} />
        {rule.verdict === 'allow' ? <Legend look="edited" words={t('edited, in conflict')} /> : null}
        {rule.verdict === 'allow' ? <Legend look="rejected" words={t('rejected, in conflict')} /> : null}
        {rule.verdict === 'deny' ? <Legend look="edited" words={t('approved, in conflict')} /> : null}
        <Legend look="other" words={t('changed, outside the rule')} />
        {dots.each > 1 ? <li className="tertiary">{t('one dot: up to {{each}}', { each: dots.each })}</li> : null}
        {spread.beyond > 0 ? (
          <li className="tertiary">{t('{{count}} larger ones not drawn', { count: spread.beyond })}</li>
        ) : null}
      </ul>
    </>
  )
}

function Dot({
  look,
  x,
  y,
  radius,
}: {
  readonly look: Look
  readonly x: number
  readonly y: number
  readonly radius: number
}) {
  if (look === 'rejected')
    return (
      <path
        className="sim-dot-rejected"
        d={`M${x - radius + 1} ${y - radius + 1}l${2 * radius - 2} ${2 * radius - 2}m0 ${-(2 * radius - 2)}l${-(2 * radius - 2)} ${2 * radius - 2}`}
      />
    )
  return (
    <circle
      className={`sim-dot-${look}`}
      cx={x}
      cy={y}
      r={look === 'edited' || look === 'other' ? radius - 0.5 : radius}
    />
  )
}

function Legend({ look, words }: { readonly look: Look; readonly words: string }) {
  return (
    <li>
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
        <Dot look={look} x={5} y={5} radius={4} />
      </svg>
      {words}
    </li>
  )
}

export function SpreadTable({ spread, name }: Omit<Props, 'rule'>) {
  const { short } = amountsOf(spread)
  return (
    <div className="sim-table" role="region" aria-label={t('Past decisions by {{name}}', { name })} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{name}</th>
            <th scope="col">{t('By this rule')}</th>
            <th scope="col">{t('Unchanged')}</th>
            <th scope="col">{t('Edited')}</th>
            <th scope="col">{t('Rejected')}</th>
            <th scope="col">{t('Undone')}</th>
            <th scope="col">{t('Answered')}</th>
          </tr>
        </thead>
        <tbody>
          {spread.bins.map(({ from, to, inside, outcomes }) => (
            <tr key={`${from} ${inside}`}>
              <th scope="row">{t('over {{from}} to {{to}}', { from: short(from), to: short(to) })}</th>
              <td>{inside ? t('yes') : t('no')}</td>
              <td>{outcomes.unchanged}</td>
              <td>{outcomes.edited}</td>
              <td>{outcomes.rejected}</td>
              <td>{outcomes.undone}</td>
              <td>{outcomes.answered}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
