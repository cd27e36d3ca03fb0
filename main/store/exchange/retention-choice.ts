import type { RetentionPreview, RetentionRule, RetentionShare } from '#contract/retention.ts'
import { showOnOneLine } from '#main/domain/visible.ts'
import { read, type Connection } from '#main/store/database.ts'

/**
 * What rules would remove now: the conversations themselves, each by the first rule about conversations that it meets, and then
 * the recordings of those that stay, each by the first rule about recordings.
 */
export type RetentionChoice = {
  readonly preview: Omit<RetentionPreview, 'kind' | 'exports' | 'backups'>
  readonly chosen: readonly { readonly id: number; readonly rule: string }[]
}

/** `examples`: so many of each rule are named. */
export type ChooseByAge = { readonly rules: readonly RetentionRule[]; readonly at: number; readonly examples: number }

export const heldSql = 'exists (select 1 from legal_holds h where h.conversation_id = c.id)'
/** Open, on the line, or with something in it that is not settled or not finished. */
export const unsettledSql = `c.state <> 'closed' or c.activity = 'thinking'
  or exists (select 1 from calls k where k.conversation_id = c.id and k.state <> 'ended')
  or exists (select 1 from proposals p where p.conversation_id = c.id and (p.state in
    ('received', 'pending', 'awaiting_second', 'scheduled', 'executing', 'unknown', 'undo_pending')
    or (p.state = 'failed' and p.body ->> '$.outcome.retryable' = 1)))
  or exists (select 1 from redactions x where x.conversation_id = c.id and x.left_to_do is not null)`

type Candidate = {
  readonly id: number
  readonly subject: string
  readonly at: number
  readonly recorded: number
  readonly held: number
  readonly unsettled: number
}
type Meets = {
  readonly before: number
  readonly whole: number
  readonly channel: string | null
  readonly source: string | null
  readonly tag: string | null
}

const dayMs = 86_400_000
const recordedSql = `exists (
  select 1 from call_recordings r join calls k on k.seq = r.call where k.conversation_id = c.id)`
const candidatesSql = `
  select c.id, c.subject, c.last_message_at as at, (${recordedSql}) as recorded,
    (${heldSql}) as held, (${unsettledSql}) as unsettled
  from conversations c
  where c.last_message_at < @before
    and (@whole = 1 or ${recordedSql})
    and (@channel is null or c.channel = @channel)
    and (@source is null or @source = case
      when exists (select 1 from imported_conversations i where i.conversation_id = c.id) then 'import'
      when exists (select 1 from calls k where k.conversation_id = c.id) then 'call'
      else 'helpdesk' end)
    and (@tag is null
      or exists (select 1 from json_each(c.tags) t where t.value = @tag)
      or exists (select 1 from own_tags o where o.conversation_id = c.id and o.tag = @tag))
  order by c.last_message_at`

const of = (table: string) =>
  `(select count(*) from json_each(@ids) i cross join ${table} t where t.conversation_id = i.value)`
const withinSql = `select ${of('messages')} as messages, ${of('proposals')} + ${of('imported_proposals')} as actions,
  ${of('notes')} as notes, ${of('scores')} as scores`

export function chooseByAge(db: Connection, { rules, at, examples }: ChooseByAge): RetentionChoice {
  return read(db, () => {
    const candidates = db.prepare<[Meets], Candidate>(candidatesSql)
    const within = db.prepare<[{ ids: string }], RetentionShare['within']>(withinSql)
    const taken = new Set<number>()
    const kept = { held: new Set<number>(), unsettled: new Set<number>() }
    const chosen: { id: number; rule: string }[] = []
    const shareOf = (rule: RetentionRule): RetentionShare => {
      const { days, what, channel, source, tag } = rule
      const isWhole = what === 'conversations'
      const meets = { before: at - days * dayMs, whole: isWhole ? 1 : 0, channel, source, tag }
      const found = candidates.all(meets).filter((one) => {
        if (taken.has(one.id)) return false
        if (one.held === 1) kept.held.add(one.id)
        else if (one.unsettled === 1) kept.unsettled.add(one.id)
        else return true
        return false
      })
      for (const { id } of found) {
        taken.add(id)
        chosen.push({ id, rule: rule.id })
      }
      const ids = JSON.stringify(isWhole ? found.map(({ id }) => id) : [])
      return {
        rule,
        conversations: isWhole ? found.length : 0,
        recordings: found.filter(({ recorded }) => recorded === 1).length,
        within: within.get({ ids }) ?? { messages: 0, actions: 0, notes: 0, scores: 0 },
        oldest: found[0]?.at ?? null,
        newest: found.at(-1)?.at ?? null,
        examples: found
          .slice(0, examples)
          .map((one) => ({ id: one.id, title: showOnOneLine(one.subject), at: one.at })),
      }
    }
    const on = rules.filter((rule) => rule.on)
    const wholeFirst = on.toSorted((a, b) => rank(a) - rank(b))
    const shares = new Map(wholeFirst.map((rule) => [rule.id, shareOf(rule)]))
    return {
      preview: {
        shares: on.flatMap(({ id }) => shares.get(id) ?? []),
        held: kept.held.size,
        unsettled: kept.unsettled.size,
      },
      chosen,
    }
  })
}

const rank = ({ what }: RetentionRule): number => (what === 'conversations' ? 0 : 1)
