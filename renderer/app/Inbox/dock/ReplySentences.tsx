import type { ReplyReview, Sentence } from '#contract/reply.ts'
import { chooseSentence, useReviewed } from '#renderer/state/reply-review.ts'
import { useUi } from '#renderer/state/ui.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, t } from '#renderer/ui/language.ts'

/** The words sentence by sentence, each with the letter of its source in the gutter; what nothing supports is underlined. */
type Props = { readonly text: string; readonly proposed: string; readonly review: ReplyReview | null }

const names = {
  S: 'source',
  T: t('tool result'),
  C: t('the customer’s words'),
  none: t('no source'),
  plain: '',
} as const

export const letterOf = ({ origin }: Sentence): string =>
  'number' in origin ? `${origin.letter}${origin.number}` : origin.letter === 'none' ? 'N' : ''

export function ReplySentences({ text, proposed, review }: Props) {
  const sentences = review?.sentences ?? []
  if (sentences.length === 0) return <Words text={text} from={0} to={text.length} review={review} />
  return (
    <>
      {sentences.map((sentence, at) => {
        const from = at === 0 ? 0 : sentence.range[0]
        const to = sentences[at + 1]?.range[0] ?? text.length
        const isOwn = !proposed.includes(text.slice(...sentence.range))
        return (
          <span className="said" key={at} data-letter={sentence.origin.letter} data-own={isOwn}>
            <Gutter sentence={sentence} isOwn={isOwn} />
            <span className="said-words">
              <Words text={text} from={from} to={to} review={review} />
            </span>
          </span>
        )
      })}
    </>
  )
}

function Gutter({ sentence, isOwn }: { readonly sentence: Sentence; readonly isOwn: boolean }) {
  const chosen = useReviewed((state) => state.chosen)
  const letter = letterOf(sentence)
  if (letter === '') return <span className="said-gutter" data-shown={isOwn ? t('You') : ''} aria-hidden="true" />
  const name = names[sentence.origin.letter]
  return (
    <button
      type="button"
      className="said-gutter"
      data-shown={letter}
      aria-label={t(isOwn ? '{{letter}}, {{name}}, written by you: show it' : '{{letter}}, {{name}}: show it', {
        letter,
        name,
      })}
      aria-pressed={chosen === sentence}
      onClick={() => {
        chooseSentence(sentence)
        useUi.setState({ evidenceTab: 'sources', evidenceOpen: true })
      }}
    />
  )
}

type Mark = { readonly start: number; readonly end: number; readonly level: string; readonly why: string }

/** Part of the text with the places of the findings marked; overlapping ones count as the first. */
function Words({
  text,
  from,
  to,
  review,
}: {
  readonly text: string
  readonly from: number
  readonly to: number
  readonly review: ReplyReview | null
}) {
  const marks = (review?.findings ?? [])
    .map(({ range, level, label }): Mark => ({ start: range[0], end: range[1], level, why: said(label) }))
    .filter((mark) => mark.start >= from && mark.start < to)
    .toSorted((a, b) => a.start - b.start)
  const parts: (string | Mark)[] = []
  let at = from
  for (const mark of marks) {
    if (mark.start < at) continue
    parts.push(text.slice(at, mark.start), { ...mark, end: Math.min(mark.end, to) })
    at = Math.min(mark.end, to)
  }
  parts.push(text.slice(at, to))
  return (
    <>
      {parts.map((part, index) =>
        typeof part === 'string' ? (
          <VisibleText key={index} text={part} />
        ) : (
          <mark key={index} className="claim" data-level={part.level} title={part.why}>
            <VisibleText text={text.slice(part.start, part.end)} />
          </mark>
        ),
      )}
    </>
  )
}

/** What the letters stand for; only those that are there. */
export function Legend({ review }: { readonly review: ReplyReview | null }) {
  const present = new Set((review?.sentences ?? []).map(({ origin }) => origin.letter))
  return (
    <>
      {(['S', 'T', 'C', 'none'] as const)
        .filter((letter) => present.has(letter))
        .map((letter) => (
          <span key={letter} className="legend">
            <b>{letter === 'none' ? 'N' : letter}</b> {letter === 'C' ? t('customer') : names[letter]}
          </span>
        ))}
    </>
  )
}
