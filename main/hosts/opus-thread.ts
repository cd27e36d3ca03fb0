import { rm } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import type { WireError } from '#contract/errors.ts'
import { AppError } from '#main/kernel/errors.ts'

export type OpusTask = {
  readonly from: string
  readonly to: string
  /** Written anew with silence there; absent: made smaller. */
  readonly silence?: readonly { readonly fromMs: number; readonly toMs: number }[]
}
export type OpusAnswer = { readonly bytes: number } | { readonly error: WireError }

/**
 * Makes a recording smaller, or writes it anew with silence in it, beside the work, on a thread of its own. What is given up, or fails, leaves nothing behind; the
 * recording itself is not touched.
 */
export async function encodeOpus(task: OpusTask, signal: AbortSignal): Promise<{ readonly bytes: number }> {
  signal.throwIfAborted()
  // Bundled, the entry lies beside this file under the same name.
  const entry = import.meta.url.endsWith('.ts') ? './opus.ts' : './opus.js'
  const worker = new Worker(new URL(entry, import.meta.url), { workerData: task })
  try {
    return await new Promise<{ readonly bytes: number }>((resolve, reject) => {
      const abort = (): void => reject(new AppError('cancelled', 'The recording was left as it is.'))
      signal.addEventListener('abort', abort, { once: true })
      worker.once('message', (answer: OpusAnswer) =>
        'bytes' in answer ? resolve(answer) : reject(new AppError(answer.error.code, answer.error.message)),
      )
      worker.once('error', (error) =>
        reject(new AppError('internal', 'The recording stays as it is.', { cause: error })),
      )
      worker.once('exit', () => {
        signal.removeEventListener('abort', abort)
        reject(new AppError('internal', 'The recording stays as it is.'))
      })
    })
  } catch (thrown) {
    await worker.terminate()
    await rm(task.to, { force: true })
    throw thrown
  } finally {
    await worker.terminate()
  }
}
