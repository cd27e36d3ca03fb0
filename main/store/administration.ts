import type { Conversation } from '#contract/conversation.ts'
import type { Proposal } from '#contract/proposal.ts'
import { AppError } from '#main/kernel/errors.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import type { Write } from '#main/store/group.ts'
import { toConversation, type ConversationRow } from '#main/store/rows.ts'
import { createChanged } from '#main/store/search/changed.ts'
import { toProposal } from '#main/store/snapshots.ts'

/** What people of this desk do to voice agents, numbers, collections and knowledge: conversations that no helpdesk knows, and what is open in them. */
export type AdministrationStore = {
  /** The one of this name, made where there is none. It is closed from the start: nobody waits for an answer in it. */
  readonly open: (wish: {
    readonly externalId: string
    readonly subject: string
    readonly name: string
  }) => Promise<Conversation>
  /** Proposals of all of them that are not over, oldest first. */
  readonly unsettled: () => Promise<readonly { readonly externalId: string; readonly proposal: Proposal }[]>
}

const insertSql = `
  insert into conversations(external_id, channel, state, subject, customer_external_id, customer_name, customer_email,
    assignee, tags, control, activity, note, rounds, created_at, updated_at, last_message_at, waiting_since,
    told_waiting_since, last_customer_part, last_human_part)
  values (?, 'other', 'closed', ?, ?, ?, null, null, '[]', 'human', 'idle', null, 0, ?, ?, ?, null, null, null, null)`

// One range for each prefix.
const unsettledSql = `
  select c.external_id as externalId, p.body from conversations c cross join proposals p on p.conversation_id = c.id
  where ((c.external_id >= 'agent:' and c.external_id < 'agent;') or (c.external_id >= 'number:' and c.external_id < 'number;')
      or (c.external_id >= 'collection:' and c.external_id < 'collection;')
      or (c.external_id >= 'knowledge:' and c.external_id < 'knowledge;')
      or (c.external_id >= 'bot:' and c.external_id < 'bot;'))
    and p.state in ('received', 'pending', 'awaiting_second', 'scheduled', 'executing', 'unknown')
  order by p.seq`

export function createAdministration(db: Connection, write: Write, now: () => number): AdministrationStore {
  const byExternalId = db.prepare<[string], ConversationRow>('select * from conversations where external_id = ?')
  const insert = db.prepare<unknown[]>(insertSql)
  const rename = db.prepare<[string, string, string]>(
    'update conversations set subject = ?, customer_name = ? where external_id = ?',
  )
  const unsettled = db.prepare<[], { readonly externalId: string; readonly body: string }>(unsettledSql)
  const changed = createChanged(db)
  return {
    open: async ({ externalId, subject, name }) =>
      write(() => {
        const before = byExternalId.get(externalId)
        const at = now()
        if (before === undefined) insert.run(externalId, subject, externalId, name, at, at, at)
        else if (before.subject !== subject || before.customer_name !== name) rename.run(subject, name, externalId)
        const row = byExternalId.get(externalId)
        if (row === undefined) throw new AppError('internal', 'The conversation was not stored.')
        changed(row.id)
        return toConversation(row)
      }),
    unsettled: async () =>
      guarded(() => unsettled.all().map(({ externalId, body }) => ({ externalId, proposal: toProposal(body) }))),
  }
}
