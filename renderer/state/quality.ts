import { create } from 'zustand'
import type { ReviewItem, ReviewQueue, Scorecard } from '#contract/quality.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { say } from '#renderer/state/live.ts'
import { t } from '#renderer/ui/language.ts'

/** What is in sight under Quality, and what was last read of it. */

export type QualityView =
  | { readonly kind: 'queues' }
  | { readonly kind: 'new_queue' }
  | { readonly kind: 'review'; readonly queueId: string; readonly position: number | null }
  | { readonly kind: 'calibration'; readonly queueId: string }
  | { readonly kind: 'scorecards' }
  | { readonly kind: 'scorecard'; readonly card: Scorecard | null }
  | { readonly kind: 'feedback' }

type Quality = {
  readonly view: QualityView
  /** Who may review here; the first is the operator. */
  readonly names: readonly string[]
  /** Whose scores are given; null: the operator's. */
  readonly chosen: string | null
  readonly scorecards: readonly Scorecard[] | null
  readonly queues: readonly ReviewQueue[] | null
  /** Of the queue in review. */
  readonly items: readonly ReviewItem[]
  readonly failure: string | null
}

export const useQuality = create<Quality>()(() => ({
  view: { kind: 'queues' },
  names: [],
  chosen: null,
  scorecards: null,
  queues: null,
  items: [],
  failure: null,
}))

export const showQuality = (view: QualityView): void => useQuality.setState({ view, failure: null })

export const reviewerOf = ({ names, chosen }: Pick<Quality, 'names' | 'chosen'>): string | null =>
  chosen ?? names[0] ?? null
export const useReviewer = (): string | null => useQuality(reviewerOf)

/** Runs what may fail, and says so on the page. */
export async function trying<T>(act: () => Promise<T>): Promise<T | null> {
  try {
    const result = await act()
    useQuality.setState({ failure: null })
    return result
  } catch (error) {
    useQuality.setState({ failure: failureText(error) })
    return null
  }
}

export const loadQuality = (): Promise<unknown> =>
  trying(async () => {
    const desk = theDesk()
    const [{ names }, { scorecards }, { queues }] = await Promise.all([
      desk.quality.reviewers({}),
      desk.quality.scorecards({}),
      desk.quality.queues({}),
    ])
    useQuality.setState({ names, scorecards, queues })
  })

export async function loadItems(queueId: string): Promise<readonly ReviewItem[]> {
  const reviewer = reviewerOf(useQuality.getState())
  if (reviewer === null) return []
  const read = await trying(() => theDesk().quality.items({ id: queueId, reviewer }))
  if (read === null) return []
  useQuality.setState(({ queues }) => ({
    items: read.items,
    queues: (queues ?? []).map((queue) => (queue.id === read.queue.id ? read.queue : queue)),
  }))
  return read.items
}

export const isToDo = ({ state }: ReviewItem): boolean => state === 'open' || state === 'draft'

/** The next item that waits for this person, from a place on and then from the beginning; null: none. */
export function nextToDo(items: readonly ReviewItem[], after: number): number | null {
  const waiting = items.filter(isToDo)
  return (waiting.find(({ position }) => position > after) ?? waiting[0])?.position ?? null
}

/** Opens a queue where one left off. */
export async function review(queueId: string): Promise<void> {
  useQuality.setState({ items: [] })
  showQuality({ kind: 'review', queueId, position: null })
  const items = await loadItems(queueId)
  goTo(queueId, nextToDo(items, 0) ?? items[0]?.position ?? null)
}

export function goTo(queueId: string, position: number | null): void {
  showQuality({ kind: 'review', queueId, position })
  const { items } = useQuality.getState()
  const item = items.find((one) => one.position === position)
  if (item !== undefined)
    say(
      t('Item {{position}} of {{count}}: {{customer}}, {{title}}', {
        position: item.position,
        count: items.length,
        customer: item.customer,
        title: item.title,
      }),
    )
}

/** To what waits after this one, or back to the queues when nothing does. */
export async function goOn(queueId: string, from: number): Promise<void> {
  const items = await loadItems(queueId)
  const next = nextToDo(items, from)
  if (next !== null) goTo(queueId, next)
  else {
    say(t('Nothing is left for you in this queue.'))
    await loadQuality()
    showQuality({ kind: 'queues' })
  }
}
