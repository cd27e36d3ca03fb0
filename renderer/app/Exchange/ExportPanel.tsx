import { useState } from 'react'
import { ExportDialog } from '#renderer/app/Exchange/ExportDialog.tsx'
import { TextField } from '#renderer/app/Settings/fields.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { t } from '#renderer/ui/language.ts'

/** What a search finds, or everything, as files. */
export function ExportPanel() {
  const [text, setText] = useState('')
  const [isAsked, setAsked] = useState(false)
  const about =
    text.trim() === ''
      ? t('All conversations of this desk, newest first.')
      : t('The conversations that “{{text}}” finds.', { text })
  return (
    <section className="set-group" aria-labelledby="set-export">
      <div className="set-row">
        <h3 id="set-export">{t('Export conversations')}</h3>
        <span className="grow" />
        <Button onClick={() => setAsked(true)}>{t('Export…')}</Button>
      </div>
      <p className="secondary">
        {t(
          'As JSONL, tables, printable pages or Markdown, into a folder on the computer of this desk. Card numbers, keys, addresses and numbers of persons are hidden unless you say otherwise.',
        )}
      </p>
      <TextField
        label={t('Which ones')}
        help={t('As in the search; empty: all of them')}
        value={text}
        onChange={setText}
      />
      {isAsked ? <ExportDialog of={{ by: 'query', text }} about={about} onClose={() => setAsked(false)} /> : null}
    </section>
  )
}
