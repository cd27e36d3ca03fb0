import type { Message } from '#contract/conversation.ts'
import type { Connection } from '#main/store/database.ts'
import { createErasedBefore } from '#main/store/erase/erased-before.ts'
import { createTakenOut, type TakenOut } from '#main/store/erase/taken-out.ts'
import type { Write } from '#main/store/group.ts'
import { materialOf, waitingSince, type Messages, type Outline } from '#main/store/messages.ts'
import { toConversation, type ConversationRow } from '#main/store/rows.ts'
import { createChanged } from '#main/store/search/changed.ts'
import type { ConversationStore, IncomingConversation, IncomingMessage, Merged } from '#main/store/store.ts'

type Snapshot = Omit<ConversationRow, 'id' | 'control' | 'activity' | 'note' | 'rounds' | 'changed_here_at'>

/**
 * What a helpdesk says, taken into the store in any order and as often as it likes: the same reading twice changes
 * nothing, an older reading adds the messages nobody knew and turns nothing back, our own echo is recognised, and
 * what a person took out here does not come back.
 */
export function createMerge(db: Connection, messages: Messages, write: Write): ConversationStore['merge'] {
  const byExternalId = db.prepare<[string], ConversationRow>('select * from conversations where external_id = ?')
  const insert = db.prepare<[Snapshot]>(`
    insert into conversations(external_id, channel, state, subject, customer_external_id, customer_name, customer_email,
      assignee, tags, control, activity, note, rounds, created_at, updated_at, last_message_at, waiting_since,
      told_waiting_since, last_customer_part, last_human_part)
    values (@external_id, @channel, @state, @subject, @customer_external_id, @customer_name, @customer_email,
      @assignee, @tags, 'agent', 'idle', null, 0, @created_at, @updated_at, @last_message_at, @waiting_since,
      @told_waiting_since, @last_customer_part, @last_human_part)`)
  const update = db.prepare<[Snapshot]>(`
    update conversations set channel = @channel, state = @state, subject = @subject,
      customer_external_id = @customer_external_id, customer_name = @customer_name, customer_email = @customer_email,
      assignee = @assignee, tags = @tags, created_at = @created_at, updated_at = @updated_at,
      last_message_at = @last_message_at, waiting_since = @waiting_since,
      told_waiting_since = @told_waiting_since, last_customer_part = @last_customer_part,
      last_human_part = @last_human_part
    where external_id = @external_id`)
  const takeOver = db.prepare<[string, number]>(
    `update conversations set control = 'human', note = ? where id = ? and control = 'agent'`,
  )
  const changed = createChanged(db)
  const putCursor = db.prepare<[string, string]>(
    'insert into cursors(name, value) values (?, ?) on conflict(name) do update set value = excluded.value',
  )

  const takenOut = createTakenOut(db)
  const erasedBefore = createErasedBefore(db)

  function mergeMessages(
    id: number,
    incoming: IncomingConversation,
    isOlder: boolean,
    out: TakenOut,
  ): readonly Message[] {
    return incoming.messages.flatMap((message) => {
      const known = messages.find(id, message.externalId)
      if (known !== undefined) {
        if (known.proposal_id !== null) messages.settleTime(known, Math.floor(message.at))
        const isEdited = known.proposal_id === null && known.author !== 'agent' && known.text !== message.text
        return isEdited && !isOlder && !out.messages.has(known.id) ? [messages.edit(known, message)] : []
      }
      if (message.ours && messages.adoptEcho(id, message)) return []
      return [messages.insert(toStored(id, message))]
    })
  }

  function mergeOne(given: IncomingConversation): Merged | null {
    const before = byExternalId.get(given.externalId)
    const until = erasedBefore.until(given.externalId)
    const incoming = until === null ? given : saidAfter(given, until)
    if (before === undefined && until !== null && !incoming.messages.some(({ kind }) => kind === 'comment')) return null
    if (before === undefined) insert.run(snapshotOf(incoming, nothing))
    const base = before ?? expectRow(byExternalId.get(incoming.externalId))
    const isOlder = incoming.updatedAt < base.updated_at
    const out = takenOut(base.id)
    const added = mergeMessages(base.id, incoming, isOlder, out)
    // Read before this desk changed it: the change is newer, although the helpdesk's clock cannot tell.
    const isOvertaken =
      base.changed_here_at !== null && incoming.updatedAt <= base.changed_here_at && added.length === 0
    const outline = messages.derive(base.id)
    const wanted = isOlder || isOvertaken ? keep(base, outline) : out.keep(base, snapshotOf(incoming, outline))
    if (differs(base, wanted)) update.run(wanted)
    // With the words that mean it, in one commit: an agent that is asked after a crash in between would answer a second time.
    const note = before === undefined ? answeredBefore(incoming) : answeredSince(before, wanted)
    if (note !== null) takeOver.run(note, base.id)
    const row = expectRow(byExternalId.get(incoming.externalId))
    if (before === undefined || differs(before, wanted)) changed(base.id)
    if (before !== undefined && added.length === 0 && !differs(before, row)) return null
    return {
      conversation: toConversation(row),
      isNew: before === undefined,
      messages: added,
      before: before === undefined ? null : materialOf(before),
      after: materialOf(row),
    }
  }

  return async (incoming, cursor) =>
    write(() => {
      const merged = incoming.map(mergeOne).filter((item) => item !== null)
      if (cursor !== null) putCursor.run(cursor.name, cursor.value)
      return merged
    })
}

/** What was taken out here for good stays out; what was said since then is new. */
const saidAfter = (incoming: IncomingConversation, until: number): IncomingConversation => ({
  ...incoming,
  messages: incoming.messages.filter(({ at }) => at > until),
})

/** Who is in charge of a conversation that was never seen before: whoever answered it last. */
function answeredBefore({ messages }: IncomingConversation): string | null {
  const spoken = messages.filter(({ kind, author }) => kind === 'comment' && author !== 'system')
  const last = spoken.toSorted((a, b) => a.at - b.at).at(-1)
  return last?.author === 'operator' && !last.ours ? 'A colleague had answered before this desk saw it.' : null
}

const answeredSince = (before: ConversationRow, now: Snapshot): string | null =>
  before.last_human_part === now.last_human_part ? null : 'A colleague answered in the helpdesk.'

const nothing: Outline = {
  lastCustomerPart: null,
  lastHumanPart: null,
  lastMessageAt: null,
  waitingSince: null,
  hasComments: false,
}

function toStored(conversationId: number, message: IncomingMessage): Omit<Message, 'id'> {
  const { ours, ...rest } = message
  return {
    ...rest,
    author: ours && message.kind !== 'event' && message.author !== 'customer' ? 'agent' : message.author,
    attachments: [...message.attachments],
    conversationId,
    proposalId: null,
  }
}

function snapshotOf(incoming: IncomingConversation, outline: Outline): Snapshot {
  const told = incoming.waitingSince === null ? null : Math.floor(incoming.waitingSince)
  return {
    external_id: incoming.externalId,
    channel: incoming.channel,
    state: incoming.state,
    subject: incoming.subject,
    customer_external_id: incoming.customer.externalId,
    customer_name: incoming.customer.name,
    customer_email: incoming.customer.email,
    assignee: incoming.assignee,
    tags: JSON.stringify(incoming.tags),
    created_at: Math.floor(incoming.createdAt),
    updated_at: Math.floor(incoming.updatedAt),
    last_message_at: outline.lastMessageAt ?? Math.floor(incoming.createdAt),
    waiting_since: waitingSince({ state: incoming.state, told_waiting_since: told }, outline),
    told_waiting_since: told,
    last_customer_part: outline.lastCustomerPart,
    last_human_part: outline.lastHumanPart,
  }
}

/** The conversation as it stands, with what its messages say about it now. */
const keep = (row: ConversationRow, outline: Outline): Snapshot => ({
  ...row,
  last_message_at: outline.lastMessageAt ?? row.last_message_at,
  waiting_since: waitingSince(row, outline),
  last_customer_part: outline.lastCustomerPart,
  last_human_part: outline.lastHumanPart,
})

const differs = (row: ConversationRow, wanted: Snapshot): boolean =>
  Object.entries(row).some(([key, value]) => Object.hasOwn(wanted, key) && Reflect.get(wanted, key) !== value)

function expectRow(row: ConversationRow | undefined): ConversationRow {
  if (row === undefined) throw new RangeError('A conversation vanished inside a transaction.')
  return row
}
