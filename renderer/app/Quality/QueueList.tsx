import { EyeOff, Plus, Scale } from 'lucide-react'
import type { ReviewQueue } from '#contract/quality.ts'
import { drawnWords } from '#renderer/app/Quality/quality-words.ts'
import { theDesk } from '#renderer/connection.ts'
import { loadQuality, review, showQuality, trying, useQuality } from '#renderer/state/quality.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Chip } from '#renderer/ui/Chip.tsx'
import { dayWords, useNow } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { nameList } from '#renderer/ui/words.ts'
import { saidName, t } from '#renderer/ui/language.ts'

/** What was drawn to be looked at, and how far everybody is. */
export function QueueList({ reviewer }: { readonly reviewer: string }) {
  const { queues } = useQuality()
  const open = queues?.filter(({ closedAt }) => closedAt === null) ?? []
  const closed = queues?.filter(({ closedAt }) => closedAt !== null) ?? []
  return (
    <section className="quality-page" aria-label={t('Queues')} data-pane="section" tabIndex={-1}>
      <header className="quality-head">
        <h2>{t('Queues')}</h2>
        <span className="grow" />
        <Button look="solid" size="small" command="quality.new" onClick={() => showQuality({ kind: 'new_queue' })}>
          <Plus />
          {t('New queue')}
        </Button>
      </header>
      {queues === null ? null : open.length === 0 ? (
        <div className="quality-none">
          <p>
            {t('Draw conversations from a search, then score them one after the other without leaving the keyboard.')}
          </p>
        </div>
      ) : (
        <ul className="queue-cards">
          {open.map((queue) => (
            <Row key={queue.id} queue={queue} reviewer={reviewer} />
          ))}
        </ul>
      )}
      {closed.length === 0 ? null : (
        <>
          <h3 className="quality-sub">{t('Closed')}</h3>
          <ul className="queue-cards">
            {closed.map((queue) => (
              <Row key={queue.id} queue={queue} reviewer={reviewer} />
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

const dueWords = (day: string, late: boolean): string =>
  late ? t('due {{day}}, late', { day }) : t('due {{day}}', { day })

function Row({ queue, reviewer }: { readonly queue: ReviewQueue; readonly reviewer: string }) {
  const now = useNow()
  const { id, plan, items, done, progress, closedAt } = queue
  const isCalibration = plan.calibrators.length > 0
  const card = useQuality(({ scorecards }) => scorecards?.find((one) => one.id === plan.scorecardId))
  const own = progress.find((one) => one.reviewer === reviewer)
  const isMine = !isCalibration || plan.calibrators.includes(reviewer)
  const isOver = closedAt !== null || (isCalibration ? (own?.scored ?? 0) + (own?.skipped ?? 0) : done) >= items
  const late = plan.dueAt !== null && closedAt === null && done < items && plan.dueAt < now
  const close = (closed: boolean): void =>
    void trying(() => theDesk().quality.closeQueue({ id, closed })).then(loadQuality)
  return (
    <li className="queue-card">
      <div>
        <h3>
          <VisibleText text={plan.name} />
          {isCalibration ? (
            <Chip tone="line">
              <Scale />
              {t('Calibration')}
            </Chip>
          ) : null}
          {plan.blind ? (
            <Chip tone="line">
              <EyeOff />
              {t('Blind')}
            </Chip>
          ) : null}
        </h3>
        <p className="tertiary">
          {plan.text === '' ? t('Every conversation') : <code>{plan.text}</code>},{' '}
          {[
            drawnWords[plan.sampling.by],
            ...(card === undefined
              ? []
              : [t('by {{scorecard}} v{{version}}', { scorecard: saidName(card.body.name), version: queue.version })]),
          ].join(', ')}
        </p>
      </div>
      <div className="queue-card-done">
        <progress max={items} value={done} aria-label={t('{{name}}: done', { name: plan.name })} />
        <span>{t('{{done}} of {{items}}', { done, items })}</span>
        <small className={late ? 'is-late' : 'tertiary'}>
          {[
            progress.length === 0
              ? t('nobody yet')
              : nameList(progress.map((one) => `${one.reviewer} ${one.scored + one.skipped}`)),
            ...(plan.dueAt === null ? [] : [dueWords(dayWords(plan.dueAt, now), late)]),
          ].join(', ')}
        </small>
      </div>
      <div className="queue-card-verbs">
        {isCalibration ? (
          <Button size="small" onClick={() => showQuality({ kind: 'calibration', queueId: id })}>
            {t('Compare')}
          </Button>
        ) : null}
        {closedAt === null ? (
          <>
            <Button size="small" look="quiet" onClick={() => close(true)}>
              {t('Close')}
              <span className="visually-hidden"> {plan.name}</span>
            </Button>
            {isMine ? (
              <Button size="small" onClick={() => void review(id)}>
                {isOver ? t('Look again') : own === undefined || own.scored === 0 ? t('Begin') : t('Go on')}
                <span className="visually-hidden"> {t('with {{name}}', { name: plan.name })}</span>
              </Button>
            ) : null}
          </>
        ) : (
          <Button size="small" look="quiet" onClick={() => close(false)}>
            {t('Open again')}
            <span className="visually-hidden"> {plan.name}</span>
          </Button>
        )}
        <span className="visually-hidden">{t('{{count}} items', { count: items })}</span>
      </div>
    </li>
  )
}
