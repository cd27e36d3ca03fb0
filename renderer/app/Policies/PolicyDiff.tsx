import type { PolicyDiff } from '#contract/policy.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

/** What a document would change, rule by rule, in the sentences that people sign. */
export const isEmptyDiff = ({ added, changed, removed, floor }: PolicyDiff): boolean =>
  added.length + changed.length + removed.length + floor.length === 0

export function PolicyDiffView({ diff }: { readonly diff: PolicyDiff }) {
  if (isEmptyDiff(diff))
    return <p className="secondary">{t('It is what is in force already: nothing would change.')}</p>
  return (
    <div className="policy-diff">
      <Part title={t('Added')} rows={diff.added.map(({ id, name, text }) => ({ id, name, after: text }))} />
      <Part title={t('Changed')} rows={diff.changed} />
      <Part title={t('Removed')} rows={diff.removed.map(({ id, name, text }) => ({ id, name, before: text }))} />
      {diff.floor.length === 0 ? null : (
        <section>
          <h3>{t('What never runs by itself')}</h3>
          <ul>
            {diff.floor.map((line) => (
              <li key={line}>
                <VisibleText text={line} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

type Row = { readonly id: string; readonly name: string; readonly before?: string; readonly after?: string }

function Part({ title, rows }: { readonly title: string; readonly rows: readonly Row[] }) {
  if (rows.length === 0) return null
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {rows.map(({ id, name, before, after }) => (
          <li key={id}>
            <b>
              <VisibleText text={name} />
            </b>
            {before === undefined ? null : (
              <del>
                <VisibleText text={before} />
              </del>
            )}
            {after === undefined ? null : (
              <ins>
                <VisibleText text={after} />
              </ins>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
