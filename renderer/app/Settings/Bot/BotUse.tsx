import { useState } from 'react'
import type { BotStatus, BotTask } from '#contract/bot-status.ts'
import type { BotMeter } from '#contract/bot.ts'
import { byteWords, meterWords, pauseWords, resetWords } from '#renderer/app/bot-words.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { agoWords, useSeconds } from '#renderer/ui/Time.tsx'
import { visibleString } from '#renderer/ui/visible-text.ts'
import { numberWords } from '#renderer/ui/numbers.ts'
import { t } from '#renderer/ui/language.ts'

/** How much of its plan the bot has used, how fast it may be asked, and what it still works on. */
export function BotUse({ status }: { readonly status: BotStatus }) {
  const now = useSeconds()
  const [failure, setFailure] = useState<string | null>(null)
  const { usage: known, limits, tasks } = status
  const perform = (act: () => Promise<unknown>) => async (): Promise<void> => {
    setFailure(null)
    await act().catch((error: unknown) => setFailure(failureText(error)))
  }
  const paused = pauseWords(limits, now)
  return (
    <div className="bot-use">
      <h4>{t('Plan and pace')}</h4>
      <dl className="bot-meters">
        {known === null ? null : (
          <>
            <Meter name={t('Questions')} meter={known.usage.queries} say={numberWords} />
            <Meter name={t('Knowledge')} meter={known.usage.knowledgeBytes} say={byteWords} />
            <Meter name={t('Actions')} meter={known.usage.connectedActions} say={numberWords} />
          </>
        )}
        <div>
          <dt>{t('Requests a minute')}</dt>
          <dd>
            {factsOf(
              String(limits.perMinute),
              limits.assumed ? t('assumed') : null,
              limits.remaining === null ? null : t('{{remaining}} left', { remaining: limits.remaining }),
              limits.waiting === 0 ? null : t('{{waiting}} waiting', { waiting: limits.waiting }),
            )}
          </dd>
        </div>
      </dl>
      <p className="small tertiary">
        {known === null ? t('Its use was not read yet.') : usageWords(known, now)}
        {paused === null ? '' : ` ${paused}.`}
      </p>
      <Button size="small" onClick={() => void perform(() => theDesk().bot.usage({}))()}>
        {t('Read its use')}
      </Button>
      {tasks.length === 0 ? null : (
        <>
          <h4>{t('What it works on')}</h4>
          <ul className="bot-tasks">
            {tasks.map((task) => (
              <Task key={task.job.id} task={task} />
            ))}
          </ul>
          <Button size="small" onClick={() => void perform(() => theDesk().bot.clearTasks({}))()}>
            {t('Take off what is over')}
          </Button>
        </>
      )}
      {failure === null ? null : (
        <p className="form-error" role="alert">
          {failure}
        </p>
      )}
    </div>
  )
}

const factsOf = (...facts: readonly (string | null)[]): string => facts.filter((fact) => fact !== null).join(', ')

function usageWords({ usage, at }: NonNullable<BotStatus['usage']>, now: number): string {
  const { plan, period, queries } = usage
  const parts = [
    plan === null ? '' : t('Plan {{plan}}.', { plan }),
    queries === null || queries.api === null || queries.widget === null
      ? ''
      : t('{{api}} of the questions by API, {{widget}} by the widget.', {
          api: numberWords(queries.api),
          widget: numberWords(queries.widget),
        }),
    period.end === null ? '' : t('Counts from nothing on {{end}}.', { end: resetWords(period.end) }),
    t('Read {{ago}}.', { ago: agoWords(now - at) }),
  ]
  return parts.filter((part) => part !== '').join(' ')
}

function Meter(shown: {
  readonly name: string
  readonly meter: BotMeter | null
  readonly say: (value: number) => string
}) {
  const { name, meter, say } = shown
  if (meter === null) return null
  const { used, limit } = meter
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {meterWords(meter, say)}
        {limit === null ? null : (
          <progress aria-label={t('{{name}} used', { name })} value={Math.min(used, limit)} max={Math.max(1, limit)} />
        )}
      </dd>
    </div>
  )
}

const jobWords = {
  queued: t('waits its turn'),
  running: t('under way'),
  succeeded: t('done'),
  partially_failed: t('done in part'),
  failed: t('failed'),
} as const

function Task({ task }: { readonly task: BotTask }) {
  const { job, title, trouble } = task
  const isOpen = job.state === 'queued' || job.state === 'running'
  return (
    <li>
      <span>{visibleString(title)}</span>
      <span className="tertiary">
        {factsOf(
          jobWords[job.state],
          job.total > 1 ? t('{{done}} of {{total}}', { done: job.done, total: job.total }) : null,
          job.failed > 0 ? t('{{failed}} failed', { failed: job.failed }) : null,
        )}
      </span>
      {isOpen ? (
        <progress aria-label={visibleString(title)} {...(job.total === 0 ? {} : { value: job.done, max: job.total })} />
      ) : null}
      {job.errors[0] === undefined ? null : <p className="form-error">{visibleString(job.errors[0])}</p>}
      {trouble === null ? null : <p className="form-error">{visibleString(trouble.message)}</p>}
    </li>
  )
}
