/**
 * One call on the voice service, over as many sockets as it takes. Every callback carries the generation of its socket, so that
 * an old one cannot speak for a new one. A cut is reconnected, with the conversation where the service kept it, and told as a
 * seam; half a turn is never sent again. Nothing is thrown through a callback: trouble is a notice or the closed state.
 */
import type { WebSocket } from 'ws'
import { defaultVoiceFormat, VoiceCommandSchema } from '#contract/voice.ts'
import type { VoiceEvent } from '#contract/voice-event.ts'
import { backoff, isWorthRepeating } from '#main/clients/http/retry.ts'
import { hideSecrets } from '#main/clients/http/headers.ts'
import { createTimeouts } from '#main/clients/http/timeouts.ts'
import { dialRealtime } from '#main/clients/xai/realtime-dial.ts'
import { createRealtimeReader } from '#main/clients/xai/realtime-events.ts'
import { createOutbox } from '#main/clients/xai/realtime-outbox.ts'
import type {
  Realtime,
  RealtimeNotice,
  RealtimeOptions,
  RealtimePorts,
  RealtimeState,
} from '#main/clients/xai/realtime-states.ts'
import { countdown, realtimeTimes } from '#main/clients/xai/realtime-states.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'

const normalCloses = new Set([1000, 1001, 1005])
const isFatal = (code: number): boolean => code === 1008 || code >= 4000

const readyEvents: ReadonlySet<VoiceEvent['type']> = new Set([
  'session.created',
  'conversation.created',
  'session.updated',
])

export function openRealtime(
  ports: RealtimePorts,
  options: RealtimeOptions,
  onNotice: (notice: RealtimeNotice) => void,
): Realtime {
  const { clock, random, log } = ports
  const times = { ...realtimeTimes, ...options.times }
  const timeouts = createTimeouts(clock)
  const stop = new AbortController()
  const format = options.session.audio?.input?.format ?? defaultVoiceFormat
  const isDefaultFormat = format.type === 'audio/pcm' && format.rate === 24_000

  /** What a later socket asks for: what the first one did, with what was changed since. */
  let session = options.session
  let generation = 0
  let attempt = 0
  let state: RealtimeState = { kind: 'connecting', attempt: 1 }
  let socket: WebSocket | null = null
  let conversationId: string | null = null
  /** The conversation this socket asked to go on with. */
  let resumedId: string | null = null
  let wasReady = false
  let cutAt: number | null = null
  let turnLost = false
  let capReached = false

  const tell = (notice: RealtimeNotice): void => {
    try {
      onNotice(notice)
    } catch (thrown) {
      log('error', 'realtime.listener', { notice: notice.kind, error: asAppError(thrown).message })
    }
  }
  const outbox = createOutbox(
    () => session.turn_detection === null,
    (pace) => tell({ kind: 'pace', pace }),
  )
  const enter = (next: RealtimeState): void => {
    state = next
    tell({ kind: 'state', state: next })
  }

  const finish = (error: AppError | null): void => {
    if (state.kind === 'closed') return
    generation += 1
    timeouts.close()
    stop.abort()
    outbox.cut()
    const old = socket
    socket = null
    if (error === null && old !== null) {
      old.close(1000)
      // A peer that does not answer the farewell is not waited for.
      void clock.sleep(1_000).then(() => old.terminate())
    } else old?.terminate()
    enter({ kind: 'closed', error })
  }

  const retry = (error: AppError): void => {
    generation += 1
    socket?.terminate()
    socket = null
    turnLost = outbox.cut().turnLost || turnLost
    if (wasReady) cutAt ??= clock.monotonic()
    if (attempt >= times.attempts) return finish(error)
    const hint = error.data?.['retryAfterMs']
    const scale = times.firstWaitMs / 1000
    const ms = backoff(attempt + 1, typeof hint === 'number' ? hint : null, random.fraction()) * scale
    log('info', 'realtime.repeated', { code: error.code, attempt, waitMs: Math.round(ms) })
    enter({ kind: 'waiting', attempt, ms })
    timeouts.add(ms, connect)
  }

  const onClose = (code: number, reason: string): void => {
    const resumes = capReached
    capReached = false
    if (normalCloses.has(code) && !resumes && reason !== 'max_duration') return finish(null)
    if (isFatal(code)) {
      const text = reason === '' ? `code ${code}` : reason.slice(0, 200)
      return finish(new AppError('remote_failed', `The voice service ended the call: ${text}.`, { data: { code } }))
    }
    retry(new AppError('remote_failed', `The call was cut (${code}).`, { data: { code } }))
  }

  const ready = (mine: number): void => {
    timeouts.add(times.steadyMs, () => {
      if (mine === generation) attempt = 0
    })
    wasReady = true
    enter({ kind: 'ready' })
    if (cutAt === null) return
    const awayMs = clock.monotonic() - cutAt
    cutAt = null
    // A resumed conversation has the number it had; the service says so before anything else of it.
    const resumed = mine === generation && resumedId !== null && resumedId === conversationId
    tell({ kind: 'seam', resumed, awayMs, turnLost })
    turnLost = false
  }
  const listen = (mine: number, open: WebSocket, secrets: readonly string[]): void => {
    const current = (): boolean => mine === generation
    const reader = createRealtimeReader()
    const line = { write: (text: string) => open.send(text, () => undefined), buffered: () => open.bufferedAmount }
    let seenAt = clock.monotonic()
    let updated = false
    let created = false

    /** Services quote what they refuse. */
    const withoutSecrets = (event: Extract<VoiceEvent, { type: 'error' }>): VoiceEvent => ({
      ...event,
      message: hideSecrets(new AppError('remote_failed', event.message), secrets).message,
    })
    const flow = (): void => {
      if (state.kind === 'ready') outbox.open(line, updated || isDefaultFormat)
    }
    const hear = (event: VoiceEvent): void => {
      if (event.type === 'conversation.created') {
        conversationId = event.conversationId
        created = true
      }
      if (event.type === 'session.updated') updated = true
      if (event.type === 'error' && event.kind === 'max_duration') capReached = true
      // On a second socket the seam has to know which conversation this is.
      const mayBeReady = cutAt === null || created || event.type === 'session.updated'
      if (state.kind === 'opening' && readyEvents.has(event.type) && mayBeReady) ready(mine)
      tell({ kind: 'event', event: event.type === 'error' ? withoutSecrets(event) : event })
      if (current() && readyEvents.has(event.type)) flow()
    }
    open.on('message', (data, isBinary) => {
      if (!current()) return
      seenAt = clock.monotonic()
      if (isBinary)
        return tell({ kind: 'problem', error: new AppError('protocol', 'A binary frame nobody asked for.') })
      try {
        const event = reader((data as Buffer).toString('utf8'))
        if (event !== null) hear(event)
      } catch (thrown) {
        tell({ kind: 'problem', error: hideSecrets(asAppError(thrown), secrets) })
      }
    })
    open.on('pong', () => {
      if (current()) seenAt = clock.monotonic()
    })
    open.removeAllListeners('error')
    open.on('error', (error) => {
      if (!current()) return
      const large = 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'
      const code = large ? 'too_large' : 'protocol'
      const message = large ? 'A frame of the voice socket is over its limit.' : 'The voice socket broke its protocol.'
      tell({ kind: 'problem', error: new AppError(code, message, { cause: error }) })
    })
    open.on('close', (code, reason) => {
      if (current()) onClose(code, reason.toString('utf8'))
    })

    const watch = (): void => {
      if (!current()) return
      if (clock.monotonic() - seenAt >= times.deadMs)
        return retry(new AppError('timed_out', 'The voice service has fallen silent.'))
      open.ping(() => undefined)
      timeouts.add(times.pingMs, watch)
    }
    timeouts.add(times.pingMs, watch)
    const lookAtPace = (): void => {
      if (!current()) return
      if (state.kind === 'ready') outbox.look()
      timeouts.add(250, lookAtPace)
    }
    timeouts.add(250, lookAtPace)
    timeouts.add(times.readyMs, () => {
      if (current() && state.kind === 'opening')
        retry(new AppError('timed_out', 'The voice service opened a socket and said nothing.'))
    })
    timeouts.add(times.updatedMs, () => {
      updated = true
      if (current()) flow()
    })
    for (const left of countdown(times.sessionMs))
      timeouts.add(times.sessionMs - left, () => {
        if (current()) tell({ kind: 'time_left', ms: left })
      })
  }

  function connect(): void {
    generation += 1
    attempt += 1
    const mine = generation
    resumedId = session.resumption?.enabled === true ? conversationId : null
    enter({ kind: 'connecting', attempt })
    const query = {
      ...(options.model === null ? {} : { model: options.model }),
      ...(resumedId === null ? {} : { conversation_id: resumedId }),
    }
    dialRealtime(ports, query, stop.signal).then(
      ({ socket: open, secrets }) => {
        if (mine !== generation) return open.terminate()
        socket = open
        enter({ kind: 'opening' })
        listen(mine, open, secrets)
        open.resume()
        open.send(JSON.stringify({ type: 'session.update', session }), () => undefined)
      },
      (thrown: unknown) => {
        if (mine !== generation) return
        const error = asAppError(thrown)
        if (isWorthRepeating(error) || error.code === 'timed_out') retry(error)
        else finish(error)
      },
    )
  }
  connect()

  return {
    send: (command) => {
      if (state.kind === 'closed') return 'refused'
      // Sound is checked where it is encoded; fifty times a second is too often to do it twice.
      if (command.type !== 'input_audio_buffer.append' && !VoiceCommandSchema.safeParse(command).success)
        throw new AppError('invalid_input', `This is no ${command.type} the voice service would take.`)
      if (command.type === 'session.update') session = { ...session, ...command.session }
      return outbox.send(command)
    },
    sendFirst: (commands) => {
      if (state.kind !== 'closed') outbox.sendFirst(commands)
    },
    state: () => state,
    dropped: outbox.dropped,
    close: () => finish(null),
  }
}
