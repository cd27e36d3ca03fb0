import { BookOpen, Plus } from 'lucide-react'
import { useEffect } from 'react'
import { CollectionActs } from '#renderer/app/Agents/CollectionActs.tsx'
import { ReadFailure } from '#renderer/app/Agents/ReadFailure.tsx'
import { documentCountWords, lookedInBy } from '#renderer/app/Agents/collection-words.ts'
import { useConnection } from '#renderer/connection.ts'
import { showAgentPlace } from '#renderer/state/agents.ts'
import { askAct } from '#renderer/state/agents-acts.ts'
import { followCollections, loadCollections, useCollections } from '#renderer/state/collections.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

const creating = { act: 'createCollection', name: '', description: '' } as const

/** All collections of the account: what is in each, and who looks in it. */
export function CollectionsPage() {
  const { rows, unreadable, failure } = useCollections()
  const open = useConnection(({ state }) => state === 'open')
  useEffect(followCollections, [])
  return (
    <section className="agent" aria-label={t('Collections')}>
      <header className="agent-head">
        <div className="agent-title">
          <h2>{t('Collections')}</h2>
          <p>{t('Documents that agents look in. Every change is a proposal in your name.')}</p>
        </div>
        <span className="grow" />
        {failure === null ? (
          <Button size="small" onClick={() => askAct({ of: 'collection', act: creating })}>
            <Plus />
            {t('New collection…')}
          </Button>
        ) : null}
      </header>
      <CollectionActs />
      <div className="agent-panel" data-pane="section" tabIndex={-1}>
        <div className="agent-page">
          {failure === null ? null : <ReadFailure of="collections" failure={failure} onAgain={loadCollections} />}
          {rows === null ? (
            failure === null && open ? (
              <p className="agents-reading" role="status">
                {t('Reading the collections…')}
              </p>
            ) : null
          ) : rows.length === 0 ? (
            <p className="secondary">
              {t('None yet. A collection holds documents; agents look in those that are attached.')}
            </p>
          ) : (
            <ul className="collection-rows">
              {rows.map((one) => (
                <li key={one.id}>
                  <button
                    type="button"
                    className="collection-row"
                    onClick={() => showAgentPlace({ kind: 'collections', id: one.id })}
                  >
                    <BookOpen aria-hidden="true" />
                    <b>
                      <VisibleText text={one.name} />
                    </b>
                    <span className="collection-count">{documentCountWords(one)}</span>
                    <small>
                      {one.description === '' ? null : (
                        <>
                          <VisibleText text={one.description} />.{' '}
                        </>
                      )}
                      <Phrase
                        text="Looked in by {{agents}}"
                        values={{ agents: <VisibleText text={lookedInBy(one)} /> }}
                      />
                    </small>
                  </button>
                </li>
              ))}
            </ul>
          )}
          {unreadable === 0 ? null : (
            <p className="small tertiary">
              {t('{{count}} collections of the service cannot be read here.', { count: unreadable })}
            </p>
          )}
        </div>
      </div>
    </section>
  )
}
