import { Lightbulb } from 'lucide-react'
import { useState } from 'react'
import type { Rule } from '#contract/policy.ts'
import type { Simulation } from '#contract/policy-simulation.ts'
import { amountsOf } from '#renderer/app/Policies/amounts.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { plural } from '#renderer/ui/words.ts'

/** Where a person had thought otherwise, each with its decision, and how narrow the rule would have to be. */
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const count = new Intl.NumberFormat('en-GB')
const how = { edited: 'edited', rejected: 'rejected', undone: 'taken back', approved: 'approved' } as const
const shownFirst = 7

type Props = { readonly answer: Simulation; readonly rule: Rule; readonly onUse: (bound: number) => void }

export function Conflicts({ answer, rule, onUse }: Props) {
  const { conflicts, conflictCount, free, spread } = answer
  const [all, setAll] = useState(false)
  const shown = all ? conflicts : conflicts.slice(0, shownFirst)
  const { exact: value, short } = amountsOf(spread)
  return (
    <section className="sim-side" aria-label="Conflicts">
      <header className="sim-head">
        <h2 className={conflictCount > 0 ? 'is-bad' : ''}>
          {conflictCount === 0 ? 'No conflict' : plural(conflictCount, 'conflict', 'conflicts')}
        </h2>
        <span className="grow" />
        <span className="small tertiary">{rangeOf(answer, value)}</span>
      </header>
      {conflictCount === 0 ? (
        <p className="secondary sim-none">
          {rule.verdict === 'allow' || rule.verdict === 'deny'
            ? 'Nobody decided otherwise in what it meets.'
            : 'A rule that asks or rehearses is in nobody’s way.'}
        </p>
      ) : (
        <ul className="sim-conflicts">
          {shown.map((one) => (
            <li key={one.proposalId}>
              <time dateTime={new Date(one.at).toISOString()}>{day.format(one.at)}</time>
              <a href={`#proposal/${one.proposalId}`}>
                <VisibleText text={one.customer === '' ? one.title : one.customer} />
              </a>
              <span className="sim-value">{one.value === null ? '' : value(one.value)}</span>
              <span className="sim-how">
                {how[one.how]}
                {one.became === null ? null : ` to ${value(one.became)}`}
                {one.wouldRun || rule.verdict !== 'allow' ? null : ', held back anyway'}
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
          {count.format(conflicts.length - shown.length)} more
        </button>
      ) : null}
      {all && conflictCount > conflicts.length ? (
        <p className="small tertiary sim-none">
          {count.format(conflictCount - conflicts.length)} older ones not listed
        </p>
      ) : null}
      {free === null ? null : (
        <div className="sim-hint">
          <Lightbulb />
          <p>
            At <b>≤ {short(free.value)}</b> the rule covers {count.format(free.matched)} of {count.format(answer.scope)}{' '}
            with no conflict.
          </p>
          <Button size="small" onClick={() => onUse(free.value)}>
            Use {short(free.value)}
          </Button>
        </div>
      )}
    </section>
  )
}

/** Where they lie, once all of them are listed. */
function rangeOf({ conflicts, conflictCount }: Simulation, value: (one: number) => string): string {
  const values = conflicts.flatMap((one) => one.value ?? [])
  if (values.length < 2 || values.length < conflictCount) return ''
  return `all from ${value(Math.min(...values))} to ${value(Math.max(...values))}`
}
