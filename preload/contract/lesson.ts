import { z } from 'zod'
import { query } from '#contract/procedure.ts'
import { LessonKindSchema, RejectReasonSchema } from '#contract/proposal.ts'
import { ArgumentsSchema } from '#contract/tool.ts'

/** What a rejection, or a note of a reviewer, is kept for: a test that the agent has to pass, or something that it could not know. */
export const LessonSchema = z.object({
  id: z.number().int(),
  kind: LessonKindSchema,
  /** What was rejected, or what the note is about; null: the note is about no action. */
  proposalId: z.string().nullable(),
  noteId: z.string().nullable(),
  conversationId: z.number().int(),
  at: z.number(),
  by: z.string(),
  /** Empty where there is no action. */
  tool: z.string(),
  title: z.string(),
  arguments: ArgumentsSchema,
  reasons: z.array(RejectReasonSchema),
  /** What the agent was told, or what the note says. */
  text: z.string(),
  /** The customer's words the agent had before it, newest last. */
  customerSaid: z.array(z.string()),
})
export type Lesson = z.infer<typeof LessonSchema>

const Kind = z.object({ kind: LessonKindSchema })

export const lessons = {
  counts: query(z.object({}), z.object({ regression_test: z.number().int(), knowledge_gap: z.number().int() })),
  /** From rejections, then from notes; of each the newest first. */
  list: query(
    Kind.extend({ before: z.number().int().nullable(), limit: z.number().int().min(1).max(200) }),
    z.object({ items: z.array(LessonSchema), before: z.number().int().nullable() }),
  ),
  /** The newest ten thousand as a file to keep. In CSV nothing a spreadsheet would run. */
  export: query(Kind.extend({ format: z.enum(['json', 'csv']) }), z.object({ name: z.string(), text: z.string() })),
} as const
