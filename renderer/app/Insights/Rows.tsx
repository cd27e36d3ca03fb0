import type { Unit } from '#contract/insights.ts'
import { rowsAddress, unitName } from '#renderer/app/Insights/insight-words.ts'
import { numberWords } from '#renderer/ui/numbers.ts'
import { t } from '#renderer/ui/language.ts'

type Props = {
  readonly count: number
  readonly text: string | null
  readonly unit: Unit
  /** What it counts, for somebody who hears the link alone. */
  readonly what: string
  /** Written in place of the count: what was worked out of these rows. */
  readonly shown?: string
}

/** A number that opens the rows it counts. */
export function Rows({ count, text, unit, what, shown = numberWords(count) }: Props) {
  if (text === null || count === 0) return <span className="insights-number">{shown}</span>
  return (
    <a
      className="insights-number insights-rows"
      href={rowsAddress(text)}
      aria-label={t('{{figure}}, {{what}}: open in Transcripts', {
        figure: shown === numberWords(count) ? `${shown} ${unitName(unit, count)}` : shown,
        what,
      })}
    >
      {shown}
    </a>
  )
}
