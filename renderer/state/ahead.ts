import type { ConversationView } from '#contract/index.ts'
import type { ProposalDetail } from '#contract/proposal.ts'

/**
 * The documents beside the one in sight, read before anybody asks for them. It holds a few, the oldest go first, and it
 * believes nothing for long: whatever is heard about a proposal or a conversation drops what is held of it, and a reading
 * that was under way meanwhile is read once more. Who shows something from here asks the desk again right after.
 */
export type Place = { readonly proposalId: string; readonly conversationId: number }
export type Reading = {
  readonly detail: (id: string) => Promise<ProposalDetail>
  readonly view: (id: number) => Promise<ConversationView>
}
export type Ahead = {
  /** Reads what is missing of these, one after the other, in this order. The rest of an earlier wish is dropped. */
  readonly want: (places: readonly Place[]) => void
  readonly detail: (proposalId: string) => ProposalDetail | null
  readonly view: (conversationId: number) => ConversationView | null
  /** What was on screen and goes out of sight. */
  readonly keep: (detail: ProposalDetail | null, view: ConversationView | null) => void
  readonly forget: (about: Partial<Place>) => void
  readonly clear: () => void
}

export function createAhead(reading: Reading, most = 12): Ahead {
  const details = new Map<string, ProposalDetail>()
  const views = new Map<number, ConversationView>()
  let wanted: readonly Place[] = []
  let busy = false
  /** Grows with every piece of news: what was asked for before it is not kept. */
  let news = 0

  const read = async ({ proposalId, conversationId }: Place): Promise<void> => {
    const before = news
    const [detail, view] = await Promise.all([
      details.get(proposalId) ?? reading.detail(proposalId),
      views.get(conversationId) ?? reading.view(conversationId),
    ])
    if (before !== news) return read({ proposalId, conversationId })
    put(details, proposalId, detail, most)
    put(views, conversationId, view, most)
  }
  const work = async (): Promise<void> => {
    busy = true
    for (;;) {
      const [next, ...rest] = wanted
      if (next === undefined) break
      wanted = rest
      // What cannot be read ahead is read, and complained about, when it is asked for.
      await read(next).catch(() => {})
    }
    busy = false
  }

  return {
    want: (places) => {
      wanted = places.filter(({ proposalId, conversationId }) => !details.has(proposalId) || !views.has(conversationId))
      if (!busy && wanted.length > 0) void work()
    },
    detail: (proposalId) => details.get(proposalId) ?? null,
    view: (conversationId) => views.get(conversationId) ?? null,
    keep: (detail, view) => {
      if (detail !== null) put(details, detail.proposal.id, detail, most)
      if (view !== null) put(views, view.conversation.id, view, most)
    },
    forget: ({ proposalId, conversationId }) => {
      news += 1
      for (const [id, { proposal, bundle }] of details)
        if (
          proposal.conversationId === conversationId ||
          id === proposalId ||
          bundle.some((step) => step.id === proposalId)
        )
          details.delete(id)
      for (const [id, { proposals }] of views)
        if (id === conversationId || proposals.some((one) => one.id === proposalId)) views.delete(id)
    },
    clear: () => {
      news += 1
      details.clear()
      views.clear()
    },
  }
}

function put<K, V>(held: Map<K, V>, key: K, value: V, most: number): void {
  held.delete(key)
  held.set(key, value)
  const [oldest] = held.keys()
  if (held.size > most && oldest !== undefined) held.delete(oldest)
}
