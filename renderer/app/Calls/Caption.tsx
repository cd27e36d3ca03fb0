import { AudioLines } from 'lucide-react'
import { Fragment, memo, useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import type { CallLine, CallMark } from '#contract/call.ts'
import { heardOf, markedParts } from '#renderer/app/Calls/caption-rows.ts'
import { markIcons } from '#renderer/app/Calls/mark-icons.ts'
import { longSpanWords, spanWords } from '#renderer/app/Calls/call-words.ts'
import { useCall } from '#renderer/state/call.ts'
import { Spark } from '#renderer/ui/CountersignMark.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, t } from '#renderer/ui/language.ts'

/** One thing said, at its side of the time; one thing that happened, on the time. */
type Shared = { readonly id: string; readonly sought: string; readonly current: boolean }

type LineProps = Shared & {
  readonly line: CallLine
  readonly name: string
  readonly holding: number
  readonly mostLines: number | null
  /** When the call began, while this line is being played; null: it is not. */
  readonly playingSince: number | null
}

const kindWords: Readonly<Partial<Record<CallLine['kind'], string>>> = {
  typed: t('typed'),
  disclosure: t('about recording'),
  told: t('told for you'),
}

function labelOf({ line, name, holding, mostLines }: LineProps): string {
  if (line.kind === 'holding_line')
    return mostLines === null || mostLines < holding
      ? t('Holding line, {{said}}', { said: holding })
      : t('Holding line, {{said}} of {{most}}', { said: holding, most: mostLines })
  const kind = kindWords[line.kind]
  return kind === undefined ? name : `${name}, ${kind}`
}

export const CaptionLine = memo(function CaptionLine(props: LineProps) {
  const { line, id, sought, current, playingSince } = props
  const clock = usePlayed(line, playingSince)
  const settled = useCall((call) => call.settled[line.itemId] ?? 0)
  const { heard, coming, unheard } = heardOf(line, clock)
  const isAgent = line.lane === 'agent'
  const isGuess = line.state === 'partial' && !isAgent
  const words = (
    <div className="caption-words">
      <p className="caption-name">
        {isAgent ? <Spark size={11} /> : null}
        <VisibleText text={labelOf(props)} />
      </p>
      <p className="caption-text">
        {isGuess ? (
          <>
            <Said text={heard.slice(0, settled)} sought={sought} />
            <i>
              <Said text={heard.slice(settled)} sought={sought} />
            </i>
            <span className="caption-caret" aria-hidden="true" />
          </>
        ) : (
          <Said text={heard} sought={sought} />
        )}
        {coming === '' ? null : (
          <span className="caption-coming">
            <Said text={coming} sought={sought} />
          </span>
        )}
        {unheard === '' ? null : (
          <>
            <s>
              <Said text={unheard} sought={sought} />
            </s>
            <em>{t('not heard')}</em>
          </>
        )}
      </p>
    </div>
  )
  const time = (
    <time className="caption-time" title={line.timing === 'exact' ? t('Exact') : t('Estimated')}>
      <span aria-hidden="true">{spanWords(line.startMs)}</span>
      <span className="visually-hidden">{longSpanWords(line.startMs)}</span>
    </time>
  )
  return (
    <div
      id={id}
      className="caption"
      data-lane={line.lane}
      data-kind={line.kind}
      data-state={line.state}
      data-current={current}
    >
      {isAgent ? (
        <>
          <span />
          {time}
          {words}
        </>
      ) : (
        <>
          {words}
          {time}
          <span />
        </>
      )}
    </div>
  )
})

/** How far into the call one is while words are on their way to the loudspeaker. */
function usePlayed(line: CallLine, since: number | null): number | null {
  const [clock, setClock] = useState(0)
  const isOpen = since !== null && line.words.length > 0
  useEffect(() => {
    if (!isOpen) return undefined
    const look = () => setClock(Date.now() - since)
    look()
    const timer = setInterval(look, 200)
    return () => clearInterval(timer)
  }, [isOpen, since])
  return isOpen ? clock : null
}

function Said({ text, sought }: { readonly text: string; readonly sought: string }): ReactNode {
  if (sought.trim() === '') return <VisibleText text={text} />
  return markedParts(text, sought).map((part, at) =>
    part.hit ? (
      <mark key={`${at}`}>
        <VisibleText text={part.text} />
      </mark>
    ) : (
      <Fragment key={`${at}`}>
        <VisibleText text={part.text} />
      </Fragment>
    ),
  )
}

const waiting = new Set<CallMark['kind']>(['hold', 'proposal'])

export const CaptionMark = memo(function CaptionMark({
  mark,
  id,
  sought,
  current,
}: Shared & { readonly mark: CallMark }) {
  const Icon = markIcons[mark.kind] ?? AudioLines
  const tone = waiting.has(mark.kind) ? 'hold' : mark.kind === 'problem' ? 'problem' : 'plain'
  return (
    <div id={id} className="caption-mark" data-tone={tone} data-current={current}>
      <span title={spanWords(mark.atMs)}>
        <Icon aria-hidden="true" />
        <Said text={said(mark.text)} sought={sought} />
      </span>
    </div>
  )
})
