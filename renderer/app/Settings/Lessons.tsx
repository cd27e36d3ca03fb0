import { useEffect, useState } from 'react'
import type { LessonKind } from '#contract/proposal.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { t } from '#renderer/ui/language.ts'

/** What rejections and notes were kept for: how many, and the way to take them along. */
const kinds = ['regression_test', 'knowledge_gap'] as const satisfies readonly LessonKind[]
const countedWords = (kind: LessonKind, count: number): string =>
  kind === 'regression_test' ? t('{{count}} regression tests', { count }) : t('{{count}} knowledge gaps', { count })
const exportWords = (kind: LessonKind, format: string): string =>
  kind === 'regression_test'
    ? t('Export {{format}} of regression tests', { format })
    : t('Export {{format}} of knowledge gaps', { format })

function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: name.endsWith('.csv') ? 'text/csv' : 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

export function Lessons() {
  const [counts, setCounts] = useState<Readonly<Record<LessonKind, number>> | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  useEffect(() => {
    theDesk()
      .lessons.counts({})
      .then(setCounts, (error: unknown) => setFailure(failureText(error)))
  }, [])
  const take = (kind: LessonKind, format: 'json' | 'csv'): void => {
    setFailure(null)
    theDesk()
      .lessons.export({ kind, format })
      .then(({ name, text }) => save(name, text))
      .catch((error: unknown) => setFailure(failureText(error)))
  }
  return (
    <section className="set-group" aria-labelledby="set-lessons">
      <h3 id="set-lessons">{t('Lessons from rejections and notes')}</h3>
      {failure === null ? null : (
        <p className="form-error" role="alert">
          {failure}
        </p>
      )}
      {counts === null
        ? null
        : kinds.map((kind) => (
            <div key={kind} className="set-row">
              <span>{countedWords(kind, counts[kind])}</span>
              <span className="grow" />
              {(['json', 'csv'] as const).map((format) => (
                <Button
                  key={format}
                  size="small"
                  aria-label={exportWords(kind, format.toUpperCase())}
                  unavailable={counts[kind] === 0 ? t('There is nothing to export') : null}
                  onClick={() => take(kind, format)}
                >
                  {t('Export {{format}}', { format: format.toUpperCase() })}
                </Button>
              ))}
            </div>
          ))}
    </section>
  )
}
