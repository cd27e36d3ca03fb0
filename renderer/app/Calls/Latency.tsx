import { Gauge } from 'lucide-react'
import { useState } from 'react'
import type { CallNow, TurnLatency } from '#contract/call.ts'
import { lossWords, paceOf, paceWords, stagesOf } from '#renderer/app/Calls/call-words.ts'
import { Popover } from '#renderer/ui/Popover.tsx'
import { t } from '#renderer/ui/language.ts'

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
      label={t('How quickly the agent answers')}
      className={`call-chip call-chip-button${pace === 'Good' ? '' : ' is-warn'}`}
      isOpen={isOpen}
      onOpenChange={setOpen}
      face={
        <>
          <Gauge aria-hidden="true" />
          {t('{{pace}} {{ms}} ms', { pace: paceWords[pace], ms: round(last.totalMs) })}
        </>
      }
    >
      <h3 className="call-popover-title">{t('Last turn, {{ms}} ms', { ms: round(last.totalMs) })}</h3>
      <ol className="call-stages">
        {stagesOf(last).map((stage) => (
          <li key={stage.id} data-stage={stage.id}>
            <span>{stage.what}</span>
            <b>{t('{{ms}} ms', { ms: round(stage.ms) })}</b>
            <i style={{ width: `${(stage.ms / Math.max(1, last.totalMs)) * 100}%` }} aria-hidden="true" />
          </li>
        ))}
      </ol>
      <p className="call-popover-foot">
        {t(
          'This call: half of {{turns}} turns within {{p50}} ms, 95 in 100 within {{p95}} ms. Good is under 800, slow under 1500.',
          { turns: now.latency.turns, p50: round(now.latency.p50), p95: round(now.latency.p95) },
        )}
      </p>
      {losses === null ? null : <p className="call-popover-foot is-warn">{losses}.</p>}
      {now.pace === 'good' ? null : (
        <p className="call-popover-foot is-warn">
          {now.pace === 'slow' ? t('The connection is slow.') : t('The connection does not take what is said.')}
        </p>
      )}
    </Popover>
  )
}

/** The same in the dock: one bar, its parts as long as they took. */
export function LastTurn({ latency }: { readonly latency: CallNow['latency'] }) {
  const { last, p50, p95 } = latency
  return (
    <section className="call-turn" aria-label={t('Last turn')}>
      <h3>
        {t('Last turn')}
        <span>
          {last === null
            ? t('none yet')
            : t('{{ms}} ms, p50 {{p50}}, p95 {{p95}}', {
                ms: round(last.totalMs),
                p50: round(p50),
                p95: round(p95),
              })}
        </span>
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
      aria-label={stages.map(({ what, ms }) => t('{{what}}: {{ms}} milliseconds', { what, ms: round(ms) })).join('. ')}
      className="call-waterfall"
    >
      <span className="call-waterfall-bar">
        {stages.map(({ id, ms }) => (
          <i key={id} data-stage={id} style={{ flexGrow: Math.max(1, ms) }} />
        ))}
      </span>
      <span className="call-waterfall-words">
        <span>{t('in {{ms}}', { ms: round(turn.captureMs) })}</span>
        <span>{t('agent’s first sound {{ms}}', { ms: round(turn.serviceMs) })}</span>
        <span>{t('out {{ms}}', { ms: round(out) })}</span>
      </span>
    </div>
  )
}
