import { ArrowDown } from 'lucide-react'
import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Call, CallNow } from '#contract/call.ts'
import { CaptionLine, CaptionMark } from '#renderer/app/Calls/Caption.tsx'
import { CaptionSearch } from '#renderer/app/Calls/CaptionSearch.tsx'
import { laneNames } from '#renderer/app/Calls/caption-acts.ts'
import { findRows, piecesOf, type CaptionRow } from '#renderer/app/Calls/caption-rows.ts'
import { useCallScreen, useCallScreenStore } from '#renderer/app/Calls/call-screen.ts'
import { useCallPreferences } from '#renderer/state/call-preferences.ts'
import { useCalls } from '#renderer/state/calls.ts'
import { useStatus } from '#renderer/state/status.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { t } from '#renderer/ui/language.ts'

/**
 * What is said, in two lanes around the time: people at the left, the agent at the right. It follows the newest words until
 * somebody scrolls away. Pieces that did not change are not drawn again, and what is out of sight is not laid out.
 */
type Props = { readonly call: Call; readonly now: CallNow | null; readonly rows: readonly CaptionRow[] }
type Names = ReturnType<typeof laneNames>

export function Captions({ call, now, rows }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const inner = useRef<HTMLDivElement>(null)
  const screen = useCallScreenStore()
  const following = useCallScreen((state) => state.following)
  const sought = useCallScreen((state) => state.sought)
  const hit = useCallScreen((state) => state.hit)
  const size = useCallPreferences((preferences) => preferences.size)
  const operator = useStatus(({ status }) => status?.operator)
  // The operator's name is read where the names are made.
  // oxlint-disable-next-line react/exhaustive-deps
  const names = useMemo(() => laneNames(call), [call.caller, call.agent.name, operator])
  const pieces = usePieces(rows)
  const hits = useMemo(() => (sought === null ? [] : findRows(rows, sought)), [rows, sought])
  const current = hits[hit] ?? null
  const playing = now?.agentSpeaking === true ? (rows.findLast(isAgents)?.key ?? null) : null

  const isBegun = useCalls(({ begun }) => begun === call.id)
  useEffect(() => {
    if (!isBegun) return
    useCalls.setState({ begun: null })
    // The dialog has gone: the key talks here. A call without sound has its field.
    if (call.medium === 'voice') box.current?.focus()
  }, [isBegun, call.medium])
  useLayoutEffect(() => {
    const element = box.current
    if (element !== null && following) element.scrollTop = element.scrollHeight
  }, [rows, following, size])
  // Lines that come into sight take their true height then.
  useEffect(() => {
    const [element, content] = [box.current, inner.current]
    if (element === null || content === null) return undefined
    const watch = new ResizeObserver(() => {
      if (screen.getState().following) element.scrollTop = element.scrollHeight
    })
    watch.observe(content)
    watch.observe(element)
    return () => watch.disconnect()
  }, [screen])
  useEffect(() => {
    if (current === null) return
    screen.setState({ following: false })
    document.getElementById(rowId(current))?.scrollIntoView({ block: 'center' })
  }, [current, screen])

  const last = useRef(0)
  const scrolled = ({ scrollTop, scrollHeight, clientHeight }: HTMLElement): void => {
    const atEnd = scrollHeight - scrollTop - clientHeight < 24
    const wentBack = scrollTop < last.current - 2
    last.current = scrollTop
    if (atEnd) screen.setState({ following: true })
    else if (wentBack) screen.setState({ following: false })
  }
  return (
    <div className="captions" style={{ ['--caption-size' as string]: `${size}px` }}>
      {sought === null ? null : <CaptionSearch hits={hits.length} />}
      <div
        ref={box}
        className="captions-box"
        role="log"
        aria-live="off"
        aria-label={t('Captions')}
        tabIndex={0}
        data-pane="conversation"
        onScroll={(event) => scrolled(event.currentTarget)}
      >
        <div ref={inner} className="captions-inner">
          <div className="captions-lanes" aria-hidden="true">
            <span>{t('People')}</span>
            <i />
            <span>{call.agent.name}</span>
          </div>
          {rows.length === 0 ? (
            <p className="captions-none">{call.state === 'connecting' ? t('Calling…') : t('Nothing was said yet.')}</p>
          ) : null}
          {pieces.map((piece) => (
            <Piece
              key={piece[0]?.key}
              rows={piece}
              names={names}
              playing={piece.some(({ key }) => key === playing) ? playing : null}
              startedAt={call.startedAt}
              mostLines={now?.hold?.mostLines ?? null}
              sought={sought ?? ''}
              current={piece.some(({ key }) => key === current) ? current : null}
            />
          ))}
        </div>
      </div>
      {following ? null : (
        <Button className="captions-now" command="calls.newest" onClick={() => screen.setState({ following: true })}>
          <ArrowDown />
          {t('Jump to now')}
        </Button>
      )}
      <Aloud rows={rows} names={names} />
    </div>
  )
}

const rowId = (key: string): string => `caption-${key}`
const isAgents = (row: CaptionRow): boolean => row.kind === 'line' && row.line.lane === 'agent'

function usePieces(rows: readonly CaptionRow[]): readonly (readonly CaptionRow[])[] {
  const [held, setHeld] = useState<{
    readonly rows: readonly CaptionRow[]
    readonly pieces: readonly (readonly CaptionRow[])[]
  }>(() => ({ rows, pieces: piecesOf(rows, []) }))
  if (held.rows === rows) return held.pieces
  const pieces = piecesOf(rows, held.pieces)
  setHeld({ rows, pieces })
  return pieces
}

type PieceProps = {
  readonly rows: readonly CaptionRow[]
  readonly names: Names
  readonly playing: string | null
  readonly startedAt: number
  readonly mostLines: number | null
  readonly sought: string
  readonly current: string | null
}

const Piece = memo(function Piece({ rows, names, playing, startedAt, mostLines, sought, current }: PieceProps) {
  return (
    <div className="captions-piece">
      {rows.map((row) => {
        const common = { id: rowId(row.key), sought, current: row.key === current }
        return row.kind === 'mark' ? (
          <CaptionMark key={row.key} mark={row.mark} {...common} />
        ) : (
          <CaptionLine
            key={row.key}
            line={row.line}
            holding={row.holding}
            mostLines={mostLines}
            name={names[row.line.lane]}
            playingSince={row.key === playing ? startedAt : null}
            {...common}
          />
        )
      })}
    </div>
  )
})

/** For those who asked to hear them: what is final, once, when it is the others' turn to speak. */
function Aloud({ rows, names }: { readonly rows: readonly CaptionRow[]; readonly names: Names }) {
  const on = useCallPreferences((preferences) => preferences.readAloud)
  const final = rows.findLast((row) => row.kind === 'line' && row.line.state !== 'partial')
  const text = final?.kind === 'line' ? `${names[final.line.lane]}: ${final.line.heard}` : ''
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {on ? text : ''}
    </div>
  )
}
