import type { ConnectionHealth } from '#contract/index.ts'
import type { Risk } from '#contract/tool.ts'
import { useConnection } from '#renderer/connection.ts'
import { PauseControl } from '#renderer/app/PauseControl.tsx'
import { microphoneWords } from '#renderer/app/Calls/talk-face.ts'
import { useCalls } from '#renderer/state/calls.ts'
import { useInbox } from '#renderer/state/inbox.ts'
import { useStatus } from '#renderer/state/status.ts'
import { Dial } from '#renderer/ui/Dial.tsx'
import { agoWords, exactWords, useSeconds } from '#renderer/ui/Time.tsx'
import { riskWords } from '#renderer/ui/words.ts'

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
  const synced = health.lastOkAt === null ? 'not synced yet' : `synced ${agoWords(now - health.lastOkAt)}`
  switch (health.state) {
    case 'none':
      return 'No helpdesk'
    case 'ok':
      return `Helpdesk ${synced}`
    case 'slow':
      return `Helpdesk slow, ${synced}`
    case 'limited':
      return `Helpdesk asks to slow down${retryWords(health, now)}`
    case 'refused':
      return 'Helpdesk refused the token'
    case 'offline':
      return `Helpdesk offline, ${synced}`
  }
}

function agentWords(health: ConnectionHealth, now: number): string {
  const latency = health.latencyMs === null ? '' : ` ${Math.round(health.latencyMs)} ms`
  switch (health.state) {
    case 'none':
      return 'No xAI key'
    case 'ok':
      return `xAI${latency || ' ready'}`
    case 'slow':
      return `xAI slow,${latency}`
    case 'limited':
      return `xAI asks to slow down${retryWords(health, now)}`
    case 'refused':
      return 'xAI refused the key'
    case 'offline':
      return 'xAI offline'
  }
}

const retryWords = (health: ConnectionHealth, now: number) =>
  health.retryAt === null ? '' : `, next try in ${Math.max(0, Math.ceil((health.retryAt - now) / 1000))} s`

const title = (health: ConnectionHealth) =>
  health.message || (health.lastOkAt === null ? undefined : `Last answer ${exactWords(health.lastOkAt)}`)

/** Whether the outside world answers, and how much waits. Always visible. */
export function StatusBar() {
  const status = useStatus((state) => state.status)
  const counts = useInbox(({ queue }) => queue.counts)
  const connection = useConnection()
  const now = useSeconds()
  return (
    <footer className="status-bar" aria-label="Status">
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
        {status === null ? null : <span className="status-item status-agent">Agent: {status.agentName}</span>}
        <span className="status-item status-desk" data-open={connection.state === 'open'}>
          <i className={`dot ${connection.state === 'open' ? 'dot-ok' : 'dot-hollow'}`} />
          {connection.state === 'open' ? 'Desk connected' : connectionWords(connection, now)}
        </span>
      </div>
      {status?.dryRun === true ? <span className="status-dry-run">DRY RUN</span> : null}
      <PauseControl />
    </footer>
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
      return 'Connecting'
    case 'lost':
      return `Desk lost, next try in ${Math.max(0, Math.ceil((connection.retryAt - now) / 1000))} s`
    case 'refused':
      return 'Desk refused'
  }
}
