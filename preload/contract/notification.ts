import { z } from 'zod'
import { command, feed } from '#contract/procedure.ts'

/** What the desk tells somebody who is not looking. It says that something waits; it never decides and carries no button. */
export const NoteSchema = z.object({
  level: z.enum(['interrupt', 'notify', 'digest']),
  title: z.string(),
  body: z.string(),
  /** Told a second time, and the last. */
  again: z.boolean(),
  /** What a click shows; null: the inbox. */
  proposalId: z.string().nullable(),
})
export type Note = z.infer<typeof NoteSchema>

const NoteEventSchema = z.discriminatedUnion('type', [
  /** Who shows notes: the system itself, one of the pages that are open, or nobody. */
  z.object({ type: z.literal('ready'), by: z.enum(['system', 'screen', 'nobody']) }),
  /** This page is to show it; no other one was asked. */
  z.object({ type: z.literal('note'), note: NoteSchema }),
])

export type NoteEvent = z.infer<typeof NoteEventSchema>

export const notifications = {
  /** Open for as long as the page is. */
  watch: feed(z.object({}), NoteEventSchema),
  /** What the page knows about being looked at. `granted`: the browser lets it show notes. */
  presence: command(z.object({ visible: z.boolean(), focused: z.boolean(), granted: z.boolean() }), z.object({})),
  /** Shows one here, whatever the settings say. */
  test: command(z.object({}), z.object({})),
}
