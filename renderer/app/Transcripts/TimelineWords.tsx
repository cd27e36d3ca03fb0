import { memo, useMemo } from 'react'
import type { CallLine } from '#contract/call.ts'
import { segmentsOf, soughtPlaces, wordAt, wordPlaces } from '#renderer/app/Transcripts/word-places.ts'
import { useTranscripts } from '#renderer/state/transcripts.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

type Ranges = readonly (readonly [number, number])[]

/** A caption, word by word: the one that is heard stands out, and a click on any goes there. */
export const SpokenWords = memo(function SpokenWords({
  line,
  redacted,
  chosen,
}: {
  readonly line: CallLine
  readonly redacted: Ranges
  /** The word that the keys have gone to; null: none. */
  readonly chosen: number | null
}) {
  const sought = useTranscripts((state) => state.sought)
  const places = useMemo(() => wordPlaces(line), [line])
  const now = useTranscripts((state) => (state.atMs === null ? -1 : wordAt(places, line, state.atMs)))
  const segments = useMemo(
    () => segmentsOf(line.heard, places, soughtPlaces(line.heard, sought), redacted),
    [line.heard, places, sought, redacted],
  )
  const unheard = line.unheard.trim()
  return (
    <p className="tl-said">
      {segments.map((segment, at) => (
        <Piece
          key={at}
          segment={segment}
          startMs={segment.word === null ? null : (places[segment.word]?.startMs ?? null)}
          isNow={segment.word !== null && segment.word === now}
          isChosen={segment.word !== null && segment.word === chosen}
        />
      ))}
      {unheard === '' ? null : (
        <>
          {' '}
          <s>
            <MarkedText text={unheard} redacted={[]} />
          </s>{' '}
          <em>{t('not heard')}</em>
        </>
      )}
    </p>
  )
})

type PieceProps = {
  readonly segment: ReturnType<typeof segmentsOf>[number]
  readonly startMs: number | null
  readonly isNow: boolean
  readonly isChosen: boolean
}

function Piece({ segment, startMs, isNow, isChosen }: PieceProps) {
  const { text, hit, redacted } = segment
  const names = [isNow ? 'is-now' : '', isChosen ? 'is-chosen' : '', redacted ? 'is-redacted' : '']
  const className = names.filter((name) => name !== '').join(' ')
  const inside = hit ? (
    <mark>
      <VisibleText text={text} />
    </mark>
  ) : (
    <VisibleText text={text} />
  )
  if (startMs === null && className === '') return inside
  return (
    <span className={className === '' ? undefined : className} data-ms={startMs ?? undefined}>
      {inside}
    </span>
  )
}

const nowhere: readonly never[] = []

/** Any other text, with what was sought marked in it. */
export const MarkedText = memo(function MarkedText({
  text,
  redacted = nowhere,
}: {
  readonly text: string
  readonly redacted?: Ranges
}) {
  const sought = useTranscripts((state) => state.sought)
  const segments = useMemo(() => segmentsOf(text, [], soughtPlaces(text, sought), redacted), [text, sought, redacted])
  return (
    <>
      {segments.map((segment, at) => (
        <Piece key={at} segment={segment} startMs={null} isNow={false} isChosen={false} />
      ))}
    </>
  )
})
