import { MessageChannel, Worker } from 'node:worker_threads'
import { AppError } from '#main/kernel/errors.ts'
import type { Log } from '#main/kernel/ports.ts'
import { fromThreadPort, readerContract, type ReaderData } from '#main/hosts/reader-contract.ts'
import type { Reader } from '#main/store/reader.ts'
import { connect, RemoteError, type Client } from '#rpc/connect.ts'

type Thread = { readonly worker: Worker; readonly client: Client<typeof readerContract>; readonly ended: Promise<void> }

/** The reader on a thread of its own. A thread that dies fails what it was asked and is replaced at the next question. */
export function startReader(file: string, log: Log): Reader {
  let thread: Thread | null = startThread()
  let isClosed = false

  function startThread(): Thread {
    const { port1, port2 } = new MessageChannel()
    const data: ReaderData = { file, port: port2 }
    // Bundled, the entry lies beside this file under the same name.
    const entry = import.meta.url.endsWith('.ts') ? './reader.ts' : './reader.js'
    const worker = new Worker(new URL(entry, import.meta.url), { workerData: data, transferList: [port2] })
    worker.on('error', (error) => log('error', 'reader.failed', { error: error.message }))
    const ended = new Promise<void>((resolve) => {
      worker.once('exit', () => {
        if (thread?.worker === worker) thread = null
        port1.close()
        resolve()
      })
    })
    return { worker, ended, client: connect(readerContract, fromThreadPort(port1)) }
  }

  async function ask<T>(question: (client: Thread['client']) => Promise<T>): Promise<T> {
    if (isClosed) throw new AppError('cancelled', 'The database is closed.')
    try {
      thread ??= startThread()
      return await question(thread.client)
    } catch (thrown) {
      if (!(thrown instanceof RemoteError)) throw thrown
      const { code, message } = thrown
      throw new AppError(code, message, { cause: thrown })
    }
  }

  return {
    search: async (query) => ask((client) => client.search(query)),
    verify: async () => (await ask((client) => client.verify({}))).ids,
    check: async () => (await ask((client) => client.check({}))).problems,
    copy: async (to) => void (await ask((client) => client.copy({ to }))),
    // The thread does this by itself.
    tidyLog: async () => {},
    close: async () => {
      if (isClosed) return
      const current = thread
      const closed = current === null ? null : ask((client) => client.close({}))
      isClosed = true
      try {
        await closed
      } finally {
        await current?.worker.terminate()
        await current?.ended
      }
    },
  }
}
