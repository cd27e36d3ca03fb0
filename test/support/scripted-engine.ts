import type { Recordings } from '#main/kernel/recordings.ts'
import { createFeed, type Topic } from '#main/kernel/feed.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { EngineEvent, EngineLine, EngineNow, VoiceEngine } from '#main/services/voice/engine-contract.ts'

/** An engine without sound or socket: it says what the test lets it say, and remembers what it was asked. */
export type ScriptedEngine = {
  readonly engine: VoiceEngine
  /** All that was asked of it, in order. */
  readonly asked: { readonly name: string; readonly input: Record<string, unknown> }[]
  readonly of: (name: string) => Record<string, unknown>[]
  readonly say: (event: EngineEvent) => void
  readonly now: (callId: string, now?: Partial<EngineNow>) => void
  readonly line: (callId: string, line: Partial<EngineLine> & Pick<EngineLine, 'itemId'>) => void
  readonly tool: (callId: string, functionCallId: string, name: string, args: object) => void
  /** Its thread dies: everybody who listens hears no more. */
  readonly die: () => void
  /** What `close` is answered with; absent: a call that ended here, without a recording. */
  recording: Extract<EngineEvent, { type: 'ended' }>['recording']
}

export const readyNow: EngineNow = {
  line: { state: 'ready', attempt: 1, message: '' },
  turns: 'held',
  talk: { phase: 'armed', locked: false, sinceMs: 0 },
  agentSpeaking: false,
  thinking: false,
  muted: false,
  interruptible: true,
  input: null,
  output: null,
  deviceNote: null,
  pace: 'good',
  dropped: { captured: 0, unsent: 0 },
  underruns: 0,
  timeLeftMs: null,
  latency: { last: null, p50: null, p95: null, turns: 0 },
}

export function createScriptedEngine(): ScriptedEngine {
  const asked: { name: string; input: Record<string, unknown> }[] = []
  const events: Topic<EngineEvent | null> = createFeed<EngineEvent | null>()
  const note =
    (name: string) =>
    async (input: object): Promise<Record<string, never>> => {
      asked.push({ name, input: { ...input } })
      return {}
    }
  async function* listen(signal: AbortSignal | undefined): AsyncGenerator<EngineEvent> {
    const waiting: (EngineEvent | null)[] = []
    let wake = () => {}
    const unsubscribe = events.subscribe(({ value }) => {
      waiting.push(value)
      wake()
    })
    signal?.addEventListener('abort', () => {
      waiting.push(null)
      wake()
    })
    try {
      for (;;) {
        const next = waiting.shift()
        if (next === null) return
        if (next === undefined) await new Promise<void>((resolve) => (wake = resolve))
        else yield next
      }
    } finally {
      unsubscribe()
    }
  }
  const scripted: ScriptedEngine = {
    asked,
    of: (name) => asked.filter((one) => one.name === name).map(({ input }) => input),
    say: (event) => void events.publish(event),
    now: (callId, now = {}) => void events.publish({ type: 'now', callId, now: { ...readyNow, ...now } }),
    line: (callId, line) =>
      void events.publish({
        type: 'line',
        callId,
        line: {
          afterItemId: null,
          lane: 'agent',
          state: 'final',
          heard: '',
          unheard: '',
          startMs: 0,
          endMs: 0,
          words: [],
          tag: null,
          typed: false,
          ...line,
        },
      }),
    tool: (callId, functionCallId, name, args) =>
      void events.publish({
        type: 'tool',
        callId,
        atMs: 100,
        functionCallId,
        name,
        arguments: JSON.stringify(args),
      }),
    die: () => void events.publish(null),
    recording: null,
    engine: {
      open: async (input) => {
        asked.push({ name: 'open', input: { ...input } })
        return { knowledge: { attached: false, why: 'no_collections' }, outOfSight: ['web_search'], voice: 'eve' }
      },
      close: async ({ callId }) => {
        asked.push({ name: 'close', input: { callId } })
        const { recording } = scripted
        events.publish({ type: 'ended', callId, atMs: 5000, why: 'operator', message: '', recording })
        return {}
      },
      press: note('press'),
      release: note('release'),
      loseKey: note('loseKey'),
      setTurns: note('setTurns'),
      setMuted: note('setMuted'),
      setInterruptible: note('setInterruptible'),
      interrupt: note('interrupt'),
      type: note('type'),
      say: note('say'),
      answerTool: note('answerTool'),
      setTaken: note('setTaken'),
      record: note('record'),
      devices: async () => ({ devices: [], note: null }),
      useDevices: note('useDevices'),
      testDevices: async function* (input) {
        asked.push({ name: 'testDevices', input: { ...input } })
        yield { type: 'playing' }
      },
      levels: async function* () {},
      events: (_input, options) => listen(options?.signal),
    },
  }
  return scripted
}

/** Recordings that lie in memory. */
export function recordingsInMemory(
  files: Map<string, Uint8Array>,
): Recordings & { readonly repaired: string[]; left: Awaited<ReturnType<Recordings['repair']>>; parts: string[] } {
  const repaired: string[] = []
  const kept = {
    repaired,
    /** Calls whose recording lies there unfinished. */
    parts: [] as string[],
    left: null as Awaited<ReturnType<Recordings['repair']>>,
    place: async (callId: string) => `/recordings/${callId}`,
    nameOf: (file: string) => file.replace('/recordings/', ''),
    read: async (name: string, offset: number, bytes: number) => {
      const data = files.get(name)
      if (data === undefined) throw new AppError('not_found', 'The file is gone.')
      return { total: data.length, data: data.subarray(offset, offset + bytes) }
    },
    open: async (name: string) => new Blob([new Uint8Array(files.get(name) ?? [])]),
    peaks: async () => new Uint8Array([1, 2, 3, 4]),
    repair: async (callId: string) => {
      repaired.push(callId)
      return kept.left
    },
    unfinished: async () => kept.parts,
    shrink: async (name: string, durationMs: number) => {
      const to = name.replace('.wav', '.opus')
      files.set(to, new Uint8Array([1]))
      return { file: `/recordings/${to}`, bytes: 1, durationMs, sha256: 'ef'.repeat(32) }
    },
    silence: async (name: string, to: string) => {
      const data = files.get(name)
      if (data === undefined) throw new AppError('not_found', 'The recording is gone.')
      files.set(to, data)
      return { bytes: data.length, sha256: '' }
    },
    removeOthers: async (callId: string, name: string) => {
      for (const one of files.keys()) if (one.startsWith(callId) && one !== name) files.delete(one)
    },
    removeFile: async (name: string) => void files.delete(name),
    remove: async (callId: string) => {
      for (const name of files.keys()) if (name.startsWith(callId)) files.delete(name)
    },
  }
  return kept
}
