import type { Proposal } from '#contract/proposal.ts'
import type { BotDocument } from '#contract/bot.ts'
import type { DocumentText, SyncChange, SyncPlan } from '#contract/knowledge.ts'
import { mostOperations, type BotClient, type BotOperation } from '#main/clients/bot/bot.ts'
import { readFolder } from '#main/clients/document-folder.ts'
import { readHtml } from '#main/clients/html-text.ts'
import { documentOf } from '#main/domain/knowledge/document-file.ts'
import { compareFolder, hashDocument, hashPlan, inBatches } from '#main/domain/knowledge/sync-plan.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Clock } from '#main/kernel/ports.ts'
import type { BotTasks } from '#main/services/bot/bot-tasks.ts'
import type { KeptKnowledge, KeptPlan, KeptRun } from '#main/services/knowledge/kept-knowledge.ts'

/**
 * A folder of files as documents of the bot. A plan is made by reading both sides; a run sends what was signed in batches, notes
 * each one as soon as it is taken, and goes on where it was stopped.
 */
export type FolderSync = {
  readonly plan: (folder: string, client: BotClient, signal: AbortSignal) => Promise<SyncPlan>
  readonly find: (
    planId: string,
    deletes: readonly string[],
  ) => Promise<{ readonly plan: KeptPlan; readonly changes: readonly SyncChange[] }>
  readonly run: (client: BotClient, run: SignedRun, context: RunContext) => Promise<KeptRun>
  /** How far a run came, with what the service says of its jobs; null: it never began. */
  readonly look: (client: BotClient, proposalId: string, signal: AbortSignal) => Promise<KeptRun | null>
}
export type SignedRun = { readonly planId: string; readonly planHash: string; readonly deletes: readonly string[] }
export type RunContext = {
  readonly proposal: Pick<Proposal, 'id'>
  readonly signal: AbortSignal
  readonly onSent: () => Promise<void>
}

const mostRead = 300
const perPage = 200
/** The service knows a key for a day; a batch that may have arrived is not sent without it. */
const rememberedMs = 23 * 3_600_000
const mostBatchBytes = 4_000_000

export function createFolderSync(kept: KeptKnowledge, clock: Clock, tasks: Pick<BotTasks, 'add' | 'wait'>): FolderSync {
  const filesOf = async (folder: string, signal: AbortSignal) => {
    const found = await readFolder(folder, signal)
    return { ...found, documents: found.files.map((file) => documentOf(file, pageOf)) }
  }

  const plan: FolderSync['plan'] = async (given, client, signal) => {
    const { folder, documents, skipped } = await filesOf(given, signal)
    const there = await listAll(client, signal)
    const sent = new Map((await kept.sent.all()).map((one) => [one.id, one]))
    const read = new Map<string, BotDocument>()
    const first = compareFolder(documents, there, sent, read)
    for (const { documentId } of first.unread.slice(0, mostRead))
      read.set(documentId, await client.kb.get(documentId, { signal, as: 'background' }))
    const compared = read.size === 0 ? first : compareFolder(documents, there, sent, read)
    // What lies there and was not read is not gone.
    const isSkipped = ({ externalId }: SyncChange): boolean =>
      skipped.some(({ path }) => path === '' || externalId === path || externalId.startsWith(`${path}/`))
    const changes = compared.changes.filter((change) => change.kind !== 'delete' || !isSkipped(change))
    const different = changes.filter(({ kind }) => kind !== 'same')
    const id = hashPlan(folder, different).slice(0, 32)
    const made: KeptPlan = { id, folder, changes: [...different], at: clock.now() }
    await kept.plans.put(made)
    return { id, folder, changes: [...different], same: changes.length - different.length, skipped: [...skipped] }
  }

  const find: FolderSync['find'] = async (planId, deletes) => {
    const found = await kept.plans.find(planId)
    if (found === null) throw new AppError('not_found', 'This comparison is not kept any more. Compare again.')
    const ticked = new Set(deletes)
    const changes = found.changes.filter(({ kind, externalId }) => kind !== 'delete' || ticked.has(externalId))
    return { plan: found, changes }
  }

  const settle = async (client: BotClient, run: KeptRun, signal: AbortSignal): Promise<KeptRun> => {
    let now = run
    for (const job of run.jobs.slice(run.over)) {
      const ended = job === null ? null : await tasks.wait(client, job, signal)
      const errors = [...now.errors, ...(ended?.errors ?? [])].slice(0, 50)
      now = {
        ...now,
        over: now.over + 1,
        done: now.done + (ended?.done ?? 0),
        failed: now.failed + (ended?.failed ?? 0),
        errors,
      }
      await kept.runs.put(now)
    }
    return now
  }

  return {
    plan,
    find,
    run: async (client, { planId, planHash, deletes }, { proposal, signal, onSent }) => {
      const { plan: signed, changes } = await find(planId, deletes)
      if (hashPlan(signed.folder, changes) !== planHash)
        throw new AppError('conflict', 'This is not the comparison that was signed.', { data: { sent: false } })
      const texts = await unchanged(await filesOf(signed.folder, signal), changes)
      const batches = batchesOf(changes)
      const before = await kept.runs.find(proposal.id)
      if (before !== null && clock.now() - before.startedAt > rememberedMs)
        throw new AppError(
          'conflict',
          'It was stopped too long ago to go on. Compare again: only what is missing is sent.',
          {
            data: { sent: false },
          },
        )
      let run: KeptRun = before ?? beginRun(proposal.id, signed.folder, changes.length, clock.now())
      run = { ...run, state: 'running', endedAt: null }
      await kept.runs.put(run)
      if (run.jobs.length < batches.length) await onSent()
      for (let at = run.jobs.length; at < batches.length; at += 1) {
        const batch = batches[at] ?? []
        const operations = batch.map((change) => operationOf(change, texts))
        const { job } = await client.kb.batch(operations, { signal, idempotencyKey: `${proposal.id}.${at}` })
        run = { ...run, jobs: [...run.jobs, job?.id ?? null], taken: run.taken + batch.length }
        await kept.runs.put(run)
        const title = `${signed.folder}: ${run.taken} of ${run.total}`
        if (job !== null) await tasks.add({ job, title, documentIds: [], proposalId: proposal.id })
      }
      run = await settle(client, run, signal)
      // Where some failed, the service has others than were sent: the next comparison reads them.
      if (run.failed === 0) await remember(client, changes, signal)
      run = { ...run, state: 'done', endedAt: clock.now() }
      await kept.runs.put(run)
      return run
    },
    look: async (client, proposalId, signal) => {
      const run = await kept.runs.find(proposalId)
      if (run === null) return null
      const now = await settle(client, run, signal)
      const next: KeptRun = { ...now, state: now.taken === now.total ? 'done' : 'stopped', endedAt: clock.now() }
      await kept.runs.put(next)
      return next
    },
  }

  /** What is at the service now is what was sent: the next comparison reads nothing of it again. */
  async function remember(client: BotClient, changes: readonly SyncChange[], signal: AbortSignal): Promise<void> {
    const hashes = new Map(changes.map(({ externalId, hash }) => [externalId, hash]))
    const there = await listAll(client, signal)
    const sent = there.flatMap(({ externalId, version, state }) => {
      const hash = hashes.get(externalId ?? '')
      return externalId === null || hash === undefined || hash === '' || state === 'failed'
        ? []
        : [{ id: externalId, hash, version }]
    })
    await kept.sent.put(...sent)
  }
}

/** What is deleted goes first and by itself: it makes room, and a full knowledge base takes it. */
function batchesOf(changes: readonly SyncChange[]): readonly (readonly SyncChange[])[] {
  const [gone, sent] = [changes.filter(isGone), changes.filter((one) => !isGone(one))]
  return [gone, sent].flatMap((part) => inBatches(part, mostOperations, mostBatchBytes))
}
const isGone = ({ kind }: SyncChange): boolean => kind === 'delete'

const beginRun = (proposalId: string, folder: string, total: number, at: number): KeptRun => ({
  id: proposalId,
  proposalId,
  folder,
  total,
  taken: 0,
  done: 0,
  failed: 0,
  errors: [],
  state: 'running',
  startedAt: at,
  endedAt: null,
  jobs: [],
  over: 0,
})

/** By external id, each as it was when it was signed. */
async function unchanged(
  { documents }: { readonly documents: readonly DocumentText[] },
  changes: readonly SyncChange[],
): Promise<ReadonlyMap<string, DocumentText>> {
  const texts = new Map(documents.map((one) => [one.externalId ?? '', one]))
  const moved = changes.find(({ kind, externalId, hash }) => {
    const text = texts.get(externalId)
    return kind === 'delete' ? text !== undefined : text === undefined || hashDocument(text) !== hash
  })
  if (moved !== undefined)
    throw new AppError('conflict', `${moved.externalId} was changed since this was signed. Compare again.`, {
      data: { sent: false },
    })
  return texts
}

function operationOf(change: SyncChange, texts: ReadonlyMap<string, DocumentText>): BotOperation {
  const text = texts.get(change.externalId)
  if (change.kind === 'delete' || text === undefined)
    return { op: 'delete', id: change.documentId ?? change.externalId }
  return { op: 'upsert', id: change.documentId, draft: { ...text, contentType: 'text/markdown' } }
}

export async function listAll(client: BotClient, signal: AbortSignal): Promise<readonly BotDocument[]> {
  const all: BotDocument[] = []
  let cursor: string | null = null
  for (;;) {
    const { items, next, unreadable } = await client.kb.list({ limit: perPage, cursor }, { signal })
    if (unreadable > 0)
      throw new AppError('protocol', 'Some documents of the bot cannot be read, so nobody can say what differs.')
    all.push(...items)
    if (next === null || items.length === 0) return all
    if (next === cursor) throw new AppError('protocol', 'The list of the documents of the bot does not go on.')
    cursor = next
  }
}

function pageOf(html: string): { readonly text: string; readonly title: string | null } {
  const title = /<title[^>]*>([^<]{1,500})<\/title>/i.exec(html)?.[1] ?? /<h1[^>]*>([^<]{1,500})<\/h1>/i.exec(html)?.[1]
  return { text: readHtml(html).text, title: title === undefined ? null : readHtml(title).text.trim() || null }
}
