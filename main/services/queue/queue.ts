import type { Conversation } from '#contract/conversation.ts'
import type { Proposal } from '#contract/proposal.ts'
import type { QueueItem } from '#contract/queue-item.ts'
import type { Arrangement, Counts, QueueEvent, QueueFilter, QueueOrder, QueueView } from '#contract/queue.ts'
import { needsPerson } from '#main/domain/proposal.ts'
import { inView, passes } from '#main/domain/queue-filter.ts'
import type { Targets } from '#main/domain/urgency.ts'
import { createFeed, snapshotThenEvents, type Topic } from '#main/kernel/feed.ts'
import type { Log } from '#main/kernel/ports.ts'
import type { Recorded } from '#main/services/record.ts'
import { createWaitingList, type Ask, type WaitingList } from '#main/services/queue/waiting-list.ts'
import type { Store } from '#main/store/store.ts'

/** What waits for a person: read once from the disk, kept up with everything that is recorded from then on. */
export type Queue = ReturnType<typeof createQueueOfDesk>

type Change = { readonly id: string; readonly state: Proposal['state']; readonly item: QueueItem | null }
type Asked = {
  readonly view: QueueView
  readonly filter?: QueueFilter | undefined
  readonly order?: QueueOrder | undefined
}
type Parts = {
  readonly store: Store
  readonly durable: Topic<Recorded>
  readonly targets: () => Targets
  readonly arrangement: () => Arrangement
  readonly log: Log
}

/** Rows read in one go: what one stretch takes, everybody else waits for. */
const stretch = 2000
const views = ['checking', 'money', 'replies', 'other'] as const

export function createQueueOfDesk({ store, durable, targets, arrangement, log }: Parts) {
  const changes = createFeed<Change | null>()
  let waiting = createWaitingList(targets(), arrangement().splits)
  /** Everything told so far is in it; null: nothing was read yet. */
  let settled: Promise<void> | null = null

  const askOf = ({ view, filter, order }: Asked): Ask => ({
    view,
    filter: filter ?? {},
    order: order ?? arrangement().order,
  })

  const load = async (): Promise<void> => {
    const read = createWaitingList(targets(), arrangement().splits)
    for (const view of views) {
      let cursor: string | null = null
      do {
        const page: Awaited<ReturnType<Store['ledger']['queue']>> = await store.ledger.queue({
          view,
          cursor,
          limit: stretch,
        })
        page.items.forEach(read.put)
        cursor = page.next
        await new Promise((resolve) => setImmediate(resolve))
      } while (cursor !== null)
    }
    for (const item of await store.ledger.resting()) read.put(item)
    read.page(askOf({ view: 'all' }), null, 1)
    waiting = read
  }

  const heard = async (proposal: Proposal): Promise<void> => {
    const waits = needsPerson(proposal) || proposal.snoozed !== null
    const row = waits ? await store.ledger.queueItem(proposal.id) : null
    if (row === null) waiting.remove(proposal.id)
    const item = row === null ? null : waiting.put(row)
    changes.publish({ id: proposal.id, state: item?.state ?? proposal.state, item })
  }

  const touched = ({ id, customer, channel, tags, waitingSince }: Conversation): void => {
    for (const item of waiting.of(id)) {
      const now = { customer: customer.name, channel, tags, waitingSince }
      const isSame =
        item.customer === now.customer &&
        item.channel === channel &&
        item.waitingSince === waitingSince &&
        item.tags.join('\n') === tags.join('\n')
      if (isSame) continue
      const changed = waiting.put({ ...item, ...now })
      changes.publish({ id: item.id, state: item.state, item: changed })
    }
  }

  /** One after the other; what cannot be read is read anew, all of it, at the next question. */
  const then = (work: () => Promise<void> | void): void => {
    const mine = (settled ?? Promise.resolve()).then(work).catch((error: unknown) => {
      log('warn', 'queue.not_read', { error })
      settled = null
    })
    settled = mine
  }

  durable.subscribe(({ value }) => {
    if (settled === null) return
    if (value.type === 'proposal') then(() => heard(value.proposal))
    if (value.type === 'conversation') then(() => touched(value.conversation))
  })

  const ready = async (): Promise<WaitingList> => {
    if (settled === null) {
      const reading = load()
      settled = reading.catch(() => {
        settled = null
      })
      await reading
    }
    await settled
    return waiting
  }

  return {
    ready,
    /** The first page will ask for all that waits: reads it while a window opens. */
    readAhead: (): void => {
      void ready().catch((error: unknown) => log('warn', 'queue.not_read', { error }))
    },
    page: async (asked: Asked & { readonly cursor: string | null; readonly limit: number }) => {
      const now = await ready()
      const ask = askOf(asked)
      const { items, next } = now.page(ask, asked.cursor, asked.limit)
      return { items, next, counts: now.counts(), matching: now.matching(ask) }
    },
    facets: async () => {
      const items = [...(await ready()).all()]
      const named = (of: (item: QueueItem) => readonly string[]) =>
        [...new Set(items.flatMap(of))].toSorted().slice(0, 500)
      return { tools: named(({ tool }) => [tool]), tags: named(({ tags }) => tags) }
    },
    /** Targets or saved filters are others now: everybody gets a fresh page. */
    rearranged: async (): Promise<void> => {
      if (settled === null) return
      then(() => {
        const next = createWaitingList(targets(), arrangement().splits)
        for (const item of waiting.all()) next.put(item)
        waiting = next
        changes.publish(null)
      })
      await settled
    },
    /** One page and all counts, then each change of an item, until the signal aborts. */
    watch: (asked: Asked & { readonly limit: number }, signal: AbortSignal): AsyncIterable<QueueEvent> => {
      const fits = passes(asked.filter ?? {})
      const told = (): { counts: Counts; matching: number } => ({
        counts: waiting.counts(),
        matching: waiting.matching(askOf(asked)),
      })
      const first = (seq: number): QueueEvent => {
        const { items, next } = waiting.page(askOf(asked), null, asked.limit)
        return { type: 'snapshot', seq, items, next, ...told() }
      }
      return snapshotThenEvents<Change | null, QueueEvent>(
        signal,
        async (seq) => {
          await ready()
          return first(seq)
        },
        changes,
        (change, seq) => {
          if (change === null) return first(seq)
          const { item, id, state } = change
          return item !== null && inView(item, asked.view) && fits(item)
            ? { type: 'changed', seq, item, ...told() }
            : { type: 'left', seq, id, state, ...told() }
        },
      )
    },
  }
}
