import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { MessageChannel, Worker } from 'node:worker_threads'
import { AppError } from '#main/kernel/errors.ts'
import type { Log } from '#main/kernel/ports.ts'
import { fromThreadPort, readerContract, type ReaderData } from '#main/hosts/reader-contract.ts'
import type { Reader } from '#main/store/reader.ts'
import { connect, RemoteError, type Client } from '#rpc/connect.ts'

type Running = {
  readonly worker: Worker
  readonly client: Client<typeof readerContract>
  readonly ended: Promise<void>
}

type Thread = {
  readonly start: () => void
  /** Starts the thread where none runs; one that dies fails what it was asked and is replaced at the next question. */
  readonly ask: <T>(question: (client: Running['client']) => Promise<T>) => Promise<T>
  /** Lets go of the database, or gives up what is under way. */
  readonly end: (how: 'politely' | 'at once') => Promise<void>
}

/** A thread finds the compiled code that its process keeps only by its environment. */
export function compiledCodeIn(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = getCompileCacheDir()
  return kept === undefined ? environment : { ...environment, NODE_COMPILE_CACHE: dirname(kept) }
}

const asOurs = (thrown: unknown): unknown =>
  thrown instanceof RemoteError ? new AppError(thrown.code, thrown.message, { cause: thrown }) : thrown

function createThread(file: string, tidies: boolean, log: Log): Thread {
  let running: Running | null = null

  const launch = (): Running => {
    const { port1, port2 } = new MessageChannel()
    const data: ReaderData = { file, port: port2, tidies }
    // Bundled, the entry lies beside this file under the same name.
    const entry = import.meta.url.endsWith('.ts') ? './reader.ts' : './reader.js'
    const worker = new Worker(new URL(entry, import.meta.url), {
      workerData: data,
      transferList: [port2],
      env: compiledCodeIn(process.env),
    })
    worker.on('error', (error) => log('error', 'reader.failed', { error: error.message }))
    const ended = new Promise<void>((resolve) => {
      worker.once('exit', () => {
        if (running?.worker === worker) running = null
        port1.close()
        resolve()
      })
    })
    return { worker, ended, client: connect(readerContract, fromThreadPort(port1)) }
  }

  const ask: Thread['ask'] = async (question) => {
    try {
      running ??= launch()
      return await question(running.client)
    } catch (thrown) {
      throw asOurs(thrown)
    }
  }

  return {
    start: () => {
      running ??= launch()
    },
    ask,
    end: async (how) => {
      if (running === null) return
      const { worker, client, ended } = running
      running = null
      try {
        if (how === 'politely') await client.close({})
      } finally {
        await worker.terminate()
        await ended
      }
    },
  }
}

/** Searches begin soon after a start, but the first page comes before the thread that answers them. */
const startAfterMs = 1000

/**
 * The reader on threads of its own: one for searches and the log, and another, for as long as there is need of it, for
 * copies and checks, which take seconds and must not stand in the way of a search either.
 */
export function startReader(file: string, log: Log): Reader {
  const searches = createThread(file, true, log)
  const errands = createThread(file, false, log)
  let underWay = 0
  let isClosed = false
  const soon = setTimeout(searches.start, startAfterMs)
  soon.unref()

  const refuseClosed = () => {
    if (isClosed) throw new AppError('cancelled', 'The database is closed.')
  }
  const searching = async <T>(question: (client: Running['client']) => Promise<T>): Promise<T> => {
    refuseClosed()
    return searches.ask(question)
  }
  const errand = async <T>(question: (client: Running['client']) => Promise<T>): Promise<T> => {
    refuseClosed()
    underWay += 1
    try {
      return await errands.ask(question)
    } finally {
      underWay -= 1
      if (underWay === 0 && !isClosed) await errands.end('politely')
    }
  }

  /** One that tells how far it is; its thread stays for as long as somebody listens. */
  async function* errandFeed<T>(question: (client: Running['client']) => AsyncIterable<T>): AsyncGenerator<T> {
    refuseClosed()
    underWay += 1
    try {
      yield* await errands.ask(async (client) => question(client))
    } catch (thrown) {
      throw asOurs(thrown)
    } finally {
      underWay -= 1
      if (underWay === 0 && !isClosed) await errands.end('politely')
    }
  }

  return {
    search: {
      page: (request, signal) => searching((client) => client.search(request, { signal })),
      count: (asked, signal) => searching((client) => client.searchCount({ query: asked }, { signal })),
      rows: (asked, conversationId, signal) =>
        searching((client) => client.searchRows({ query: asked, conversationId }, { signal })),
      unreadable: () => searching((client) => client.searchUnreadable({})),
      facets: (asked, signal) => searching((client) => client.searchFacets({ query: asked }, { signal })),
      conversations: (asked, limit, signal) =>
        searching((client) => client.searchConversations({ query: asked, limit }, { signal })),
    },
    simulate: async (query) => {
      refuseClosed()
      return searches.ask((client) => client.simulate(query))
    },
    lately: async (query) => {
      refuseClosed()
      return searches.ask((client) => client.lately(query))
    },
    activity: async (query) => {
      refuseClosed()
      return searches.ask((client) => client.activity(query))
    },
    insights: (asked) => searching((client) => client.insights(asked)),
    timeline: {
      view: async (conversationId) => {
        refuseClosed()
        return searches.ask((client) => client.timeline({ conversationId }))
      },
      raw: async (conversationId) => {
        refuseClosed()
        return (await searches.ask((client) => client.wire({ conversationId }))).turns
      },
    },
    review: {
      look: async (subject) => {
        refuseClosed()
        return searches.ask((client) => client.look(subject))
      },
      candidates: async (conversationIds, kind) =>
        (await errand((client) => client.candidates({ conversationIds: [...conversationIds], kind }))).candidates,
    },
    verifyChain: (key, anchors) =>
      errand((client) => client.verifyChain({ key: Buffer.from(key).toString('hex'), anchors: [...anchors] })),
    checkLedger: (key, anchors, signal) =>
      errandFeed((client) =>
        client.checkLedger({ key: Buffer.from(key).toString('hex'), anchors: [...anchors] }, { signal }),
      ),
    exportLedger: (what) => errand((client) => client.exportLedger(what)),
    exportTranscripts: (order, signal) => errandFeed((client) => client.exportTranscripts(order, { signal })),
    stageImport: (order, signal) => errandFeed((client) => client.stageImport(order, { signal })),
    chooseByAge: (what) => errand((client) => client.chooseByAge(what)),
    applyImport: (order, signal) => errandFeed((client) => client.applyImport(order, { signal })),
    verify: async () => (await errand((client) => client.verify({}))).ids,
    check: async () => (await errand((client) => client.check({}))).problems,
    copy: async (to) => void (await errand((client) => client.copy({ to }))),
    examine: async (other) => (await errand((client) => client.examine({ file: other }))).problems,
    wipe: async () => {
      refuseClosed()
      return (await searches.ask((client) => client.wipe({}))).done
    },
    // The thread does this by itself.
    tidyLog: async () => {},
    close: async () => {
      if (isClosed) return
      isClosed = true
      clearTimeout(soon)
      await Promise.all([searches.end('politely'), errands.end('at once')])
    },
  }
}
