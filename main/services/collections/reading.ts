import type { Collection, CollectionView, Match } from '#contract/collection.ts'
import type { StoredCollection } from '#main/clients/xai/collections-wire.ts'
import type { CollectionSearch } from '#main/clients/xai/files.ts'
import { administered } from '#main/domain/own-conversation.ts'
import { AppError } from '#main/kernel/errors.ts'
import { toOpenAct } from '#main/services/acts/acting.ts'
import type { Desk } from '#main/services/desk.ts'

/** Collections as the service has them now, with which voice agents look in each, and what is under way about them here. */
export type CollectionReading = {
  readonly list: (
    signal: AbortSignal,
  ) => Promise<{ readonly collections: readonly Collection[]; readonly unreadable: number }>
  readonly collection: (id: string, signal: AbortSignal) => Promise<CollectionView>
  readonly search: (
    wish: CollectionSearch,
    signal: AbortSignal,
  ) => Promise<{ readonly matches: readonly Match[]; readonly tookMs: number }>
}

export function createCollectionReading(desk: Desk): CollectionReading {
  const services = () => desk.connections()

  /** Null: they could not be read. Collections have a key of their own, which may be the only good one. */
  const agentsNow = (signal: AbortSignal) =>
    services()
      .voiceAgents.list(signal)
      .catch((error: unknown) => {
        if (signal.aborted) throw error
        return null
      })

  const openActs = async () =>
    (await desk.store.administration.unsettled()).flatMap(({ externalId, proposal }) => {
      const { collectionId } = administered({ externalId })
      return collectionId === null ? [] : [{ collectionId, proposal }]
    })

  const around = async (signal: AbortSignal) => {
    const [agents, open] = await Promise.all([agentsNow(signal), openActs()])
    return (one: StoredCollection): Collection => ({
      ...one,
      agents:
        agents === null
          ? null
          : agents
              .filter(({ configuration }) => configuration.collectionIds.includes(one.id))
              .map(({ id, configuration }) => ({ id, name: configuration.name })),
      open: open.filter(({ collectionId }) => collectionId === one.id).map(({ proposal }) => toOpenAct(proposal)),
    })
  }

  /** Names of what was found, as far as the management key lets anybody see them. */
  const namesIn = async (ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, string>> => {
    const lists = await Promise.all(
      ids.map((id) =>
        services()
          .collections.documents(id, signal)
          .then(({ documents }) => documents)
          .catch((error: unknown) => {
            if (signal.aborted) throw error
            return []
          }),
      ),
    )
    return new Map(lists.flat().map(({ id, name }) => [id, name]))
  }

  return {
    list: async (signal) => {
      const { collections, unreadable } = await services().collections.page(signal)
      const view = await around(signal)
      return { collections: collections.map(view), unreadable }
    },
    collection: async (id, signal) => {
      const { collections } = services()
      const [stored, { documents, unreadable }] = await Promise.all([
        collections.get(id, signal),
        collections.documents(id, signal),
      ])
      const view = await around(signal)
      const open = await openActs()
      return {
        collection: view(stored),
        documents: documents.map((document) => ({
          ...document,
          open: open
            .filter(
              ({ collectionId, proposal }) => collectionId === id && proposal.arguments['document_id'] === document.id,
            )
            .map(({ proposal }) => toOpenAct(proposal)),
        })),
        unreadable,
      }
    },
    search: async ({ query, collectionIds, mode, limit }, signal) => {
      const { files } = services()
      if (files === null)
        throw new AppError('missing_secret', 'xAI is not connected. Add it under Settings.', {
          data: { secret: 'xai', what: 'address' },
        })
      const { matches, latencyMs } = await files.search({ query, collectionIds, mode, limit }, signal)
      const names = matches.length === 0 ? new Map<string, string>() : await namesIn(collectionIds, signal)
      return {
        matches: matches.map(({ fileId, collectionIds: found, ...match }) => ({
          ...match,
          documentId: fileId,
          document: names.get(fileId) ?? null,
          collectionIds: [...found],
        })),
        tookMs: latencyMs,
      }
    },
  }
}
