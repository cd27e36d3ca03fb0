import type { StartReport as Report } from '#contract/index.ts'
import { theDesk } from '#renderer/connection.ts'
import { useUi } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ageWords, clockSecondWords } from '#renderer/ui/Time.tsx'
import { visibleString } from '#renderer/ui/visible-text.ts'
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
  const { stoppedAt, needsChecking, returnedToPending } = report
  const total = needsChecking.length + returnedToPending.length + report.keptPending
  return (
    <>
      <header className="start-report-head">
        <h2>Start-up report</h2>
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
            {needsChecking.length === 0 ? 'No outcome is unknown.' : needsChecking.map(visibleString).join(', ')}
          </Line>
          <Line count={returnedToPending.length} title="Approved, not sent">
            {returnedToPending.length === 0
              ? 'Nothing was about to be sent.'
              : `Back to Pending, and will ask again: ${returnedToPending.map(visibleString).join(', ')}`}
          </Line>
          <Line count={report.keptPending} title="Pending, kept as they were">
            No decision was lost.
          </Line>
          <Line count={report.resumedConversations} title="Conversations taken up again">
            The agent was told each result once.
          </Line>
        </ol>
        <h3>If nobody answers</h3>
        <p className="secondary">
          What needs checking stays here. Its conversation and the agent wait. Closing the app or starting it again
          changes nothing.
        </p>
      </div>
    </>
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
        <p>{children}</p>
      </div>
    </li>
  )
}
