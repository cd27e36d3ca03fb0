import { stat } from 'node:fs/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { toWireError } from '#main/kernel/errors.ts'
import { writeOpus } from '#main/services/voice/opus-file.ts'
import { silenceRecording } from '#main/services/voice/silencing.ts'
import type { OpusAnswer, OpusTask } from '#main/hosts/opus-thread.ts'

/** Entry of the thread that writes one recording in another way and ends. */
const { from, to, silence } = workerData as OpusTask
const answer = (said: OpusAnswer): void => parentPort?.postMessage(said)

const written =
  silence === undefined
    ? writeOpus(from, to, new AbortController().signal)
    : silenceRecording(from, to, silence).then(async () => ({ bytes: (await stat(to)).size }))

written.then(
  ({ bytes }) => answer({ bytes }),
  (thrown: unknown) => answer({ error: toWireError(thrown) }),
)
