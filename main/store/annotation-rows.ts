import type { LessonKind } from '#contract/proposal.ts'
import { NoteSchema, RedactionSchema, type Note, type Redaction } from '#contract/transcript.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import { readable } from '#main/store/readable.ts'

/** What reviewers added to a conversation, and what they took out of it. */
export type Annotations = {
  /** Oldest first, like the redactions. */
  readonly notes: readonly Note[]
  readonly redactions: readonly Redaction[]
  /** Set at this desk. */
  readonly tags: readonly string[]
  readonly starred: boolean
  readonly reviewed: { readonly by: string; readonly at: number } | null
}

export type NoteRow = { readonly id: string; readonly conversation_id: number; readonly body: string }

/** What was made of a note, and by whom. */
export type KeptAs = { readonly kind: LessonKind; readonly by: string; readonly at: number }
export type StoredNote = Omit<Note, 'kept'> & { readonly lessons: readonly KeptAs[] }

export const toStoredNote = ({ id, conversation_id: conversationId, body }: NoteRow): StoredNote => ({
  ...(JSON.parse(body) as Omit<StoredNote, 'id' | 'conversationId'>),
  id,
  conversationId,
})

export const noteOf = ({ lessons, ...note }: StoredNote): Note => ({ ...note, kept: lessons.map(({ kind }) => kind) })

export const toNote = (row: NoteRow): Note => noteOf(toStoredNote(row))

export const noteBody = ({ anchor, text, by, at, editedAt, mentions, resolved, lessons }: StoredNote): string =>
  JSON.stringify({ anchor, text, by, at, editedAt, mentions, resolved, lessons })

/** Steps of a redaction after its words are gone from the tables, in their order. */
export type LeftToDo = 'sound' | 'traces'

/** What is kept of a redaction beside what a screen shows. */
export type RedactionBody = Omit<Redaction, 'id' | 'conversationId' | 'open'> & {
  /** In the recording's own file, where sound has to go: every place where these words are spoken. */
  readonly silence: readonly { readonly fromMs: number; readonly toMs: number }[]
  /** Messages that a helpdesk must not write again, and fields of the conversation. */
  readonly messages: readonly number[]
  readonly fields: readonly string[]
}

export type RedactionRow = {
  readonly id: string
  readonly conversation_id: number
  readonly left_to_do: LeftToDo | null
  readonly body: string
}

const open: Readonly<Record<LeftToDo, string>> = {
  sound: 'The recording is still to be rewritten.',
  traces: 'Old copies inside the database file are still to be overwritten.',
}

export function toRedaction(row: RedactionRow): Redaction {
  const { entryId, by, at, reason, what, sound } = JSON.parse(row.body) as RedactionBody
  const left = row.left_to_do === null ? null : open[row.left_to_do]
  return { id: row.id, conversationId: row.conversation_id, entryId, by, at, reason, what, sound, open: left }
}

type Marks = {
  readonly starred_by: string | null
  readonly reviewed_by: string | null
  readonly reviewed_at: number | null
}

/** Reads all of it, on any connection. */
export function createAnnotationReader(db: Connection): (conversationId: number) => Annotations {
  const notes = db.prepare<[number], NoteRow>(
    'select id, conversation_id, body from notes where conversation_id = ? order by seq',
  )
  const redactions = db.prepare<[number], RedactionRow>(
    'select id, conversation_id, left_to_do, body from redactions where conversation_id = ? order by seq',
  )
  const tags = db
    .prepare<[number], string>('select tag from own_tags where conversation_id = ? order by at, tag')
    .pluck()
  const marks = db.prepare<[number], Marks>(
    'select starred_by, reviewed_by, reviewed_at from annotations where conversation_id = ?',
  )
  return (conversationId) =>
    guarded(() => {
      const {
        starred_by: star = null,
        reviewed_by: by = null,
        reviewed_at: at = null,
      } = marks.get(conversationId) ?? {}
      return {
        notes: [...readable(notes.all(conversationId), (row) => NoteSchema.parse(toNote(row)))],
        redactions: [...readable(redactions.all(conversationId), (row) => RedactionSchema.parse(toRedaction(row)))],
        tags: tags.all(conversationId),
        starred: star !== null,
        reviewed: by === null || at === null ? null : { by, at },
      }
    })
}
