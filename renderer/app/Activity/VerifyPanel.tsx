import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { AuditCheck, AuditReport } from '#contract/audit.ts'
import { reportLines, verdictOf, type ReportLine } from '#renderer/app/Activity/report-words.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { clockSecondWords } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'
import { numberWords } from '#renderer/ui/numbers.ts'

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
      <h3>{t('Is the ledger as it was written?')}</h3>
      <p className="secondary">
        {t(
          'Every entry carries a seal over itself and the one before it. The check follows them from the first entry, compares where the ledger ended with what was written down outside the database, and adds up every proposal anew.',
        )}
      </p>
      <p className="entry-verbs">
        {isRunning ? (
          <Button onClick={cancel}>{t('Cancel')}</Button>
        ) : (
          <Button look="solid" onClick={() => void verify()}>
            {check.state === 'idle' ? t('Verify now') : t('Verify again')}
          </Button>
        )}
      </p>
      {check.state === 'running' ? <Running progress={check.progress} /> : null}
      <div role="status">
        {check.state === 'stopped' ? (
          <p className="secondary">{t('Cancelled. Nothing can be said of the ledger.')}</p>
        ) : null}
        {check.state === 'failed' ? (
          <p className="form-error">{t('The check could not be made. {{failure}}', { failure: check.failure })}</p>
        ) : null}
        {check.state === 'done' ? <Report check={check} /> : null}
      </div>
    </div>
  )
}

function progressWords({ done, total, what }: Progress): string {
  const figures = { done: numberWords(done), total: numberWords(total) }
  return what === 'entries'
    ? t('{{done}} of {{total}} entries followed. You can work on meanwhile.', figures)
    : t('{{done}} of {{total}} proposals added up. You can work on meanwhile.', figures)
}

function Running({ progress }: { readonly progress: Progress | null }) {
  return (
    <>
      <progress
        className="activity-progress"
        aria-label={t('Reading the ledger')}
        {...(progress === null ? {} : { value: progress.done, max: Math.max(1, progress.total) })}
      />
      <p className="tertiary small">{progress === null ? t('Reading the ledger…') : progressWords(progress)}</p>
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
        {t(
          'Checked {{at}}, in {{time}}. The check does not see changes by somebody who holds both the key and the anchors.',
          { at: clockSecondWords(at), time: took < 1000 ? t('less than a second') : `${Math.round(took / 1000)} s` },
        )}
      </p>
    </>
  )
}

function Line({ line: { tone, text } }: { readonly line: ReportLine }) {
  const Icon = icons[tone]
  return (
    <li data-tone={tone}>
      <Icon aria-label={tone === 'ok' ? t('Well') : tone === 'warn' ? t('Mind') : t('Wrong')} />
      <span>
        <VisibleText text={text} />
      </span>
    </li>
  )
}
