import { isSettled } from '#main/domain/proposal.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Connection } from '#main/store/database.ts'
import { createEarlierErasures } from '#main/store/erase/earlier.ts'
import { createErasedBefore } from '#main/store/erase/erased-before.ts'
import { createHoldCheck } from '#main/store/erase/holds.ts'
import type { IndexEraser } from '#main/store/erase/index-eraser.ts'
import { erasedPayload, type LedgerEraser } from '#main/store/erase/vouching.ts'
import { toProposal } from '#main/store/snapshots.ts'

export type ErasedConversation = {
  /** Whose recording is still to be removed; null: there is no call. */
  readonly callId: string | null
  /** What the ledger says of it from now on. */
  readonly entry: number
}

/** Columns by which a row belongs to a conversation, whichever table it is in. */
const belongs: Readonly<Record<string, string>> = {
  conversation_id: '= @conversation',
  proposal_id: 'in (select id from proposals where conversation_id = @conversation)',
  proposal: 'in (select seq from proposals where conversation_id = @conversation)',
  call: 'in (select seq from calls where conversation_id = @conversation)',
  score: 'in (select seq from scores where conversation_id = @conversation)',
  note_id: 'in (select id from notes where conversation_id = @conversation)',
}
/** Where the others are found: they go last. */
const anchors = ['scores', 'proposals', 'calls', 'notes', 'turns', 'messages']
/** The ledger only ever loses payloads; what is derived for the search follows from `search_changed`. */
const spared = /^(?:ledger.*|search_.*|documents.*|message_search.*|sqlite_.*)$/

/**
 * Takes all of a conversation out for good, inside the caller's transaction: its rows in every table, whichever part of the
 * desk they belong to, and the payloads of its entries in the ledger, for which a sealed entry vouches. Of the entries stay
 * number, kind, time and the ids of proposal and conversation. A recording is a file: it is the caller's to remove.
 */
export function createConversationEraser(db: Connection, index: IndexEraser, eraseLedger: LedgerEraser) {
  const tables = db
    .prepare<[], { readonly name: string; readonly column: string }>(`
      select t.name, c.name as column from sqlite_schema t cross join pragma_table_info(t.name) c
      where t.type = 'table' and t.sql not like 'CREATE VIRTUAL%' order by t.rowid`)
    .all()
    .filter(({ name, column }) => !spared.test(name) && Object.hasOwn(belongs, column))
    .toSorted((a, b) => anchors.indexOf(a.name) - anchors.indexOf(b.name))
  const deletions = tables.map(({ name, column }) =>
    db.prepare<[{ readonly conversation: number }]>(`delete from ${name} where ${column} ${belongs[column]}`),
  )
  const erasedBefore = createErasedBefore(db)
  const defer = db.prepare('pragma defer_foreign_keys = ON')
  const bodies = db.prepare<[number], string>('select body from proposals where conversation_id = ?').pluck()
  const entries = db
    .prepare<[number], number>(`
      select e.value from proposals p cross join json_each(p.entries) e where p.conversation_id = ? order by e.value`)
    .pluck()
  const call = db.prepare<[number], { readonly id: string; readonly state: string }>(
    'select id, state from calls where conversation_id = ?',
  )
  const drafts = db.prepare<[{ readonly conversation: number }]>(`
    delete from settings where key in ('draft.conversation.' || cast(@conversation as integer), 'suggestion.' || cast(@conversation as integer))
      or key in (select 'draft.' || id from proposals where conversation_id = @conversation)`)
  const report = db.prepare<[{ readonly conversation: number }]>(`
    delete from settings where key = 'report.unread'
      and value like '%"conversationId":' || cast(@conversation as integer) || ',%'`)
  const aside = db.prepare<[{ readonly conversation: number }]>(`
    delete from quarantine where external_id in (select external_id from conversations where id = @conversation
      union all select external_id from messages where conversation_id = @conversation)`)
  const skips = db.prepare<[{ readonly conversation: number }]>(`
    delete from review_skips where (queue, position) in (
      select queue, position from review_items where conversation_id = @conversation)`)
  const earlier = createEarlierErasures(db)
  const heldBy = createHoldCheck(db)
  const remove = db.prepare<[number]>('delete from conversations where id = ?')

  return (
    conversationId: number,
    told: { readonly by: string; readonly reason: string },
    at: number,
  ): ErasedConversation => {
    const held = heldBy(conversationId)
    if (held !== null) throw new AppError('conflict', held)
    if (bodies.all(conversationId).some((body) => !isSettled(toProposal(body))))
      throw new AppError('conflict', 'Something in this conversation still waits for a decision.')
    const found = call.get(conversationId)
    if (found !== undefined && found.state !== 'ended')
      throw new AppError('conflict', 'The call of this conversation is still under way.')
    const payloads = new Map([
      ...entries.all(conversationId).map((seq) => [seq, erasedPayload] as const),
      ...earlier.withoutReasons(conversationId),
    ])
    const here = { conversation: conversationId }
    erasedBefore.remember(conversationId)
    // pragma_table_info tells no order of references: they are checked at the end of the transaction.
    defer.run()
    index(conversationId, () => {
      for (const statement of [drafts, report, aside, skips, ...deletions]) statement.run(here)
      if (remove.run(conversationId).changes === 0)
        throw new AppError('not_found', `There is no conversation ${conversationId}.`)
    })
    const what = 'A whole conversation'
    const entry = eraseLedger(conversationId, payloads, { type: 'erased', ...told, what, redaction: null }, at)
    return { callId: found?.id ?? null, entry }
  }
}
