import type { Message } from '#contract/conversation.ts'
import type { Redaction } from '#contract/transcript.ts'
import type { Proposal } from '#contract/proposal.ts'
import type { Moments } from '#main/domain/erasing/line.ts'
import { createWordFinder, erase, type WordFinder } from '#main/domain/erasing/words.ts'
import { AppError } from '#main/kernel/errors.ts'
import { toRedaction, type LeftToDo, type RedactionBody, type RedactionRow } from '#main/store/annotation-rows.ts'
import type { Chain } from '#main/store/chain.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import { createColumnSearch } from '#main/store/erase/columns.ts'
import { createConversationEraser, type ErasedConversation } from '#main/store/erase/conversations.ts'
import { createEarlierErasures } from '#main/store/erase/earlier.ts'
import { createSearchElsewhere } from '#main/store/erase/elsewhere.ts'
import type { Found } from '#main/store/erase/found.ts'
import { createHoldCheck } from '#main/store/erase/holds.ts'
import { createIndexEraser } from '#main/store/erase/index-eraser.ts'
import { createLineSearch } from '#main/store/erase/lines.ts'
import { createMessageSearch } from '#main/store/erase/messages.ts'
import { createProposalSearch } from '#main/store/erase/proposals.ts'
import { createLedgerEraser } from '#main/store/erase/vouching.ts'
import type { Write } from '#main/store/group.ts'
import type { Messages } from '#main/store/messages.ts'
import { toMessage, type MessageRow } from '#main/store/rows.ts'

export type Reach = {
  readonly places: readonly { readonly label: string; readonly count: number }[]
  readonly spoken: readonly Moments[]
  readonly refused: string | null
  /** Where else in this desk they stand, in words: not of this conversation, and not reached. */
  readonly elsewhere: readonly string[]
}

export type Redacting = {
  readonly id: string
  readonly conversationId: number
  readonly entryId: string | null
  readonly words: string | null
  readonly sound: Moments | null
  readonly by: string
  readonly reason: string
}

/** What changed in the same transaction, for those who watch. */
export type Redacted = {
  readonly redaction: Redaction
  readonly messages: readonly Message[]
  readonly proposals: readonly Proposal[]
}

export type UnfinishedRedaction = {
  readonly id: string
  readonly conversationId: number
  readonly leftToDo: LeftToDo
  readonly silence: readonly Moments[]
}

export type RedactionStore = {
  /** How far it would reach. Changes nothing. */
  readonly reach: (conversationId: number, words: string) => Promise<Reach>
  /** Takes words out of every table and the index, and notes what is still to be done for the rest, in one transaction. */
  readonly redact: (redacting: Redacting) => Promise<Redacted>
  /** The oldest first. */
  readonly unfinished: () => Promise<readonly UnfinishedRedaction[]>
  /** One step is done; null: all of it. */
  readonly advance: (id: string, leftToDo: LeftToDo | null) => Promise<Redaction>
  /**
   * Takes all of a conversation out, in one transaction; what is left of it in the log goes with `wipe`, its recording with
   * the folder's `remove`. A helpdesk or a file that still has it does not give it again.
   */
  readonly eraseConversation: (
    conversationId: number,
    told: { readonly by: string; readonly reason: string },
  ) => Promise<ErasedConversation>
  /** A sealed entry of its own: copies of the desk, or a recording, were removed. Null: no one conversation. */
  readonly noteRemoval: (
    conversationId: number | null,
    told: { readonly by: string; readonly reason: string; readonly what: string },
  ) => Promise<number>
  /** Overwrites what is left in the index and the log of what was taken out; false: ask again. */
  readonly wipe: () => Promise<boolean>
}

type Parts = {
  readonly messages: Messages
  readonly chain: Chain
  readonly write: Write
  readonly now: () => number
  readonly wipe: () => Promise<boolean>
}

export function createRedactions(db: Connection, parts: Parts): RedactionStore {
  const { messages, chain, write, now } = parts
  const inColumns = createColumnSearch(db)
  const inMessages = createMessageSearch(db, messages)
  const inLines = createLineSearch(db)
  const inProposals = createProposalSearch(db)
  const earlier = createEarlierErasures(db)
  const inElsewhere = createSearchElsewhere(db)
  const heldBy = createHoldCheck(db)
  const index = createIndexEraser(db)
  const eraseLedger = createLedgerEraser(db, chain)
  const eraseConversation = createConversationEraser(db, index, eraseLedger)
  const known = db.prepare<[number], number>('select 1 from conversations where id = ?').pluck()
  const call = db.prepare<[number], { readonly state: string; readonly sound: number }>(`
    select state, exists (select 1 from call_recordings r where r.call = c.seq) as sound
    from calls c where conversation_id = ?`)
  const insert = db.prepare<[string, number, LeftToDo, string]>(
    'insert into redactions(id, conversation_id, left_to_do, body) values (?, ?, ?, ?)',
  )
  const one = db.prepare<[string], RedactionRow>('select * from redactions where id = ?')
  const open = db.prepare<[], RedactionRow>('select * from redactions where left_to_do is not null order by seq')
  const message = db.prepare<[number], MessageRow>('select * from messages where id = ?')
  const advance = db.prepare<[LeftToDo | null, string]>('update redactions set left_to_do = ? where id = ?')

  const look = (conversationId: number, finder: WordFinder) => ({
    lines: inLines(conversationId, finder),
    messages: inMessages(conversationId, finder),
    proposals: inProposals(conversationId, finder),
    columns: inColumns(conversationId, finder),
    earlier: earlier.search(conversationId, finder),
  })
  const refusal = (conversationId: number, found: readonly Found[]): string | null => {
    if (known.get(conversationId) === undefined)
      throw new AppError('not_found', `There is no conversation ${conversationId}.`)
    const state = call.get(conversationId)?.state
    if (state !== undefined && state !== 'ended') return 'The call is still under way.'
    return heldBy(conversationId) ?? found.flatMap(({ refused }) => refused ?? [])[0] ?? null
  }
  const all = ({ lines, messages: said, proposals, columns, earlier: reasons }: ReturnType<typeof look>): Found[] => [
    ...said,
    ...lines,
    ...proposals,
    ...columns,
    ...reasons,
  ]
  const spokenIn = (conversationId: number, found: readonly Found[]): readonly Moments[] =>
    call.get(conversationId)?.sound === 1 ? found.flatMap(({ spoken }) => spoken ?? []) : []
  const get = (id: string): Redaction => {
    const row = one.get(id)
    if (row === undefined) throw new AppError('not_found', 'There is no such redaction.')
    return toRedaction(row)
  }

  const redact = ({ id, conversationId, entryId, words, sound, by, reason }: Redacting): Redacted => {
    const finder = createWordFinder(words ?? '')
    const where = words === null ? null : look(conversationId, finder)
    const found = where === null ? [] : all(where)
    const refused = refusal(conversationId, found)
    if (refused !== null) throw new AppError('conflict', `${refused} Then the words can be taken out.`)
    if (words !== null && found.length === 0)
      throw new AppError('not_found', 'These words do not stand in this conversation.')
    if (sound !== null && call.get(conversationId)?.sound !== 1)
      throw new AppError('not_found', 'There is no recording of this call.')
    const at = now()
    const payloads = new Map(
      where === null ? [] : [...where.proposals, ...where.earlier].flatMap(({ payloads: theirs }) => [...theirs]),
    )
    index(conversationId, () => found.forEach((place) => place.apply()))
    const silence = sound === null ? [] : joined([sound, ...spokenIn(conversationId, found)])
    const what = whatOf(words, found, silence)
    const told = words === null ? reason : erase(finder, reason).text
    const body: RedactionBody = {
      entryId,
      by,
      at,
      reason: told,
      what,
      sound,
      silence,
      messages: where?.messages.map(({ messageId }) => messageId) ?? [],
      fields: where?.columns.flatMap(({ table, column }) => (table === 'conversations' ? [column] : [])) ?? [],
    }
    insert.run(id, conversationId, silence.length > 0 ? 'sound' : 'traces', JSON.stringify(body))
    eraseLedger(conversationId, payloads, { type: 'redacted', by, reason: told, what, redaction: id }, at)
    return {
      redaction: get(id),
      messages: body.messages.flatMap((messageId) => message.all(messageId)).map(toMessage),
      proposals: where?.proposals.map(({ proposal }) => proposal) ?? [],
    }
  }

  return {
    reach: async (conversationId, words) =>
      guarded(() => {
        const finder = createWordFinder(words)
        const found = all(look(conversationId, finder))
        const counts = new Map<string, number>()
        for (const { label, count } of found) counts.set(label, (counts.get(label) ?? 0) + count)
        return {
          places: [...counts].map(([label, count]) => ({ label, count })),
          spoken: joined(spokenIn(conversationId, found)),
          refused: refusal(conversationId, found),
          elsewhere: inElsewhere(finder),
        }
      }),
    redact: async (redacting) => write(() => redact(redacting)),
    unfinished: async () =>
      guarded(() =>
        open.all().map((row) => ({
          id: row.id,
          conversationId: row.conversation_id,
          leftToDo: row.left_to_do ?? 'traces',
          silence: (JSON.parse(row.body) as RedactionBody).silence,
        })),
      ),
    advance: async (id, leftToDo) =>
      write(() => {
        advance.run(leftToDo, id)
        return get(id)
      }),
    noteRemoval: async (conversationId, told) =>
      write(() => eraseLedger(conversationId ?? 0, new Map(), { type: 'redacted', ...told, redaction: null }, now())),
    eraseConversation: async (conversationId, told) => write(() => eraseConversation(conversationId, told, now())),
    wipe: parts.wipe,
  }
}

/** In order, those that touch as one. */
function joined(moments: readonly Moments[]): readonly Moments[] {
  const kept: Moments[] = []
  for (const one of moments.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = kept.at(-1)
    if (last === undefined || one.fromMs > last.toMs) kept.push(one)
    else kept[kept.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, one.toMs) }
  }
  return kept
}

/** How much went, in words that say nothing of it. */
function whatOf(words: string | null, found: readonly Found[], silence: readonly Moments[]): string {
  const count = found.reduce((sum, one) => sum + one.count, 0)
  const seconds = silence.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0) / 1000
  return [
    ...(words === null ? [] : [count === 1 ? 'Words in one place' : `Words in ${count} places`]),
    ...(silence.length === 0 ? [] : [`${seconds.toFixed(1)} s of sound`]),
  ].join(', ')
}
