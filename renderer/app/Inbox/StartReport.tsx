import type { StartReport as Report } from '#contract/index.ts'
import { theDesk } from '#renderer/connection.ts'
import { openProposal, useUi } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ageWords, clockSecondWords } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, t } from '#renderer/ui/language.ts'

const away = (milliseconds: number) =>
  milliseconds < 60_000 ? `${Math.max(1, Math.round(milliseconds / 1000))} s` : ageWords(milliseconds)

/** What the last start found and put right. It stands here until somebody has read it. */
export function StartReport({ report }: { readonly report: Report }) {
  const close = () => {
    useUi.setState({ startReport: false })
    void Promise.resolve()
      .then(() => theDesk().app.dismissStartReport({}))
      .catch(() => {})
  }
  const { stoppedAt, needsChecking, returnedToPending, expired, expiredTotal } = report
  const isWake = report.cause === 'wake'
  const kept = isWake ? 0 : report.keptPending
  const total = needsChecking.length + returnedToPending.length + expiredTotal + kept
  return (
    <>
      <header className="start-report-head">
        <h2>{isWake ? t('While this computer slept') : t('Start-up report')}</h2>
        <span className="grow" />
        <Button size="small" onClick={close}>
          {t('Dismiss')}
        </Button>
      </header>
      <div className="start-report">
        <div className="start-report-title">
          <h3>
            {stoppedAt === null
              ? t('The desk had stopped')
              : t('Away for {{away}}', { away: away(report.at - stoppedAt) })}
          </h3>
          <span className="tertiary small">{t('{{count}} items', { count: total })}</span>
        </div>
        <p className="tertiary small tabular">
          {stoppedAt === null
            ? t('Started {{at}}.', { at: clockSecondWords(report.at) })
            : t('{{stoppedAt}} to {{at}}.', {
                stoppedAt: clockSecondWords(stoppedAt),
                at: clockSecondWords(report.at),
              })}
        </p>
        <ol className="start-report-list">
          <Line count={needsChecking.length} title={t('Needs checking')} tone="bad">
            <p>
              {needsChecking.length === 0
                ? t('No outcome is unknown.')
                : t('Nothing is repeated until you say what came of it.')}
            </p>
            <Reported items={needsChecking} />
          </Line>
          <Line count={returnedToPending.length} title={t('Approved, not sent')}>
            <p>
              {returnedToPending.length === 0
                ? t('Nothing was about to be sent.')
                : t('Back to Pending: each asks you again.')}
            </p>
            <Reported items={returnedToPending} />
          </Line>
          <Line count={expiredTotal} title={t('Expired, not run')}>
            <p>
              {expiredTotal === 0
                ? t('Nothing ran out of time.')
                : t('Their time ran out meanwhile. Ask the agent again if needed.')}
            </p>
            <Reported items={expired} more={expiredTotal - Math.min(expired.length, mostShown)} />
          </Line>
          {isWake ? null : (
            <>
              <Line count={report.keptPending} title={t('Pending, kept as they were')}>
                <p>{t('No decision was lost.')}</p>
              </Line>
              <Line count={report.resumedConversations} title={t('Conversations taken up again')}>
                <p>{t('The agent was told each result once.')}</p>
              </Line>
            </>
          )}
        </ol>
        <h3>{t('If nobody answers')}</h3>
        <p className="secondary">
          {isWake
            ? t('Nothing that expired is run, and nothing that waits again is sent by itself.')
            : t(
                'What needs checking stays here. Its conversation and the agent wait. Closing the app or starting it again changes nothing.',
              )}
        </p>
      </div>
    </>
  )
}

const mostShown = 12

/** Each by what it was called and for whom; pressed, the dock shows it. */
function Reported({
  items,
  more = items.length - mostShown,
}: {
  readonly items: Report['needsChecking']
  /** How many there are beside those shown. */
  readonly more?: number
}) {
  if (items.length === 0) return null
  return (
    <ul className="start-report-items">
      {items.slice(0, mostShown).map(({ id, conversationId, title, customer }) => (
        <li key={id}>
          <button type="button" onClick={() => openProposal(id, conversationId)}>
            <b>
              <VisibleText text={said(title)} />
            </b>
            {title.includes(customer) ? null : (
              <>
                {' '}
                <VisibleText text={customer} />
              </>
            )}
          </button>
        </li>
      ))}
      {more <= 0 ? null : <li>{t('and {{more}} more', { more })}</li>}
    </ul>
  )
}

type LineProps = {
  readonly count: number
  readonly title: string
  readonly tone?: 'bad'
  readonly children: React.ReactNode
}

function Line({ count, title, tone, children }: LineProps) {
  return (
    <li className={count === 0 ? 'zero' : tone}>
      <span className="figure">{count}</span>
      <div>
        <h4>{title}</h4>
        {children}
      </div>
    </li>
  )
}
