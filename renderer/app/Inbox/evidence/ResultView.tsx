import type { Json } from '#contract/tool.ts'
import { rowsOf } from '#renderer/app/Inbox/evidence/chain.ts'
import { Pairs } from '#renderer/app/Inbox/evidence/Pairs.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

const atOnce = 7

/** A tool's answer as a person reads it: small rows where they are few, its own text where not. */
export function ResultView({ result, label }: { readonly result: Json; readonly label: string }) {
  const rows = rowsOf(result)
  if (rows === null)
    return (
      <pre className="evidence-json" tabIndex={0} role="group" aria-label={label}>
        <VisibleText text={typeof result === 'string' ? result : JSON.stringify(result, null, 2)} />
      </pre>
    )
  return (
    <div role="group" aria-label={label}>
      <Pairs rows={rows.slice(0, atOnce)} />
      {rows.length <= atOnce ? null : (
        <details className="evidence-rest">
          <summary>{t('{{count}} more', { count: rows.length - atOnce })}</summary>
          <Pairs rows={rows.slice(atOnce)} />
        </details>
      )}
    </div>
  )
}
