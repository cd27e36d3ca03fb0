import type { Risk } from '#contract/tool.ts'
import { riskWords } from '#renderer/ui/words.ts'

const wedges: Readonly<Record<Risk, string | null>> = {
  0: null,
  1: 'M8 8V3.9A4.1 4.1 0 0 1 12.1 8Z',
  2: 'M8 8V3.9A4.1 4.1 0 0 1 8 12.1Z',
  3: 'M8 8V3.9A4.1 4.1 0 1 1 3.9 8Z',
  4: null,
}

type Props = {
  readonly risk: Risk
  readonly size?: number
  /** False: the word stands beside it, so the glyph is silent and takes the colour of its surroundings. */
  readonly named?: boolean
  readonly plain?: boolean
}

/** The risk dial: a ring, and one quarter filled per tier. */
export function Dial({ risk, size = 16, named = false, plain = false }: Props) {
  const wedge = wedges[risk]
  const name = named ? { role: 'img', 'aria-label': `R${risk} ${riskWords[risk]}` } : { 'aria-hidden': true }
  return (
    <svg className={plain ? 'dial' : `dial risk-${risk}`} viewBox="0 0 16 16" width={size} height={size} {...name}>
      <circle cx="8" cy="8" r="6.4" fill="none" stroke="currentColor" strokeWidth="1.4" />
      {wedge === null ? null : <path d={wedge} fill="currentColor" />}
      {risk === 4 ? <circle cx="8" cy="8" r="4.1" fill="currentColor" /> : null}
    </svg>
  )
}
