import type { CollectionDocument, CollectionView } from '#contract/collection.ts'
import { bytesWords, stateOf } from '#renderer/app/Agents/collection-words.ts'
import { askAct } from '#renderer/state/agents-acts.ts'
import { Chip, StateChip } from '#renderer/ui/Chip.tsx'
import { agoWords, useNow } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

/** The documents of a collection, and how far each is. */
export function Documents({ view }: { readonly view: CollectionView }) {
  const { collection, documents, unreadable } = view
  return (
    <section className="agent-documents" aria-label={t('Documents')}>
      <h3>
        {t('Documents')}
        <span>{documents.length}</span>
      </h3>
      {documents.length === 0 ? (
        <p className="secondary">{t('None yet. Add files below; agents find them once they are indexed.')}</p>
      ) : (
        <div className="agent-table">
          <table>
            <thead>
              <tr>
                <th scope="col">{t('Name')}</th>
                <th scope="col">{t('Size')}</th>
                <th scope="col">{t('Indexed')}</th>
                <th scope="col">{t('State')}</th>
                <th scope="col">
                  <span className="visually-hidden">{t('What can be done')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {documents.map((document) => (
                <Row key={document.id} collectionId={collection.id} document={document} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {unreadable === 0 ? null : (
        <p className="small tertiary">
          {t('{{count}} documents of the service cannot be read here.', { count: unreadable })}
        </p>
      )}
    </section>
  )
}

type RowProps = { readonly collectionId: string; readonly document: CollectionDocument }

function Row({ collectionId, document }: RowProps) {
  const now = useNow()
  const { word, tone } = stateOf(document)
  const [running] = document.open
  return (
    <tr>
      <th scope="row">
        <VisibleText text={document.name} />
      </th>
      <td>{bytesWords(document.bytes)}</td>
      <td>{document.indexedAt === null ? t('not yet') : agoWords(now - document.indexedAt)}</td>
      <td>
        <Chip tone={tone}>{word}</Chip>
        {document.error === '' ? null : (
          <small className="document-error">
            <VisibleText text={document.error} />
          </small>
        )}
      </td>
      <td className="agent-table-acts">
        {running === undefined ? (
          <button
            type="button"
            className="text-link"
            aria-label={t('Remove… {{name}}', { name: document.name })}
            onClick={() =>
              askAct({ of: 'collection', act: { act: 'removeDocument', id: collectionId, documentId: document.id } })
            }
          >
            {t('Remove…')}
          </button>
        ) : (
          <StateChip state={running.state} />
        )}
      </td>
    </tr>
  )
}
