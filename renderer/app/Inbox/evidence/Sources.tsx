import type { ProposalDetail } from '#contract/proposal.ts'
import { Marked } from '#renderer/app/Inbox/evidence/Marked.tsx'
import { overlapOf } from '#renderer/app/Inbox/evidence/overlap.ts'
import { rangesIn, ReplyEvidence } from '#renderer/app/Inbox/evidence/ReplyEvidence.tsx'
import { useReviewed } from '#renderer/state/reply-review.ts'
import { own } from '#renderer/ui/SchemaForm/pointer.ts'
import { dayWords, useNow } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { plural } from '#renderer/ui/words.ts'

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
        <h3>Similar decisions</h3>
        <span>{plural(similar.length, 'decision', 'decisions')}</span>
      </div>
      <div className="similar-ticks" aria-hidden="true">
        {similar.toReversed().map((one) => (
          <i key={one.id} data-mark={markOf(one.verb)} />
        ))}
      </div>
      <p className="similar-key">
        <span>
          <i data-mark="plain" />
          {count('plain')} unchanged
        </span>
        <span>
          <i data-mark="edited" />
          {count('edited')} edited
        </span>
        <span>
          <i data-mark="rejected" />
          {count('rejected')} rejected
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
  const { proposal, ragResults } = detail
  const reply = own(proposal.arguments, 'text')
  const written = `${proposal.agentReason ?? ''} ${typeof reply === 'string' ? reply : ''}`
  const chunks = ragResults.toSorted((one, other) => other.score - one.score)
  const held = useReviewed((state) => state.held)
  const review = held?.proposalId === proposal.id ? held.review : (detail.review ?? null)
  const collections = new Set(chunks.map((chunk) => chunk.collectionId)).size
  return (
    <>
      <div className="evidence-head">
        <h3>{chunks.length === 0 ? 'No sources' : plural(chunks.length, 'chunk', 'chunks')}</h3>
        {collections > 0 ? <span>{plural(collections, 'collection', 'collections')}</span> : null}
      </div>
      {chunks.length === 0 ? (
        <p className="secondary">
          The agent found nothing in its knowledge base for this turn. Read what it says with care.
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
                {ranges.length > 0 ? <span className="chip chip-ai">Words reused</span> : null}
                <Scale score={chunk.score} />
              </div>
              <Marked text={chunk.text} ranges={ranges} />
              <p className="chunk-foot mono">
                <VisibleText text={chunk.collectionId} />
              </p>
            </li>
          )
        })}
      </ol>
      {review === null ? null : <ReplyEvidence review={review} unchanged={(detail.drift ?? []).length === 0} />}
      <Similar similar={detail.similar} />
    </>
  )
}
