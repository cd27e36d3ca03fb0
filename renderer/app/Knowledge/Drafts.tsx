import { Plus } from 'lucide-react'
import { DraftEditor } from '#renderer/app/Knowledge/DraftEditor.tsx'
import { beginDraft, openDraft, useKnowledge } from '#renderer/state/knowledge.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { agoWords, useNow } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

/** What is being written, and what was published from here with what came of it. */
export function Drafts() {
  const { drafts, chosenDraft, retests } = useKnowledge()
  const now = useNow()
  const chosen = drafts.find(({ id }) => id === chosenDraft) ?? null
  const stateOf = (id: string, proposalId: string | null): string => {
    const retest = retests.find(({ draftId }) => draftId === id)
    if (retest === undefined) return proposalId === null ? t('draft') : t('proposed')
    return {
      indexing: t('being indexed'),
      asking: t('being asked again'),
      done: t('asked again'),
      failed: t('not indexed'),
    }[retest.state]
  }
  return (
    <div className="knowledge-split">
      <section className="knowledge-list" aria-label={t('Drafts')} data-pane="queue" tabIndex={-1}>
        <div className="knowledge-filters">
          <Button size="small" onClick={() => void beginDraft(null)}>
            <Plus />
            {t('New document')}
          </Button>
        </div>
        {drafts.length === 0 ? (
          <p className="knowledge-none">{t('Nothing is being written. A gap becomes a draft with one key.')}</p>
        ) : (
          <ul>
            {drafts.map(({ id, text, proposalId, updatedAt }) => (
              <li key={id}>
                <button
                  type="button"
                  className="knowledge-row"
                  aria-current={id === chosenDraft ? 'true' : undefined}
                  onClick={() => void openDraft(id)}
                >
                  <b className="knowledge-question">
                    <VisibleText text={text.title === '' ? t('Without a title') : text.title} />
                  </b>
                  <small>
                    {stateOf(id, proposalId)} · {agoWords(now - updatedAt)}
                  </small>
                </button>
              </li>
            ))}
          </ul>
        )}
      </section>
      {chosen === null ? (
        <section className="knowledge-detail" aria-label={t('Draft')} data-pane="section" tabIndex={-1} />
      ) : (
        <DraftEditor
          key={chosen.id}
          draft={chosen}
          retest={retests.find(({ draftId }) => draftId === chosen.id) ?? null}
        />
      )}
    </div>
  )
}
