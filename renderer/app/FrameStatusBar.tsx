import type { ConnectionHealth } from '#contract/index.ts'
import type { Risk } from '#contract/tool.ts'
import { pauseWords } from '#renderer/app/bot-words.ts'
import { useConnection } from '#renderer/connection.ts'
import { PauseControl } from '#renderer/app/PauseControl.tsx'
import { microphoneWords } from '#renderer/app/Calls/talk-face.ts'
import { useBot } from '#renderer/state/bot.ts'
import { useCalls } from '#renderer/state/calls.ts'
import { useInbox } from '#renderer/state/inbox.ts'
import { useStatus } from '#renderer/state/status.ts'
import { Dial } from '#renderer/ui/Dial.tsx'
import { agoWords, exactWords, useSeconds } from '#renderer/ui/Time.tsx'
import { riskWords } from '#renderer/ui/words.ts'
import { said, t } from '#renderer/ui/language.ts'

const risks: readonly Risk[] = [4, 3, 2, 1, 0]

const dots: Readonly<Record<ConnectionHealth['state'], string>> = {
  none: 'dot-hollow',
  ok: 'dot-ok',
  slow: 'dot-warn',
  limited: 'dot-warn',
  refused: 'dot-danger',
  offline: 'dot-hollow',
}

function helpdeskWords(health: ConnectionHealth, now: number): string {
  const synced =
    health.lastOkAt === null ? t('not synced yet') : t('synced {{ago}}', { ago: agoWords(now - health.lastOkAt) })
  switch (health.state) {
    case 'none':
      return t('No helpdesk')
    case 'ok':
      return t('Helpdesk {{synced}}', { synced })
    case 'slow':
      return t('Helpdesk slow, {{synced}}', { synced })
    case 'limited':
      return health.retryAt === null
        ? t('Helpdesk asks to slow down')
        : t('Helpdesk asks to slow down, next try in {{seconds}} s', { seconds: secondsTo(health.retryAt, now) })
    case 'refused':
      return t('Helpdesk refused the token')
    case 'offline':
      return t('Helpdesk offline, {{synced}}', { synced })
  }
}

function agentWords(health: ConnectionHealth, now: number): string {
  const ms = health.latencyMs === null ? null : Math.round(health.latencyMs)
  switch (health.state) {
    case 'none':
      return t('No xAI key')
    case 'ok':
      return ms === null ? t('xAI ready') : `xAI ${t('{{ms}} ms', { ms })}`
    case 'slow':
      return ms === null ? t('xAI slow') : t('xAI slow, {{ms}} ms', { ms })
    case 'limited':
      return health.retryAt === null
        ? t('xAI asks to slow down')
        : t('xAI asks to slow down, next try in {{seconds}} s', { seconds: secondsTo(health.retryAt, now) })
    case 'refused':
      return t('xAI refused the key')
    case 'offline':
      return t('xAI offline')
  }
}

const secondsTo = (at: number, now: number) => Math.max(0, Math.ceil((at - now) / 1000))

const title = (health: ConnectionHealth) =>
  said(health.message) ||
  (health.lastOkAt === null ? undefined : t('Last answer {{lastOkAt}}', { lastOkAt: exactWords(health.lastOkAt) }))

/** Whether the outside world answers, and how much waits. Always visible. */
export function StatusBar() {
  const status = useStatus((state) => state.status)
  const counts = useInbox(({ queue }) => queue.counts)
  const connection = useConnection()
  const now = useSeconds()
  return (
    <footer className="status-bar" aria-label={t('Status')}>
      <div className="status-items">
        {status === null ? null : (
          <>
            <span className="status-item" title={title(status.helpdesk)}>
              <i className={`dot ${dots[status.helpdesk.state]}`} />
              {helpdeskWords(status.helpdesk, now)}
            </span>
            <span className="status-item" title={title(status.xai)}>
              <i className={`dot ${dots[status.xai.state]}`} />
              {agentWords(status.xai, now)}
            </span>
          </>
        )}
        <BotItem now={now} />
        <span
          className="status-risks"
          role="img"
          aria-label={risks.map((risk) => `${counts.byRisk[risk]} ${riskWords[risk]}`).join(', ')}
        >
          {risks.map((risk) => (
            <span key={risk} title={`R${risk} ${riskWords[risk]}`}>
              <Dial risk={risk} size={12} />
              {counts.byRisk[risk]}
            </span>
          ))}
        </span>
        <span className="grow" />
        <Microphone />
        {status === null ? null : (
          <span className="status-item status-agent">{t('Agent: {{agentName}}', { agentName: status.agentName })}</span>
        )}
        <span className="status-item status-desk" data-open={connection.state === 'open'}>
          <i className={`dot ${connection.state === 'open' ? 'dot-ok' : 'dot-hollow'}`} />
          {connection.state === 'open' ? t('Desk connected') : connectionWords(connection, now)}
        </span>
      </div>
      {status?.dryRun === true ? <span className="status-dry-run">{t('DRY RUN')}</span> : null}
      <PauseControl />
    </footer>
  )
}

/** Only while the bot cannot be asked at once: its pace or its quota is used up. */
function BotItem({ now }: { readonly now: number }) {
  const status = useBot((bot) => bot.status)
  const words = status === null ? null : pauseWords(status.limits, now)
  if (words === null) return null
  return (
    <span className="status-item">
      <i className="dot dot-warn" />
      {words}
    </span>
  )
}

/** The microphone of this desk, for as long as it is open, on every screen. */
function Microphone() {
  const live = useCalls((calls) => calls.live)
  const words = microphoneWords(live.map(({ now }) => now))
  return (
    <span className="status-item status-mic" data-talking={words?.talking === true}>
      {words === null ? null : (
        <>
          <i className={`dot ${words.talking ? 'dot-mic' : 'dot-hollow'}`} />
          {words.text}
        </>
      )}
    </span>
  )
}

function connectionWords(connection: ReturnType<typeof useConnection.getState>, now: number): string {
  switch (connection.state) {
    case 'open':
    case 'connecting':
      return t('Connecting')
    case 'lost':
      return t('Desk lost, next try in {{seconds}} s', { seconds: secondsTo(connection.retryAt, now) })
    case 'refused':
      return t('Desk refused')
  }
}
