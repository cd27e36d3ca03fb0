import { workerData } from 'node:worker_threads'
import { toWireError } from '#main/kernel/errors.ts'
import { fromThreadPort, readerContract, type ReaderData } from '#main/hosts/reader-contract.ts'
import { createReader } from '#main/store/reader.ts'
import { roundMs } from '#main/store/write-ahead-log.ts'
import { serve } from '#rpc/serve.ts'

/**
 * Entry of the reader's thread: searches, checks and copies on a read-only connection, and keeps the write-ahead log
 * short so that no commit has to.
 */
const { file, port, tidies } = workerData as ReaderData
const reader = createReader(file, (what) =>
  process.emitWarning(`${what} cannot be read; the search leaves it out.`, { code: 'search.unreadable' }),
)
const timer = setInterval(() => {
  // Busy, or a disk that fails: the next commit says so to somebody who can act on it.
  if (tidies) reader.tidyLog().catch(() => {})
}, roundMs)

serve(
  readerContract,
  {
    search: (input, { signal }) => reader.search.page(input, signal),
    searchCount: ({ query }, { signal }) => reader.search.count(query, signal),
    searchRows: async ({ query, conversationId }, { signal }) => {
      const { entryIds, more } = await reader.search.rows(query, conversationId, signal)
      return { entryIds: [...entryIds], more }
    },
    searchUnreadable: async () => {
      const { count, first } = await reader.search.unreadable()
      return { count, first: [...first] }
    },
    searchFacets: async ({ query }, { signal }) => {
      const { facets, behind } = await reader.search.facets(query, signal)
      return { facets: [...facets], behind }
    },
    searchConversations: async ({ query, limit }, { signal }) => {
      const { ids, more } = await reader.search.conversations(query, limit, signal)
      return { ids: [...ids], more }
    },
    simulate: (input) => reader.simulate(input),
    lately: (input) => reader.lately(input),
    activity: async (input) => {
      const { entries, before } = await reader.activity(input)
      return { entries: [...entries], before }
    },
    insights: (query) => reader.insights(query),
    timeline: ({ conversationId }) => reader.timeline.view(conversationId),
    wire: async ({ conversationId }) => ({ turns: [...(await reader.timeline.raw(conversationId))] }),
    look: async (input) => {
      const { signals, subjects, operators } = await reader.review.look(input)
      return { signals: [...signals], subjects: [...subjects], operators: [...operators] }
    },
    candidates: async ({ conversationIds, kind }) => {
      const found = await reader.review.candidates(conversationIds, kind)
      return {
        candidates: found.map((one) => ({ ...one, operators: [...one.operators], rules: [...one.rules] })),
      }
    },
    verifyChain: ({ key, anchors }) => reader.verifyChain(Buffer.from(key, 'hex'), anchors),
    checkLedger: ({ key, anchors }, { signal }) => reader.checkLedger(Buffer.from(key, 'hex'), anchors, signal),
    exportLedger: (input) => reader.exportLedger(input),
    exportTranscripts: (order, { signal }) => reader.exportTranscripts(order, signal),
    stageImport: (order, { signal }) => reader.stageImport(order, signal),
    chooseByAge: (what) => reader.chooseByAge(what),
    applyImport: (order, { signal }) => reader.applyImport(order, signal),
    verify: async () => ({ ids: [...(await reader.verify())] }),
    check: async () => ({ problems: [...(await reader.check())] }),
    copy: async ({ to }) => {
      await reader.copy(to)
      return {}
    },
    examine: async (input) => ({ problems: [...(await reader.examine(input.file))] }),
    wipe: async () => ({ done: await reader.wipe() }),
    close: async () => {
      clearInterval(timer)
      await reader.close()
      return {}
    },
  },
  fromThreadPort(port),
  { principal: { host: 'cli', id: 'reader' }, log: () => {}, toWireError },
)
