import type { ImportOutcome, ImportPreview, Job } from '#contract/exchange.ts'
import type { AppContract } from '#contract/index.ts'
import { fakeUpdates } from '#test/support/fake-updates.ts'
import type { Handlers } from '#rpc/serve.ts'
import { fakeBackups } from '#test/support/disk.ts'

/** Files that nobody writes: done at once. */
export const fakeFiles = () => ({
  backup: fakeBackups,
  exchange: fakeExchange(),
  retention: fakeRetention,
  updates: fakeUpdates(),
})

const job = (result: Job['result']): Job => ({
  id: 'job1',
  state: 'done',
  what: '',
  done: 0,
  total: 0,
  result,
  failure: null,
  cancellable: true,
})

const fakeRetention: Handlers<AppContract['retention']> = {
  rules: async () => ({ rules: [], runs: [] }),
  save: async () => ({}),
  preview: async () => job({ kind: 'retention_preview', shares: [], held: 0, unsettled: 0, exports: [], backups: 0 }),
  run: async () => job({ kind: 'retention', at: 0, by: 'Jo', state: 'done', removed: [], failed: 0 }),
  holds: async () => ({ holds: [] }),
  holdOf: async () => ({ hold: null }),
  hold: async () => ({}),
}

const report: ImportPreview['report'] = {
  form: 'chat',
  masked: false,
  bytes: 632_679,
  sha256: 'f'.repeat(64),
  adds: { conversations: 66, messages: 1840, actions: 0 },
  scores: { adds: 3, same: 0, conflicts: 1 },
  scorecards: { adds: 1, same: 0, conflicts: 0 },
  merges: 1,
  duplicates: 2,
  conflicts: 1,
  left: 0,
  recordings: { named: 0, here: 0 },
  rejects: { count: 1, lines: [{ line: 17, reason: 'No JSON: it ends in the middle.' }] },
  examples: [
    { line: 4, plan: 'conflict', title: 'Where is my lamp?', why: 'message m3 is otherwise here; ours stays.' },
  ],
}
const outcome: ImportOutcome = {
  conversations: 66,
  messages: 1846,
  actions: 0,
  merged: 1,
  duplicates: 2,
  conflicts: 1,
  left: 0,
  rejected: 1,
}

function fakeExchange(): Handlers<AppContract['exchange']> {
  const jobs = new Map<string, Job>()
  const begin = (result: Job['result']): Job => {
    const id = `job${jobs.size + 1}`
    jobs.set(id, {
      id,
      state: 'done',
      what: 'Writing files',
      done: 12,
      total: 12,
      result,
      failure: null,
      cancellable: true,
    })
    return {
      id,
      state: 'running',
      what: 'Writing files',
      done: 0,
      total: 12,
      result: null,
      failure: null,
      cancellable: true,
    }
  }
  return {
    export: async () =>
      begin({
        kind: 'export',
        folder: '/home/jo/.local/share/countersign/exports/transcripts-20261122T100000000Z',
        files: 4,
        bytes: 48_210,
        conversations: 12,
        messages: 96,
        actions: 14,
        masked: { card: 2, email: 9 },
        audio: { copied: 0, leftOut: 1, missing: 0 },
        tookMs: 180,
      }),
    watch: async function* ({ id }) {
      const job = jobs.get(id)
      if (job !== undefined) yield job
    },
    cancel: async () => ({}),
    upload: async ({ id, offset, data }) => ({
      id: id ?? 'a1b2c3d4e5f60718293a4b5c',
      received: offset + Buffer.from(data, 'base64').length,
    }),
    preview: async ({ upload, name }) => begin({ kind: 'preview', upload, name, report }),
    import: async ({ upload }) =>
      begin({ kind: 'import', id: upload, backup: 'countersign-20261122T100000000Z.db', outcome, tookMs: 640 }),
    discard: async () => ({}),
  }
}
