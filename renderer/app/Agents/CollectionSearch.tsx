import { Search } from 'lucide-react'
import { useState } from 'react'
import { TextField } from '#renderer/app/Settings/fields.tsx'
import { failureText, useConnection } from '#renderer/connection.ts'
import { searchCollections, type Found } from '#renderer/state/collections.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

/** What an agent would find for a question, passage by passage. Nothing is changed by asking. */
export function CollectionSearch({ collectionIds }: { readonly collectionIds: readonly string[] }) {
  const [query, setQuery] = useState('')
  const [found, setFound] = useState<Found | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const open = useConnection(({ state }) => state === 'open')
  const held = !open
    ? t('The desk cannot be reached')
    : busy
      ? t('It is being looked for')
      : query.trim() === ''
        ? t('Write a question first')
        : null
  const search = async (): Promise<void> => {
    if (held !== null) return
    setBusy(true)
    try {
      setFound(await searchCollections(query.trim(), collectionIds))
      setFailure(null)
    } catch (error) {
      setFailure(failureText(error))
    }
    setBusy(false)
  }
  return (
    <section className="agent-documents" aria-label={t('Search test')}>
      <h3>{t('Search test')}</h3>
      <form
        className="agent-add collection-search"
        onSubmit={(event) => {
          event.preventDefault()
          void search()
        }}
      >
        <TextField label={t('As a customer would ask')} value={query} onChange={setQuery} />
        <Button unavailable={held} onClick={() => void search()}>
          <Search />
          {t('Search')}
        </Button>
      </form>
      {failure === null ? null : (
        <Notice tone="warn" role="alert" title={t('Nothing was searched.')}>
          {failure}
        </Notice>
      )}
      {found === null ? null : (
        <>
          <p className="small tertiary" role="status">
            {found.matches.length === 0
              ? t('Nothing was found for “{{query}}”. An agent would have to say that it does not know.', {
                  query: found.query,
                })
              : t('{{count}} passages for “{{query}}” in {{tookMs}} ms', {
                  count: found.matches.length,
                  query: found.query,
                  tookMs: Math.round(found.tookMs),
                })}
          </p>
          <ol className="collection-matches">
            {found.matches.map(({ documentId, document, text, score, page }, at) => (
              <li key={`${documentId} ${at}`}>
                <p className="collection-match-head">
                  <b>
                    <VisibleText text={document ?? documentId} />
                  </b>
                  {page === null ? null : <span>{t('page {{page}}', { page })}</span>}
                  <span className="grow" />
                  {score === null ? null : <span className="mono">{score.toFixed(2)}</span>}
                </p>
                <p>
                  <VisibleText text={text} />
                </p>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  )
}
