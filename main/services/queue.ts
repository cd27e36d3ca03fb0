import type { QueueEvent, QueueView } from '#contract/index.ts'
import type { Proposal, QueueItem } from '#contract/proposal.ts'
import { needsPerson } from '#main/domain/proposal.ts'
import { snapshotThenEvents, type Topic } from '#main/kernel/feed.ts'
import type { Recorded } from '#main/services/record.ts'
import type { Store } from '#main/store/store.ts'

/** What waits for a person: one page and all counts, then each change of an item, until the signal aborts. */
export async function* watchQueue(
  store: Store,
  topic: Topic<Recorded>,
  options: { readonly view: QueueView; readonly limit: number },
  signal: AbortSignal,
): AsyncGenerator<QueueEvent, void, undefined> {
  type Step = { readonly seq: number; readonly proposal: Proposal | null }
  const steps = snapshotThenEvents<Recorded, Step>(
    signal,
    (seq) => ({ seq, proposal: null }),
    topic,
    (recorded, seq) => (recorded.type === 'proposal' ? { seq, proposal: recorded.proposal } : null),
  )
  for await (const { seq, proposal } of steps) {
    const counts = await store.ledger.counts()
    if (proposal === null) {
      const { items, next } = await store.ledger.queue({ ...options, cursor: null })
      yield { type: 'snapshot', seq, items: [...items], next, counts }
      continue
    }
    const item = needsPerson(proposal) ? await store.ledger.queueItem(proposal.id) : null
    if (item !== null && inView(item, options.view)) yield { type: 'changed', seq, item, counts }
    else yield { type: 'left', seq, id: proposal.id, state: proposal.state, counts }
  }
}

/** Which view an item belongs to, besides `all`. */
export function inView(item: QueueItem, view: QueueView): boolean {
  return view === 'all' || viewOf(item) === view
}

function viewOf(item: Pick<QueueItem, 'state' | 'risk' | 'kind'>): Exclude<QueueView, 'all'> {
  if (item.state === 'unknown' || item.state === 'failed') return 'checking'
  if (item.risk >= 3) return 'money'
  return item.kind === 'reply' || item.kind === 'note' ? 'replies' : 'other'
}
