import type { Review } from '#contract/policy.ts'
import { AppError } from '#main/kernel/errors.ts'
import { cut, readCursor } from '#main/store/cursor.ts'
import { guarded, type Connection } from '#main/store/database.ts'

type Row = Omit<Review, 'proposalId' | 'conversationId' | 'reviewedAt'> & {
  readonly proposal_id: string
  readonly conversation_id: number
  readonly reviewed_at: number | null
  readonly seq: number
}

export type Reviews = ReturnType<typeof createReviews>

/** Automatic decisions that somebody is to look at afterwards, and what they thought of them. */
export function createReviews(db: Connection) {
  const columns = `r.*, p.conversation_id, p.title, p.tool, p.seq, p.body ->> '$.policy.rule' as rule`
  const list = (where: string) =>
    db.prepare<[number, number, number], Row>(`
      select ${columns} from reviews r join proposals p on p.id = r.proposal_id
      where ${where} and (r.at, p.seq) < (?, ?) order by r.at desc, p.seq desc limit ?`)
  const waiting = list('r.outcome is null')
  const everything = list('true')
  const one = db.prepare<[string], Row>(
    `select ${columns} from reviews r join proposals p on p.id = r.proposal_id where r.proposal_id = ?`,
  )
  const insert = db.prepare<[string, number]>('insert or ignore into reviews(proposal_id, at) values (?, ?)')
  const settle = db.prepare<[string, string, string, number, string]>(
    `update reviews set outcome = ?, by = ?, note = ?, reviewed_at = ?
     where proposal_id = ? and (outcome is null or outcome = 'seen')`,
  )
  const count = db.prepare<[], number>('select count(*) from reviews where outcome is null').pluck()

  const get = (proposalId: string): Review => {
    const row = one.get(proposalId)
    if (row === undefined) throw new AppError('not_found', `Nothing is to be reviewed about ${proposalId}.`)
    return toReview(row)
  }
  return {
    add: (proposalId: string, at: number): void => void insert.run(proposalId, at),
    get: (proposalId: string): Review => guarded(() => get(proposalId)),
    list: (options: { readonly open: boolean; readonly cursor: string | null; readonly limit: number }) =>
      guarded(() => {
        const place = options.cursor === null ? { at: Number.MAX_SAFE_INTEGER, row: 0 } : readCursor(options.cursor)
        const rows = (options.open ? waiting : everything).all(place.at, place.row, options.limit + 1)
        const page = cut(rows, options.limit, ({ at, seq }) => ({ at, row: seq }))
        return { items: page.rows.map(toReview), next: page.next, open: count.get() ?? 0 }
      }),
    /** Throws `already_decided` where somebody has said something about it. */
    settle(
      proposalId: string,
      said: { readonly outcome: NonNullable<Review['outcome']>; readonly by: string; readonly note: string },
      at: number,
    ): Review {
      const before = get(proposalId)
      if (settle.run(said.outcome, said.by, said.note, at, proposalId).changes !== 1) {
        throw new AppError('already_decided', 'Somebody reviewed this before you.', {
          data: { who: before.by, at: before.reviewedAt, outcome: before.outcome },
        })
      }
      return get(proposalId)
    },
  }
}

function toReview(row: Row): Review {
  const { proposal_id: proposalId, conversation_id: conversationId, reviewed_at: reviewedAt, seq: _, ...rest } = row
  return { ...rest, proposalId, conversationId, reviewedAt }
}
