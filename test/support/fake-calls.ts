import type { Call, CallEvent, CallNow, CallView, Levels } from '#contract/call.ts'
import type { calls } from '#contract/call-procedures.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Handlers } from '#rpc/serve.ts'
import { channel, type Listener } from '#test/support/channel.ts'
import { addCallProposal, fakeAgents, fakeDevices, makeNow, makeViews } from '#test/support/fake-call-data.ts'
import type { World } from '#test/support/fake-data.ts'
import { soundOf } from '#test/support/fake-sound.ts'
import { hideoCall, hideoSource, hideoSpan } from '#test/support/fake-transcript.ts'

/** Calls without a service: what a screen would hear of them, and a note of everything it asked for. */
export type FakeCalls = {
  readonly handlers: Handlers<typeof calls>
  /** What was asked, in order: "press call-1". */
  readonly asked: readonly string[]
  readonly change: (id: string, now: Partial<CallNow>) => void
  readonly tell: (id: string, event: CallEvent) => void
  /** What is wrong with the microphone of all of them. */
  readonly hear: (hint: Hint) => void
}

type Hint = NonNullable<Levels['input']>['hint']

type ListEvent =
  | { type: 'snapshot'; live: { call: Call; now: CallNow | null }[] }
  | { type: 'call'; call: Call; now: CallNow | null }

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

function loudPeaks(): { perSecond: 50; data: string } {
  const loud = Array.from({ length: 2000 }, (_, at) => [
    Math.sin(at / 9) * 90 * Math.sin(at / 300),
    Math.cos(at / 200) * 80,
  ])
  const bytes = Int8Array.from(loud.flatMap(([left = 0, right = 0]) => [-left, left, -right, right]))
  return { perSecond: 50, data: Buffer.from(bytes.buffer).toString('base64') }
}

export function fakeCalls(world: World, hours = 0): FakeCalls {
  const now = Date.now()
  addCallProposal(world, now)
  const hideo = soundOf(hideoSource(now).source.lines, hideoSpan)
  const views = new Map(makeViews(now, hours).map((view) => [view.call.id, view]))
  const asked: string[] = []
  let hint: Hint = null
  const listeners = new Set<Listener<ListEvent>>()
  const watchers = new Map<string, Set<Listener<CallEvent>>>()
  const viewOf = (id: string): CallView => {
    const view = views.get(id)
    if (view === undefined) throw new AppError('not_found', 'No call has this id.')
    return view
  }
  const tell = (id: string, event: CallEvent): void => watchers.get(id)?.forEach((listener) => listener(event))
  const put = (view: CallView): void => {
    views.set(view.call.id, view)
    tell(view.call.id, { type: 'call', call: view.call })
    tell(view.call.id, { type: 'now', now: view.now })
    listeners.forEach((listener) => listener({ type: 'call', call: view.call, now: view.now }))
  }
  const change = (id: string, next: Partial<CallNow>): void => {
    const view = viewOf(id)
    if (view.now !== null) put({ ...view, now: { ...view.now, ...next } })
  }
  const phase = (id: string, name: CallNow['talk']['phase']): void =>
    change(id, { talk: { phase: name, locked: false, sinceMs: 0 } })
  const note = (words: string): Record<string, never> => {
    asked.push(words)
    return {}
  }
  const mark = (id: string, kind: 'bookmark' | 'taken', text: string): void => {
    const { marks, call } = viewOf(id)
    const seq = 1000 + marks.length
    const made = { seq, at: now, atMs: Date.now() - call.startedAt, kind, text, data: {}, proposalId: null }
    views.set(id, { ...viewOf(id), marks: [...marks, made] })
    tell(id, { type: 'mark', mark: made })
  }
  const end = (id: string): Call => {
    const view = viewOf(id)
    const call: Call = { ...view.call, state: 'ended', endedAt: Date.now(), end: { why: 'operator', message: '' } }
    put({ ...view, call, now: null })
    return call
  }
  const handlers: Handlers<typeof calls> = {
    list: async () => ({ items: [...views.values()].map(({ call }) => call), next: null }),
    watchList: (_, { signal }) => {
      const live = [...views.values()].filter(({ call }) => call.state !== 'ended')
      return channel<ListEvent>(
        { type: 'snapshot', live: live.map(({ call, now: state }) => ({ call, now: state })) },
        listeners,
        signal,
      )
    },
    get: async ({ id }) => viewOf(id),
    watch: ({ id }, { signal }) => {
      const own = watchers.get(id) ?? new Set()
      watchers.set(id, own)
      return channel<CallEvent>({ type: 'snapshot', view: viewOf(id) }, own, signal)
    },
    levels: async function* ({ id }, { signal }) {
      for (let at = 0; !signal.aborted; at += 1) {
        const level = (rms: number, heldPeak: number): NonNullable<Levels['input']> => ({
          rms,
          peak: rms + 4,
          heldPeak,
          clipping: false,
          hint: null,
        })
        const talking = viewOf(id).now?.talk.phase === 'talking'
        yield {
          input: { ...level(at === 0 ? -52 : talking ? -24 : -50, talking ? -13 : -46), hint },
          output: level(at === 0 ? -57 : -54, -44),
        }
        await wait(40)
      }
    },
    agents: async () => ({ agents: [...fakeAgents] }),
    start: async ({ agentId, caller, number, medium, dryRun }) => {
      note(`start ${agentId} ${medium}`)
      const id = `call-new-${views.size}`
      const agent = fakeAgents.find((one) => one.id === agentId) ?? viewOf('call-1').call.agent
      const call: Call = {
        ...viewOf('call-2').call,
        id,
        agent: { id: agent.id, name: agent.name, voice: agent.voice },
        caller: caller ?? 'Unknown caller',
        number,
        medium,
        dryRun,
        startedAt: Date.now(),
        liveAt: Date.now(),
      }
      put({ call, now: makeNow(id), lines: [], marks: [] })
      return call
    },
    end: async ({ id }) => (note(`end ${id}`), end(id)),
    press: async ({ id }) => (phase(id, 'talking'), note(`press ${id}`)),
    release: async ({ id }) => (phase(id, 'armed'), note(`release ${id}`)),
    loseKey: async ({ id, why }) => {
      phase(id, 'armed')
      tell(id, { type: 'notice', notice: 'key_lost', text: 'The key was lost sight of, so talking ended.' })
      return note(`loseKey ${id} ${why}`)
    },
    setTurns: async ({ id, turns }) => (change(id, { turns }), note(`setTurns ${turns}`)),
    setMuted: async ({ id, muted }) => (change(id, { muted }), note(`setMuted ${muted}`)),
    setInterruptible: async ({ id, interruptible }) => (change(id, { interruptible }), note('setInterruptible')),
    interrupt: async ({ id }) => (change(id, { agentSpeaking: false }), note('interrupt')),
    type: async ({ text }) => note(`type ${text}`),
    tellCaller: async ({ text }) => note(`tellCaller ${text}`),
    callBack: async ({ id }) => (change(id, { hold: null }), note('callBack')),
    take: async ({ id }) => (
      change(id, { taken: 'Jo Lindqvist' }),
      mark(id, 'taken', 'Jo took the call'),
      note('take')
    ),
    handBack: async ({ id }) => (change(id, { taken: null }), note('handBack')),
    allowLookups: async ({ id, allowed }) => (
      change(id, { lookups: allowed ? 'Jo Lindqvist' : null }),
      note(`allowLookups ${allowed}`)
    ),
    noteConsent: async ({ id, agreed }) => (note(`noteConsent ${agreed}`), viewOf(id).call),
    pauseRecording: async ({ id, paused }) => {
      const view = viewOf(id)
      const recording = { ...view.call.recording, state: paused ? ('paused' as const) : ('recording' as const) }
      put({ ...view, call: { ...view.call, recording } })
      note(`pauseRecording ${paused}`)
      return viewOf(id).call
    },
    bookmark: async ({ id }) => (mark(id, 'bookmark', 'Bookmark by Jo'), note('bookmark')),
    devices: async () => ({ devices: [...fakeDevices], note: null }),
    useDevice: async ({ kind, device }) => note(`useDevice ${kind} ${device?.id ?? 'default'}`),
    testDevices: async function* () {
      yield { type: 'level', level: { rms: -22, peak: -18, heldPeak: -12, clipping: false, hint: null } }
      yield { type: 'playing' }
      yield { type: 'done', heard: true, note: 'You were heard.' }
    },
    audio: async ({ id, offset }) =>
      id === hideoCall ? hideo.piece(offset) : { bytes: 0, data: '', type: 'audio/wav' },
    peaks: async ({ id }) => (id === hideoCall ? hideo.peaks() : loudPeaks()),
    exactTimes: async ({ id }) => viewOf(id),
    removeRecording: async ({ id }) => viewOf(id).call,
  }
  const hear = (next: Hint) => {
    hint = next
  }
  return { handlers, asked, change, tell, hear }
}
