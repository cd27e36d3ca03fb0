import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { BareLoopData } from '#bench/support/bare-loop.ts'
import { median } from '#bench/support/stats.ts'
import type { SpawnedSandbox } from '#test/support/sandbox-spawn.ts'
import { readStamps } from '#test/support/stamped-frames.ts'

/** Stamped frames on their way to the service: what arrived of them, and when; and the same from a thread that does nothing else. */
const framesTogether = 3

export type Flow = {
  readonly frames: number
  readonly lost: number
  /** From the moment the last frame of an event was due to its arrival. */
  readonly added: readonly number[]
  /** How far an event is from its place in an even row. */
  readonly jitter: readonly number[]
  readonly cpuShare: number
}

type Arrived = { readonly arrivals: readonly { readonly at: number; readonly bytes: number }[]; readonly sound: Buffer }

export async function arrivedAt(sandbox: SpawnedSandbox, fromByte: number): Promise<Arrived> {
  const moments = await sandbox.control.voiceMoments()
  const appends = moments.filter(({ type, from }) => from === 'client' && type === 'input_audio_buffer.append')
  let at = 0
  const arrivals = appends.flatMap((moment) => {
    at += moment.bytes
    return at > fromByte ? [{ at: moment.at, bytes: moment.bytes }] : []
  })
  return { arrivals, sound: Buffer.from(await sandbox.control.voiceSound(), 'base64').subarray(fromByte) }
}

/** What became of one unbroken stretch of frames. `settled`: events at its beginning that came from the pre-roll all at once. */
export function follow({ arrivals, sound }: Arrived, settled: number): Omit<Flow, 'cpuShare'> {
  const stamps = readStamps(sound)
  const whole = stamps.filter((stamp) => stamp !== null)
  const first = whole[0]?.sequence ?? 0
  const last = whole.at(-1)?.sequence ?? -1
  let read = 0
  const dues = arrivals.map(({ at, bytes }) => {
    read += bytes
    return { at, due: stamps[Math.round(read / 960) - 1]?.at ?? at }
  })
  const steady = dues.slice(settled)
  const added = steady.map(({ at, due }) => at - due)
  const usual = median(added)
  return {
    frames: last - first + 1,
    lost: last - first + 1 - whole.length,
    added,
    jitter: added.map((value) => Math.abs(value - usual)),
  }
}

export const together = (flows: readonly Flow[]): Flow => ({
  frames: flows.reduce((sum, flow) => sum + flow.frames, 0),
  lost: flows.reduce((sum, flow) => sum + flow.lost, 0),
  added: flows.flatMap((flow) => flow.added),
  jitter: flows.flatMap((flow) => flow.jitter),
  cpuShare: median(flows.map((flow) => flow.cpuShare)),
})

export async function bareFor(sandbox: SpawnedSandbox, forSeconds: number): Promise<Flow> {
  const data: BareLoopData = {
    url: `${sandbox.baseUrls.xai.replace('http', 'ws')}/realtime`,
    key: sandbox.keys['xai'] ?? '',
    together: framesTogether,
  }
  const worker = new Worker(new URL('bare-loop.ts', import.meta.url), { workerData: data })
  await once(worker, 'message')
  await sleep(forSeconds * 1000)
  const stopped = once(worker, 'message') as Promise<[{ readonly cpuMs: number; readonly ms: number }]>
  worker.postMessage('stop')
  const [{ cpuMs, ms }] = await stopped
  const flow = follow(await arrivedAt(sandbox, 0), 1)
  await worker.terminate()
  return { ...flow, cpuShare: cpuMs / ms }
}
