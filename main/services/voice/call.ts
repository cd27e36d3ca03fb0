import type { Levels, Turns } from '#contract/call.ts'
import type { VoiceCommand, VoiceSession } from '#contract/voice.ts'
import { createTimeouts } from '#main/clients/http/timeouts.ts'
import { openRealtime } from '#main/clients/xai/realtime.ts'
import { rateOf } from '#main/domain/voice/framing.ts'
import { buildSession, sessionChoices } from '#main/domain/voice/session.ts'
import { Secret } from '#main/kernel/secret.ts'
import { createAnswers } from '#main/services/voice/answers.ts'
import { createEventRouter } from '#main/services/voice/call-events.ts'
import { type CallCommands, createCommands } from '#main/services/voice/call-commands.ts'
import { createCallLine } from '#main/services/voice/call-line.ts'
import { createCallNow } from '#main/services/voice/call-now.ts'
import type { CallBasics, CallParts } from '#main/services/voice/call-parts.ts'
import type { CallPorts } from '#main/services/voice/call-ports.ts'
import type { EngineEvent, EngineNow, OpenCall, OpenedCall } from '#main/services/voice/engine-contract.ts'
import { createInterrupt } from '#main/services/voice/interrupting.ts'
import { createLatency } from '#main/services/voice/latency.ts'
import { createLevelMeters } from '#main/services/voice/levels.ts'
import { createLines } from '#main/services/voice/lines.ts'
import { createPlayback } from '#main/services/voice/playback.ts'
import { createRecorder } from '#main/services/voice/recorder.ts'
import { createSaying } from '#main/services/voice/saying.ts'
import { createSound, type DeviceWishes } from '#main/services/voice/sound.ts'
import { createTalking } from '#main/services/voice/talking.ts'
import { createUsage } from '#main/services/voice/usage.ts'

/**
 * One call from its first dial to its end: the parts it is made of, put together. It begins at once and tells all that happens;
 * whatever goes wrong in it ends this call at most, and its recording is finished first.
 */
export type VoiceCall = CallCommands & {
  readonly opened: OpenedCall
  readonly record: (wish: 'on' | 'paused' | 'off') => void
  readonly useDevices: (wishes: DeviceWishes) => void
  readonly levels: () => Levels
  readonly now: () => EngineNow
  readonly close: () => Promise<void>
}

const tickMs = 50
/** A service may hear the last of a sentence a little late. */
const quietMarginMs = 200

export function openCall(ports: CallPorts, wish: OpenCall, publish: (event: EngineEvent) => void): VoiceCall {
  const { clock } = ports
  const { settings, medium, callId } = wish
  const { format } = settings
  const rate = rateOf(format)
  const choices = { ...sessionChoices, turns: settings.turns, format, language: settings.language }
  const { session, knowledge, outOfSight } = buildSession(wish.agent, choices)
  const detectionFor = (turns: Turns): NonNullable<VoiceSession['turn_detection']> | null =>
    buildSession(wish.agent, { ...choices, turns }).session.turn_detection ?? null
  const quietMs = detectionFor('hands_free')?.silence_duration_ms ?? 0
  const beganAt = clock.monotonic()
  const now = (): number => clock.monotonic()
  const since = (at: number): number => Math.max(0, at - beganAt)
  const atMs = (): number => since(now())
  const timeouts = createTimeouts(clock)
  const stop = new AbortController()
  let interruptible = settings.interruptible
  let taken = false
  let soundSince: number | null = null
  let wishes: DeviceWishes = settings
  let ending: Promise<void> | null = null

  const tell: CallBasics['tell'] = (event) => {
    if (!stop.signal.aborted || event.type === 'ended') publish({ ...event, callId, atMs: atMs() } as EngineEvent)
  }
  const problem = (code: string, message: string): void => tell({ type: 'problem', code, message })
  const send: CallBasics['send'] = (command) => {
    if (stop.signal.aborted) return 'refused'
    const came = realtime.send(command)
    if (came !== 'refused') usage.sent(command)
    return came
  }
  const changed = (): void => teller.changed()
  const basics: CallBasics = { medium, now, since, send, tell, changed }
  const meters = createLevelMeters(rate, now)
  const latency = createLatency()
  const usage = createUsage({
    atMs,
    sentMs: () => (talking.sentSamples() / rate) * 1000,
    playedMs: () => (playback.playedSamples() / rate) * 1000,
  })
  const recorder = createRecorder({
    rate,
    path: wish.recordingPath,
    atMs,
    space: ports.space,
    tell: (state, durationMs, message) => tell({ type: 'recording', state, durationMs, message }),
    missed: (ms) => ports.log('warn', 'voice.recording_missed', { callId, ms }),
  })
  const answers = createAnswers({
    now,
    send,
    problem,
    changed,
    tool: ({ callId: functionCallId, name, arguments: given }) => {
      latency.forget()
      tell({ type: 'tool', functionCallId, name, arguments: given })
    },
  })
  const saying = createSaying({
    now,
    answers,
    silent: medium === 'text',
    isPlaying: (itemId) => playback.isPlaying(itemId),
    mayBegin: () => line.line().state === 'ready' && !talking.state().inTurn,
    problem,
    spoken: (tag, itemId, heardMs, whole) => tell({ type: 'spoken', tag, itemId, heardMs, whole }),
  })
  const lines = createLines({ format, atMs, tagOf: saying.tagOf, tell: (line) => tell({ type: 'line', line }) })
  const playback = createPlayback({
    now,
    rate,
    speaker: () => sound?.speaker() ?? null,
    toSpeaker: (samples) => sound?.toSpeaker(samples) ?? samples,
    played: (samples, endsAt) => {
      meters.output(samples, endsAt)
      recorder.add('agent', samples, since(endsAt))
    },
    began: (itemId, at) => {
      lines.began(itemId, since(at))
      const turn = saying.tagOf(itemId) === null ? latency.audible(at) : null
      if (turn !== null) tell({ type: 'latency', turn })
    },
    ended: saying.heard,
    problem,
    changed: () => {
      answers.played(playback.isBusy())
      changed()
    },
  })
  const mustListen = (): boolean =>
    (!interruptible || saying.mustListen()) && (playback.isBusy() || answers.isRunning())
  const interrupt = createInterrupt(basics, { answers, lines, saying, playback }, mustListen)
  const talking = createTalking({
    now,
    format,
    tailMs: settings.tailMs,
    toggle: settings.talkKey === 'toggle',
    turns: settings.turns,
    send,
    microphone: {
      open: () => sound?.microphone.open(),
      reopen: () => sound?.microphone.reopen(),
      close: () => sound?.microphone.close(),
    },
    speakOver: () => interrupt('press'),
    askForResponse: () => answers.ask(),
    agentWasAudible: () => sound?.cancelsEcho() !== true && playback.wasAudibleWithin(300),
    quietMs: quietMs + quietMarginMs,
    mustListen,
    turnBegan: (at) => {
      soundSince ??= at
    },
    turnEnded: (how) => {
      if (how === 'committed') {
        latency.committed(now())
        lines.heardCaller(since(soundSince ?? now()), atMs())
        recorder.seal()
      }
      soundSince = null
      sound?.use(wishes)
    },
    letGo: () => {
      latency.speechEnded(now())
      timeouts.add(settings.tailMs + 1, () => talking.tick())
    },
    spoken: (frame) => recorder.add('caller', frame.samples, since(frame.capturedAt)),
    notice: (notice) => tell({ type: 'notice', notice }),
    changed,
  })
  const sound =
    medium === 'text'
      ? null
      : createSound(ports, rate, settings, {
          frame: (frame) => {
            meters.input(frame.samples, talking.state().inTurn)
            talking.frame(frame)
          },
          opened: talking.opened,
          changing: talking.changing,
          failed: talking.failed,
          position: (position) => playback.position(position),
          speakerOpened: () => playback.reopened(),
          tell: (text) => tell({ type: 'device', text }),
          changed,
        })
  const parts: CallParts = { answers, lines, saying, playback, talking, latency, usage }
  const event = createEventRouter({ ...basics, format, parts, interrupt, isTaken: () => taken, quietMs })

  const end = (why: Extract<EngineEvent, { type: 'ended' }>['why'], message: string): Promise<void> => {
    // Closing the line says that it is closed: this has to be known by then.
    ending ??= Promise.resolve().then(async () => {
      // What was being said is not heard any further.
      for (const { itemId, heardMs } of await playback.silence()) {
        lines.cut(itemId, heardMs)
        saying.heard(itemId, heardMs, false)
      }
      saying.drop()
      answers.end()
      lines.breakOff()
      lines.flush()
      tell({ type: 'usage', ...usage.now() })
      stop.abort()
      timeouts.close()
      talking.disarm()
      realtime.close()
      const [recording] = await Promise.all([recorder.finish(), sound?.close()])
      tell({ type: 'ended', why, message, recording })
    })
    return ending
  }
  const sendFirst = (commands: readonly VoiceCommand[]): void => {
    realtime.sendFirst(commands)
    commands.forEach(usage.sent)
  }
  const line = createCallLine({ ...basics, parts, event, sendFirst, end: (why, message) => void end(why, message) })
  const teller = createCallNow({
    parts,
    line,
    sound,
    atMs,
    isInterruptible: () => interruptible,
    tell: (next) => tell({ type: 'now', now: next }),
  })

  const realtime = openRealtime(
    {
      clock,
      random: ports.random,
      log: ports.log,
      http: ports.http,
      baseUrl: wish.connection.baseUrl,
      allowedHosts: () => wish.connection.allowedHosts,
      key: async () => new Secret(wish.connection.key),
      authentication: settings.authentication,
    },
    { model: settings.model, session, times: { sessionMs: settings.sessionMinutes * 60_000, ...ports.times } },
    line.hear,
  )

  const tick = (): void => {
    talking.tick()
    playback.tick()
    answers.tick()
    saying.tick()
    lines.tick()
    recorder.tick()
    teller.tick()
    const used = usage.due()
    if (used !== null) tell({ type: 'usage', ...used })
  }
  const beat = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(tickMs, stop.signal)
      tick()
    }
  }
  beat().catch((thrown: unknown) => {
    if (!stop.signal.aborted) void end('failed', thrown instanceof Error ? thrown.message : String(thrown))
  })
  if (sound !== null) {
    talking.arm()
    sound.openSpeaker()
  }
  return {
    opened: {
      knowledge: knowledge.attached ? { attached: true, collections: [...knowledge.collections] } : knowledge,
      outOfSight: [...outOfSight],
      voice: session.voice ?? '',
    },
    ...createCommands({
      ...basics,
      parts,
      interrupt,
      detectionFor,
      setInterruptible: (next) => {
        interruptible = next
        changed()
      },
      setTaken: (next) => {
        taken = next
      },
    }),
    record: recorder.set,
    useDevices: (next) => {
      wishes = next
      // A turn under way is finished on the device it began on.
      if (!talking.state().inTurn) sound?.use(next)
    },
    levels: () => {
      const { input, output } = sound?.inUse() ?? { input: null, output: null }
      return meters.now({ input: input !== null, output: output !== null })
    },
    now: teller.now,
    close: () => end('operator', ''),
  }
}
