import type { Call } from '#contract/call.ts'
import type { HasWord, IsWord } from '#main/domain/query/ast.ts'
import type { Proposal } from '#contract/proposal.ts'
import { holdsPersonalData } from '#main/domain/personal-data.ts'
import { languageOf } from '#main/domain/reply/language.ts'
import type { Connection } from '#main/store/database.ts'
import { named, type Fact } from '#main/store/search/action-facts.ts'

export type ConversationFacts = {
  readonly row: {
    readonly conversation_id: number
    readonly last_at: number
    readonly risk: number | null
    readonly duration: number | null
    readonly cost: number | null
    readonly worst_source: number | null
    readonly best_source: number | null
    readonly score: number | null
    readonly notes: number
    readonly call: string | null
  }
  readonly facts: readonly Fact[]
}

type Base = {
  readonly channel: string
  readonly state: string
  readonly tags: string
  readonly last_message_at: number
  readonly starred_by: string | null
  readonly reviewed_by: string | null
  readonly notes: number
  readonly score: number | null
}
/** `own`: those of this desk. */
type Actions = { readonly all: readonly Proposal[]; readonly own: readonly Proposal[] }
type Sources = { readonly worst: number | null; readonly best: number | null; readonly guardrail: number }
type MessageRow = { readonly text: string; readonly said: number; readonly attachment: number }
type CallRow = { readonly id: string; readonly body: string; readonly started_at: number; readonly sound: number }

const languageCharacters = 600
const messagesRead = 4

/** What a conversation is and has, from all that is kept of it. */
export function createConversationFacts(db: Connection) {
  const base = db.prepare<[number], Base>(`
    select c.channel, c.state, c.tags, c.last_message_at, a.starred_by, a.reviewed_by,
      (select s.percent from scores s where s.conversation_id = c.id and s.percent is not null and s.submitted_at is not null and s.calibration = ''
        order by s.submitted_at desc limit 1) as score,
      (select count(*) from notes n where n.conversation_id = c.id) as notes
    from conversations c left join annotations a on a.conversation_id = c.id
    where c.id = ?`)
  const sources = db.prepare<[number], Sources>(`
    select min(t.best) as worst, max(t.best) as best, coalesce(max(t.guardrail), 0) as guardrail from (
      select (select max(r.value ->> '$.score') from json_each(t.body, '$.ragResults') r) as best,
        (t.body ->> '$.guardrail') is not null as guardrail
      from turns t where t.conversation_id = ?) t`)
  const ownTags = db.prepare<[number], string>('select tag from own_tags where conversation_id = ?').pluck()
  const call = db.prepare<[number], CallRow>(`
    select k.id, k.body, k.started_at, exists (select 1 from call_recordings r where r.call = k.seq) as sound
    from calls k where k.conversation_id = ?`)
  const cameBack = db
    .prepare<[number, number], number | null>(`
    select min(at) from messages where conversation_id = ? and author = 'customer' and kind = 'comment' and at > ?`)
    .pluck()
  const messages = db.prepare<[number], MessageRow>(`
    select text, author = 'customer' and kind = 'comment' as said, attachments is not null as attachment
    from messages where conversation_id = ? order by id`)

  /** From when this desk closed it to when its customer wrote again, the soonest; null: it has not come to that. */
  const reopenedAfter = (id: number, proposals: readonly Proposal[]): number | null => {
    const gaps = proposals.flatMap(({ kind, state, outcome }) => {
      if (kind !== 'close' || state !== 'succeeded' || outcome === null) return []
      const back = cameBack.get(id, outcome.at) ?? null
      return back === null ? [] : [Math.round(back - outcome.at)]
    })
    return gaps.length === 0 ? null : Math.min(...gaps)
  }

  /** `known`: personal data was found in it before and nothing was taken out since. */
  return (id: number, { all: proposals, own }: Actions, personal: 'look' | 'known'): ConversationFacts | null => {
    const row = base.get(id)
    if (row === undefined) return null
    const { worst = null, best = null, guardrail = 0 } = sources.get(id) ?? {}
    const kept = call.get(id)
    const told = kept === undefined ? null : (JSON.parse(kept.body) as Omit<Call, 'id'>)
    const reopened = reopenedAfter(id, own)
    // Read once, from wherever they lie: that takes longer than looking at them.
    const all = messages.all(id)
    const said = all.filter((message) => message.said === 1).slice(0, messagesRead)
    const language = languageOf(
      said
        .map(({ text }) => text)
        .join('\n')
        .slice(0, languageCharacters),
    )
    const has: Readonly<Record<HasWord, boolean>> = {
      audio: kept?.sound === 1,
      edit: proposals.some(({ revision }) => revision > 0),
      guardrail: guardrail === 1 || proposals.some((proposal) => proposal.guardrail !== null),
      rag: best !== null,
      note: row.notes > 0,
      score: row.score !== null,
      pii: personal === 'known' || all.some(({ text }) => holdsPersonalData(text)),
      attachment: all.some((message) => message.attachment === 1),
    }
    const is: Readonly<Record<IsWord, boolean>> = {
      unreviewed: row.reviewed_by === null,
      reviewed: row.reviewed_by !== null,
      starred: row.starred_by !== null,
      escalated: proposals.some(({ kind, state }) => kind === 'escalate' && state === 'succeeded'),
      closed: row.state === 'closed',
      open: row.state === 'open',
      dryrun: told?.dryRun === true || proposals.some(({ mode, state }) => mode === 'dry_run' || state === 'dry_run'),
    }
    const holding = (field: string, words: Readonly<Record<string, boolean>>): readonly Fact[] =>
      Object.entries(words).flatMap(([value, holds]) => (holds ? [{ field, value }] : []))
    const tags = [...(JSON.parse(row.tags) as string[]), ...ownTags.all(id)].filter((tag) => tag.trim() !== '')
    return {
      row: {
        conversation_id: id,
        last_at: row.last_message_at,
        risk: proposals.length === 0 ? null : Math.max(...proposals.map(({ risk }) => risk)),
        duration: told === null ? null : durationOf(told),
        cost: told?.cost.amount ?? null,
        worst_source: worst,
        best_source: best,
        score: row.score,
        notes: row.notes,
        call: kept?.id ?? null,
      },
      facts: [
        { field: 'channel', value: row.channel },
        ...holding('has', has),
        ...holding('is', is),
        ...(language === null ? [] : [{ field: 'lang', value: language }]),
        ...tags.map((tag) => named('tag', tag)),
        ...(reopened === null ? [] : [{ field: 'reopened', value: reopened }]),
      ],
    }
  }
}

/** Of the recording, or from when the service was ready until it ended; null: not over. */
function durationOf({ recording, liveAt, endedAt }: Pick<Call, 'recording' | 'liveAt' | 'endedAt'>): number | null {
  if (recording.durationMs > 0) return Math.round(recording.durationMs)
  return liveAt === null || endedAt === null ? null : Math.max(0, Math.round(endedAt - liveAt))
}
