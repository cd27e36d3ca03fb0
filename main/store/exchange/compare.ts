import type { Message } from '#contract/conversation.ts'
import { isKnownByWords } from '#main/domain/exchange/dialogue.ts'
import type { TranscriptRecord } from '#main/domain/exchange/record.ts'
import { createTakenOut } from '#main/store/erase/taken-out.ts'
import type { Connection } from '#main/store/database.ts'
import { createIncomingScores } from '#main/store/exchange/score-rows.ts'
import { createErasedBefore } from '#main/store/erase/erased-before.ts'

/**
 * What taking a conversation in would do. A conversation is known by its external id, one without an id of its own also by
 * its words; a message by its external id, one without by its author and words. What is here is never written over.
 */
export type Verdict =
  | { readonly plan: 'add' }
  | { readonly plan: 'duplicate' }
  | { readonly plan: 'merge'; readonly id: number; readonly conflicts: readonly Conflict[] }
  /** It is being worked on here: what is missing comes from its helpdesk. Or it was taken out here for good. */
  | { readonly plan: 'left'; readonly why: string }
  | { readonly plan: 'conflict'; readonly id: number; readonly conflicts: readonly Conflict[] }

export type Conflict = { readonly what: string; readonly ours: string; readonly theirs: string }

type Known = { readonly id: number; readonly state: string; readonly customer_external_id: string }
export type KnownMessage = Pick<Message, 'id' | 'author' | 'text' | 'at'> & { readonly external_id: string | null }

/** `masked`: words that were masked are not otherwise than ours. */
export type Compare = (record: TranscriptRecord, hash: string, masked: boolean) => Verdict

export function createCompare(db: Connection): Compare {
  const byExternalId = db.prepare<[string], Known>(
    'select id, state, customer_external_id from conversations where external_id = ?',
  )
  const byHash = db
    .prepare<[string], number>('select conversation_id from imported_conversations where content_hash = ?')
    .pluck()
  const messages = db.prepare<[number], KnownMessage>(
    'select id, external_id, author, text, at from messages where conversation_id = ?',
  )
  const proposal = db
    .prepare<[string, string], number>(
      'select 1 from proposals where id = ? union all select 1 from imported_proposals where id = ?',
    )
    .pluck()

  const erasedBefore = createErasedBefore(db)
  const takenOut = createTakenOut(db)
  const scores = createIncomingScores(db)

  return (record, hash, masked) => {
    if (erasedBefore.until(record.conversation.externalId) !== null || erasedBefore.knowsWords(hash))
      return { plan: 'left', why: 'It was removed here for good.' }
    const known = byExternalId.get(record.conversation.externalId)
    if (known === undefined) {
      return isKnownByWords(record.conversation.externalId) && byHash.get(hash) !== undefined
        ? { plan: 'duplicate' }
        : { plan: 'add' }
    }
    const theirs = record.conversation.customer.externalId
    if (!masked && known.customer_external_id !== theirs) {
      const conflict = { what: 'customer', ours: known.customer_external_id, theirs }
      return { plan: 'conflict', id: known.id, conflicts: [conflict] }
    }
    const { fresh, conflicts } = compareMessages(
      messages.all(known.id),
      record.messages,
      masked,
      takenOut(known.id).messages,
    )
    const actions = record.proposals.filter(({ id }) => proposal.get(id, id) === undefined)
    const judged = record.scores.filter((score) => !scores.isHere(known.id, score))
    if (fresh.length + actions.length + judged.length === 0)
      return conflicts.length === 0 ? { plan: 'duplicate' } : { plan: 'conflict', id: known.id, conflicts }
    if (known.state !== 'closed') return { plan: 'left', why: 'It is open here: its helpdesk brings what is missing.' }
    return { plan: 'merge', id: known.id, conflicts }
  }
}

/** Which of theirs are not here, and which are here with other words. Words that were taken out here are neither. */
export function compareMessages(
  ours: readonly KnownMessage[],
  theirs: readonly Message[],
  masked: boolean,
  takenOut: ReadonlySet<number>,
): { readonly fresh: readonly Message[]; readonly conflicts: readonly Conflict[] } {
  const known = new Map(ours.flatMap((one) => (one.external_id === null ? [] : [[one.external_id, one] as const])))
  const words = new Set(ours.map(({ author, text }) => `${author}\n${text}`))
  const emptied = new Set(ours.flatMap(({ id, author, at }) => (takenOut.has(id) ? [`${author}\n${at}`] : [])))
  const fresh: Message[] = []
  const conflicts: Conflict[] = []
  for (const message of theirs) {
    const { externalId, author, text } = message
    const one = externalId === null ? undefined : known.get(externalId)
    if (one === undefined) {
      const isHere = words.has(`${author}\n${text}`) || emptied.has(`${author}\n${Math.floor(message.at)}`)
      if (externalId !== null || !isHere) fresh.push(message)
    } else if (one.text !== text && !masked && !takenOut.has(one.id))
      conflicts.push({ what: `message ${externalId ?? ''}`, ours: one.text, theirs: text })
  }
  return { fresh, conflicts }
}
