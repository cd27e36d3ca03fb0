import { useEffect } from 'react'
import { FilePen, Plus, RotateCw, Trash2 } from 'lucide-react'
import { BotFailure } from '#renderer/app/Knowledge/BotFailure.tsx'
import { useConnection } from '#renderer/connection.ts'
import { askKnowledge, beginDraft, loadDocuments, useKnowledge } from '#renderer/state/knowledge.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { agoWords, useNow } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, t } from '#renderer/ui/language.ts'

/** What the bot has, and how far each document is. */
export function Documents() {
  const { documents, documentsFailure, next } = useKnowledge()
  const isOpen = useConnection(({ state }) => state === 'open')
  const now = useNow()
  useEffect(() => {
    if (isOpen) void loadDocuments()
  }, [isOpen])
  return (
    <section className="knowledge-wide" aria-label={t('Documents')} data-pane="section" tabIndex={-1}>
      <div className="knowledge-verbs">
        <Button onClick={() => void beginDraft(null)}>
          <Plus />
          {t('New document')}
        </Button>
      </div>
      {documentsFailure === null ? null : (
        <BotFailure failure={documentsFailure} onAgain={() => void loadDocuments()} />
      )}
      {documents === null ? (
        documentsFailure === null ? (
          <p className="agents-reading" role="status">
            {t('Reading the documents…')}
          </p>
        ) : null
      ) : documents.length === 0 ? (
        <p className="knowledge-none">{t('The bot has no documents yet.')}</p>
      ) : (
        <div className="knowledge-table-room" role="region" aria-label={t('Documents, table')} tabIndex={0}>
          <table className="knowledge-table">
            <thead>
              <tr>
                <th scope="col">{t('Title')}</th>
                <th scope="col">{t('State')}</th>
                <th scope="col">{t('Version')}</th>
                <th scope="col">{t('Changed')}</th>
                <th scope="col">
                  <span className="visually-hidden">{t('Acts')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {documents.map((one) => (
                <tr key={one.id}>
                  <th scope="row">
                    <VisibleText text={one.title} />
                    {one.externalId === null ? null : (
                      <small className="mono">
                        <VisibleText text={one.externalId} />
                      </small>
                    )}
                    {one.error === null ? null : (
                      <small className="knowledge-wrong">
                        <VisibleText text={one.error} />
                      </small>
                    )}
                  </th>
                  <td>{one.active ? said(one.state) : t('{{state}}, not used', { state: said(one.state) })}</td>
                  <td>{one.version ?? '–'}</td>
                  <td>{one.updatedAt === null ? '–' : agoWords(now - one.updatedAt)}</td>
                  <td>
                    <Button
                      size="small"
                      look="quiet"
                      aria-label={t('Change {{title}}', { title: one.title })}
                      title={t('Change')}
                      onClick={() => void beginDraft(one.id)}
                    >
                      <FilePen />
                    </Button>
                    <Button
                      size="small"
                      look="quiet"
                      aria-label={t('Index {{title}} again…', { title: one.title })}
                      title={t('Index again…')}
                      onClick={() => askKnowledge({ act: 'reindex', ids: [one.id] })}
                    >
                      <RotateCw />
                    </Button>
                    <Button
                      size="small"
                      look="quiet"
                      aria-label={t('Delete {{title}}…', { title: one.title })}
                      title={t('Delete…')}
                      onClick={() => askKnowledge({ act: 'delete_document', id: one.id })}
                    >
                      <Trash2 />
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {next === null ? null : <Button onClick={() => void loadDocuments(true)}>{t('Show more')}</Button>}
    </section>
  )
}
