import { setImmediate } from 'node:timers/promises'
import type { Lately } from '#contract/policy.ts'
import { guarded, type Connection } from '#main/store/database.ts'

export type ReadLately = (query: { readonly since: number }) => Promise<Lately>

type Row = { readonly seq: number; readonly at: number; readonly rule: string | null }

/** Rows between two pauses: a search that arrives meanwhile waits no longer than this takes. */
const slice = 500

/** How many proposals each rule has won since then, counted from the proposals themselves, newest first. */
export function createLately(db: Connection): ReadLately {
  const page = db.prepare<[number, number], Row>(`
    select seq, proposed_at as at, body ->> '$.policy.ruleId' as rule from proposals
    where seq < ? order by seq desc limit ?`)
  return async ({ since }) => {
    const counts = new Map<string, number>()
    for (let before = Number.MAX_SAFE_INTEGER; ;) {
      const rows = guarded(() => page.all(before, slice))
      for (const { at, rule } of rows) if (rule !== null && at >= since) counts.set(rule, (counts.get(rule) ?? 0) + 1)
      const last = rows.at(-1)
      // Proposals are stored in the order they were made.
      if (last === undefined || rows.length < slice || last.at < since) break
      before = last.seq
      await setImmediate()
    }
    return { since, rules: [...counts].map(([id, count]) => ({ id, count })) }
  }
}
