import type { AppContract } from '#contract/index.ts'
import type { Signer } from '#contract/proposal.ts'
import { mentionsIn } from '#main/domain/mentions.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Desk } from '#main/services/desk.ts'
import type { RemovedNote } from '#main/store/annotations.ts'
import type { Context, Handlers } from '#rpc/serve.ts'

/** So many removed notes can be given back. */
const mostRemoved = 100

/**
 * Stars, tags, review marks and notes. A note that is removed is gone from the disk; until the desk stops it is kept in
 * memory, so that whoever removed it by mistake gets it back.
 */
export function annotationHandlers(
  desk: Desk,
  signer: (context: Context) => Signer,
): Handlers<AppContract['annotations']> {
  const { annotations } = desk.store
  const removed = new Map<string, RemovedNote>()
  const mentioned = async (text: string) => {
    const people = await desk.store.people.list()
    const names = people.filter(({ disabledAt }) => disabledAt === null).map(({ name }) => name)
    return mentionsIn(text, [desk.configuration().operator.name, ...names])
  }

  return {
    star: async ({ conversationId, starred }, context) => {
      await annotations.star(conversationId, starred ? signer(context).name : null)
      return {}
    },
    tag: async ({ conversationId, tag, set }, context) => ({
      tags: [...(await annotations.tag(conversationId, tag, set ? signer(context).name : null))],
    }),
    review: async ({ conversationId, reviewed }, context) => {
      await annotations.review(conversationId, reviewed ? signer(context).name : null)
      return {}
    },
    notes: async ({ conversationId }) => {
      const { notes, redactions } = await annotations.of(conversationId)
      return { notes: [...notes], redactions: [...redactions] }
    },
    addNote: async ({ conversationId, anchor, text }, context) => {
      const [id, by] = [desk.random.id('n'), signer(context).name]
      return annotations.addNote({ id, conversationId, anchor, text, by, mentions: await mentioned(text) })
    },
    editNote: async ({ id, text }) => annotations.editNote(id, text, await mentioned(text)),
    resolveNote: ({ id, resolved }, context) => annotations.resolveNote(id, resolved ? signer(context).name : null),
    removeNote: async ({ id }) => {
      removed.set(id, await annotations.removeNote(id))
      const [oldest] = removed.keys()
      if (removed.size > mostRemoved && oldest !== undefined) removed.delete(oldest)
      return {}
    },
    restoreNote: async ({ id }) => {
      const note = removed.get(id)
      if (note === undefined) throw new AppError('not_found', 'This note cannot be given back any more.')
      const restored = await annotations.restoreNote(note)
      removed.delete(id)
      return restored
    },
    keepNote: ({ id, kind }, context) => annotations.keepNote(id, kind, signer(context).name),
  }
}
