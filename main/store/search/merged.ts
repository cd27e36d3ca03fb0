import type { Found, Walk } from '#main/store/search/walk.ts'

type Head = { readonly walk: Walk; found: Found | null; at: number; isOver: boolean }

const isBefore = (a: Found, b: Found): boolean =>
  a.key > b.key || (a.key === b.key && a.conversationId > b.conversationId)
const isSame = (a: Found, b: Found): boolean => a.key === b.key && a.conversationId === b.conversationId

/** Several walks as one, newest first; what more than one of them finds is found once. */
export function* merged(walks: readonly Walk[]): Walk {
  const heads = walks.map((walk): Head => ({ walk, found: null, at: Infinity, isOver: false }))
  for (;;) {
    for (const head of heads) {
      while (head.found === null && !head.isOver) {
        const step = head.walk.next()
        if (step.done === true) head.isOver = true
        else if (typeof step.value === 'number') {
          head.at = step.value
          const open = heads.filter(({ isOver }) => !isOver).map(({ at }) => at)
          if (open.every(Number.isFinite)) yield Math.max(...open)
        } else {
          head.found = step.value
          head.at = step.value.key + 1
        }
      }
    }
    const [first, ...others] = heads.flatMap(({ found }) => found ?? [])
    if (first === undefined) return
    const next = others.reduce((best, one) => (isBefore(one, best) ? one : best), first)
    yield next
    for (const head of heads) if (head.found !== null && isSame(head.found, next)) head.found = null
  }
}
