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
const reader = createReader(file)
const timer = setInterval(() => {
  // Busy, or a disk that fails: the next commit says so to somebody who can act on it.
  if (tidies) reader.tidyLog().catch(() => {})
}, roundMs)

serve(
  readerContract,
  {
    search: async (input) => {
      const { hits, before } = await reader.search(input)
      const pairs = (ranges: (typeof hits)[number]['ranges']) =>
        ranges.map(([from, to]): [number, number] => [from, to])
      return { hits: hits.map((hit) => ({ ...hit, ranges: pairs(hit.ranges) })), before }
    },
    simulate: (input) => reader.simulate(input),
    lately: (input) => reader.lately(input),
    activity: async (input) => {
      const { entries, before } = await reader.activity(input)
      return { entries: [...entries], before }
    },
    verifyChain: ({ key, anchors }) => reader.verifyChain(Buffer.from(key, 'hex'), anchors),
    checkLedger: ({ key, anchors }, { signal }) => reader.checkLedger(Buffer.from(key, 'hex'), anchors, signal),
    exportLedger: (input) => reader.exportLedger(input),
    verify: async () => ({ ids: [...(await reader.verify())] }),
    check: async () => ({ problems: [...(await reader.check())] }),
    copy: async ({ to }) => {
      await reader.copy(to)
      return {}
    },
    examine: async (input) => ({ problems: [...(await reader.examine(input.file))] }),
    close: async () => {
      clearInterval(timer)
      await reader.close()
      return {}
    },
  },
  fromThreadPort(port),
  { principal: { host: 'cli', id: 'reader' }, log: () => {}, toWireError },
)
