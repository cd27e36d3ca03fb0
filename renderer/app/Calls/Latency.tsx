import { Gauge } from 'lucide-react'
import { useState } from 'react'
import type { CallNow, TurnLatency } from '#contract/call.ts'
import { lossWords, paceOf, stagesOf } from '#renderer/app/Calls/call-words.ts'
import { Popover } from '#renderer/ui/Popover.tsx'

/** From the end of speech to the first sound of the answer: how long, and where the time went. */
const round = (milliseconds: number | null): string => (milliseconds === null ? '–' : `${Math.round(milliseconds)}`)

export function LatencyChip({ now }: { readonly now: CallNow | null }) {
  const [isOpen, setOpen] = useState(false)
  const last = now?.latency.last ?? null
  if (now === null || last === null) return null
  const pace = paceOf(last.totalMs)
  const losses = lossWords(now)
  return (
    <Popover
      label="How quickly the agent answers"
      className={`call-chip is-${pace === 'Good' ? 'neutral' : 'warn'} call-chip-button`}
      isOpen={isOpen}
      onOpenChange={setOpen}
      face={
        <>
          <Gauge aria-hidden="true" />
          {pace} {round(last.totalMs)} ms
        </>
      }
    >
      <h3 className="call-popover-title">Last turn, {round(last.totalMs)} ms</h3>
      <ol className="call-stages">
        {stagesOf(last).map((stage) => (
          <li key={stage.id} data-stage={stage.id}>
            <span>{stage.what}</span>
            <b>{round(stage.ms)} ms</b>
            <i style={{ width: `${(stage.ms / Math.max(1, last.totalMs)) * 100}%` }} aria-hidden="true" />
          </li>
        ))}
      </ol>
      <p className="call-popover-foot">
        This call: half of {now.latency.turns} turns within {round(now.latency.p50)} ms, 95 in 100 within{' '}
        {round(now.latency.p95)} ms. Good is under 800, slow under 1500.
      </p>
      {losses === null ? null : <p className="call-popover-foot is-warn">{losses}.</p>}
      {now.pace === 'good' ? null : (
        <p className="call-popover-foot is-warn">
          {now.pace === 'slow' ? 'The connection is slow.' : 'The connection does not take what is said.'}
        </p>
      )}
    </Popover>
  )
}

/** The same in the dock: one bar, its parts as long as they took. */
export function LastTurn({ latency }: { readonly latency: CallNow['latency'] }) {
  const { last, p50, p95 } = latency
  return (
    <section className="call-turn" aria-label="Last turn">
      <h3>
        Last turn
        <span>{last === null ? 'none yet' : `${round(last.totalMs)} ms, p50 ${round(p50)}, p95 ${round(p95)}`}</span>
      </h3>
      {last === null ? null : <Bar turn={last} />}
    </section>
  )
}

function Bar({ turn }: { readonly turn: TurnLatency }) {
  const stages = stagesOf(turn)
  const out = turn.bufferMs + turn.playbackMs
  return (
    <div
      role="img"
      aria-label={stages.map(({ what, ms }) => `${what}: ${round(ms)} milliseconds`).join('. ')}
      className="call-waterfall"
    >
      <span className="call-waterfall-bar">
        {stages.map(({ id, ms }) => (
          <i key={id} data-stage={id} style={{ flexGrow: Math.max(1, ms) }} />
        ))}
      </span>
      <span className="call-waterfall-words">
        <span>in {round(turn.captureMs)}</span>
        <span>agent’s first sound {round(turn.serviceMs)}</span>
        <span>out {round(out)}</span>
      </span>
    </div>
  )
}
