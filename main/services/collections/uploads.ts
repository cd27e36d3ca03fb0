import type { Proposal, Signer } from '#contract/proposal.ts'
import { documentLimits, documentTypes, type Upload } from '#contract/collection.ts'
import { actNames } from '#main/domain/agents/acts.ts'
import { isSettled } from '#main/domain/proposal.ts'
import { AppError } from '#main/kernel/errors.ts'
import { snapshotThenEvents } from '#main/kernel/feed.ts'
import { openKeptUploads, viewOf, type Kept, type KeptUploads } from '#main/services/collections/kept-uploads.ts'
import { createSending } from '#main/services/collections/sending.ts'
import type { CollectionReading } from '#main/services/collections/reading.ts'
import type { Desk } from '#main/services/desk.ts'

/**
 * Files on their way into a collection: they come to the desk piece by piece, leave for the service once, and are proposed as
 * documents. What has come so far stays known across a stop, and one that was leaving is looked for at the next start.
 */
export type Uploads = {
  readonly begin: (
    wish: Pick<Upload, 'collectionId' | 'name' | 'bytes' | 'changedAt'>,
    signer: Signer,
    signal: AbortSignal,
  ) => Promise<Upload>
  readonly add: (id: string, offset: number, data: Uint8Array) => Promise<Upload>
  readonly resume: (id: string, reason: string | undefined) => Promise<Upload>
  readonly cancel: (id: string) => Promise<void>
  readonly watch: (signal: AbortSignal) => AsyncGenerator<{ uploads: Upload[] }, void, undefined>
  readonly follow: (proposal: Proposal) => void
  /** What a stop cut short goes on; at the latest, when somebody looks. */
  readonly takeUp: () => Promise<void>
}

export function createCollectionUploads(desk: Desk, reading: CollectionReading, stopping: AbortSignal): Uploads {
  const files = desk.store.exchange.documents
  const running = new Map<string, AbortController>()

  const open = async (): Promise<KeptUploads> => {
    const kept = await openKeptUploads(desk.store.settings, (one) => {
      if (one.state === 'sending')
        return { ...one, state: 'unknown', message: 'The desk stopped while it was being sent.' }
      if (one.state !== 'receiving') return one
      const received = files.received(one.id) ?? 0
      // All of it had come when the desk was killed.
      return received === one.bytes ? { ...one, received, state: 'stopped', message: null } : { ...one, received }
    })
    for (const one of kept.all()) {
      const isWhole = one.state === 'stopped' && one.message === null
      if (one.state === 'unknown' || isWhole) run(kept, one.id, undefined)
      if (one.state === 'proposed' && one.proposalId !== null)
        await desk.store.ledger.get(one.proposalId).then((proposal) => settle(kept, proposal), noted)
    }
    files.tidy(kept.all().map(({ id }) => id))
    return kept
  }
  let opened: Promise<KeptUploads> | null = null
  const uploads = () =>
    (opened ??= open().catch((error: unknown) => {
      opened = null
      throw error
    }))

  const noted = (error: unknown): void => desk.log('warn', 'upload.not_noted', { error })

  const run = (kept: KeptUploads, id: string, reason: string | undefined): void => {
    if (running.has(id)) return
    const controller = new AbortController()
    running.set(id, controller)
    void createSending(desk, kept, reading, stopping)
      .send(id, reason, controller.signal)
      .finally(() => running.delete(id))
      // It can be asked to go on from the moment it says that it stopped.
      .then((left) => (left === null ? undefined : kept.put(left)))
      .catch(noted)
  }

  /** What became of the addition: done and forgotten, or stopped where it can be asked for again. */
  const settle = async (kept: KeptUploads, proposal: Proposal): Promise<void> => {
    const one = kept.all().find(({ proposalId }) => proposalId === proposal.id)
    if (one === undefined) return
    if (proposal.state === 'succeeded' || proposal.state === 'dry_run') return kept.remove(one.id)
    if (!isSettled(proposal) && proposal.state !== 'failed') return
    const message = proposal.outcome?.error?.message ?? 'It was not added. Ask for it again, or discard it.'
    await kept.put({ ...one, state: 'stopped', proposalId: null, message })
  }

  const known = (kept: KeptUploads, id: string): Kept => {
    const one = kept.find(id)
    if (one === null) throw new AppError('not_found', 'There is no such upload any more.')
    return one
  }

  return {
    begin: async ({ collectionId, name, bytes, changedAt }, signer, signal) => {
      const type = typeOf(name, bytes)
      const kept = await uploads()
      const same = kept
        .all()
        .find(
          (one) =>
            one.collectionId === collectionId &&
            one.name === name &&
            one.bytes === bytes &&
            one.changedAt === changedAt,
        )
      if (same !== undefined) return viewOf(same)
      const collection = await desk.connections().collections.get(collectionId, signal)
      const made: Kept = {
        id: files.begin(bytes),
        collectionId,
        collectionName: collection.name,
        name,
        bytes,
        changedAt,
        received: 0,
        sent: 0,
        state: 'receiving',
        message: null,
        proposalId: null,
        fileId: null,
        at: desk.clock.now(),
        signer,
        type,
      }
      await kept.put(made)
      return viewOf(made)
    },
    add: async (id, offset, data) => {
      const kept = await uploads()
      const one = known(kept, id)
      if (one.state !== 'receiving') return viewOf(one)
      if (offset + data.length > one.bytes)
        throw new AppError('invalid_input', 'The file is longer than it was said to be.')
      const received = files.add(id, offset, data)
      kept.tell(id, { received })
      if (received === one.bytes) {
        await kept.put({ ...known(kept, id), state: 'stopped', message: null })
        run(kept, id, undefined)
      }
      return viewOf(known(kept, id))
    },
    resume: async (id, reason) => {
      const kept = await uploads()
      const one = known(kept, id)
      if (one.state === 'receiving')
        throw new AppError('blocked', 'Pieces of it are missing. Choose the same file again, and it goes on.')
      if (one.state === 'proposed') throw new AppError('blocked', 'Adding it stands in the ledger.')
      run(kept, id, reason)
      return viewOf(one)
    },
    cancel: async (id) => {
      const kept = await uploads()
      const one = known(kept, id)
      if (one.state === 'proposed')
        throw new AppError('blocked', 'Adding it stands in the ledger: take it back or reject it there.')
      await kept.remove(id)
      running.get(id)?.abort()
      files.remove(id)
    },
    watch: async function* (signal) {
      const kept = await uploads()
      const view = () => ({ uploads: kept.all().map(viewOf) })
      yield* snapshotThenEvents(signal, view, kept.changed, view)
    },
    follow: (proposal) => {
      if (proposal.tool === actNames.addDocument && opened !== null)
        void opened.then((kept) => settle(kept, proposal)).catch(noted)
    },
    takeUp: () => uploads().then(() => undefined, noted),
  }
}

/** What it is sent as; refused here where the service would refuse it. */
function typeOf(name: string, bytes: number): string {
  const wrong = (message: string) => new AppError('invalid_input', message, { data: { pointer: '/name' } })
  const type = documentTypes[/\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '']
  if (type === undefined)
    throw wrong(`${name} is of a kind the service does not index. It takes ${Object.keys(documentTypes).join(', ')}.`)
  if (name.length > documentLimits.name) throw wrong(`The name has more than ${documentLimits.name} characters.`)
  if (bytes === 0) throw wrong(`${name} is empty.`)
  if (bytes > documentLimits.bytes)
    throw new AppError('too_large', `${name} is larger than 50 MB. The service takes no larger documents.`)
  return type
}
