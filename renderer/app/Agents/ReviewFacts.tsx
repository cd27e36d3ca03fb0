import { Check, TriangleAlert, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Review } from '#contract/agent-act.ts'
import { Dial } from '#renderer/ui/Dial.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { riskWords } from '#renderer/ui/words.ts'
import type { Risk } from '#contract/tool.ts'
import { saidPieces, t } from '#renderer/ui/language.ts'

/** What a review says, as every act shows it: how much is at stake, what was checked, what the rules say. */
export function RiskBand({
  risk,
  rehearsed,
  children,
}: {
  readonly risk: Risk
  readonly rehearsed: boolean
  readonly children?: ReactNode
}) {
  return (
    <div className="dock-strip agent-band" data-risk={risk}>
      <span className="dock-live">
        <i aria-hidden="true" />
        {rehearsed ? t('Dry run') : t('Live')}
      </span>
      <span className="dock-strip-line" aria-hidden="true" />
      <Dial risk={risk} plain />
      <b>R{risk}</b>
      {riskWords[risk]}
      {children === undefined ? null : <span className="dock-clock">{children}</span>}
    </div>
  )
}

export function Sentence({ review }: { readonly review: Review }) {
  return (
    <p className="agent-sentence">
      {saidPieces(review.sentence).map(({ text, value }, at) =>
        value ? (
          <b key={at}>
            <VisibleText text={text} />
          </b>
        ) : (
          <VisibleText key={at} text={text} />
        ),
      )}
    </p>
  )
}

const icons = { pass: Check, warn: TriangleAlert, fail: X } as const
const words = { pass: t('passed'), warn: t('look at it'), fail: t('failed') } as const

export function CheckLine({
  result,
  label,
  detail,
}: {
  readonly result: keyof typeof icons
  readonly label: string
  readonly detail?: string | null
}) {
  const Icon = icons[result]
  return (
    <li className="agent-check" data-result={result}>
      <Icon aria-hidden="true" />
      <span className="visually-hidden">{words[result]}: </span>
      <span>{label}</span>
      {detail === undefined || detail === null || detail === '' ? null : (
        <span className="agent-check-detail">
          <VisibleText text={detail} />
        </span>
      )}
    </li>
  )
}

/** Why it cannot be done as things are. */
export function Obstacles({ review }: { readonly review: Review }) {
  if (review.obstacles.length === 0) return null
  return (
    <div className="agent-obstacles" role="alert">
      <ul>
        {review.obstacles.map((one) => (
          <li key={one}>
            <X aria-hidden="true" />
            <VisibleText text={one} />
          </li>
        ))}
      </ul>
    </div>
  )
}
