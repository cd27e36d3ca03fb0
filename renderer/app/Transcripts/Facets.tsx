import { Check } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Facet } from '#contract/transcript.ts'
import { RiskSchema } from '#contract/tool.ts'
import { barOf } from '#renderer/app/Transcripts/facet-choice.ts'
import { countWords } from '#renderer/app/Transcripts/search-words.ts'
import { useSaved } from '#renderer/state/saved-searches.ts'
import { useQuery } from '#renderer/state/transcript-query.ts'
import { chooseFacet, forgetFacet, openSearch, useSearch } from '#renderer/state/transcript-search.ts'
import { Dial } from '#renderer/ui/Dial.tsx'
import { said, saidName, saidOfActor, t } from '#renderer/ui/language.ts'

/** What there is of each kind in what was found. Choosing writes into the search; the search says what is chosen. */
export function Facets() {
  const facets = useSearch((search) => search.facets)
  const most = useMemo(
    () => Math.max(0, ...(facets ?? []).flatMap(({ values }) => values.map(({ count }) => count.count))),
    [facets],
  )
  return (
    <nav className="facets" aria-label={t('Facets')} data-pane="facets" tabIndex={-1}>
      <header className="facets-head">
        <h1>{t('Transcripts')}</h1>
      </header>
      <div className="facets-body">
        {(facets ?? [])
          .filter(({ values }) => values.length > 0)
          .map((facet) => (
            <Group key={facet.field} facet={facet} most={most} />
          ))}
        <SavedGroup />
      </div>
    </nav>
  )
}

const few = 6

const stepIn = (event: React.KeyboardEvent<HTMLElement>): void => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=checkbox]')]
  const at = all.findIndex((one) => one === document.activeElement)
  all[Math.min(all.length - 1, Math.max(0, at + by))]?.focus()
  event.preventDefault()
}

function Group({ facet, most }: { readonly facet: Facet; readonly most: number }) {
  const [all, setAll] = useState(false)
  const { field } = facet
  const label = said(facet.label)
  const values =
    field === 'risk' ? facet.values.toSorted((one, other) => tierOf(other.value) - tierOf(one.value)) : facet.values
  const shown = all ? values : values.filter(({ chosen }, at) => at < few || chosen)
  const stop = shown.find(({ chosen }) => chosen) ?? shown[0]
  const [focused, setFocused] = useState<string | null>(null)
  const reachable = shown.some(({ value }) => value === focused) ? focused : (stop?.value ?? null)
  const chosen = values.filter((value) => value.chosen).length
  return (
    <div className="facet" role="group" aria-label={label} onKeyDown={stepIn}>
      <div className="facet-label">
        <span aria-hidden="true">{label}</span>
        {chosen === 0 ? null : (
          <button type="button" className="facet-clear" onClick={() => void forgetFacet(field)}>
            {t('Any')}
            <span className="visually-hidden"> {label}</span>
          </button>
        )}
      </div>
      {shown.map((value) => (
        <button
          key={value.value}
          type="button"
          role="checkbox"
          aria-checked={value.chosen}
          aria-label={`${nameOf(field, value)} ${countWords(value.count)}`}
          tabIndex={value.value === reachable ? 0 : -1}
          className="facet-row"
          onFocus={() => setFocused(value.value)}
          onClick={() => void chooseFacet(field, value)}
        >
          {value.chosen ? <Check /> : <i />}
          <span className="facet-name">
            {field === 'risk' ? <Tier value={value.value} /> : null}
            <span>{nameOf(field, value)}</span>
          </span>
          {value.count.count === 0 ? null : <u style={{ width: barOf(value.count.count, most) }} />}
          <b>{countWords(value.count)}</b>
        </button>
      ))}
      {values.length > shown.length || all ? (
        <button type="button" className="facet-more" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('Fewer') : t('{{count}} more', { count: values.length - shown.length })}
          <span className="visually-hidden">: {label}</span>
        </button>
      ) : null}
    </div>
  )
}

const tierOf = (value: string): number => Number(value.replace(/^R/i, ''))

/** Of these the desk knows every value there is; those of others are names and words that people gave. */
const closed: ReadonlySet<string> = new Set(['decision', 'channel', 'has', 'state'])

const nameOf = (field: string, { value, label }: Facet['values'][number]): string =>
  field === 'risk' ? `R${tierOf(value)}` : closed.has(field) ? said(label) : saidOfActor(label)

function Tier({ value }: { readonly value: string }) {
  const tier = RiskSchema.safeParse(tierOf(value))
  return tier.success ? <Dial risk={tier.data} size={13} /> : null
}

/** Searches with a name, where there are any. */
function SavedGroup() {
  const searches = useSaved((saved) => saved.searches)
  const text = useQuery((query) => query.typed.text)
  const order = useSearch((search) => search.order)
  if (searches.length === 0) return null
  return (
    <div className="facet" role="group" aria-label={t('Saved searches')}>
      <div className="facet-label" aria-hidden="true">
        {t('Saved')}
      </div>
      {searches.slice(0, 8).map((search) => (
        <button
          key={search.id}
          type="button"
          className="facet-row"
          title={search.text}
          aria-current={search.text === text && search.order === order ? 'true' : undefined}
          onClick={() => openSearch(search)}
        >
          <i />
          <span className="facet-name">
            <span>{saidName(search.name)}</span>
          </span>
        </button>
      ))}
    </div>
  )
}
