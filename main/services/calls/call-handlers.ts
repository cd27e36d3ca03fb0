import type { z } from 'zod'
import type { AppContract } from '#contract/index.ts'
import type { CallEvent, CallView } from '#contract/call.ts'
import type { VoiceSettings } from '#contract/call-settings.ts'
import type { VoiceAgents } from '#main/clients/xai/agents.ts'
import { callerCalledBack } from '#main/domain/call.ts'
import { AppError } from '#main/kernel/errors.ts'
import { snapshotThenEvents } from '#main/kernel/feed.ts'
import type { CallsOfDesk } from '#main/services/calls/calls.ts'
import { exactTimes } from '#main/services/calls/exact-times.ts'
import { toldTag } from '#main/services/calls/hearing.ts'
import type { CallHappened } from '#main/services/calls/journal.ts'
import { nowOf, type LiveCall } from '#main/services/calls/live-call.ts'
import type { Desk } from '#main/services/desk.ts'
import type { Context, Handlers } from '#rpc/serve.ts'

/** Calls, as windows and the command line ask for them. */
type Parts = {
  readonly desk: Desk
  readonly calls: CallsOfDesk
  readonly agents: () => VoiceAgents
  /** How calls are held, from now on. */
  readonly adoptVoice: (voice: VoiceSettings) => Promise<void>
  readonly signer: (context: Context) => { readonly name: string }
}

type ListEvent = z.input<AppContract['calls']['watchList']['event']>

export function callHandlers({ desk, calls, agents, adoptVoice, signer }: Parts): Handlers<AppContract['calls']> {
  const { store } = desk
  const { journal, link } = calls
  const engine = () => link.current()
  const present = (live: LiveCall) => nowOf(live, desk.lookups.by(live.conversationId))

  const view = async (id: string): Promise<CallView> => {
    const live = calls.find(id)
    if (live !== null) await journal.rest(live)
    return {
      call: live?.call ?? (await store.calls.get(id)),
      now: live === null ? null : present(live),
      lines:
        live === null ? [...(await store.calls.lines(id))] : [...live.lines.values()].toSorted((a, b) => a.seq - b.seq),
      marks: [...(await store.calls.marks(id))],
    }
  }
  const tell = async (live: LiveCall, text: string): Promise<void> => {
    live.said += 1
    await engine().say({ callId: live.id, text, tag: `${toldTag}:${live.said}`, interruptible: true })
  }
  const setTaken = async (live: LiveCall, by: string | null): Promise<void> => {
    if ((live.taken === null) === (by === null)) return
    await engine().setTaken({ callId: live.id, taken: by !== null })
    journal.mark(live, {
      kind: 'taken',
      text: by === null ? `${live.taken ?? 'The operator'} handed the call back` : `${by} took the call`,
    })
    live.taken = by
    journal.now(live)
  }

  /** A key that is held by a window that is gone comes up with it. */
  const holdBy = (live: LiveCall, gone: AbortSignal): void => {
    if (live.heldBy === gone) return
    live.heldBy = gone
    const lose = (): void => {
      if (live.heldBy !== gone || live.isOver || !link.isRunning()) return
      live.heldBy = null
      engine()
        .loseKey({ callId: live.id, why: 'hidden' })
        .catch((error: unknown) => desk.log('warn', 'call.key_not_lost', { error }))
    }
    if (gone.aborted) lose()
    else gone.addEventListener('abort', lose, { once: true })
  }

  return {
    list: async (options) => {
      const { items, next } = await store.calls.list(options)
      return { items: [...items], next }
    },
    watchList: (_, { signal }) =>
      snapshotThenEvents<CallHappened, ListEvent>(
        signal,
        () => ({
          type: 'snapshot',
          live: calls.live().map((live) => ({ call: live.call, now: present(live) })),
        }),
        calls.happened,
        ({ callId, event }) => {
          const live = calls.find(callId)
          if (event.type === 'call') {
            return { type: 'call', call: event.call, now: live === null ? null : present(live) }
          }
          return event.type === 'now' && live !== null ? { type: 'call', call: live.call, now: present(live) } : null
        },
      ),
    get: ({ id }) => view(id),
    watch: ({ id }, { signal }) =>
      snapshotThenEvents<CallHappened, CallEvent>(
        signal,
        async () => ({ type: 'snapshot', view: await view(id) }),
        calls.happened,
        ({ callId, event }) => (callId === id ? event : null),
      ),
    levels: ({ id }, { signal }) => engine().levels({ callId: calls.liveCall(id).id }, { signal }),
    agents: async (_, { signal }) => ({
      agents: (await agents().list(signal)).map(({ view: agent }) => ({
        ...agent,
        tools: agent.tools.map((tool) => ({
          ...tool,
          inCatalogue: tool.kind === 'function' && desk.connections().tools.findForAgent(tool.name) !== null,
        })),
      })),
    }),
    start: (input, { signal }) => calls.start(input, signal),
    end: ({ id }) => calls.end(id),

    press: async ({ id, repeat }, { gone }) => {
      const live = calls.liveCall(id)
      await engine().press({ callId: id, repeat })
      holdBy(live, gone)
      return {}
    },
    release: ({ id }) => engine().release({ callId: calls.liveCall(id).id }),
    loseKey: ({ id, why }) => engine().loseKey({ callId: calls.liveCall(id).id, why }),
    setTurns: async ({ id, turns }) => {
      const live = calls.liveCall(id)
      await engine().setTurns({ callId: id, turns })
      const text = turns === 'held' ? 'Hold to talk' : 'Hands-free: the service hears when somebody has finished'
      journal.mark(live, { kind: 'turns', text })
      return {}
    },
    setMuted: ({ id, muted }) => engine().setMuted({ callId: calls.liveCall(id).id, muted }),
    setInterruptible: ({ id, interruptible }) =>
      engine().setInterruptible({ callId: calls.liveCall(id).id, interruptible }),
    interrupt: ({ id }) => engine().interrupt({ callId: calls.liveCall(id).id }),
    type: ({ id, text }) => engine().type({ callId: calls.liveCall(id).id, text }),
    tellCaller: async ({ id, text }) => {
      await tell(calls.liveCall(id), text)
      return {}
    },
    callBack: async ({ id }) => {
      const live = calls.liveCall(id)
      await tell(live, live.settings.hold.callBack)
      const waited = await calls.holding.letGo(live)
      if (waited.length > 0) await calls.gate.noteOpen(live.conversationId, callerCalledBack)
      journal.mark(live, { kind: 'hold', text: 'The caller was told that somebody calls back' })
      return {}
    },
    take: async ({ id }, context) => {
      await setTaken(calls.liveCall(id), signer(context).name)
      return {}
    },
    handBack: async ({ id }) => {
      await setTaken(calls.liveCall(id), null)
      return {}
    },
    allowLookups: async ({ id, allowed }, context) => {
      await calls.gate.allowLookups(calls.liveCall(id), allowed ? signer(context).name : null)
      return {}
    },

    noteConsent: ({ id, agreed }, context) => calls.consenting.note(calls.liveCall(id), agreed, signer(context).name),
    pauseRecording: async ({ id, paused }) => {
      const live = calls.liveCall(id)
      // What nobody agreed to does not begin by being resumed.
      const from = paused ? 'recording' : 'paused'
      if (live.call.recording.state !== from) {
        throw new AppError('conflict', paused ? 'Nothing is being recorded.' : 'The recording is not paused.')
      }
      await engine().record({ callId: id, state: paused ? 'paused' : 'on' })
      return live.call
    },
    bookmark: async ({ id, text }) => {
      const words = text.trim()
      journal.mark(calls.liveCall(id), { kind: 'bookmark', text: words === '' ? 'Bookmark' : words })
      return {}
    },

    devices: () => engine().devices({}),
    useDevice: async ({ kind, device }) => {
      const voice = { ...desk.configuration().voice, [kind]: device }
      await adoptVoice(voice)
      return {}
    },
    testDevices: ({ seconds, playBack, sound }, { signal }) => {
      const { input, output, processing } = desk.configuration().voice
      return engine().testDevices({ seconds, playBack, sound, input, output, processing }, { signal })
    },

    ...calls.recordings.handlers,
    exactTimes: async ({ id }, { signal }) => {
      await exactTimes(desk, calls.recordings, id, signal)
      return view(id)
    },
  }
}
