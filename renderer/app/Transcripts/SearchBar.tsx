import { Download, ListFilter, Search } from 'lucide-react'
import { useState } from 'react'
import { Label } from 'react-aria-components'
import { ExportDialog } from '#renderer/app/Exchange/ExportDialog.tsx'
import { SavedSearches } from '#renderer/app/Transcripts/SavedSearches.tsx'
import { SearchField } from '#renderer/app/Transcripts/SearchField.tsx'
import { foundWords, orders, tookWords } from '#renderer/app/Transcripts/search-words.ts'
import { focusSearch, useQuery } from '#renderer/state/transcript-query.ts'
import { setOrder, useSearch } from '#renderer/state/transcript-search.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { t } from '#renderer/ui/language.ts'

type Props = {
  /** Where there is no room for the facets, a button opens them; null: they are in sight. */
  readonly facets: { readonly open: boolean; readonly turn: () => void } | null
}

/** The search, what it found, and in which order. */
export function SearchBar({ facets }: Props) {
  const order = useSearch((search) => search.order)
  return (
    <div className="search-bar" role="search">
      {facets === null ? null : (
        <Button
          size="small"
          look="quiet"
          aria-label={t('Facets')}
          title={t('Facets')}
          aria-expanded={facets.open}
          onClick={facets.turn}
        >
          <ListFilter />
        </Button>
      )}
      <Search className="search-bar-icon" onClick={focusSearch} aria-hidden="true" />
      <SearchField />
      <Found />
      <SavedSearches />
      <ExportFound />
      <Select
        className="search-order"
        options={orders}
        value={order}
        onChange={(id) => {
          const chosen = orders.find((one) => one.id === id)
          if (chosen !== undefined) setOrder(chosen.id)
        }}
      >
        {(control) => (
          <>
            <Label className="visually-hidden">{t('Order')}</Label>
            {control}
          </>
        )}
      </Select>
    </div>
  )
}

/** All that is found, as files. */
function ExportFound() {
  const text = useQuery((query) => query.typed.text)
  const [isAsked, setAsked] = useState(false)
  const about =
    text.trim() === '' ? t('All conversations of this desk.') : t('All that “{{text}}” finds.', { text: text.trim() })
  return (
    <>
      <Button
        size="small"
        look="quiet"
        aria-label={t('Export what is found')}
        title={t('Export what is found')}
        onClick={() => setAsked(true)}
      >
        <Download />
      </Button>
      {isAsked ? <ExportDialog of={{ by: 'query', text }} about={about} onClose={() => setAsked(false)} /> : null}
    </>
  )
}

/** How much was found and how fast; while somebody types, how much it would be. */
function Found() {
  const { counted, answered, hits, next, tookMs } = useSearch()
  const text = useQuery((query) => query.typed.text)
  const tokens = useQuery((query) => query.tokens)
  const sought = tokens.some(({ kind }) => kind === 'word' || kind === 'phrase' || kind === 'near')
  const known = counted !== null && counted.text === text ? counted : null
  const settled = answered === text
  const words =
    known !== null ? foundWords(known, sought) : settled ? foundWords(listed(hits.length, next !== null), false) : ''
  return (
    <span className="search-found" role="status">
      {words === '' ? null : settled ? `${words}, ${tookWords(tookMs)}` : words}
    </span>
  )
}

const listed = (count: number, more: boolean) => ({ hits: { count, more }, conversations: { count, more } })
