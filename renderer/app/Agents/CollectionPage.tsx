import { ArrowLeft, Ellipsis } from 'lucide-react'
import { useEffect, useState } from 'react'
import { CollectionActs } from '#renderer/app/Agents/CollectionActs.tsx'
import { ReadFailure } from '#renderer/app/Agents/ReadFailure.tsx'
import { CollectionSearch } from '#renderer/app/Agents/CollectionSearch.tsx'
import { lookedInBy } from '#renderer/app/Agents/collection-words.ts'
import { Documents } from '#renderer/app/Agents/Documents.tsx'
import { DocumentUploads } from '#renderer/app/Agents/DocumentUploads.tsx'
import { useConnection } from '#renderer/connection.ts'
import { showAgentPlace } from '#renderer/state/agents.ts'
import { askAct } from '#renderer/state/agents-acts.ts'
import { followCollections, loadCollection, useCollections } from '#renderer/state/collections.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Menu } from '#renderer/ui/Menu.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

/** How often documents that are being indexed are looked at. */
const lookAgainMs = 2_000

/** One collection: its documents, files on their way into it, and what an agent would find. */
export function CollectionPage({ id }: { readonly id: string }) {
  const view = useCollections((state) => state.views[id])
  const failure = useCollections((state) => state.viewFailure)
  const open = useConnection(({ state }) => state === 'open')
  const [isMenuOpen, setMenuOpen] = useState(false)
  useEffect(followCollections, [])
  useEffect(() => {
    if (open) void loadCollection(id)
  }, [open, id])
  const isBusy = view?.documents.some(({ state }) => state === 'processing') === true
  useEffect(() => {
    if (!open || !isBusy) return
    const timer = setInterval(() => void loadCollection(id), lookAgainMs)
    return () => clearInterval(timer)
  }, [open, isBusy, id])
  const collection = view?.collection
  const choose = (what: string): void => {
    if (collection === undefined) return
    const { name, description } = collection
    if (what === 'rename') askAct({ of: 'collection', act: { act: 'changeCollection', id, name, description } })
    if (what === 'copy') void navigator.clipboard.writeText(id)
    if (what === 'delete') askAct({ of: 'collection', act: { act: 'deleteCollection', id } })
  }
  return (
    <section className="agent" aria-label={collection?.name ?? t('Collection')}>
      <header className="agent-head">
        <Button
          size="small"
          look="quiet"
          aria-label={t('All collections')}
          title={t('All collections')}
          onClick={() => showAgentPlace({ kind: 'collections', id: null })}
        >
          <ArrowLeft />
        </Button>
        <div className="agent-title">
          <h2>
            <VisibleText text={collection?.name ?? t('Collection')} />
          </h2>
          <p className="mono">{id}</p>
        </div>
        <span className="grow" />
        {collection === undefined ? null : (
          <Menu
            label={collection.name}
            className="button button-quiet button-small"
            choices={[
              { id: 'rename', label: t('Rename…') },
              { id: 'copy', label: t('Copy the id') },
              { id: 'delete', label: t('Delete…'), hint: t('Typed, and cannot be undone') },
            ]}
            onChoose={choose}
            isOpen={isMenuOpen}
            onOpenChange={setMenuOpen}
          >
            <Ellipsis aria-hidden="true" />
            <span className="visually-hidden">{t('More about {{name}}', { name: collection.name })}</span>
          </Menu>
        )}
      </header>
      <CollectionActs />
      <div className="agent-panel" data-pane="section" tabIndex={-1}>
        <div className="agent-page">
          {failure === null ? null : (
            <ReadFailure of="collections" failure={failure} onAgain={() => loadCollection(id)} />
          )}
          {view === undefined || collection === undefined ? (
            failure === null ? (
              <p className="agents-reading" role="status">
                {t('Reading the documents…')}
              </p>
            ) : null
          ) : (
            <>
              <p className="secondary">
                {collection.description === '' ? null : (
                  <>
                    <VisibleText text={collection.description} />.{' '}
                  </>
                )}
                <Phrase
                  text={
                    collection.model === null
                      ? 'Looked in by {{agents}}.'
                      : 'Looked in by {{agents}}, indexed with {{model}}.'
                  }
                  values={{ agents: <VisibleText text={lookedInBy(collection)} />, model: collection.model }}
                />
              </p>
              <Documents view={view} />
              <DocumentUploads collection={collection} />
              <CollectionSearch collectionIds={[id]} />
            </>
          )}
        </div>
      </div>
    </section>
  )
}
