import type { ProposalDetail } from '#contract/proposal.ts'
import { BotPartView, SourceLink } from '#renderer/app/Inbox/evidence/BotPartView.tsx'
import { Marked } from '#renderer/app/Inbox/evidence/Marked.tsx'
import { overlapOf } from '#renderer/app/Inbox/evidence/overlap.ts'
import { rangesIn, ReplyEvidence } from '#renderer/app/Inbox/evidence/ReplyEvidence.tsx'
import { useReviewed } from '#renderer/state/reply-review.ts'
import { own } from '#renderer/ui/SchemaForm/pointer.ts'
import { dayWords, useNow } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

function Scale({ score }: { readonly score: number }) {
  return (
    <span className="score">
      <svg className="score-scale" viewBox="0 0 92 10" width="92" height="10" aria-hidden="true">
        {Array.from({ length: 11 }, (_, at) => (
          <path
            key={at}
            d={`M${0.5 + at * 9.1} ${at === 5 ? 0 : 5}V10`}
            className={at === 5 ? 'is-middle' : undefined}
          />
        ))}
        <rect x="0" y="7" height="3" width={Math.max(0, Math.min(1, score)) * 91} />
      </svg>
      <b>{score.toFixed(2)}</b>
    </span>
  )
}

const marksOf = { approve: 'plain', retry: 'plain', edit: 'edited', answer: 'edited', reject: 'rejected' } as const
const markOf = (verb: string): 'plain' | 'edited' | 'rejected' =>
  Object.hasOwn(marksOf, verb) ? marksOf[verb as keyof typeof marksOf] : 'plain'

function Similar({ similar }: { readonly similar: ProposalDetail['similar'] }) {
  const now = useNow()
  if (similar.length === 0) return null
  const count = (mark: string): number => similar.filter((one) => markOf(one.verb) === mark).length
  return (
    <section className="evidence-section">
      <div className="evidence-head">
        <h3>{t('Similar decisions')}</h3>
        <span>{t('{{count}} decisions', { count: similar.length })}</span>
      </div>
      <div className="similar-ticks" aria-hidden="true">
        {similar.toReversed().map((one) => (
          <i key={one.id} data-mark={markOf(one.verb)} />
        ))}
      </div>
      <p className="similar-key">
        <span>
          <i data-mark="plain" />
          {t('{{count}} unchanged', { count: count('plain') })}
        </span>
        <span>
          <i data-mark="edited" />
          {t('{{count}} edited', { count: count('edited') })}
        </span>
        <span>
          <i data-mark="rejected" />
          {t('{{count}} rejected', { count: count('rejected') })}
        </span>
      </p>
      <ul className="evidence-list">
        {similar.map((one) => (
          <li key={one.id}>
            <b>
              <VisibleText text={one.title} />
            </b>
            <span>{one.verb}</span>
            <time>{dayWords(one.at, now)}</time>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What the agent read, each chunk with its score, the words it reused marked; and what was decided in cases like this. */
export function Sources({ detail }: { readonly detail: ProposalDetail }) {
  const { proposal, ragResults, bot } = detail
  const isBots = bot !== undefined && bot.outcome !== 'handed_on'
  const reply = own(proposal.arguments, 'text')
  const written = `${proposal.agentReason ?? ''} ${typeof reply === 'string' ? reply : ''}`
  const chunks = ragResults.toSorted((one, other) => other.score - one.score)
  const held = useReviewed((state) => state.held)
  const review = held?.proposalId === proposal.id ? held.review : (detail.review ?? null)
  const collections = new Set(chunks.map((chunk) => chunk.collectionId)).size
  return (
    <>
      {bot === undefined ? null : <BotPartView part={bot} />}
      <div className="evidence-head">
        <h3>{chunks.length === 0 ? t('No sources') : t('{{count}} chunks', { count: chunks.length })}</h3>
        {collections > 0 ? <span>{t('{{count}} collections', { count: collections })}</span> : null}
      </div>
      {chunks.length === 0 ? (
        <p className="secondary">
          {isBots
            ? t('The bot names no source for this answer. Read what it says with care.')
            : t('The agent found nothing in its knowledge base for this turn. Read what it says with care.')}
        </p>
      ) : null}
      <ol>
        {chunks.map((chunk, at) => {
          const ranges = review === null ? overlapOf(chunk.text, written) : rangesIn(review, 'S', at + 1)
          return (
            <li className="chunk" key={at} id={`evidence-S${at + 1}`} tabIndex={-1}>
              <div className="chunk-head">
                <b className={review === null ? undefined : 'evidence-letter'}>
                  {review === null ? at + 1 : `S${at + 1}`}
                </b>
                {ranges.length > 0 ? <span className="chip chip-ai">{t('Words reused')}</span> : null}
                {chunk.unscored === true ? (
                  <span className="secondary">{t('No score')}</span>
                ) : (
                  <Scale score={chunk.score} />
                )}
              </div>
              <Marked text={chunk.text} ranges={ranges} />
              <p className="chunk-foot mono">
                <VisibleText
                  text={chunk.title === undefined ? chunk.collectionId : `${chunk.title} · ${chunk.collectionId}`}
                />
              </p>
              {chunk.url !== undefined && /^https?:\/\//.test(chunk.url) ? <SourceLink url={chunk.url} /> : null}
            </li>
          )
        })}
      </ol>
      {review === null ? null : <ReplyEvidence review={review} unchanged={(detail.drift ?? []).length === 0} />}
      <Similar similar={detail.similar} />
    </>
  )
}
