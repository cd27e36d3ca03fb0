import type { Signal } from '#contract/quality.ts'
import { useEntryOpener } from '#renderer/app/Quality/entry-opener.ts'
import '#renderer/styles/quality-signals.css'
import { said, t } from '#renderer/ui/language.ts'

/** What was computed, in a word. It leads to the row that shows it, where there is one. */
export function SignalValue({ signal }: { readonly signal: Signal | null }) {
  const open = useEntryOpener()
  if (signal === null) return <span className="signal" />
  const { tone, evidence } = signal
  const [label, value, detail] = [said(signal.label), said(signal.value), said(signal.detail)]
  const words = (
    <>
      <i aria-hidden="true" />
      <span className="visually-hidden">{t('Automatic, {{label}}:', { label })} </span>
      {value}
      {tone === 'poor' ? <span className="visually-hidden">, {t('worth a look')}</span> : null}
    </>
  )
  if (evidence === null || open === null)
    return (
      <span className="signal" data-tone={tone} title={`${label}. ${detail}`}>
        {words}
      </span>
    )
  return (
    <button
      type="button"
      className="signal"
      data-tone={tone}
      title={t('{{label}}. {{detail}} Shows the row.', { label, detail })}
      onClick={() => open(evidence)}
    >
      {words}
    </button>
  )
}
