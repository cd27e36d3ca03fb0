import { setTimeout as sleep } from 'node:timers/promises'
import { median, milliseconds, quantile, type Figure } from '#bench/support/stats.ts'
import { arrivedAt, bareFor, follow, together, type Flow } from '#bench/support/voice-flow.ts'
import { whileSearching } from '#bench/support/while-searching.ts'
import { spawnSandbox, type SpawnedSandbox } from '#test/support/sandbox-spawn.ts'
import { systemTime } from '#test/support/stamped-frames.ts'
import { openingOf, startVoiceEngine, type RunningEngine } from '#test/support/voice-engine-thread.ts'

/**
 * A call on the voice engine's thread with the sandbox in another process as its service, while searches run in the desk: how long
 * a person waits for each step, what of their sound is lost or late on its way, and what it costs. Beside it a thread that does
 * nothing but send the same frames over `ws`. VOICE_SECONDS says how long sound flows; absent, 20 s.
 */
const seconds = Number(process.env['VOICE_SECONDS'] ?? 20)
const callId = 'call_test'
/** A turn is never longer than two minutes. */
const turnSeconds = 100
const presses = 30

/** One held turn of so many seconds. */
async function talkFor(engine: RunningEngine, sandbox: SpawnedSandbox, forSeconds: number): Promise<Flow> {
  const before = (await sandbox.control.voiceCounters()).soundBytes
  const cost = await engine.cost()
  await engine.client.press({ callId, repeat: false })
  await sleep(forSeconds * 1000)
  const after = await engine.cost()
  const turns = (await sandbox.control.voiceCounters()).received['input_audio_buffer.commit'] ?? 0
  await engine.client.release({ callId })
  await committed(sandbox, turns + 1)
  const flow = follow(await arrivedAt(sandbox, before), 4)
  return { ...flow, cpuShare: (after.cpuMs - cost.cpuMs) / (after.at - cost.at) }
}

async function committed(sandbox: SpawnedSandbox, times: number): Promise<void> {
  for (;;) {
    const { received } = await sandbox.control.voiceCounters()
    if ((received['input_audio_buffer.commit'] ?? 0) >= times) return
    await sleep(20)
  }
}

type Steps = Readonly<Record<'press' | 'commit' | 'sound' | 'silence', readonly number[]>>

/** Presses of half a second; each is answered at length, and the next press speaks over that. */
async function takeSteps(engine: RunningEngine, sandbox: SpawnedSandbox): Promise<Steps> {
  const steps = { press: [] as number[], commit: [] as number[], sound: [] as number[], silence: [] as number[] }
  const told = engine.all('latency').length
  for (let turn = 0; turn < presses; turn += 1) {
    const since = systemTime()
    await engine.client.press({ callId, repeat: false })
    await sleep(400 + 20 * (turn % 5))
    const letGo = systemTime()
    await engine.client.release({ callId })
    const { turn: timing } = await engine.event('latency', () => true, told + turn)
    const moments = (await sandbox.control.voiceMoments()).filter(({ at }) => at >= since)
    const of = (type: string) => moments.find((moment) => moment.type === type)?.at ?? Number.NaN
    steps.press.push(of('input_audio_buffer.append') - since)
    steps.commit.push(of('input_audio_buffer.commit') - letGo)
    steps.sound.push(timing.bufferMs + timing.playbackMs)
    await sleep(300)
  }
  steps.silence.push(...engine.all('barge_in').map(({ stoppedInMs }) => stoppedInMs))
  return steps
}

const pair = (values: readonly number[]): string =>
  `${milliseconds(median(values))} / ${milliseconds(quantile(values, 0.99))}`
const within = (name: string, values: readonly number[], most: number, goal: string): Figure => ({
  name,
  ours: pair(values),
  limit: '–',
  ratio: null,
  goal,
  met: quantile(values, 0.95) <= most,
})

export async function run(): Promise<readonly Figure[]> {
  const sandbox = await spawnSandbox()
  const says =
    'A long answer, of which nobody wants to hear the end, because it goes on and on about mountains and rivers.'
  const turns = [{ hears: '[audio]', says }]
  await sandbox.control.voice({ voice: 'tones', deltaMs: 20, turns })
  const idle = process.memoryUsage().rss
  const engine = startVoiceEngine({ microphone: { kind: 'stamped' } })
  const opening = openingOf(sandbox, { tailMs: 200 })
  await engine.client.open({ ...opening, agent: { instructions: 'Talk.' } })
  await engine.now((now) => now.talk.phase === 'armed' && now.line.state === 'ready')
  await takeWarmTurn(engine)
  const quietFlows: Flow[] = []
  const bareFlows: Flow[] = []
  const busyFlows: Flow[] = []
  const rounds = Math.max(1, Math.ceil(seconds / turnSeconds))
  const each = seconds / rounds
  const steps = await takeSteps(engine, sandbox)
  quietFlows.push(await talkFor(engine, sandbox, Math.min(20, each)))
  const grown = process.memoryUsage().rss - idle
  const busy = await whileSearching(async () => {
    for (let round = 0; round < rounds; round += 1) busyFlows.push(await talkFor(engine, sandbox, each))
    return systemTime()
  })
  await engine.close()
  const bare = await whileSearching(async () => bareFlows.push(await bareFor(sandbox, Math.min(60, seconds))))
  await sandbox.stop()
  const ours = together(busyFlows)
  const limit = together(bareFlows)
  const calm = together(quietFlows)
  const last = engine.all('now').at(-1)?.now
  const counted = (last?.dropped.captured ?? 0) + (last?.dropped.unsent ?? 0)
  const addedRatio = median(ours.added) / median(limit.added)
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
  return [
    within('press → first frame at the service, p50 / p99', steps.press, 60, 'p95 ≤ 60 ms'),
    within('release → commit, with a tail of 200 ms, p50 / p99', steps.commit, 260, 'p95 ≤ 260 ms'),
    within('first piece of an answer → sound, p50 / p99', steps.sound, 100, 'p95 ≤ 100 ms'),
    within(
      `press → silence of the agent, ${steps.silence.length} times, p50 / p99`,
      steps.silence,
      120,
      'p95 ≤ 120 ms',
    ),
    {
      name: `frames lost of ${ours.frames} in ${Math.round(ours.frames / 50)} s with ${busy.searches} searches (the desk counted ${counted}, and ${last?.underruns} gaps in what it played)`,
      ours: String(ours.lost),
      limit: `${limit.lost} of ${limit.frames}`,
      ratio: null,
      goal: '0',
      met: ours.lost === 0 && counted === 0,
    },
    {
      name: `added to a frame on its way while ${bare.searches + busy.searches} searches run, p50 / p99`,
      ours: pair(ours.added),
      limit: pair(limit.added),
      ratio: addedRatio,
      goal: '≤ bare ws + 2 ms at p50',
      met: median(ours.added) - median(limit.added) <= 2,
    },
    {
      name: 'jitter of arrival while searches run, p99 / most',
      ours: `${milliseconds(quantile(ours.jitter, 0.99))} / ${milliseconds(Math.max(...ours.jitter))}`,
      limit: `${milliseconds(quantile(limit.jitter, 0.99))} / ${milliseconds(Math.max(...limit.jitter))}`,
      ratio: null,
      goal: 'p99 ≤ 20 ms',
      met: quantile(ours.jitter, 0.99) <= 20,
    },
    {
      name: 'processor of the engine’s thread while somebody speaks (and with searches)',
      ours: `${percent(calm.cpuShare)} (${percent(ours.cpuShare)})`,
      limit: percent(limit.cpuShare),
      ratio: calm.cpuShare / limit.cpuShare,
      goal: '≤ 10 % of a core',
      met: calm.cpuShare <= 0.1,
    },
    {
      name: 'memory of the process with a call, beyond itself',
      ours: `${Math.round(grown / 1024 / 1024)} MiB`,
      limit: '–',
      ratio: null,
      goal: '≤ 120 MiB',
      met: grown <= 120 * 1024 * 1024,
    },
  ]
}

/** The first turn pays for code that was never run. */
async function takeWarmTurn(engine: RunningEngine): Promise<void> {
  await engine.client.press({ callId, repeat: false })
  await sleep(600)
  await engine.client.release({ callId })
  await sleep(1200)
}
