import type { Risk } from '#contract/tool.ts'
import type { TranscriptHit } from '#contract/transcript.ts'
import type { Connection } from '#main/store/database.ts'
import { prepared } from '#main/store/search/statements.ts'
import { excerpt } from '#main/store/search/excerpt.ts'
import type { Plan } from '#main/store/search/plan.ts'
import {
  createSources,
  kinds,
  tableOf,
  tables,
  type Row as Kept,
  type Source,
  type Table,
} from '#main/store/search/sources.ts'
import type { Found } from '#main/store/search/walk.ts'

/** A conversation and what was found in it, the newest first. */
export type Group = { readonly conversationId: number; readonly found: readonly Found[] }

type Row = {
  readonly id: number
  readonly customer: string
  readonly subject: string
  readonly channel: TranscriptHit['channel']
  readonly last_at: number
  readonly risk: Risk | null
  readonly duration: number | null
  readonly notes: number
  readonly call: string | null
  readonly starred: number
  readonly reviewed: number
  readonly guardrail: number
}
type Action = {
  readonly proposal: number
  readonly risk: Risk
  readonly at: number
  readonly entry: number | null
  readonly change: string | null
}

type Said = { readonly id: number; readonly conversation: number; readonly author: string; readonly text: string }
type Named = { readonly seq: number; readonly id: string }

const entriesShown = 50

export type Hits = ReturnType<typeof createHits>

/** What is shown of a conversation that was found. */
export function createHits(db: Connection) {
  const sources = createSources(db)
  const ofHits = prepared<[string], Row>(
    db,
    `
    select c.id, c.customer_name as customer, c.subject, c.channel, c.last_message_at as last_at, k.risk, k.duration,
      coalesce(k.notes, 0) as notes, k.call, a.starred_by is not null as starred, a.reviewed_by is not null as reviewed,
      exists (select 1 from search_facts f where f.subject = -c.id and f.value = 'guardrail'
        and f.field = (select id from search_fields where name = 'has')) as guardrail
    from json_each(?) s cross join conversations c on c.id = s.value
      left join search_conversations k on k.conversation_id = c.id
      left join annotations a on a.conversation_id = c.id`,
  )
  const actions = prepared<[string], Action>(
    db,
    `select proposal, risk, at, entry, change from search_actions where proposal in (select value from json_each(?))`,
  )
  const turnIds = prepared<[string], Named>(
    db,
    'select seq, id from turns where seq in (select value from json_each(?))',
  )
  const noteIds = prepared<[string], Named>(
    db,
    'select seq, id from notes where seq in (select value from json_each(?))',
  )

  const newestSaid = prepared<[string], Said>(
    db,
    `
    select m.id, m.conversation_id as conversation, m.author_name as author, substr(m.text, 1, 1000) as text
    from json_each(?) s cross join messages m on m.id = (
      select said.id from messages said where said.conversation_id = s.value
        and (said.author = 'customer' or said.author = 'agent' or said.author = 'operator') order by said.id desc limit 1)`,
  )

  /** What rows are made of, read at once; null: it is not there any more. */
  const sourcesOf = (rows: readonly Found[]): ((row: Found) => Source | null) => {
    const asked = new Map<Table, Set<number>>(tables.map((table) => [table, new Set()]))
    for (const { document } of rows) {
      const kind = kinds[document?.kind ?? -1]
      if (kind !== undefined && document !== null) asked.get(tableOf[kind])?.add(document.ref)
    }
    const kept = new Map<Table, ReadonlyMap<number, Kept>>()
    for (const [table, refs] of asked) kept.set(table, sources.several(table, [...refs]))
    return ({ document }) => {
      const kind = kinds[document?.kind ?? -1]
      if (kind === undefined || document === null) return null
      return (
        kept
          .get(tableOf[kind])
          ?.get(document.ref)
          ?.sources.find((source) => source.kind === kind) ?? null
      )
    }
  }

  /** How rows are called on the screen. */
  const entryIdsOf = (rows: readonly Found[]): ((row: Found) => string | null) => {
    const asked: Record<'turns' | 'notes', number[]> = { turns: [], notes: [] }
    for (const { document } of rows) {
      const table = tableOf[kinds[document?.kind ?? 0] ?? 'message']
      if (document !== null && (table === 'turns' || table === 'notes')) asked[table].push(document.ref)
    }
    const ids = (table: 'turns' | 'notes'): ReadonlyMap<number, string> => {
      const statement = table === 'turns' ? turnIds : noteIds
      return new Map(
        asked[table].length === 0
          ? []
          : statement.all(JSON.stringify(asked[table])).map(({ seq, id }) => [seq, id] as const),
      )
    }
    const turns = ids('turns')
    const notes = ids('notes')
    return ({ document }) => {
      if (document === null) return null
      const { kind, ref } = document
      switch (kinds[kind]) {
        case 'message':
          return `m${ref}`
        case 'entry':
          return `e${ref}`
        case 'retrieval':
          return `t${turns.get(ref) ?? ref}`
        case 'guardrail':
          return `g${turns.get(ref) ?? ref}`
        default:
          return `n${notes.get(ref) ?? ref}`
      }
    }
  }

  /** The newest action of each conversation that is as the query wants it. */
  const actionsIn = (groups: readonly Group[], { action: wanted }: Plan): ReadonlyMap<number, number> => {
    const ids = groups.flatMap(({ conversationId, found }) =>
      found.some(({ proposal }) => proposal !== null) ? [] : [conversationId],
    )
    if (wanted === null || ids.length === 0) return new Map()
    const text = `
      select a.conversation_id as conversation, max(a.proposal) as proposal from json_each(?) s
        cross join search_actions a on a.conversation_id = s.value
      where ${wanted.text} group by a.conversation_id`
    const rows = prepared<unknown[], { readonly conversation: number; readonly proposal: number }>(db, text).all(
      JSON.stringify(ids),
      ...wanted.values,
    )
    return new Map(rows.map(({ conversation, proposal }) => [conversation, proposal]))
  }

  const newestSaidIn = (groups: readonly Group[]): ReadonlyMap<number, Said> => {
    const ids = groups.map(({ conversationId }) => conversationId)
    return new Map(ids.length === 0 ? [] : newestSaid.all(JSON.stringify(ids)).map((one) => [one.conversation, one]))
  }

  /** What is shown of each, in their order; what went away in the meantime is left out. */
  const toHits = (groups: readonly Group[], plan: Plan): TranscriptHit[] => {
    const ids = JSON.stringify(groups.map(({ conversationId }) => conversationId))
    const rows = new Map(ofHits.all(ids).map((row) => [row.id, row]))
    const newestActions = actionsIn(groups, plan)
    const proposals = groups.flatMap(({ found }) => found.flatMap(({ proposal }) => proposal ?? []))
    const shown = JSON.stringify([...newestActions.values(), ...proposals])
    const actionOf = new Map(shown === '[]' ? [] : actions.all(shown).map((one) => [one.proposal, one]))
    const sourceOf = sourcesOf(groups.flatMap(({ found }) => found.slice(0, 1)))
    const entryId = entryIdsOf(groups.flatMap(({ found }) => found.slice(0, entriesShown)))
    const saidIn = newestSaidIn(groups.filter(({ found: [first] }) => first === undefined || sourceOf(first) === null))

    /** Where a row was found, that row; otherwise the beginning of what was said last. */
    const snippetOf = ({ conversationId }: Group, source: Source | null, entry = ''): TranscriptHit['snippet'] => {
      if (source !== null && entry !== '') return { entryId: entry, author: source.name, ...marked(source.text, plan) }
      const said = saidIn.get(conversationId)
      return said === undefined ? null : { entryId: `m${said.id}`, author: said.author, ...marked(said.text, plan) }
    }

    const toHit = (group: Group): TranscriptHit | null => {
      const { conversationId, found } = group
      const [first] = found
      const row = rows.get(conversationId)
      if (first === undefined || row === undefined) return null
      const its = actionOf.get(first.proposal ?? newestActions.get(conversationId) ?? -1)
      const source = sourceOf(first)
      const newest = found.slice(0, entriesShown)
      const entryIds = newest.flatMap((one) => entryId(one) ?? [])
      const actionEntries = newest.flatMap(({ proposal }) => nameOfAction(actionOf.get(proposal ?? -1)))
      return {
        conversationId,
        customer: row.customer,
        subject: row.subject,
        channel: row.channel,
        at: first.document?.at ?? source?.at ?? its?.at ?? row.last_at,
        callId: row.call,
        durationMs: row.duration,
        risk: its?.risk ?? row.risk,
        change: its === undefined || its.change === null ? null : (JSON.parse(its.change) as TranscriptHit['change']),
        starred: row.starred === 1,
        reviewed: row.reviewed === 1,
        notes: row.notes,
        guardrail: row.guardrail === 1,
        snippet: snippetOf(group, source, entryIds[0]),
        entryIds: [...new Set([...entryIds, ...actionEntries])].slice(0, entriesShown),
      }
    }
    return groups.flatMap((group) => toHit(group) ?? [])
  }

  return {
    toHits: (groups: readonly Group[], plan: Plan): TranscriptHit[] =>
      groups.length === 0 ? [] : toHits(groups, plan),
    /** Rows and actions of one conversation as they are called on the screen. */
    namesOf: (found: readonly Found[]): readonly string[] => {
      const entryId = entryIdsOf(found)
      const asked = JSON.stringify(found.flatMap(({ proposal }) => proposal ?? []))
      const actionOf = new Map(asked === '[]' ? [] : actions.all(asked).map((one) => [one.proposal, one]))
      return [...new Set(found.flatMap((one) => entryId(one) ?? nameOfAction(actionOf.get(one.proposal ?? -1))))]
    },
    sourcesOf,
  }
}

/** By the entry that says how it ended; of an imported one, by the message that tells it. */
function nameOfAction(action: Action | undefined): readonly string[] {
  if (action === undefined || action.entry === null) return []
  return [`${action.proposal < 0 ? 'm' : 'e'}${action.entry}`]
}

function marked(text: string, { wanted }: Plan): { text: string; ranges: [number, number][] } {
  const cut = excerpt(text, wanted)
  return { text: cut.text, ranges: cut.ranges.map(([from, to]): [number, number] => [from, to]) }
}
