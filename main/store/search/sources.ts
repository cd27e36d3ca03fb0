import type { Message, RagResult } from '#contract/conversation.ts'
import { eventAuthor, eventText } from '#main/domain/event-text.ts'
import { eventWords } from '#main/domain/event-words.ts'
import type { ProposalEvent } from '#main/domain/proposal-event.ts'
import type { Connection } from '#main/store/database.ts'

/** What a document is made of. */
export const kinds = ['message', 'entry', 'retrieval', 'guardrail', 'note'] as const
export type Kind = (typeof kinds)[number]
export const kindNumber = (kind: Kind): number => kinds.indexOf(kind)
export const authors: readonly Message['author'][] = ['customer', 'agent', 'operator', 'bot', 'system']

/** One row of a timeline with its words; `ref`: its number in its own table. */
export type Source = {
  readonly kind: Kind
  readonly ref: number
  readonly conversationId: number
  readonly author: Message['author']
  readonly name: string
  readonly at: number
  readonly text: string
}

type MessageRow = Omit<Source, 'kind'>
type EntryRow = {
  readonly seq: number
  readonly conversation_id: number
  readonly payload: string
  readonly at: number
}
type TurnRow = { readonly seq: number; readonly conversation_id: number; readonly body: string }
type NoteRow = TurnRow

/** Of a turn, only what was retrieved and what held the answer back can be found: its words became messages and proposals. */
type TurnBody = { readonly at: number; readonly ragResults?: readonly RagResult[]; readonly guardrail?: string | null }
type NoteBody = { readonly text?: string; readonly by?: string; readonly at?: number }

/** Of a row that vouches for what was taken out, and of one that was taken out as a whole. */
type Erased = { readonly type: 'redacted' } | { readonly type: 'erased' }

const agentName = 'Agent'

const ofEntry = (row: EntryRow): readonly Source[] => {
  const event = JSON.parse(row.payload) as ProposalEvent | Erased
  // Nothing that anybody said or did in it.
  if (event.type === 'redacted' || event.type === 'erased') return []
  const text = eventText(event)
  if (text === '') return []
  const place = { ref: row.seq, conversationId: row.conversation_id, at: row.at }
  return [{ kind: 'entry', ...place, author: eventAuthor(event), name: eventWords(event).who, text }]
}

const ofTurn = (row: TurnRow): readonly Source[] => {
  const { at, ragResults = [], guardrail = null } = JSON.parse(row.body) as TurnBody
  const place = { ref: row.seq, conversationId: row.conversation_id, at, name: agentName }
  const found: Source[] = []
  if (ragResults.length > 0) {
    const text = ragResults.map((chunk) => chunk.text).join('\n\n')
    found.push({ kind: 'retrieval', ...place, author: 'system', text })
  }
  if (guardrail !== null) found.push({ kind: 'guardrail', ...place, author: 'agent', text: guardrail })
  return found
}

const ofNote = (row: NoteRow): readonly Source[] => {
  const { text = '', by = '', at = 0 } = JSON.parse(row.body) as NoteBody
  return [
    {
      kind: 'note',
      ref: row.seq,
      conversationId: row.conversation_id,
      at: Math.floor(at),
      author: 'operator',
      name: by,
      text,
    },
  ]
}

const ofMessage = (row: MessageRow): readonly Source[] => [{ kind: 'message', ...row }]

/** The four tables that documents come from; each is read in the order in which it grew. */
export const tables = ['messages', 'ledger', 'turns', 'notes'] as const
export type Table = (typeof tables)[number]
export const tableOf: Readonly<Record<Kind, Table>> = {
  message: 'messages',
  entry: 'ledger',
  retrieval: 'turns',
  guardrail: 'turns',
  note: 'notes',
}

const columns: Readonly<Record<Table, string>> = {
  messages: 'id as ref, conversation_id as conversationId, author, author_name as name, at, text',
  ledger: 'seq, conversation_id, payload, at',
  turns: 'seq, conversation_id, body',
  notes: 'seq, conversation_id, body',
}
const key = (table: Table): string => (table === 'messages' ? 'id' : 'seq')

/** Rows of one table as documents, `number` being where each row stands in it. */
export type Row = { readonly number: number; readonly sources: readonly Source[] }

/** Told of a row that cannot be read: it is left out, and the others are not. */
export type Unreadable = (what: string) => void

const isWhole = ({ at, name, text }: Source): boolean =>
  Number.isSafeInteger(at) && typeof name === 'string' && typeof text === 'string'

function readRow(table: Table, row: unknown, unreadable: Unreadable): Row {
  try {
    const read = parseRow(table, row)
    if (read.sources.every(isWhole)) return read
  } catch {
    // It is named below.
  }
  const number = Object.values(row as Record<string, number>)[0] ?? 0
  unreadable(`${table} ${number}`)
  return { number, sources: [] }
}

function parseRow(table: Table, row: unknown): Row {
  switch (table) {
    case 'messages': {
      const message = row as MessageRow
      return { number: message.ref, sources: ofMessage(message) }
    }
    case 'ledger': {
      const entry = row as EntryRow
      return { number: entry.seq, sources: ofEntry(entry) }
    }
    case 'turns': {
      const turn = row as TurnRow
      return { number: turn.seq, sources: ofTurn(turn) }
    }
    case 'notes': {
      const note = row as NoteRow
      return { number: note.seq, sources: ofNote(note) }
    }
  }
}

/** What can be found, read from where it is kept. */
export function createSources(db: Connection, unreadable: Unreadable = () => {}) {
  const each = <T>(make: (table: Table) => T): Readonly<Record<Table, T>> => ({
    messages: make('messages'),
    ledger: make('ledger'),
    turns: make('turns'),
    notes: make('notes'),
  })
  const onward = each((table) =>
    db.prepare<[number, number], unknown>(
      `select ${columns[table]} from ${table} where ${key(table)} > ? order by ${key(table)} limit ?`,
    ),
  )
  const one = each((table) =>
    db.prepare<[number], unknown>(`select ${columns[table]} from ${table} where ${key(table)} = ?`),
  )
  const several = each((table) =>
    db.prepare<[string], unknown>(
      `select ${columns[table]} from ${table} where ${key(table)} in (select value from json_each(?))`,
    ),
  )
  const ofConversation: Readonly<Record<Table, { all: (id: number, after: number) => readonly unknown[] }>> = {
    ...each((table) =>
      db.prepare<[number, number], unknown>(
        `select ${columns[table]} from ${table} where conversation_id = ? and ${key(table)} > ? order by ${key(table)}`,
      ),
    ),
    // Entries are named by their proposals: there is no index by conversation.
    ledger: db.prepare<[number, number], unknown>(`
      select l.seq, l.conversation_id, l.payload, l.at from proposals p cross join json_each(p.entries) e
        cross join ledger l on l.seq = e.value
      where p.conversation_id = ? and e.value > ? order by l.seq`),
  }
  return {
    /** The next rows of a table after a number. */
    onward: (table: Table, after: number, limit: number): readonly Row[] =>
      onward[table].all(after, limit).map((row) => readRow(table, row, unreadable)),
    /** What a conversation has after a number of a table. */
    ofConversation: (table: Table, conversationId: number, after: number): readonly Source[] =>
      ofConversation[table].all(conversationId, after).flatMap((row) => readRow(table, row, unreadable).sources),
    /** Those of a table that are still there, by their numbers. */
    several: (table: Table, numbers: readonly number[]): ReadonlyMap<number, Row> =>
      new Map(
        numbers.length === 0
          ? []
          : several[table].all(JSON.stringify(numbers)).map((row) => {
              const read = readRow(table, row, unreadable)
              return [read.number, read] as const
            }),
      ),
    /** Null: it is not there any more. */
    find(kind: Kind, ref: number): Source | null {
      const row = one[tableOf[kind]].get(ref)
      if (row === undefined) return null
      return readRow(tableOf[kind], row, unreadable).sources.find((source) => source.kind === kind) ?? null
    },
  }
}
