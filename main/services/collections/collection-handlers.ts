import type { CollectionChanged } from '#contract/collection.ts'
import type { AppContract } from '#contract/index.ts'
import type { Proposal, Signer } from '#contract/proposal.ts'
import { snapshotThenEvents } from '#main/kernel/feed.ts'
import { isAct } from '#main/domain/agents/acts.ts'
import { proposeAct, reviewAct, toOpenAct } from '#main/services/acts/acting.ts'
import { prepareCollectionAct } from '#main/services/collections/preparing.ts'
import { createCollectionReading, type CollectionReading } from '#main/services/collections/reading.ts'
import { createCollectionUploads, type Uploads } from '#main/services/collections/uploads.ts'
import type { ConversationTopic } from '#main/services/conversation-view.ts'
import type { Desk } from '#main/services/desk.ts'
import type { Context, Handlers } from '#rpc/serve.ts'

export type CollectionsOfDesk = { readonly reading: CollectionReading; readonly uploads: Uploads }

export function createCollectionsOfDesk(desk: Desk, stopping: AbortSignal): CollectionsOfDesk {
  const reading = createCollectionReading(desk)
  return { reading, uploads: createCollectionUploads(desk, reading, stopping) }
}

/** Collections, as windows and the command line ask for them. */
export function collectionHandlers(
  desk: Desk,
  recorded: ConversationTopic,
  signer: (context: Context) => Signer,
  { reading, uploads }: CollectionsOfDesk,
): Handlers<AppContract['collections']> {
  recorded.subscribe(({ value }) => {
    if (value.type === 'proposal') uploads.follow(value.proposal)
  })
  return {
    list: async (_, { signal }) => {
      const { collections, unreadable } = await reading.list(signal)
      return { collections: [...collections], unreadable }
    },
    get: ({ id }, { signal }) => reading.collection(id, signal),
    search: async (input, { signal }) => {
      const { matches, tookMs } = await reading.search(input, signal)
      return { matches: [...matches], tookMs }
    },
    review: async (act, { signal }) => reviewAct(desk, await prepareCollectionAct(reading, act, signal)),
    propose: async ({ act, consent }, context) =>
      proposeAct(desk, await prepareCollectionAct(reading, act, context.signal), consent, signer(context)),
    beginUpload: (input, context) => uploads.begin(input, signer(context), context.signal),
    addPiece: ({ id, offset, data }) => uploads.add(id, offset, Buffer.from(data, 'base64')),
    resumeUpload: ({ id, reason }) => uploads.resume(id, reason),
    cancelUpload: async ({ id }) => {
      await uploads.cancel(id)
      return {}
    },
    uploads: (_, { signal }) => uploads.watch(signal),
    watch: (_, { signal }) =>
      snapshotThenEvents(
        signal,
        (): CollectionChanged => ({ type: 'ready' }),
        recorded,
        (happened) => (happened.type === 'proposal' ? changeOf(happened.proposal) : null),
      ),
  }
}

/** Null: it is about something else. */
function changeOf(proposal: Proposal): CollectionChanged | null {
  const id = proposal.arguments['collection_id']
  const isAbout = isAct(proposal.tool) && (id !== undefined || proposal.tool.endsWith('_collection'))
  if (!isAbout) return null
  return { type: 'act', act: toOpenAct(proposal), collectionId: typeof id === 'string' ? id : null }
}
