import { z } from 'zod'

/** Words as they go out: what a channel can carry, and nothing else. No markup ever stands in a `text`. */
export const RunSchema = z.object({
  text: z.string(),
  bold: z.literal(true).optional(),
  italic: z.literal(true).optional(),
  code: z.literal(true).optional(),
  /** http, https or mailto. */
  href: z.string().optional(),
})
export type Run = z.infer<typeof RunSchema>

const LineSchema = z.array(RunSchema)

export const BlockSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('paragraph'), lines: z.array(LineSchema) }),
  z.object({ kind: z.literal('list'), ordered: z.boolean(), items: z.array(LineSchema) }),
])
export type Block = z.infer<typeof BlockSchema>

export const RenderingSchema = z.object({
  /** rich: this channel carries emphasis, links, lists and code. plain: every sign goes out as it stands. */
  form: z.enum(['rich', 'plain']),
  blocks: z.array(BlockSchema),
})
export type Rendering = z.infer<typeof RenderingSchema>
