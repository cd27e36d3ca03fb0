import { ChartScatter, Table2 } from 'lucide-react'
import { useState } from 'react'
import type { Rule } from '#contract/policy.ts'
import type { Simulation } from '#contract/policy-simulation.ts'
import { BudgetChart } from '#renderer/app/Policies/BudgetChart.tsx'
import { Conflicts } from '#renderer/app/Policies/Conflicts.tsx'
import { SpreadChart, SpreadTable } from '#renderer/app/Policies/SpreadChart.tsx'
import type { Answer } from '#renderer/app/Policies/use-answer.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { dayMonthWords } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'
import { numberWords } from '#renderer/ui/numbers.ts'

/** The rule on decisions that were made: what it would have taken, and where a person had thought otherwise. */

/** Decisions looked at, the newest. */
export const rehearsedLast = 10_000

type Props = { readonly rule: Rule; readonly simulation: Answer<Simulation>; readonly onUse: (bound: number) => void }

const wouldBe: Readonly<Record<Rule['verdict'], string>> = {
  allow: t('would be auto-approved'),
  dry_run: t('would be rehearsed only'),
  ask: t('would ask a person'),
  ask_two: t('would ask two people'),
  deny: t('would be refused'),
}

export function Rehearsal({ rule, simulation, onUse }: Props) {
  const [asTable, setTable] = useState(false)
  const { answer, failure, asking, slow } = simulation
  const name = answer?.spread?.pointer.slice(1) ?? ''
  return (
    <div className="sim" aria-busy={asking}>
      <section className="sim-main" aria-label={t('Rehearsal on real history')}>
        <header className="sim-head">
          <h2>{t('Rehearsal on real history')}</h2>
          {answer === null ? null : <span className="small tertiary">{periodOf(answer)}</span>}
          <span className="grow" />
          {slow ? (
            <span className="small tertiary" role="status">
              {t('Trying it on past decisions…')}
            </span>
          ) : null}
          {answer === null || answer.spread === null || answer.considered === 0 ? null : (
            <Button size="small" look="quiet" aria-pressed={asTable} onClick={() => setTable(!asTable)}>
              {asTable ? <ChartScatter /> : <Table2 />}
              {asTable ? t('Dots') : t('Table')}
            </Button>
          )}
        </header>
        {failure === null ? null : (
          <Notice tone="warn" title={t('It could not be rehearsed.')}>
            {failure}
          </Notice>
        )}
        {answer === null ? (
          failure === null ? (
            <p className="secondary sim-none">
              {t('A rule that can be read is tried on what was decided here before.')}
            </p>
          ) : null
        ) : answer.considered === 0 ? (
          <p className="secondary sim-none">
            {t(
              'Nothing was decided here yet, so there is nothing to rehearse on. The rule can be saved as a dry run first.',
            )}
          </p>
        ) : (
          <>
            <Figures rule={rule} answer={answer} />
            {answer.spread === null ? null : asTable ? (
              <SpreadTable spread={answer.spread} name={name} />
            ) : (
              <SpreadChart spread={answer.spread} rule={rule} name={name} />
            )}
            {answer.days === null ? null : <BudgetChart simulation={answer} />}
            <HeldBack answer={answer} />
          </>
        )}
      </section>
      {answer === null || answer.considered === 0 ? null : <Conflicts answer={answer} rule={rule} onUse={onUse} />}
    </div>
  )
}

function periodOf({ scope, considered, from, to }: Simulation): string {
  if (considered === 0) return ''
  if (from === null || to === null) return t('none of the last {{count}} decisions', { count: numberWords(considered) })
  const [first, last] = [dayMonthWords(from), dayMonthWords(to)]
  const period = first === last ? first : t('{{first}} to {{last}}', { first, last })
  return t('{{count}} of the last {{considered}}, {{period}}', {
    count: numberWords(scope),
    considered: t('{{count}} decisions', { count: considered }),
    period,
  })
}

function Figures({ rule, answer }: { readonly rule: Rule; readonly answer: Simulation }) {
  const allows = rule.verdict === 'allow'
  const figures = [
    { number: allows ? answer.wouldRun : answer.matched, words: wouldBe[rule.verdict], tone: '' },
    ...(allows ? [{ number: answer.scope - answer.wouldRun, words: t('still ask you'), tone: '' }] : []),
    ...(allows || rule.verdict === 'deny'
      ? [
          {
            number: answer.conflictCount,
            words: allows ? t('you changed or rejected') : t('you approved'),
            tone: answer.conflictCount > 0 ? 'is-bad' : '',
          },
        ]
      : []),
    ...(answer.limitDays > 0
      ? [
          {
            number: answer.limitDays,
            words: answer.limitDays === 1 ? t('day reaches a limit') : t('days reach a limit'),
            tone: '',
          },
        ]
      : []),
    ...(answer.unclear > 0 ? [{ number: answer.unclear, words: t('cannot be told'), tone: '' }] : []),
  ]
  return (
    <dl className="sim-figures">
      {figures.map(({ number, words, tone }) => (
        <div key={words} className={tone}>
          <dt>{words}</dt>
          <dd>{numberWords(number)}</dd>
        </div>
      ))}
    </dl>
  )
}

function HeldBack({ answer }: { readonly answer: Simulation }) {
  if (answer.heldBack.length === 0) return null
  return (
    <section className="sim-held" aria-label={t('What would have held it back')}>
      <h3>{t('What would have held it back')}</h3>
      <ul>
        {answer.heldBack.map(({ rule, count: times }) => (
          <li key={rule}>
            <b>{numberWords(times)}</b>
            <VisibleText text={rule} />
          </li>
        ))}
      </ul>
    </section>
  )
}
