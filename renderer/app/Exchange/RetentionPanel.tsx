import { useEffect, useState } from 'react'
import type { LegalHold, RetentionRule, RetentionRun } from '#contract/retention.ts'
import { JobProgress } from '#renderer/app/Exchange/JobProgress.tsx'
import { OldCopies } from '#renderer/app/Exchange/OldCopies.tsx'
import { RetentionPast, RetentionShares } from '#renderer/app/Exchange/RetentionFindings.tsx'
import { RetentionRuleFields } from '#renderer/app/Exchange/RetentionRuleFields.tsx'
import { useJob } from '#renderer/app/Exchange/use-job.ts'
import { failureText, theDesk, useConnection } from '#renderer/connection.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import '#renderer/styles/exchange.css'
import { t } from '#renderer/ui/language.ts'

/** What goes for good by its age: rules, what they would remove now, and what must not go. */
const fresh = (): RetentionRule => ({
  id: crypto.randomUUID(),
  name: t('Older than two years'),
  on: false,
  what: 'recordings',
  days: 730,
  channel: null,
  source: null,
  tag: null,
})

const readAll = () => Promise.all([theDesk().retention.rules({}), theDesk().retention.holds({})])

export function RetentionPanel() {
  const isOpen = useConnection((connection) => connection.state === 'open')
  const [rules, setRules] = useState<readonly RetentionRule[]>([])
  const [saved, setSaved] = useState<readonly RetentionRule[]>([])
  const [runs, setRuns] = useState<readonly RetentionRun[]>([])
  const [holds, setHolds] = useState<readonly LegalHold[]>([])
  const [refused, setRefused] = useState<string | null>(null)
  const { job, failure, isRunning, begin, cancel, reset } = useJob()
  const isChanged = JSON.stringify(rules) !== JSON.stringify(saved)
  const result = job?.state === 'done' ? job.result : null

  const take = ([held, kept]: Awaited<ReturnType<typeof readAll>>): void => {
    setRules(held.rules)
    setSaved(held.rules)
    setRuns(held.runs)
    setHolds(kept.holds)
  }
  const load = async (): Promise<void> => take(await readAll())
  const during = (act: () => Promise<unknown>): void => {
    setRefused(null)
    act()
      .then(load)
      .catch((error: unknown) => setRefused(failureText(error)))
  }
  useEffect(() => {
    if (!isOpen) return
    let isShown = true
    // What was decided while the page watched is read again when it is.
    readAll().then(
      (all) => (isShown ? take(all) : undefined),
      (error: unknown) => (isShown ? setRefused(failureText(error)) : undefined),
    )
    return () => {
      isShown = false
    }
  }, [isOpen, result])

  return (
    <section className="set-group" aria-labelledby="set-retention">
      <div className="set-row">
        <h3 id="set-retention">{t('Retention')}</h3>
        <span className="grow" />
        <Button onClick={() => setRules([...rules, fresh()])}>{t('Add a rule')}</Button>
      </div>
      <p className="secondary">
        {t(
          'Recordings of calls, or whole conversations, that are past their time are removed for good. None is removed before a rule is turned on. What is open, under way, not settled or held never goes.',
        )}
      </p>
      {rules.map((rule) => (
        <RetentionRuleFields
          key={rule.id}
          rule={rule}
          onChange={(next) => setRules(rules.map((one) => (one.id === rule.id ? next : one)))}
          onRemove={() => setRules(rules.filter((one) => one.id !== rule.id))}
        />
      ))}
      <div className="tool-verbs">
        {isChanged ? (
          <Button
            look="solid"
            onClick={() => {
              reset()
              during(() => theDesk().retention.save({ rules: [...rules] }))
            }}
          >
            {t('Save the rules')}
          </Button>
        ) : null}
        <Button
          unavailable={isChanged ? t('Save the rules first.') : rules.length === 0 ? t('There is no rule yet.') : null}
          onClick={() => void begin(() => theDesk().retention.preview({}))}
        >
          {t('See what would go')}
        </Button>
        {result?.kind === 'retention_preview' && saved.some(({ on }) => on) && !isChanged ? (
          <Button onClick={() => void begin(() => theDesk().retention.run({}))}>{t('Remove it now')}</Button>
        ) : null}
      </div>
      <div role="status">
        {isRunning && job !== null ? <JobProgress job={job} onCancel={cancel} /> : null}
        {(refused ?? failure) === null ? null : <p className="form-error">{refused ?? failure}</p>}
        {result?.kind === 'retention_preview' ? <RetentionShares preview={result} /> : null}
      </div>
      <RetentionPast runs={runs} />
      {runs[0]?.state === 'done' && runs[0].removed.length > 0 && !isRunning ? (
        <OldCopies key={runs[0].at} conversationId={null} />
      ) : null}
      <Holds
        holds={holds}
        onRelease={(id) => during(() => theDesk().retention.hold({ conversationId: id, why: null }))}
      />
    </section>
  )
}

function Holds({
  holds,
  onRelease,
}: {
  readonly holds: readonly LegalHold[]
  readonly onRelease: (conversationId: number) => void
}) {
  if (holds.length === 0) return null
  return (
    <>
      <h4>{t('Held')}</h4>
      <ul className="backup-list">
        {holds.map(({ conversationId, title, by, why }) => (
          <li key={conversationId}>
            <span className="grow">
              <VisibleText text={`${title}: ${why} (${by})`} />
            </span>
            <Button
              size="small"
              aria-label={t('Let go of {{title}}', { title })}
              onClick={() => onRelease(conversationId)}
            >
              {t('Let go')}
            </Button>
          </li>
        ))}
      </ul>
    </>
  )
}
