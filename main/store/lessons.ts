import type { Lesson } from '#contract/lesson.ts'
import type { LessonKind } from '#contract/proposal.ts'
import { toNote } from '#main/store/annotation-rows.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import { createReplyRecords, type ReplyRecords } from '#main/store/reply-records.ts'
import { toProposal } from '#main/store/snapshots.ts'

/** What rejections and notes taught: written with them, read with all that they were about. */
export type LessonStore = {
  readonly counts: () => Promise<Readonly<Record<LessonKind, number>>>
  /** From rejections, then from notes; of each the newest first. */
  readonly list: (options: {
    readonly kind: LessonKind
    readonly before: number | null
    readonly limit: number
  }) => Promise<{ readonly items: readonly Lesson[]; readonly before: number | null }>
  /** What replies of the agent show by themselves, rejected or not. */
  readonly replies: ReplyRecords
}

type Row = {
  readonly id: number
  readonly kind: LessonKind
  readonly by: string
  readonly at: number
  readonly title: string
  readonly body: string
  readonly seen: number
}

type NoteRow = {
  readonly seq: number
  readonly id: string
  readonly conversation_id: number
  readonly body: string
  readonly by: string
  readonly at: number
}

/** Lessons from notes stand below all from rejections, so that one number says where a page goes on. */
const belowRejections = 1_000_000_000_000
const titleLimit = 80

/** How much of what the customer said goes with a lesson. */
const words = 5

export type LessonWriter = (proposalId: string, kinds: readonly LessonKind[], by: string, at: number) => void

export function createLessonWriter(db: Connection): LessonWriter {
  const insert = db.prepare<[string, string, string, number]>(
    'insert or ignore into lessons(proposal_id, kind, by, at) values (?, ?, ?, ?)',
  )
  return (proposalId, kinds, by, at) => kinds.forEach((kind) => insert.run(proposalId, kind, by, at))
}

export function createLessons(db: Connection): LessonStore {
  const count = db.prepare<[LessonKind], number>('select count(*) from lessons where kind = ?').pluck()
  const countNotes = db
    .prepare<[LessonKind], number>(
      `select count(*) from notes n cross join json_each(n.body, '$.lessons') l where l.value ->> '$.kind' = ?`,
    )
    .pluck()
  const page = db.prepare<[LessonKind, number, number], Row>(`
    select l.id, l.kind, l.by, l.at, p.title, p.body, coalesce(t.body ->> '$.afterMessage', 0) as seen
    from lessons l join proposals p on p.id = l.proposal_id join turns t on t.id = p.turn_id
    where l.kind = ? and l.id < ? order by l.id desc limit ?`)
  const notePage = db.prepare<[LessonKind, number, number], NoteRow>(`
    select n.seq, n.id, n.conversation_id, n.body, l.value ->> '$.by' as by, l.value ->> '$.at' as at
    from notes n cross join json_each(n.body, '$.lessons') l
    where l.value ->> '$.kind' = ? and n.seq < ? order by n.seq desc limit ?`)
  const said = db
    .prepare<[number, number, number], string>(`
      select text from messages
      where conversation_id = ? and id <= ? and author = 'customer' and kind = 'comment' order by id desc limit ?`)
    .pluck()
  const ofEntry = db.prepare<[number, number], { readonly body: string }>(`
    select p.body from ledger l join proposals p on p.id = l.proposal_id where l.seq = ? and l.conversation_id = ?`)

  const toLesson = ({ body, seen, ...row }: Row): Lesson => {
    const { id, conversationId, tool, arguments: args, decision } = toProposal(body)
    return {
      ...row,
      proposalId: id,
      noteId: null,
      conversationId,
      tool,
      arguments: args,
      reasons: decision?.reasons ?? [],
      text: decision?.reason ?? '',
      customerSaid: said.all(conversationId, seen, words).toReversed(),
    }
  }

  /** What a note is about: a message and those before it, or the proposal of an entry of the ledger. */
  const noteLesson = (kind: LessonKind, { seq, by, at, ...row }: NoteRow): Lesson => {
    const { anchor, text, conversationId } = toNote(row)
    const place = /^([em])(\d+)$/.exec(anchor.entryId ?? '')
    const number = Number(place?.[2] ?? 0)
    const entry = place?.[1] === 'e' ? ofEntry.get(number, conversationId) : undefined
    const about = entry === undefined ? null : toProposal(entry.body)
    const until = place?.[1] === 'm' ? number : Number.MAX_SAFE_INTEGER
    return {
      id: seq - belowRejections,
      kind,
      proposalId: about?.id ?? null,
      noteId: row.id,
      conversationId,
      at,
      by,
      tool: about?.tool ?? '',
      title: (text.split('\n', 1)[0] ?? '').slice(0, titleLimit),
      arguments: about?.arguments ?? {},
      reasons: about?.decision?.reasons ?? [],
      text,
      customerSaid: said.all(conversationId, until, words).toReversed(),
    }
  }

  const total = (kind: LessonKind) => (count.get(kind) ?? 0) + (countNotes.get(kind) ?? 0)
  return {
    replies: createReplyRecords(db),
    counts: async () =>
      guarded(() => ({ regression_test: total('regression_test'), knowledge_gap: total('knowledge_gap') })),
    list: async ({ kind, before, limit }) =>
      guarded(() => {
        const from = before ?? Number.MAX_SAFE_INTEGER
        const rejected = from > 0 ? page.all(kind, from, limit + 1) : []
        const below = from > 0 ? Number.MAX_SAFE_INTEGER : from + belowRejections
        const noted = notePage.all(kind, below, limit + 1 - rejected.length)
        const found = [...rejected.map(toLesson), ...noted.map((row) => noteLesson(kind, row))]
        const items = found.slice(0, limit)
        return { items, before: found.length > limit ? (items.at(-1)?.id ?? null) : null }
      }),
  }
}
