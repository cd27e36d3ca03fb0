import { z } from 'zod'

/** What is typed into the search of the transcripts, taken apart. Positions are UTF-16 units, [from, to). Grammar: main/domain/query. */
export const QueryTextSchema = z.string().max(2000)

const Place = z.number().int().min(0)

export const QueryTokenSchema = z.object({
  from: Place,
  to: Place,
  kind: z.enum(['word', 'phrase', 'near', 'filter', 'or', 'open', 'close']),
  /** A `-` stands before it; the place begins with it. */
  excluded: z.boolean(),
  /** Of a filter: `decision`, `arg.amount`; null for the others. */
  field: z.string().nullable(),
  /** Of a filter: `>=` and the like stay with the value. Several values: any of them. */
  values: z.array(z.string()),
})
export type QueryToken = z.infer<typeof QueryTokenSchema>

/** Something in it that cannot be understood: where, why, and what may have been meant and could stand there. The rest of the query still counts. */
export const QueryProblemSchema = z.object({
  from: Place,
  to: Place,
  message: z.string(),
  suggestion: z.string().nullable(),
})
export type QueryProblem = z.infer<typeof QueryProblemSchema>

/** What could stand at the caret: `text` takes the place of [from, to). */
export const QuerySuggestionSchema = z.object({
  from: Place,
  to: Place,
  text: z.string(),
  label: z.string(),
  help: z.string(),
})
export type QuerySuggestion = z.infer<typeof QuerySuggestionSchema>

export const ParsedQuerySchema = z.object({
  tokens: z.array(QueryTokenSchema),
  problems: z.array(QueryProblemSchema),
  suggestions: z.array(QuerySuggestionSchema),
})
