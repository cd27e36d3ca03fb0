import { z } from 'zod'
import { UploadSchema, type Upload } from '#contract/collection.ts'
import { SignerSchema } from '#contract/proposal.ts'
import { JsonSchema } from '#contract/tool.ts'
import { createFeed, type Topic } from '#main/kernel/feed.ts'
import { readKeptList } from '#main/services/kept-list.ts'
import type { SettingsStore } from '#main/store/store.ts'

/**
 * Uploads that are not over, on disk: who began them, and how far they came. A change that matters is written
 * before anything follows from it; how much has arrived is the size of the file itself.
 */
const KeptSchema = UploadSchema.extend({
  signer: SignerSchema,
  type: z.string(),
})
export type Kept = z.infer<typeof KeptSchema>

export type KeptUploads = {
  readonly changed: Topic<null>
  readonly all: () => readonly Kept[]
  readonly find: (id: string) => Kept | null
  /** In memory only: progress. */
  readonly tell: (id: string, change: Partial<Upload>) => void
  /** Durable when it resolves. */
  readonly put: (kept: Kept) => Promise<void>
  readonly remove: (id: string) => Promise<void>
}

const setting = 'collection_uploads'

export async function openKeptUploads(settings: SettingsStore, begin: (kept: Kept) => Kept): Promise<KeptUploads> {
  const read = await readKeptList(settings, setting, KeptSchema)
  const held = new Map(read.map((one) => [one.id, begin(one)]))
  const changed = createFeed<null>()
  const store = async () => {
    changed.publish(null)
    await settings.put(setting, JsonSchema.parse([...held.values()]))
  }
  return {
    changed,
    all: () => [...held.values()],
    find: (id) => held.get(id) ?? null,
    tell: (id, change) => {
      const before = held.get(id)
      if (before === undefined) return
      held.set(id, { ...before, ...change })
      changed.publish(null)
    },
    put: (kept) => {
      held.set(kept.id, kept)
      return store()
    },
    remove: (id) => {
      held.delete(id)
      return store()
    },
  }
}

export const viewOf = ({ signer: _signer, type: _type, ...upload }: Kept): Upload => upload
