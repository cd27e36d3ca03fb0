import { setImmediate } from 'node:timers/promises'
import type { Span } from '#main/domain/insights/queries.ts'
import type { Usage } from '#main/domain/insights/report.ts'
import type { Connection } from '#main/store/database.ts'

type Turns = {
  readonly tokens: number | null
  readonly told: number
  readonly silent: number
}
type Calls = { readonly paid: number; readonly amount: number | null; readonly unpriced: number }

const slice = 100

/**
 * What the conversations that began in a time used. Calls are few; turns are many and long, so they are added up from the
 * newest on for as long as there is time, and what was left out is said.
 */
export function createUsageReader(db: Connection): (span: Span, ms: number) => Promise<Usage> {
  const began = db
    .prepare<[number, number], number>(
      'select id from conversations where created_at >= ? and created_at < ? order by id desc',
    )
    .pluck()
  const calls = db.prepare<[number, number], Calls>(`
    select count(*) filter (where k.cost > 0) as paid, sum(k.cost) as amount, count(*) filter (where k.cost <= 0) as unpriced
    from search_conversations k cross join conversations c on c.id = k.conversation_id
    where k.cost is not null and c.created_at >= ? and c.created_at < ?`)
  const turns = db.prepare<[string], Turns>(`
    select count(u) as told, count(*) - count(u) as silent,
      sum((u ->> '$.promptTokens') + (u ->> '$.completionTokens')) as tokens
    from (
      select t.body -> '$.usage' ->> '$' as u from json_each(?) s cross join turns t on t.conversation_id = s.value
      where t.origin = 'agent')`)

  return async ({ from, to }, ms) => {
    const end = performance.now() + ms
    const ids = began.all(from, to)
    const { paid = 0, amount = null, unpriced = 0 } = calls.get(from, to) ?? {}
    let [tokens, told, silent, at] = [0, 0, 0, 0]
    for (; at < ids.length && performance.now() < end; at += slice) {
      const found = turns.get(JSON.stringify(ids.slice(at, at + slice)))
      tokens += found?.tokens ?? 0
      told += found?.told ?? 0
      silent += found?.silent ?? 0
      await setImmediate()
    }
    return {
      conversations: ids.length,
      calls: paid,
      amount: amount ?? 0,
      unpricedCalls: unpriced,
      tokens,
      toldTurns: told,
      silentTurns: silent,
      unread: Math.max(0, ids.length - at),
    }
  }
}
