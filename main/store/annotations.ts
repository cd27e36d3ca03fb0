import type { LessonKind } from '#contract/proposal.ts'
import type { Note, NoteAnchor } from '#contract/transcript.ts'
import { AppError } from '#main/kernel/errors.ts'
import {
  createAnnotationReader,
  noteBody,
  noteOf,
  toNote,
  toStoredNote,
  type Annotations,
  type NoteRow,
  type StoredNote,
} from '#main/store/annotation-rows.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import type { Write } from '#main/store/group.ts'
import { createChanged } from '#main/store/search/changed.ts'
import { createForget } from '#main/store/search/forget.ts'

/** A note with its place among the others, so that it can be given back as it was. */
export type RemovedNote = { readonly note: StoredNote; readonly seq: number }

/** What a reviewer adds to a conversation. The search index hears of each change in the same transaction. */
export type AnnotationStore = {
  readonly of: (conversationId: number) => Promise<Annotations>
  /** By whom; null: not any more. */
  readonly star: (conversationId: number, by: string | null) => Promise<void>
  readonly review: (conversationId: number, by: string | null) => Promise<void>
  /** Those of this desk after it. */
  readonly tag: (conversationId: number, tag: string, by: string | null) => Promise<readonly string[]>
  readonly note: (id: string) => Promise<Note>
  readonly addNote: (note: {
    readonly id: string
    readonly conversationId: number
    readonly anchor: NoteAnchor
    readonly text: string
    readonly mentions: readonly string[]
    readonly by: string
  }) => Promise<Note>
  readonly editNote: (id: string, text: string, mentions: readonly string[]) => Promise<Note>
  /** By whom; null: open again. */
  readonly resolveNote: (id: string, by: string | null) => Promise<Note>
  readonly removeNote: (id: string) => Promise<RemovedNote>
  readonly restoreNote: (removed: RemovedNote) => Promise<Note>
  readonly keepNote: (id: string, kind: LessonKind, by: string) => Promise<Note>
}

type Placed = NoteRow & { readonly seq: number }

export function createAnnotations(db: Connection, write: Write, now: () => number): AnnotationStore {
  const read = createAnnotationReader(db)
  const changed = createChanged(db)
  const forget = createForget(db)
  const known = db.prepare<[number], number>('select 1 from conversations where id = ?').pluck()
  const putStar = db.prepare<[number, string | null, number | null]>(`
    insert into annotations(conversation_id, starred_by, starred_at) values (?, ?, ?)
    on conflict(conversation_id) do update set starred_by = excluded.starred_by, starred_at = excluded.starred_at`)
  const putReview = db.prepare<[number, string | null, number | null]>(`
    insert into annotations(conversation_id, reviewed_by, reviewed_at) values (?, ?, ?)
    on conflict(conversation_id) do update set reviewed_by = excluded.reviewed_by, reviewed_at = excluded.reviewed_at`)
  const putTag = db.prepare<[number, string, string, number]>(
    'insert or ignore into own_tags(conversation_id, tag, by, at) values (?, ?, ?, ?)',
  )
  const dropTag = db.prepare<[number, string]>('delete from own_tags where conversation_id = ? and tag = ?')
  const find = db.prepare<[string], Placed>('select seq, id, conversation_id, body from notes where id = ?')
  const insert = db.prepare<[number | null, string, number, string]>(
    'insert into notes(seq, id, conversation_id, body) values (?, ?, ?, ?)',
  )
  const update = db.prepare<[string, string]>('update notes set body = ? where id = ?')
  const drop = db.prepare<[string]>('delete from notes where id = ?')

  const placed = (id: string): Placed => {
    const row = find.get(id)
    if (row === undefined) throw new AppError('not_found', 'This note is not there any more.')
    return row
  }
  const expect = (conversationId: number) => {
    if (known.get(conversationId) !== undefined) return
    throw new AppError('not_found', `There is no conversation ${conversationId}.`)
  }
  const change = (id: string, to: (note: StoredNote) => StoredNote): Note => {
    const row = placed(id)
    const before = toStoredNote(row)
    const note = to(before)
    if (note.text !== before.text) forget.row(before.conversationId, 'note', row.seq)
    update.run(noteBody(note), id)
    changed(note.conversationId)
    return noteOf(note)
  }
  const mark = (conversationId: number, work: () => void) =>
    write(() => {
      expect(conversationId)
      work()
      changed(conversationId)
    })

  return {
    of: async (conversationId) => guarded(() => read(conversationId)),
    star: (id, by) => mark(id, () => void putStar.run(id, by, by === null ? null : now())),
    review: (id, by) => mark(id, () => void putReview.run(id, by, by === null ? null : now())),
    tag: async (id, tag, by) => {
      await mark(id, () => void (by === null ? dropTag.run(id, tag) : putTag.run(id, tag, by, now())))
      return guarded(() => read(id).tags)
    },
    note: async (id) => guarded(() => toNote(placed(id))),
    addNote: async ({ mentions, ...made }) =>
      write(() => {
        expect(made.conversationId)
        const nothing = { editedAt: null, resolved: null, lessons: [] }
        const note: StoredNote = { ...made, ...nothing, mentions: [...mentions], at: now() }
        insert.run(null, note.id, note.conversationId, noteBody(note))
        changed(note.conversationId)
        return noteOf(note)
      }),
    editNote: async (id, text, mentions) =>
      write(() => change(id, (note) => ({ ...note, text, mentions: [...mentions], editedAt: now() }))),
    resolveNote: async (id, by) =>
      write(() => change(id, (note) => ({ ...note, resolved: by === null ? null : { by, at: now() } }))),
    removeNote: async (id) =>
      write(() => {
        const row = placed(id)
        forget.row(row.conversation_id, 'note', row.seq)
        drop.run(id)
        changed(row.conversation_id)
        return { note: toStoredNote(row), seq: row.seq }
      }),
    restoreNote: async ({ note, seq }) =>
      write(() => {
        expect(note.conversationId)
        insert.run(seq, note.id, note.conversationId, noteBody(note))
        changed(note.conversationId)
        return noteOf(note)
      }),
    keepNote: async (id, kind, by) =>
      write(() =>
        change(id, (note) => {
          if (note.lessons.some((lesson) => lesson.kind === kind)) return note
          return { ...note, lessons: [...note.lessons, { kind, by, at: now() }] }
        }),
      ),
  }
}
