import { parentPort, workerData } from 'node:worker_threads'
import { toWireError } from '#main/kernel/errors.ts'
import { writeOpus } from '#main/services/voice/opus-file.ts'
import type { OpusAnswer, OpusTask } from '#main/hosts/opus-thread.ts'

/** Entry of the thread that makes one recording smaller and ends. */
const { from, to } = workerData as OpusTask
const answer = (said: OpusAnswer): void => parentPort?.postMessage(said)

writeOpus(from, to, new AbortController().signal).then(
  ({ bytes }) => answer({ bytes }),
  (thrown: unknown) => answer({ error: toWireError(thrown) }),
)
