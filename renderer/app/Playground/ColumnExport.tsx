import { Share } from 'lucide-react'
import { useState } from 'react'
import { setUpWords } from '#renderer/app/Playground/playground-words.ts'
import { say } from '#renderer/state/live.ts'
import { columnJson, columnMarkdown, columnTitle } from '#renderer/state/playground-export.ts'
import { firstModel } from '#renderer/state/playground-run.ts'
import type { ColumnId } from '#renderer/state/playground-steps.ts'
import { usePlayground } from '#renderer/state/playground.ts'
import { Menu } from '#renderer/ui/Menu.tsx'
import { fileNamePart, saveFile } from '#renderer/ui/save-file.ts'
import { t } from '#renderer/ui/language.ts'

const choices = [
  { id: 'copy-markdown', label: t('Copy as Markdown') },
  { id: 'copy-json', label: t('Copy as JSON') },
  { id: 'save-markdown', label: t('Save as Markdown') },
  { id: 'save-json', label: t('Save as JSON'), hint: t('With what came over the wire') },
]

type Props = { readonly id: ColumnId; readonly agentName: string | null }

/** Takes what stands in a column along. */
export function ColumnExport({ id, agentName }: Props) {
  const [isOpen, setOpen] = useState(false)
  const [said, setSaid] = useState('')
  const tell = (words: string): void => {
    setSaid(words)
    say(`${words}.`)
  }
  const take = (choice: string): void => {
    const column = usePlayground.getState().columns[id]
    const title = columnTitle(column)
    const isJson = choice.endsWith('json')
    const text = isJson
      ? columnJson(column, title, firstModel())
      : columnMarkdown(column, title, setUpWords(column.setUp, firstModel(), agentName))
    if (choice.startsWith('copy'))
      return void navigator.clipboard.writeText(text).then(
        () => tell(t('Copied')),
        () => tell(t('Not copied')),
      )
    const name = `playground-${id}-${fileNamePart(title).toLowerCase()}`
    saveFile(`${name}.${isJson ? 'json' : 'md'}`, text, isJson ? 'application/json' : 'text/markdown')
  }
  return (
    <>
      {said === '' ? null : <span>{said}</span>}
      <Menu
        label={t('Take column {{column}} along', { column: id.toUpperCase() })}
        choices={choices}
        onChoose={take}
        isOpen={isOpen}
        onOpenChange={(open) => (setOpen(open), open ? setSaid('') : undefined)}
        className="icon-button"
      >
        <Share aria-label={t('Copy or save column {{column}}', { column: id.toUpperCase() })} role="img" />
      </Menu>
    </>
  )
}
