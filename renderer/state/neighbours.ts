import { theDesk } from '#renderer/connection.ts'
import { createAhead, type Place } from '#renderer/state/ahead.ts'
import { nextAfter, type Queue } from '#renderer/state/queue.ts'

/** The documents of the rows around the one in sight, so that the next key finds its card already read. */
export const neighbours = createAhead({
  detail: (id) => theDesk().proposals.get({ id }),
  view: (id) => theDesk().conversations.get({ id }),
})

const idleAtLatest = 300
let wish: readonly Place[] = []
let waiting = false
let lastAt = -1

/** What may be asked for next, likeliest first: on in the direction of the last step, what a decision leads to, and back. */
export function around(queue: Queue, selected: string | null, direction: 1 | -1): readonly Place[] {
  const at = queue.rows.findIndex((row) => row.item.id === selected)
  if (at === -1 || selected === null) return []
  const steps = [1, -1, 2, 3].map((step) => queue.rows[at + step * direction]?.item)
  const items = [steps[0], nextAfter(queue, selected), ...steps.slice(1)].filter((item) => item !== undefined)
  return items.flatMap((item) => (item === null ? [] : [{ proposalId: item.id, conversationId: item.conversationId }]))
}

/** Reads around the row in sight as soon as the page has nothing better to do. */
export function readAround(queue: Queue, selected: string | null): void {
  const at = queue.rows.findIndex((row) => row.item.id === selected)
  wish = around(queue, selected, at < lastAt ? -1 : 1)
  lastAt = at
  if (waiting) return
  waiting = true
  whenIdle(() => {
    waiting = false
    neighbours.want(wish)
  })
}

function whenIdle(run: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(run, { timeout: idleAtLatest })
  else setTimeout(run, 20)
}
