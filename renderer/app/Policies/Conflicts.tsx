import { Lightbulb } from 'lucide-react'
import { useState } from 'react'
import type { Rule } from '#contract/policy.ts'
import type { Simulation } from '#contract/policy-simulation.ts'
import { amountsOf } from '#renderer/app/Policies/amounts.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { shortMonthWords } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'
import { numberWords } from '#renderer/ui/numbers.ts'

/** Where a person had thought otherwise, each with its decision, and how narrow the rule would have to be. */
const how = { edited: t('edited'), rejected: t('rejected'), undone: t('taken back'), approved: t('approved') } as const
const shownFirst = 7

type Props = { readonly answer: Simulation; readonly rule: Rule; readonly onUse: (bound: number) => void }

export function Conflicts({ answer, rule, onUse }: Props) {
  const { conflicts, conflictCount, free, spread } = answer
  const [all, setAll] = useState(false)
  const shown = all ? conflicts : conflicts.slice(0, shownFirst)
  const { exact: value, short } = amountsOf(spread)
  return (
    <section className="sim-side" aria-label={t('Conflicts')}>
      <header className="sim-head">
        <h2 className={conflictCount > 0 ? 'is-bad' : ''}>
          {conflictCount === 0 ? t('No conflict') : t('{{count}} conflicts', { count: conflictCount })}
        </h2>
        <span className="grow" />
        <span className="small tertiary">{rangeOf(answer, value)}</span>
      </header>
      {conflictCount === 0 ? (
        <p className="secondary sim-none">
          {rule.verdict === 'allow' || rule.verdict === 'deny'
            ? t('Nobody decided otherwise in what it meets.')
            : t('A rule that asks or rehearses is in nobody’s way.')}
        </p>
      ) : (
        <ul className="sim-conflicts">
          {shown.map((one) => (
            <li key={one.proposalId}>
              <time dateTime={new Date(one.at).toISOString()}>{shortMonthWords(one.at)}</time>
              <a href={`#proposal/${one.proposalId}`}>
                <VisibleText text={one.customer === '' ? one.title : one.customer} />
              </a>
              <span className="sim-value">{one.value === null ? '' : value(one.value)}</span>
              <span className="sim-how">
                {changeWords(one, value, !one.wouldRun && rule.verdict === 'allow')}
                {one.customer === '' ? null : (
                  <span className="sim-title">
                    {' · '}
                    <VisibleText text={one.title} />
                  </span>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {conflicts.length > shown.length ? (
        <button type="button" className="text-link sim-more" onClick={() => setAll(true)}>
          {t('{{count}} more', { count: numberWords(conflicts.length - shown.length) })}
        </button>
      ) : null}
      {all && conflictCount > conflicts.length ? (
        <p className="small tertiary sim-none">
          {t('{{count}} older ones not listed', { count: numberWords(conflictCount - conflicts.length) })}
        </p>
      ) : null}
      {free === null ? null : (
        <div className="sim-hint">
          <Lightbulb />
          <p>
            <Phrase
              text="At {{bound}} the rule covers {{matched}} of {{decisions}} with no conflict."
              values={{
                bound: <b>≤ {short(free.value)}</b>,
                matched: numberWords(free.matched),
                decisions: numberWords(answer.scope),
              }}
            />
          </p>
          <Button size="small" onClick={() => onUse(free.value)}>
            {t('Use {{bound}}', { bound: short(free.value) })}
          </Button>
        </div>
      )}
    </section>
  )
}

/** What a person did instead, and whether a limit would have held it back. */
function changeWords(one: Simulation['conflicts'][number], value: (one: number) => string, isHeld: boolean): string {
  const change =
    one.became === null
      ? how[one.how]
      : t('{{change}} to {{value}}', { change: how[one.how], value: value(one.became) })
  return isHeld ? t('{{change}}, held back anyway', { change }) : change
}

/** Where they lie, once all of them are listed. */
function rangeOf({ conflicts, conflictCount }: Simulation, value: (one: number) => string): string {
  const values = conflicts.flatMap((one) => one.value ?? [])
  if (values.length < 2 || values.length < conflictCount) return ''
  return t('all from {{lowest}} to {{highest}}', {
    lowest: value(Math.min(...values)),
    highest: value(Math.max(...values)),
  })
}
