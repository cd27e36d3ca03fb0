import { MessageChannel, type MessagePort, Worker, type WorkerOptions } from 'node:worker_threads'
import { fromThreadPort } from '#main/hosts/reader-contract.ts'
import { compiledCodeIn } from '#main/hosts/reader-thread.ts'
import type { FromVoice, ToVoice, VoiceData } from '#main/hosts/voice-contract.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import { createFeed, follow } from '#main/kernel/feed.ts'
import type { Clock, Log } from '#main/kernel/ports.ts'
import { type EngineEvent, engineContract, type VoiceEngine } from '#main/services/voice/engine-contract.ts'
import { repairRecording } from '#main/services/voice/recording-file.ts'
import { type Client, connect, RemoteError } from '#rpc/connect.ts'

/**
 * The voice engine on a thread of its own, begun with the first call or the first question for devices. A thread that dies ends
 * its calls as failed, with what was recorded of them put right; the next call begins a new one.
 */
export type VoiceThread = {
  readonly engine: VoiceEngine
  /** The end of a link to a page that lends its microphone and its loudspeaker. It is handed over to the thread. */
  readonly attachAudioPage: (port: MessagePort) => void
  /** Ends every call and finishes its recording. */
  readonly close: () => Promise<void>
}

export type VoiceThreadOptions = {
  readonly clock: Clock
  readonly log: Log
  readonly soundFile?: string | null
  /** How a thread is made; absent: the usual way. */
  readonly makeWorker?: (entry: URL, options: WorkerOptions) => Worker
}

type Running = {
  readonly worker: Worker
  readonly client: Client<typeof engineContract>
  readonly ended: Promise<void>
}

type Live = { readonly path: string | null; readonly beganAt: number }

const closingMs = 10_000
const failed = 'The part of the desk that holds calls has failed. The call is over.'

const asOurs = (thrown: unknown): unknown =>
  thrown instanceof RemoteError ? new AppError(thrown.code, thrown.message, { cause: thrown }) : thrown

export function startVoice({ clock, log, soundFile = null, makeWorker }: VoiceThreadOptions): VoiceThread {
  const events = createFeed<EngineEvent>()
  const live = new Map<string, Live>()
  let running: Running | null = null
  let page: MessagePort | null = null
  let isClosed = false
  /** Recordings of calls that a thread took along are put right before anything is asked of the next one. */
  let mending: Promise<unknown> = Promise.resolve()

  const publish = (event: EngineEvent): void => {
    if (event.type === 'ended') live.delete(event.callId)
    events.publish(event)
  }

  const mend = async (callId: string, { path, beganAt }: Live): Promise<void> => {
    const recording =
      path === null
        ? null
        : await repairRecording(`${path}.wav.part`).catch((thrown: unknown) => {
            log('error', 'voice.recording_not_repaired', { callId, error: asAppError(thrown).message })
            return null
          })
    const atMs = clock.monotonic() - beganAt
    const kept = recording === null ? null : { ...recording, repaired: true }
    publish({ type: 'ended', callId, atMs, why: 'failed', message: failed, recording: kept })
  }

  const relay = async (client: Running['client']): Promise<void> => {
    try {
      for await (const event of client.events({})) publish(event)
    } catch (thrown) {
      log('debug', 'voice.events_ended', { error: asAppError(thrown).message })
    }
  }

  const launch = (): Running => {
    const { port1, port2 } = new MessageChannel()
    const data: VoiceData = { port: port2, soundFile }
    // Bundled, the entry lies beside this file under the same name.
    const entry = new URL(import.meta.url.endsWith('.ts') ? './voice.ts' : './voice.js', import.meta.url)
    const options = { workerData: data, transferList: [port2], env: compiledCodeIn(process.env) }
    const worker = makeWorker?.(entry, options) ?? new Worker(entry, options)
    worker.on('error', (error) => log('error', 'voice.failed', { error: error.message }))
    worker.on('message', (message: FromVoice) => {
      if (message.type === 'log') log(message.level, message.event, message.fields)
    })
    const client = connect(engineContract, fromThreadPort(port1))
    const relayed = relay(client)
    const ended = new Promise<void>((resolve) => {
      worker.once('exit', () => {
        if (running?.worker === worker) running = null
        port1.close()
        // What it said before it died comes first.
        mending = relayed.then(() => Promise.all([...live].map(([callId, call]) => mend(callId, call))))
        void mending.then(() => resolve())
      })
    })
    if (page !== null) attach(worker, page)
    page = null
    return { worker, client, ended }
  }

  const attach = (worker: Worker, port: MessagePort): void => {
    const message: ToVoice = { type: 'audio_page', port }
    worker.postMessage(message, [port])
  }

  const start = async (): Promise<Running> => {
    if (isClosed) throw new AppError('cancelled', 'The desk is closing.')
    await mending
    running ??= launch()
    return running
  }

  const client = async (starts: boolean): Promise<Running['client']> => {
    if (!starts && running === null) throw new AppError('not_found', 'This call is not under way.')
    return (await start()).client
  }

  async function ask<T>(starts: boolean, question: (client: Running['client']) => Promise<T>): Promise<T> {
    try {
      return await question(await client(starts))
    } catch (thrown) {
      throw asOurs(thrown)
    }
  }

  async function* listen<T>(starts: boolean, question: (client: Running['client']) => AsyncIterable<T>) {
    try {
      yield* question(await client(starts))
    } catch (thrown) {
      throw asOurs(thrown)
    }
  }

  const engine: VoiceEngine = {
    open: async (input, options) => {
      await start()
      const call = { path: input.recordingPath, beganAt: clock.monotonic() }
      live.set(input.callId, call)
      try {
        return await ask(true, (asked) => asked.open(input, options))
      } catch (thrown) {
        if (live.get(input.callId) === call) live.delete(input.callId)
        throw thrown
      }
    },
    close: async (input, options) => (running === null ? {} : ask(false, (asked) => asked.close(input, options))),
    useDevices: async (input, options) =>
      running === null ? {} : ask(false, (asked) => asked.useDevices(input, options)),
    press: (input, options) => ask(false, (asked) => asked.press(input, options)),
    release: (input, options) => ask(false, (asked) => asked.release(input, options)),
    loseKey: (input, options) => ask(false, (asked) => asked.loseKey(input, options)),
    setTurns: (input, options) => ask(false, (asked) => asked.setTurns(input, options)),
    setMuted: (input, options) => ask(false, (asked) => asked.setMuted(input, options)),
    setInterruptible: (input, options) => ask(false, (asked) => asked.setInterruptible(input, options)),
    interrupt: (input, options) => ask(false, (asked) => asked.interrupt(input, options)),
    type: (input, options) => ask(false, (asked) => asked.type(input, options)),
    say: (input, options) => ask(false, (asked) => asked.say(input, options)),
    answerTool: (input, options) => ask(false, (asked) => asked.answerTool(input, options)),
    setTaken: (input, options) => ask(false, (asked) => asked.setTaken(input, options)),
    record: (input, options) => ask(false, (asked) => asked.record(input, options)),
    devices: (input, options) => ask(true, (asked) => asked.devices(input, options)),
    testDevices: (input, options) => listen(true, (asked) => asked.testDevices(input, options)),
    levels: (input, options) => listen(false, (asked) => asked.levels(input, options)),
    events: (_input, options) => follow(events, options?.signal ?? new AbortController().signal),
  }

  return {
    engine,
    attachAudioPage: (port) => {
      if (running !== null) return attach(running.worker, port)
      page?.close()
      page = port
    },
    close: async () => {
      isClosed = true
      page?.close()
      if (running === null) return void (await mending)
      const { worker, ended } = running
      const closed = new Promise<void>((resolve) => {
        worker.on('message', (message: FromVoice) => {
          if (message.type === 'closed') resolve()
        })
      })
      worker.postMessage({ type: 'close' } satisfies ToVoice)
      const patience = new AbortController()
      await Promise.race([closed, ended, clock.sleep(closingMs, patience.signal).catch(() => undefined)])
      patience.abort()
      await worker.terminate()
      await ended
    },
  }
}
