import type { Call, CallNow } from '#contract/call.ts'
import { dayWords } from '#renderer/ui/Time.tsx'
import { t } from '#renderer/ui/language.ts'

/** The calls as the list shows them: those under way first, whoever is on hold at the very top, then by day. */
export type Listed = { readonly call: Call; readonly now: CallNow | null }
export type Group = { readonly heading: string; readonly rows: readonly Listed[] }

/** The longest hold first, then who has been there longest. */
const byNeed = (one: Listed, two: Listed): number =>
  (one.now?.hold?.since ?? Infinity) - (two.now?.hold?.since ?? Infinity) || one.call.startedAt - two.call.startedAt

const compare = (one: Listed, two: Listed): number => {
  const need = byNeed(one, two)
  return Number.isNaN(need) ? one.call.startedAt - two.call.startedAt : need
}

export function groupsOf(live: readonly Listed[], past: readonly Call[], at: number): readonly Group[] {
  const groups: { heading: string; rows: Listed[] }[] = []
  if (live.length > 0) groups.push({ heading: t('Live', {}, 'call'), rows: live.toSorted(compare) })
  const shown = new Set(live.map(({ call }) => call.id))
  for (const call of past.toSorted((one, two) => two.startedAt - one.startedAt)) {
    if (shown.has(call.id)) continue
    const heading = dayWords(call.startedAt, at)
    const last = groups.at(-1)
    if (last?.heading === heading) last.rows.push({ call, now: null })
    else groups.push({ heading, rows: [{ call, now: null }] })
  }
  return groups
}

/** The same calls in the order they stand in. */
export const orderOf = (groups: readonly Group[]): readonly Listed[] => groups.flatMap(({ rows }) => rows)
