import type { StoredFile } from '#main/clients/xai/collections-wire.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import { proposeAct } from '#main/services/acts/acting.ts'
import type { Kept, KeptUploads } from '#main/services/collections/kept-uploads.ts'
import { prepareAddition } from '#main/services/collections/preparing.ts'
import type { CollectionReading } from '#main/services/collections/reading.ts'
import type { Desk } from '#main/services/desk.ts'

/**
 * The way of a file that is here whole: stored at the service once, then proposed as a document in the name of who began. What
 * left without an answer is looked for before it is sent again.
 */
export type Sending = {
  /** Throws nothing: gives the upload as it is to be kept where it did not come to its end, else null. */
  readonly send: (id: string, reason: string | undefined, signal: AbortSignal) => Promise<Kept | null>
}

export function createSending(
  desk: Desk,
  kept: KeptUploads,
  reading: CollectionReading,
  stopping: AbortSignal,
): Sending {
  const files = () => {
    const connected = desk.connections().files
    if (connected !== null) return connected
    throw new AppError('missing_secret', 'xAI is not connected. Add it under Settings.', { data: { sent: false } })
  }

  const lookFor = async (one: Kept, signal: AbortSignal): Promise<StoredFile | null> => {
    const { files: all, isWhole } = await files().list(signal)
    const own = await desk.store.exchange.documents.read(one.id)
    const same = all.filter(({ name, bytes }) => name === one.name && (bytes === null || bytes === one.bytes))
    for (const file of same) {
      const content = await files().content(file.id, signal)
      // Whoever stored it: the same name with the same content is the same document.
      if (content.equals(own)) return file
      if (content.length !== own.length && file.bytes !== null)
        throw new AppError('protocol', `${file.name} cannot be read as it was stored, so nobody can tell yet.`)
    }
    if (isWhole) return null
    throw new AppError('unreachable', 'The list of files cannot be read to its end, so nobody can tell yet.')
  }

  const store = async (one: Kept, signal: AbortSignal): Promise<StoredFile> => {
    if (one.state === 'unknown') {
      const found = await lookFor(one, signal)
      if (found !== null) return found
    }
    const bytes = await desk.store.exchange.documents.read(one.id)
    await kept.put({ ...one, state: 'sending', sent: 0, message: null })
    let told = 0
    const tell = (sent: number) => {
      if (sent - told < one.bytes / 50 && sent < one.bytes) return
      told = sent
      kept.tell(one.id, { sent })
    }
    return files().send({ bytes, name: one.name, type: one.type }, tell, signal)
  }

  const propose = async (one: Kept, fileId: string, reason: string | undefined, signal: AbortSignal) => {
    const { collection } = await reading.collection(one.collectionId, signal)
    const prepared = prepareAddition(collection, { id: fileId, name: one.name, bytes: one.bytes })
    const consent = { typed: '', ...(reason === undefined ? {} : { reason }) }
    const proposal = await proposeAct(desk, prepared, consent, one.signer)
    if (proposal.state === 'dry_run') return kept.remove(one.id)
    await kept.put({ ...one, fileId, state: 'proposed', proposalId: proposal.id, message: null, sent: one.bytes })
  }

  const present = (id: string): Kept => {
    const one = kept.find(id)
    if (one === null) throw new AppError('cancelled', 'It was cancelled.')
    return one
  }

  return {
    send: async (id, reason, signal) => {
      const both = AbortSignal.any([signal, stopping])
      try {
        // One file after the other, and none twice at the same time.
        await desk.oneByOne('documents', async () => {
          const one = present(id)
          if (one.state === 'proposed') return
          // Before a byte leaves: is there a key, and still such a collection?
          await desk.connections().collections.get(one.collectionId, both)
          const fileId = one.fileId ?? (await store(one, both)).id
          await kept.put({ ...present(id), fileId })
          desk.store.exchange.documents.remove(id)
          await propose(present(id), fileId, reason, both)
        })
        return null
      } catch (thrown) {
        // A stop leaves it as it stands on disk: the next start finds out.
        if (stopping.aborted) return null
        const error = asAppError(thrown)
        const one = kept.find(id)
        if (one === null || signal.aborted) return null
        desk.log('info', 'upload.stopped', { id, code: error.code, state: one.state })
        return { ...one, ...after(one, error) }
      }
    },
  }
}

/** It stays unknown until the service has said whether it has it. */
function after(one: Kept, { message, data }: AppError): Pick<Kept, 'state' | 'message'> {
  const mayHaveArrived =
    one.fileId === null && (one.state === 'unknown' || (one.state === 'sending' && data?.['sent'] !== false))
  return mayHaveArrived
    ? { state: 'unknown', message: `Nobody knows whether it arrived. ${message}` }
    : { state: 'stopped', message }
}
