import type { AppContract } from '#contract/index.ts'
import type { Note } from '#contract/transcript.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Handlers } from '#rpc/serve.ts'

/** Notes in memory; stars and tags are taken and forgotten. */
export function fakeAnnotations(operator: string): Pick<Handlers<AppContract>, 'annotations' | 'redaction'> {
  const notes = new Map<string, Note>()
  const removed = new Map<string, Note>()
  const find = (id: string): Note => {
    const note = notes.get(id)
    if (note === undefined) throw new AppError('not_found', 'This note is not there any more.')
    return note
  }
  const put = (note: Note): Note => {
    notes.set(note.id, note)
    return note
  }
  return {
    annotations: {
      star: async () => ({}),
      review: async () => ({}),
      tag: async ({ tag, set }) => ({ tags: set ? [tag] : [] }),
      notes: async ({ conversationId }) => ({
        notes: [...notes.values()].filter((note) => note.conversationId === conversationId),
        redactions: [],
      }),
      addNote: async (input) =>
        put({
          ...input,
          id: `n_${notes.size + removed.size + 1}`,
          by: operator,
          at: Date.now(),
          editedAt: null,
          mentions: [],
          resolved: null,
          kept: [],
        }),
      editNote: async ({ id, text }) => put({ ...find(id), text, editedAt: Date.now() }),
      resolveNote: async ({ id, resolved }) =>
        put({ ...find(id), resolved: resolved ? { by: operator, at: Date.now() } : null }),
      removeNote: async ({ id }) => {
        removed.set(id, find(id))
        notes.delete(id)
        return {}
      },
      restoreNote: async ({ id }) => {
        const note = removed.get(id)
        if (note === undefined) throw new AppError('not_found', 'This note cannot be given back any more.')
        return put(note)
      },
      keepNote: async ({ id, kind }) => put({ ...find(id), kept: [...new Set([...find(id).kept, kind])] }),
    },
    redaction: {
      copies: async () => copies,
      removeCopies: async () => ({ removed: 3, backup: 'countersign-20261122T120000000Z.db' }),
      preview: async () => ({
        places: [{ label: 'Messages', count: 1 }],
        spoken: [],
        refused: null,
        elsewhere: [],
        copies,
      }),
      redact: async ({ conversationId, entryId, sound, reason }) => ({
        id: 'x_1',
        conversationId,
        entryId,
        by: operator,
        at: Date.now(),
        reason,
        what: 'Words in one place',
        sound,
        open: null,
      }),
    },
  }
}

const copies = { count: 3, bytes: 12_600_000, oldest: 1_763_000_000_000 }
