import { useEffect } from 'react'
import type { QuerySuggestion } from '#contract/query.ts'
import { keepFocus } from '#renderer/ui/keep-focus.ts'
import { said, t } from '#renderer/ui/language.ts'

type Props = {
  readonly id: string
  readonly suggestions: readonly QuerySuggestion[]
  /** -1: none; what is typed stands as it is. */
  readonly active: number
  readonly onActive: (at: number) => void
  readonly onChoose: (suggestion: QuerySuggestion) => void
}

function helpWords(help: string): string {
  const [what = '', example] = help.split(' Example: ')
  return example === undefined ? said(what) : t('{{what}} Example: {{example}}', { what: said(what), example })
}

/** What could stand at the caret. The focus stays in the search. */
export function Completions({ id, suggestions, active, onActive, onChoose }: Props) {
  useEffect(() => {
    if (active >= 0) document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, active])
  return (
    <div className="query-list" id={id} role="listbox" aria-label={t('What could stand here')}>
      {suggestions.map((suggestion, at) => (
        <div
          key={`${suggestion.from} ${suggestion.text} ${suggestion.label}`}
          id={`${id}-${at}`}
          role="option"
          tabIndex={-1}
          aria-selected={at === active}
          className="query-option"
          onMouseMove={() => at !== active && onActive(at)}
          onMouseDown={keepFocus}
          onClick={() => onChoose(suggestion)}
        >
          <span className="query-option-text">{suggestion.text}</span>
          <small>{suggestion.label === suggestion.text ? helpWords(suggestion.help) : said(suggestion.label)}</small>
        </div>
      ))}
    </div>
  )
}
