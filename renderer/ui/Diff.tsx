import { useMemo } from 'react'
import type { Json } from '#contract/tool.ts'
import { changedLines, diffFields, diffText } from '#renderer/ui/diff-model.ts'
import type { TextPart } from '#renderer/ui/diff-model.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

/** What changed, readable without colour: struck and underlined, and said aloud as removed and added. */
export function Diff({ before, after }: { readonly before: string; readonly after: string }) {
  return <Parts parts={useMemo(() => diffText(before, after), [before, after])} />
}

/** Only the lines in which something changed, for where the whole text stands beside it. */
export function ChangedLines({ before, after }: { readonly before: string; readonly after: string }) {
  return <Parts parts={useMemo(() => changedLines(diffText(before, after)), [before, after])} />
}

function Parts({ parts }: { readonly parts: readonly TextPart[] }) {
  return (
    <span className="diff">
      {parts.map((part, at) =>
        part.kind === 'same' ? (
          <VisibleText key={at} text={part.text} />
        ) : part.kind === 'removed' ? (
          <del key={at} aria-label={t('removed: {{text}}', { text: part.text })}>
            <VisibleText text={part.text} />
          </del>
        ) : (
          <ins key={at} aria-label={t('added: {{text}}', { text: part.text })}>
            <VisibleText text={part.text} />
          </ins>
        ),
      )}
    </span>
  )
}

const shown = (value: Json | undefined): string =>
  value === undefined ? t('left out') : typeof value === 'string' ? value : JSON.stringify(value)

/** The same for two values, one line per field. */
export function FieldDiff({ before, after }: { readonly before: Json; readonly after: Json }) {
  const changes = diffFields(before, after)
  if (changes.length === 0) return <p>{t('Nothing differs.')}</p>
  return (
    <dl className="diff-fields">
      {changes.map((change) => (
        <div className="diff-row" key={change.pointer}>
          <dt>{change.pointer === '' ? t('all') : change.pointer.slice(1)}</dt>
          <dd>
            <Diff before={shown(change.before)} after={shown(change.after)} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
