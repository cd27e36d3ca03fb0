import { X } from 'lucide-react'
import { useEffect, useId, useState } from 'react'
import type { QuerySuggestion } from '#contract/query.ts'
import { Completions } from '#renderer/app/Transcripts/Completions.tsx'
import { apply, typed, withoutTokens } from '#renderer/app/Transcripts/query-edit.ts'
import { useQueryField } from '#renderer/app/Transcripts/use-query-field.ts'
import { focusPane } from '#renderer/state/panes.ts'
import { fieldId, knownQuery, readQuery, takeFocus, useQuery } from '#renderer/state/transcript-query.ts'
import { searchNow, stepHits, useSearch } from '#renderer/state/transcript-search.ts'
import { keepFocus } from '#renderer/ui/keep-focus.ts'
import { t } from '#renderer/ui/language.ts'

export const problemsId = 'transcript-problems'

/**
 * One line of text in which filters stand as tokens. It stays text: the caret goes through the tokens, what is typed in one
 * edits it, and somebody who listens hears the search as it is written.
 */
export function SearchField() {
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const { field, crosses, change, undo } = useQueryField(() => {
    const { text, to } = useQuery.getState().typed
    // Between words nothing is offered unasked: there the arrows walk the results.
    setOpen(/\S/.test(text.charAt(to - 1)))
    setActive(-1)
  })
  const offered = useQuery((query) => query.suggestions)
  const present = useQuery((query) => query.typed.text)
  // What stands there already is no news.
  const suggestions = offered.filter(({ from, to, text }) => present.slice(from, to) !== text)
  const isEmpty = present === ''
  const hasProblems = useQuery((query) => query.problems.length > 0)
  const listId = useId()
  const shown = open && suggestions.length > 0
  useEffect(takeFocus, [])

  const accept = ({ from, to, text }: QuerySuggestion): void => {
    const edit = { from, to, text }
    change(apply(useQuery.getState().typed, edit), edit)
    setActive(-1)
    field.current?.focus()
  }
  const remove = async (from: number, to: number): Promise<void> => {
    const { text, tokens } = await knownQuery()
    const token = tokens.find((one) => one.from === from && one.to === to)
    if (token !== undefined) change(withoutTokens(text, tokens, new Set([token])))
    field.current?.focus()
  }
  const leave = (): void => {
    setOpen(false)
    focusPane('queue')
  }
  const enter = (): void => {
    setOpen(false)
    if (useQuery.getState().typed.text === useSearch.getState().answered) focusPane('conversation')
    else void searchNow()
  }
  const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }

  const press = (event: React.KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    const mod = event.ctrlKey || event.metaKey
    const chosen = shown ? suggestions[active] : undefined
    const by = steps[event.key]
    if (mod && event.key.toLowerCase() === 'z') undo(!event.shiftKey)
    else if (mod && event.key === 'y') undo(false)
    else if (mod) return
    else if (event.altKey) {
      if (event.key !== 'ArrowDown') return
      setOpen(true)
      void readQuery()
    } else if (event.key === 'Escape') {
      if (shown) setOpen(false)
      else leave()
    } else if (event.key === 'Enter') {
      if (chosen === undefined) enter()
      else accept(chosen)
    } else if (event.key === 'Tab' && !event.shiftKey && chosen !== undefined) accept(chosen)
    else if (by !== undefined && !event.shiftKey) {
      if (shown) setActive((at) => ((at + Math.sign(by) + 1 + suggestions.length + 1) % (suggestions.length + 1)) - 1)
      else stepHits(by)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div className="query-box" onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || setOpen(false)}>
      <div
        ref={field}
        id={fieldId}
        className="query-field"
        role="combobox"
        tabIndex={0}
        contentEditable="plaintext-only"
        suppressContentEditableWarning
        spellCheck={false}
        data-pane="search"
        data-empty={isEmpty}
        data-placeholder={t('Search everything said, decided and done')}
        aria-label={t('Search transcripts')}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-expanded={shown}
        aria-controls={shown ? listId : undefined}
        aria-activedescendant={shown && active >= 0 ? `${listId}-${active}` : undefined}
        aria-invalid={hasProblems}
        aria-describedby={hasProblems ? problemsId : undefined}
        onKeyDown={press}
      />
      {crosses.map(({ from, to, text, left, top }) => (
        <button
          key={`${from} ${text}`}
          type="button"
          tabIndex={-1}
          className="query-cross"
          style={{ left, top }}
          aria-label={t('Remove {{text}}', { text })}
          title={t('Remove {{text}}', { text })}
          onMouseDown={keepFocus}
          onClick={() => void remove(from, to)}
        >
          <X />
        </button>
      ))}
      {shown ? (
        <Completions id={listId} suggestions={suggestions} active={active} onActive={setActive} onChoose={accept} />
      ) : null}
      {isEmpty ? null : (
        <button
          type="button"
          tabIndex={-1}
          className="query-clear"
          aria-label={t('Clear the search')}
          title={t('Clear the search')}
          onMouseDown={keepFocus}
          onClick={() => {
            change(typed(''))
            field.current?.focus()
          }}
        >
          <X />
        </button>
      )}
    </div>
  )
}
