import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { AuditCheck, AuditReport } from '#contract/audit.ts'
import { reportLines, verdictOf, type ReportLine } from '#renderer/app/Activity/report-words.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { clockSecondWords } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'

/** Follows the chain from its first row and says what was found, all of it. */
type Progress = Extract<AuditCheck, { type: 'progress' }>
type Check =
  | { readonly state: 'idle' }
  | { readonly state: 'running'; readonly progress: Progress | null }
  | { readonly state: 'stopped' }
  | { readonly state: 'done'; readonly report: AuditReport; readonly at: number; readonly took: number }
  | { readonly state: 'failed'; readonly failure: string }

const icons = { ok: CircleCheck, warn: TriangleAlert, bad: CircleX } as const

export function VerifyPanel() {
  const [check, setCheck] = useState<Check>({ state: 'idle' })
  const running = useRef<AbortController | null>(null)
  // Nobody waits for it any more.
  useEffect(() => () => running.current?.abort(), [])
  const isRunning = check.state === 'running'
  const verify = async (): Promise<void> => {
    const mine = new AbortController()
    running.current = mine
    const since = Date.now()
    setCheck({ state: 'running', progress: null })
    try {
      for await (const one of theDesk().audit.check({}, { signal: mine.signal })) {
        if (mine.signal.aborted) return
        if (one.type === 'progress') setCheck({ state: 'running', progress: one })
        else setCheck({ state: 'done', report: one.report, at: Date.now(), took: Date.now() - since })
      }
      setCheck((now) => (now.state === 'running' ? { state: 'stopped' } : now))
    } catch (error) {
      setCheck(mine.signal.aborted ? { state: 'stopped' } : { state: 'failed', failure: failureText(error) })
    }
  }
  const cancel = (): void => {
    running.current?.abort()
    setCheck({ state: 'stopped' })
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
        {isRunning ? (
          <Button onClick={cancel}>Cancel</Button>
        ) : (
          <Button look="solid" onClick={() => void verify()}>
            {check.state === 'idle' ? 'Verify now' : 'Verify again'}
          </Button>
        )}
      </p>
      {check.state === 'running' ? <Running progress={check.progress} /> : null}
      <div role="status">
        {check.state === 'stopped' ? <p className="secondary">Cancelled. Nothing can be said of the ledger.</p> : null}
        {check.state === 'failed' ? <p className="form-error">The check could not be made. {check.failure}</p> : null}
        {check.state === 'done' ? <Report check={check} /> : null}
      </div>
    </div>
  )
}

const count = new Intl.NumberFormat('en-GB')
const parts = { entries: 'entries followed', proposals: 'proposals added up' } as const

function Running({ progress }: { readonly progress: Progress | null }) {
  return (
    <>
      <progress
        className="activity-progress"
        aria-label="Reading the ledger"
        {...(progress === null ? {} : { value: progress.done, max: Math.max(1, progress.total) })}
      />
      <p className="tertiary small">
        {progress === null
          ? 'Reading the ledger…'
          : `${count.format(progress.done)} of ${count.format(progress.total)} ${parts[progress.what]}. You can work on meanwhile.`}
      </p>
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
