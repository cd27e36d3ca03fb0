import type { Lesson } from '#contract/lesson.ts'
import type { LessonKind } from '#contract/proposal.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import { toProposal } from '#main/store/snapshots.ts'

/** What rejections taught: written with the rejection, read with all that it was about. */
export type LessonStore = {
  readonly counts: () => Promise<Readonly<Record<LessonKind, number>>>
  /** Newest first. */
  readonly list: (options: {
    readonly kind: LessonKind
    readonly before: number | null
    readonly limit: number
  }) => Promise<{ readonly items: readonly Lesson[]; readonly before: number | null }>
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
  const page = db.prepare<[LessonKind, number, number], Row>(`
    select l.id, l.kind, l.by, l.at, p.title, p.body, coalesce(t.body ->> '$.afterMessage', 0) as seen
    from lessons l join proposals p on p.id = l.proposal_id join turns t on t.id = p.turn_id
    where l.kind = ? and l.id < ? order by l.id desc limit ?`)
  const said = db
    .prepare<[number, number, number], string>(`
      select text from messages
      where conversation_id = ? and id <= ? and author = 'customer' and kind = 'comment' order by id desc limit ?`)
    .pluck()

  const toLesson = ({ body, seen, ...row }: Row): Lesson => {
    const { id, conversationId, tool, arguments: args, decision } = toProposal(body)
    return {
      ...row,
      proposalId: id,
      conversationId,
      tool,
      arguments: args,
      reasons: decision?.reasons ?? [],
      text: decision?.reason ?? '',
      customerSaid: said.all(conversationId, seen, words).toReversed(),
    }
  }

  return {
    counts: async () =>
      guarded(() => ({
        regression_test: count.get('regression_test') ?? 0,
        knowledge_gap: count.get('knowledge_gap') ?? 0,
      })),
    list: async ({ kind, before, limit }) =>
      guarded(() => {
        const rows = page.all(kind, before ?? Number.MAX_SAFE_INTEGER, limit + 1)
        const kept = rows.slice(0, limit)
        return { items: kept.map(toLesson), before: rows.length > limit ? (kept.at(-1)?.id ?? null) : null }
      }),
  }
}
