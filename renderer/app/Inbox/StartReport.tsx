import type { StartReport as Report } from '#contract/index.ts'
import { theDesk } from '#renderer/connection.ts'
import { openProposal, useUi } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ageWords, clockSecondWords } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { plural } from '#renderer/ui/words.ts'

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
        <h2>{isWake ? 'While this computer slept' : 'Start-up report'}</h2>
        <span className="grow" />
        <Button size="small" onClick={close}>
          Dismiss
        </Button>
      </header>
      <div className="start-report">
        <div className="start-report-title">
          <h3>{stoppedAt === null ? 'The desk had stopped' : `Away for ${away(report.at - stoppedAt)}`}</h3>
          <span className="tertiary small">{plural(total, 'item', 'items')}</span>
        </div>
        <p className="tertiary small tabular">
          {stoppedAt === null
            ? `Started ${clockSecondWords(report.at)}.`
            : `${clockSecondWords(stoppedAt)} to ${clockSecondWords(report.at)}.`}
        </p>
        <ol className="start-report-list">
          <Line count={needsChecking.length} title="Needs checking" tone="bad">
            <p>
              {needsChecking.length === 0
                ? 'No outcome is unknown.'
                : 'Nothing is repeated until you say what came of it.'}
            </p>
            <Reported items={needsChecking} />
          </Line>
          <Line count={returnedToPending.length} title="Approved, not sent">
            <p>
              {returnedToPending.length === 0
                ? 'Nothing was about to be sent.'
                : 'Back to Pending: each asks you again.'}
            </p>
            <Reported items={returnedToPending} />
          </Line>
          <Line count={expiredTotal} title="Expired, not run">
            <p>
              {expiredTotal === 0
                ? 'Nothing ran out of time.'
                : 'Their time ran out meanwhile. Ask the agent again if needed.'}
            </p>
            <Reported items={expired} more={expiredTotal - Math.min(expired.length, mostShown)} />
          </Line>
          {isWake ? null : (
            <>
              <Line count={report.keptPending} title="Pending, kept as they were">
                <p>No decision was lost.</p>
              </Line>
              <Line count={report.resumedConversations} title="Conversations taken up again">
                <p>The agent was told each result once.</p>
              </Line>
            </>
          )}
        </ol>
        <h3>If nobody answers</h3>
        <p className="secondary">
          {isWake
            ? 'Nothing that expired is run, and nothing that waits again is sent by itself.'
            : 'What needs checking stays here. Its conversation and the agent wait. Closing the app or starting it again changes nothing.'}
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
              <VisibleText text={title} />
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
      {more <= 0 ? null : <li>and {more} more</li>}
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
