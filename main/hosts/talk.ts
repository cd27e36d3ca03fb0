import { asAppError } from '#main/kernel/errors.ts'
import { createFeed, follow } from '#main/kernel/feed.ts'
import type { Clock, Log } from '#main/kernel/ports.ts'
import type { EngineEvent, VoiceEngine } from '#main/services/voice/engine-contract.ts'

/**
 * What a host has to know of calls: whether the sound of its machine is wanted, and which key shall talk from everywhere. It stands
 * between the services and the engine, and listens to what passes.
 */
export type Talk = {
  /** A voice call is under way, or somebody tries their devices or looks at a list of them. */
  readonly isArmed: () => boolean
  /** Somebody shall be heard: what a system asks a person about. */
  readonly hears: () => boolean
  /** As the settings of the call under way say; null: none. */
  readonly globalKey: () => string | null
  /** The key that the system really gave us; null: none. */
  readonly setKey: (key: string | null) => void
  readonly onChange: (listener: () => void) => void
  /** Begins to talk, or ends it. */
  readonly toggle: () => void
  readonly loseKey: (why: 'lock_screen' | 'suspend') => void
  /** A word about devices for the record of the call. */
  readonly tell: (text: string) => void
}

type Held = { readonly beganAt: number; readonly globalKey: string | null; talking: boolean; locked: boolean }

/** Who asks for the devices looks at them for a while, and those of a window are known only once it is open. */
const lingerMs = 30_000

export function watchTalk(
  voice: VoiceEngine,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): { readonly engine: VoiceEngine; readonly talk: Talk; readonly close: () => void } {
  const held = new Map<string, Held>()
  const events = createFeed<EngineEvent>()
  const listeners = new Set<() => void>()
  const ending = new AbortController()
  let trying = 0
  let looking = 0
  let key: string | null = null

  const changed = () => listeners.forEach((listener) => listener())
  const release = (callId: string) => {
    if (held.delete(callId)) changed()
  }
  const attempt = (asked: Promise<unknown>) => {
    asked.catch((thrown: unknown) => log('warn', 'talk.failed', { error: asAppError(thrown).message }))
  }
  const hear = (event: EngineEvent) => {
    const call = held.get(event.callId)
    if (event.type === 'now' && call !== undefined) {
      call.talking = event.now.talk.phase === 'talking'
      call.locked = event.now.talk.locked
    }
    if (event.type === 'ended') release(event.callId)
    events.publish(event.type === 'now' ? { ...event, now: { ...event.now, globalKey: key } } : event)
  }
  const relay = async () => {
    for await (const event of voice.events({}, { signal: ending.signal })) hear(event)
  }
  attempt(relay())

  async function* whileTrying<T>(feed: AsyncIterable<T>): AsyncGenerator<T> {
    trying += 1
    changed()
    try {
      yield* feed
    } finally {
      trying -= 1
      changed()
    }
  }
  const linger = async () => {
    looking += 1
    changed()
    await clock.sleep(lingerMs, ending.signal).catch(() => {})
    looking -= 1
    changed()
  }

  return {
    engine: {
      ...voice,
      open: async (input, options) => {
        if (input.medium === 'voice') {
          held.set(input.callId, {
            beganAt: clock.monotonic(),
            globalKey: input.settings.globalKey ?? null,
            talking: false,
            locked: false,
          })
          changed()
        }
        try {
          return await voice.open(input, options)
        } catch (thrown) {
          release(input.callId)
          throw thrown
        }
      },
      devices: (input, options) => {
        void linger()
        return voice.devices(input, options)
      },
      testDevices: (input, options) => whileTrying(voice.testDevices(input, options)),
      events: (_input, options) => follow(events, options?.signal ?? ending.signal),
    },
    talk: {
      isArmed: () => held.size + trying + looking > 0,
      hears: () => held.size + trying > 0,
      globalKey: () => [...held.values()].at(-1)?.globalKey ?? null,
      setKey: (next) => void (key = next),
      onChange: (listener) => void listeners.add(listener),
      toggle: () => {
        const [callId, call] = [...held].at(-1) ?? []
        if (callId === undefined || call === undefined) return
        // What was locked open by two presses is ended by a third, not by letting go.
        if (call.talking && call.locked) {
          attempt(voice.press({ callId, repeat: false }).then(() => voice.release({ callId })))
        } else attempt(call.talking ? voice.release({ callId }) : voice.press({ callId, repeat: false }))
      },
      loseKey: (why) => {
        for (const callId of held.keys()) attempt(voice.loseKey({ callId, why }))
      },
      tell: (text) => {
        for (const [callId, { beganAt }] of held)
          events.publish({ type: 'device', callId, atMs: clock.monotonic() - beganAt, text })
      },
    },
    close: () => ending.abort(),
  }
}
