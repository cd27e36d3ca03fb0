import { Bookmark, BookmarkCheck, X } from 'lucide-react'
import { useEffect, useState, type FormEvent } from 'react'
import type { SavedSearch } from '#contract/transcript.ts'
import { orderWords } from '#renderer/app/Transcripts/search-words.ts'
import { loadSaved, removeSearch, saveSearch, savedFor, useSaved } from '#renderer/state/saved-searches.ts'
import { useQuery } from '#renderer/state/transcript-query.ts'
import { openSearch, useSearch } from '#renderer/state/transcript-search.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Popover } from '#renderer/ui/Popover.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { saidName, t } from '#renderer/ui/language.ts'

/** A search under a name, and the ones that have one. */
export function SavedSearches() {
  const [isOpen, setOpen] = useState(false)
  const searches = useSaved((saved) => saved.searches)
  const text = useQuery((query) => query.typed.text)
  const order = useSearch((search) => search.order)
  const saved = savedFor(searches, text, order)
  useEffect(() => {
    if (isOpen) void loadSaved()
  }, [isOpen])
  useCommands({ 'transcripts.save': () => setOpen(true) })
  return (
    <Popover
      label={t('Saved searches')}
      isOpen={isOpen}
      onOpenChange={setOpen}
      className="button button-quiet button-small"
      face={
        <>
          {saved === null ? <Bookmark /> : <BookmarkCheck />}
          <span className="search-save-name">{saved?.name ?? t('Save')}</span>
        </>
      }
    >
      <SaveForm key={saved?.id ?? ''} saved={saved} onDone={() => setOpen(false)} />
      {searches.length === 0 ? null : (
        <ul className="saved-list" aria-label={t('Saved searches')}>
          {searches.map((search) => (
            <li key={search.id}>
              <button
                type="button"
                className="saved-open"
                aria-current={search.id === saved?.id ? 'true' : undefined}
                onClick={() => (setOpen(false), openSearch(search))}
              >
                <span>{saidName(search.name)}</span>
                <small className="mono">{search.text === '' ? t('everything') : search.text}</small>
              </button>
              <button
                type="button"
                className="saved-remove"
                aria-label={t('Remove {{name}}', { name: search.name })}
                title={t('Remove')}
                onClick={() => void removeSearch(search)}
              >
                <X />
              </button>
            </li>
          ))}
        </ul>
      )}
    </Popover>
  )
}

function SaveForm({ saved, onDone }: { readonly saved: SavedSearch | null; readonly onDone: () => void }) {
  const [name, setName] = useState(saved?.name ?? '')
  const failure = useSaved((state) => state.failure)
  const order = useSearch((search) => search.order)
  const text = useQuery((query) => query.typed.text)
  const same = useSaved((state) => state.searches.find((one) => one.name === name.trim() && one.id !== saved?.id))
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (name.trim() !== '' && (await saveSearch({ name: name.trim(), text, order }, saved))) onDone()
  }
  const verb = saved !== null ? t('Rename') : same === undefined ? t('Save') : t('Replace')
  return (
    <form onSubmit={(event) => void submit(event)}>
      <label className="save-label" htmlFor="search-name">
        {saved === null ? t('Save this search as') : t('This search is saved as')}
      </label>
      <div className="save-line">
        <input
          id="search-name"
          className="form-input"
          // The form is what was opened.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          maxLength={80}
          autoComplete="off"
          value={name}
          aria-describedby="search-saved"
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" look="solid" unavailable={name.trim() === '' ? t('It needs a name') : null}>
          {verb}
        </Button>
      </div>
      <p className="save-what" id="search-saved">
        <span className="mono">{text.trim() === '' ? t('everything') : text}</span>, {orderWords[order]}
        {same === undefined ? null : `. ${t('The search that has this name now is replaced.')}`}
      </p>
      {failure === null ? null : (
        <p className="save-failure" role="alert">
          {t('Not saved. {{failure}}', { failure })}
        </p>
      )}
    </form>
  )
}
