import { create } from 'zustand'
import type { QueueEvent, QueueFilter, QueueView, Split } from '#contract/queue.ts'
import type { ProposalState } from '#contract/proposal.ts'
import { follow, theDesk } from '#renderer/connection.ts'
import { watchConversation } from '#renderer/state/conversation.ts'
import { forgetDecision, isDecidedHere } from '#renderer/state/decided-here.ts'
import { followDetail, showDetail, useDetail } from '#renderer/state/detail.ts'
import { hearOfLeaving } from '#renderer/state/leaving.ts'
import { announce, say } from '#renderer/state/live.ts'
import { neighbours, readAround } from '#renderer/state/neighbours.ts'
import {
  appendPage,
  applyQueueEvent,
  dropKept,
  emptyQueue,
  mergeFresh,
  nextAfter,
  takeIn,
  type Queue,
} from '#renderer/state/queue.ts'
import { useStatus } from '#renderer/state/status.ts'
import { openProposal, useUi, type Ui } from '#renderer/state/ui.ts'
import { isTextField } from '#renderer/ui/keys.ts'
import { t } from '#renderer/ui/language.ts'

/** The queue on screen: one feed of the view in sight, further pages on demand. Nothing here edits what the desk said. */

/** `split`: the saved filter in sight, or null. */
type Inbox = { readonly queue: Queue; readonly loading: boolean; readonly split: string | null }

export const useInbox = create<Inbox>()(() => ({ queue: emptyQueue(), loading: false, split: null }))
const pageSize = 100
const furtherPage = 200
let stop = () => {}
/** Steps asked for beyond the rows that are here; they are taken as soon as the next page comes. */
let owed = 0
/** Whether a queue has been on screen at all. */
let seen = false
/** Somebody took these up again: they need not wait to be let in. */
const awaited = new Set<string>()

const selectedId = () => useUi.getState().proposalId
const noneOpen = () => selectedId() === null && useUi.getState().conversationId === null
const update = (change: (queue: Queue) => Queue) => useInbox.setState(({ queue }) => ({ queue: change(queue) }))

export const showView = (view: QueueView): void => show(view, {}, null)
export const showSplit = (split: Split): void => show('all', split.filter, split.id)
/** Lays another filter over the view in sight; a saved one is left as it is. */
export const showFilter = (filter: QueueFilter): void => show(useInbox.getState().queue.view, filter, null)

const orderNow = () => useStatus.getState().status?.queue.order ?? 'urgency'

function show(view: QueueView, filter: QueueFilter, split: string | null): void {
  stop()
  owed = 0
  const { counts } = useInbox.getState().queue
  const shown = { view, filter, order: orderNow() }
  useInbox.setState({ queue: emptyQueue(shown, counts), loading: false, split })
  stop = follow(
    (desk, signal) => desk.inbox.queue({ ...shown, limit: pageSize }, { signal }),
    (event) => {
      const before = useInbox.getState().queue
      update((queue) => applyQueueEvent(queue, event, selectedId(), Date.now()))
      if (event.type === 'changed' && awaited.delete(event.item.id)) letIn(event.item.id)
      const { queue } = useInbox.getState()
      announce(queue.counts)
      hearOfLeaving(event)
      // The page may have been opened by a link to a conversation: that stays.
      if (!before.loaded && queue.loaded && (seen || noneOpen())) chooseFirst()
      seen ||= queue.loaded
      if (event.type === 'left' && event.id === selectedId()) moveOn(before, event.id, event.state)
      if (event.type === 'changed' && noneOpen()) chooseFirst()
      forgetOutdated(event)
      readAround(useInbox.getState().queue, selectedId())
    },
  )
}

/** What was read ahead of what has changed since is read again. Last of all: what was in sight until now counts as well. */
function forgetOutdated(event: QueueEvent): void {
  switch (event.type) {
    case 'snapshot':
      return neighbours.clear()
    case 'changed':
      return neighbours.forget({ proposalId: event.item.id, conversationId: event.item.conversationId })
    case 'left':
      return neighbours.forget({ proposalId: event.id })
  }
}

/** One step of the selection brings row, card and conversation in one go: nothing is painted half. */
function look(now: Ui, before: Ui): void {
  if (now.conversationId !== before.conversationId) watchConversation(now.conversationId)
  if (now.proposalId === before.proposalId) return
  owed = 0
  update((queue) => dropKept(queue, now.proposalId))
  showDetail(now.proposalId)
  readAround(useInbox.getState().queue, now.proposalId)
}

export const followInbox = (): (() => void) => {
  const deaf = followDetail()
  const forget = useUi.subscribe(look)
  showView('all')
  // The order is the desk's: whoever changes it changes it for every window.
  const unsort = useStatus.subscribe(() => {
    const { queue, split } = useInbox.getState()
    if (orderNow() !== queue.order) show(queue.view, queue.filter, split)
  })
  return () => {
    forget()
    unsort()
    deaf()
    stop()
  }
}

function chooseFirst(): void {
  const [first] = useInbox.getState().queue.rows
  if (first === undefined || selectedId() !== null) return
  useUi.setState({ proposalId: first.item.id, conversationId: first.item.conversationId })
}

/** What nobody decided just now, or was decided before: who looks at it goes on reading. */
const readOn: readonly ProposalState[] = [
  'superseded',
  'blocked',
  'expired',
  'executing',
  'failed',
  'undo_pending',
  'undone',
  'undo_failed',
]

/** Decided: on to the next, unless somebody reads or types. With nothing next, what can be taken back stays in sight. */
function moveOn(before: Queue, id: string, state: ProposalState): void {
  if (readOn.includes(state) || (isTextField(document.activeElement) && !isDecidedHere(id))) return
  const was = before.rows.find((row) => row.item.id === id)?.item.state
  if (state === 'succeeded' && was !== 'unknown') return
  const next = nextAfter(useInbox.getState().queue, id)
  if (next === null && state === 'scheduled' && (useDetail.getState().detail?.undoSeconds ?? 0) > 0) return
  useUi.setState(next === null ? { proposalId: null } : { proposalId: next.id, conversationId: next.conversationId })
}

const letIn = (id: string): void => update((queue) => takeIn(queue, id, Date.now()))

/** A person took this one up again: it is in sight, and in the queue at once. */
export function takeUp(id: string, conversationId: number): void {
  awaited.add(id)
  forgetDecision(id)
  letIn(id)
  openProposal(id, conversationId)
}

export const showFresh = (): void => update((queue) => mergeFresh(queue, Date.now()))

const isSameList = (a: Queue, b: Queue): boolean =>
  a.view === b.view && a.filter === b.filter && a.order === b.order && a.next === b.next

export async function loadMore(): Promise<void> {
  const { queue, loading } = useInbox.getState()
  if (loading || queue.next === null) return
  useInbox.setState({ loading: true })
  try {
    const page = await theDesk().inbox.page({
      view: queue.view,
      filter: queue.filter,
      order: queue.order,
      cursor: queue.next,
      limit: furtherPage,
    })
    update((now) => (isSameList(now, queue) ? appendPage(now, page.items, page.next, Date.now()) : now))
  } catch {
    // The next scroll asks again; the loss of the connection has its own notice.
    owed = 0
  } finally {
    useInbox.setState({ loading: false })
  }
  takeOwed()
}

/**
 * Steps through the queue; `steps` may be negative, and ±Infinity goes to the ends. Steps past the rows loaded are not
 * lost: pages come until they are taken. Choosing anything else, or a step back, forgets what is still owed.
 */
export function moveSelection(steps: number): void {
  const { rows, next } = useInbox.getState().queue
  const at = rows.findIndex((row) => row.item.id === selectedId())
  const last = rows.length - 1
  const wanted = at === -1 ? 0 : at + steps + (steps < 0 ? 0 : owed)
  const row = rows[Math.max(0, Math.min(last, wanted))]
  if (row === undefined) return
  openProposal(row.item.id, row.item.conversationId)
  owed = next === null ? 0 : Math.max(0, wanted - last)
  if (owed > 0) void loadMore()
}

function takeOwed(): void {
  if (owed > 0) moveSelection(0)
}

/** To what is due first, whatever is in sight. */
export function goToMostUrgent(): void {
  void theDesk()
    .inbox.page({ view: 'all', filter: {}, order: 'urgency', cursor: null, limit: 1 })
    .then(({ items: [first] }) => {
      if (first === undefined) return say(t('Nothing waits.'))
      const { queue } = useInbox.getState()
      if (queue.view === 'later' || Object.keys(queue.filter).length > 0) showView('all')
      showFresh()
      openProposal(first.id, first.conversationId)
    })
    // The loss of the connection has its own notice.
    .catch(() => {})
}
