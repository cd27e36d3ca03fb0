import { useEffect, useState } from 'react'
import type { LessonKind } from '#contract/proposal.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { plural } from '#renderer/ui/words.ts'

/** What rejections were kept for: how many, and the way to take them along. */
const kinds: readonly { readonly kind: LessonKind; readonly one: string; readonly many: string }[] = [
  { kind: 'regression_test', one: 'regression test', many: 'regression tests' },
  { kind: 'knowledge_gap', one: 'knowledge gap', many: 'knowledge gaps' },
]

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
      <h3 id="set-lessons">Lessons from rejections</h3>
      {failure === null ? null : (
        <p className="form-error" role="alert">
          {failure}
        </p>
      )}
      {counts === null
        ? null
        : kinds.map(({ kind, one, many }) => (
            <div key={kind} className="set-row">
              <span>{plural(counts[kind], one, many)}</span>
              <span className="grow" />
              {(['json', 'csv'] as const).map((format) => (
                <Button
                  key={format}
                  size="small"
                  unavailable={counts[kind] === 0 ? 'There is nothing to export' : null}
                  onClick={() => take(kind, format)}
                >
                  Export {format.toUpperCase()}
                  <span className="visually-hidden"> of {many}</span>
                </Button>
              ))}
            </div>
          ))}
    </section>
  )
}
