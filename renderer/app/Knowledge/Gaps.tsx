import { GapDetail } from '#renderer/app/Knowledge/GapDetail.tsx'
import { BotFailure } from '#renderer/app/Knowledge/BotFailure.tsx'
import { costWords } from '#renderer/app/Knowledge/knowledge-words.ts'
import { draftGap, loadGaps, moveGap, setGap, showGaps, useKnowledge } from '#renderer/state/knowledge.ts'
import { Segments } from '#renderer/app/Settings/fields.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

const states = [
  { value: 'open', label: t('Open', {}, 'state') },
  { value: 'resolved', label: t('Resolved') },
  { value: 'ignored', label: t('Ignored') },
] as const
const orders = [
  { value: 'count', label: t('Most often') },
  { value: 'cost', label: t('Most effort') },
] as const

/** Questions that nobody could answer from what is known: the list, and the chosen one. */
export function Gaps() {
  const { gaps, gapState, order, chosenGap, trouble, read } = useKnowledge()
  const chosen = gaps?.find(({ id }) => id === chosenGap) ?? null
  useCommands({
    'knowledge.next': () => moveGap(1),
    'knowledge.previous': () => moveGap(-1),
    ...(chosen === null
      ? {}
      : {
          'knowledge.draft': () => void draftGap(chosen.id),
          'knowledge.ignore': () => void setGap(chosen.id, chosen.state === 'open' ? 'ignored' : 'open'),
          'knowledge.resolve': () => void setGap(chosen.id, 'resolved'),
        }),
  })
  return (
    <div className="knowledge-split">
      <section className="knowledge-list" aria-label={t('Gaps')} data-pane="queue" tabIndex={-1}>
        <div className="knowledge-filters">
          <Segments
            label={t('State')}
            value={gapState}
            options={states}
            onChange={(next) => showGaps({ gapState: next })}
          />
          <Segments label={t('Order')} value={order} options={orders} onChange={(next) => showGaps({ order: next })} />
        </div>
        {trouble === null ? null : (
          <BotFailure
            failure={trouble}
            rest={t('Only gaps of this desk are listed.')}
            onAgain={() => void loadGaps()}
          />
        )}
        {gaps === null ? (
          <p className="agents-reading" role="status">
            {t('Reading the gaps…')}
          </p>
        ) : gaps.length === 0 ? (
          <p className="knowledge-none">
            {gapState === 'open'
              ? t('Nothing is missing that anybody noticed. {{count}} replies of the agent were looked at.', {
                  count: read,
                })
              : t('None.')}
          </p>
        ) : (
          <ul>
            {gaps.map((gap) => (
              <li key={gap.id}>
                <button
                  type="button"
                  className="knowledge-row"
                  aria-current={gap.id === chosenGap ? 'true' : undefined}
                  ref={(row) => {
                    if (gap.id === chosenGap) row?.scrollIntoView({ block: 'nearest' })
                  }}
                  onClick={() => useKnowledge.setState({ chosenGap: gap.id })}
                >
                  <b className="knowledge-question">
                    <VisibleText text={gap.question} />
                  </b>
                  <span className="knowledge-count" title={t('How often it was met')}>
                    {gap.count}
                    <span className="visually-hidden"> {t('times')}</span>
                  </span>
                  <small>
                    {[
                      t('{{count}} conversations', { count: gap.conversations }),
                      costWords(gap),
                      gap.draftId === null ? '' : t('draft begun'),
                    ]
                      .filter((part) => part !== '')
                      .join(' · ')}
                  </small>
                </button>
              </li>
            ))}
          </ul>
        )}
      </section>
      {chosen === null ? (
        <section className="knowledge-detail" aria-label={t('Gap')} data-pane="section" tabIndex={-1} />
      ) : (
        <GapDetail gap={chosen} />
      )}
    </div>
  )
}
