import { Check, TriangleAlert, Unlink } from 'lucide-react'
import { useEffect } from 'react'
import type { EvidenceLetter, EvidenceText, OutputCheckId, OutputFinding, ReplyReview } from '#contract/reply.ts'
import { Marked } from '#renderer/app/Inbox/evidence/Marked.tsx'
import type { Range } from '#renderer/app/Inbox/evidence/overlap.ts'
import { letterOf } from '#renderer/app/Inbox/dock/ReplySentences.tsx'
import { useReviewed } from '#renderer/state/reply-review.ts'
import { dayWords, useNow } from '#renderer/ui/Time.tsx'
import { languageName } from '#renderer/ui/words.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import '#renderer/styles/evidence-reply.css'
import { t } from '#renderer/ui/language.ts'

/** What the sentences of a reply took from a source: all of it, or only what the chosen sentence did. */
export function rangesIn({ sentences }: ReplyReview, letter: EvidenceLetter, number: number): readonly Range[] {
  const ranges = sentences
    .flatMap(({ origin }) =>
      'ranges' in origin && origin.letter === letter && origin.number === number ? origin.ranges : [],
    )
    .toSorted((a, b) => a[0] - b[0])
  const joined: [number, number][] = []
  for (const [start, end] of ranges) {
    const last = joined.at(-1)
    if (last !== undefined && start <= last[1]) joined[joined.length - 1] = [last[0], Math.max(last[1], end)]
    else joined.push([start, end])
  }
  return joined
}

/** Results of tools and words of the customer behind a reply, then what to look at before it is sent. */
export function ReplyEvidence({ review, unchanged }: { readonly review: ReplyReview; readonly unchanged: boolean }) {
  const chosen = useReviewed((state) => state.chosen)
  const target = chosen === null ? null : letterOf(chosen)
  useEffect(() => {
    const element = target === null ? null : document.getElementById(`evidence-${target === 'N' ? 'before' : target}`)
    element?.scrollIntoView({ block: 'nearest' })
    element?.focus({ preventScroll: true })
  }, [target, chosen])
  const used = review.evidence.filter(
    (one) => one.letter !== 'S' && (one.letter === 'T' || rangesIn(review, one.letter, one.number).length > 0),
  )
  return (
    <>
      {used.map((one) => (
        <Piece key={`${one.letter}${one.number}`} piece={one} review={review} />
      ))}
      <BeforeYouSend review={review} unchanged={unchanged} />
    </>
  )
}

function Piece({ piece, review }: { readonly piece: EvidenceText; readonly review: ReplyReview }) {
  const now = useNow()
  const name = `${piece.letter}${piece.number}`
  return (
    <section
      className="chunk evidence-piece"
      id={`evidence-${name}`}
      tabIndex={-1}
      aria-label={`${name}, ${piece.title}`}
    >
      <div className="chunk-head">
        <b className="evidence-letter">{name}</b>
        <span>
          <VisibleText text={piece.title} />
        </span>
        <span className="evidence-when">
          {piece.at === null ? '' : dayWords(piece.at, now)}
          {piece.by === null ? '' : `, ${piece.by}`}
        </span>
      </div>
      <div className={piece.letter === 'T' ? 'mono' : undefined}>
        <Marked text={piece.text} ranges={rangesIn(review, piece.letter, piece.number)} />
      </div>
    </section>
  )
}

const cleanWords: Readonly<Record<OutputCheckId, string>> = {
  secret: t('No secret'),
  card_number: t('No card number'),
  other_customer: t('Nobody else’s data'),
  promise: t('No promise without an action'),
  unsafe_link: t('No link to doubt'),
  unsourced: t('Every amount, date and link has a source'),
  markup: t('Plain text'),
}

function BeforeYouSend({ review, unchanged }: { readonly review: ReplyReview; readonly unchanged: boolean }) {
  return (
    <section className="evidence-section" id="evidence-before" tabIndex={-1} aria-label={t('Before you send')}>
      <div className="evidence-head">
        <h3>{t('Before you send')}</h3>
        {review.language === null ? null : <span>{languageName(review.language)}</span>}
      </div>
      <ul className="before-list">
        {review.findings.map((finding, at) => (
          <Finding key={at} finding={finding} />
        ))}
        {review.passed.map((check) => (
          <li key={check} data-level="off">
            <Check aria-hidden="true" />
            <span>{cleanWords[check]}</span>
          </li>
        ))}
        {review.unchecked.map((check) => (
          <li key={check} data-level="warn">
            <TriangleAlert aria-hidden="true" />
            <span>{t('The language is not known here: promises without an action may be missed')}</span>
          </li>
        ))}
        {unchanged ? (
          <li data-level="off">
            <Check aria-hidden="true" />
            <span>{t('Conversation unchanged')}</span>
          </li>
        ) : null}
      </ul>
    </section>
  )
}

const levelWords = {
  off: '',
  warn: '',
  confirm: t('asks you to confirm'),
  ask_two: t('asks two'),
  block: 'blocks',
} as const

function Finding({ finding }: { readonly finding: OutputFinding }) {
  const { check, label, detail, level } = finding
  const words = [detail ?? '', levelWords[level]].filter((part) => part !== '').join(', ')
  return (
    <li data-level={level}>
      {check === 'unsourced' ? (
        <Unlink aria-label={t('no source')} role="img" />
      ) : (
        <TriangleAlert aria-label={t('warning')} role="img" />
      )}
      <span>
        <VisibleText text={label} />
      </span>
      <small>
        <VisibleText text={words} />
      </small>
    </li>
  )
}
