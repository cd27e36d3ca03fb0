import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { AuditReport } from '#contract/audit.ts'
import { reportLines, verdictOf, type ReportLine } from '#renderer/app/Activity/report-words.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { clockSecondWords } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'

/** Follows the chain from its first row and says what was found, all of it. */
type Check =
  | { readonly state: 'idle' }
  | { readonly state: 'running'; readonly since: number }
  | { readonly state: 'done'; readonly report: AuditReport; readonly at: number; readonly took: number }
  | { readonly state: 'failed'; readonly failure: string }

const icons = { ok: CircleCheck, warn: TriangleAlert, bad: CircleX } as const

export function VerifyPanel() {
  const [check, setCheck] = useState<Check>({ state: 'idle' })
  const isRunning = check.state === 'running'
  const verify = async (): Promise<void> => {
    const since = Date.now()
    setCheck({ state: 'running', since })
    try {
      const report = await theDesk().audit.verify({})
      setCheck({ state: 'done', report, at: Date.now(), took: Date.now() - since })
    } catch (error) {
      setCheck({ state: 'failed', failure: failureText(error) })
    }
  }
  return (
    <div className="entry">
      <h3>Is the ledger as it was written?</h3>
      <p className="secondary">
        Every entry carries a seal over itself and the one before it. The check follows them from the first entry,
        compares where the ledger ended with what was written down outside the database, and adds up every proposal
        anew.
      </p>
      <p className="entry-verbs">
        <Button look="solid" unavailable={isRunning ? 'The ledger is being read.' : null} onClick={() => void verify()}>
          {isRunning ? 'Reading the ledger…' : check.state === 'idle' ? 'Verify now' : 'Verify again'}
        </Button>
      </p>
      <div role="status">
        {check.state === 'running' ? <Running since={check.since} /> : null}
        {check.state === 'failed' ? <p className="form-error">The check could not be made. {check.failure}</p> : null}
        {check.state === 'done' ? <Report check={check} /> : null}
      </div>
    </div>
  )
}

/** How far it is, nobody can say; that it goes on, the seconds show. */
function Running({ since }: { readonly since: number }) {
  const [now, setNow] = useState(since)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return (
    <>
      <progress className="activity-progress" aria-label="Reading the ledger" />
      <p className="tertiary small">{Math.round((now - since) / 1000)} s. You can work on meanwhile.</p>
    </>
  )
}

function Report({ check: { report, at, took } }: { readonly check: Extract<Check, { state: 'done' }> }) {
  const verdict = verdictOf(report)
  const Icon = icons[verdict.tone]
  return (
    <>
      <p className="verdict" data-tone={verdict.tone}>
        <Icon />
        <b>{verdict.text}</b>
      </p>
      <ul className="report-lines">
        {reportLines(report).map((line) => (
          <Line key={line.text} line={line} />
        ))}
      </ul>
      <p className="tertiary small">
        Checked {clockSecondWords(at)}, in {took < 1000 ? 'less than a second' : `${Math.round(took / 1000)} s`}. The
        check does not see changes by somebody who holds both the key and the anchors.
      </p>
    </>
  )
}

function Line({ line: { tone, text } }: { readonly line: ReportLine }) {
  const Icon = icons[tone]
  return (
    <li data-tone={tone}>
      <Icon aria-label={tone === 'ok' ? 'Well' : tone === 'warn' ? 'Mind' : 'Wrong'} />
      <span>
        <VisibleText text={text} />
      </span>
    </li>
  )
}
