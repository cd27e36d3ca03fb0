import { z } from 'zod'
import { RenderingSchema } from '#contract/reply-rendering.ts'

/** What the desk finds out about the words of a reply: where each sentence comes from, and what should not go out. */

/** [start, end) in UTF-16 units of the text it speaks of. */
const Range = z.tuple([z.number().int(), z.number().int()])

/** S: a retrieved chunk · T: a tool's result · C: the customer's own words. */
export const EvidenceLetterSchema = z.enum(['S', 'T', 'C'])
export type EvidenceLetter = z.infer<typeof EvidenceLetterSchema>

export const SentenceSchema = z.object({
  range: Range,
  /** plain: it says nothing that could be wrong. none: nothing supports it. */
  origin: z.discriminatedUnion('letter', [
    z.object({
      letter: EvidenceLetterSchema,
      number: z.number().int(),
      /** Which words of the source it has. */
      ranges: z.array(Range),
      /** How much of the sentence is in the source, from 0 to 1. */
      share: z.number(),
    }),
    z.object({ letter: z.literal('none') }),
    z.object({ letter: z.literal('plain') }),
  ]),
  /** What nothing supports, to the character. */
  claims: z.array(
    z.object({
      range: Range,
      kind: z.enum(['amount', 'date', 'promise', 'link']),
      /** What a source says instead: "S2 says $12". */
      instead: z.string().nullable(),
    }),
  ),
})
export type Sentence = z.infer<typeof SentenceSchema>

export const EvidenceTextSchema = z.object({
  letter: EvidenceLetterSchema,
  number: z.number().int(),
  text: z.string(),
  title: z.string(),
  /** The proposal whose result it is, or null. */
  proposalId: z.string().nullable(),
  at: z.number().nullable(),
  by: z.string().nullable(),
})
export type EvidenceText = z.infer<typeof EvidenceTextSchema>

export const OutputCheckIdSchema = z.enum([
  'secret',
  'card_number',
  'other_customer',
  'promise',
  'unsafe_link',
  'unsourced',
  'markup',
])
export type OutputCheckId = z.infer<typeof OutputCheckIdSchema>

/** off · warn: it is said, and no rule signs · confirm: a person says "send although" · ask_two · block. */
export const outputLevels = ['off', 'warn', 'confirm', 'ask_two', 'block'] as const
export const OutputLevelSchema = z.enum(outputLevels)
export type OutputLevel = z.infer<typeof OutputLevelSchema>

export const OutputFindingSchema = z.object({
  check: OutputCheckIdSchema,
  level: OutputLevelSchema,
  /** One line: what was found. Never the secret itself. */
  label: z.string(),
  detail: z.string().nullable(),
  range: Range,
})
export type OutputFinding = z.infer<typeof OutputFindingSchema>

export const ReplyReviewSchema = z.object({
  sentences: z.array(SentenceSchema),
  evidence: z.array(EvidenceTextSchema),
  findings: z.array(OutputFindingSchema),
  /** What was looked for and not found. */
  passed: z.array(OutputCheckIdSchema),
  /** What could not be looked for, because the language of the words is not known here. */
  unchecked: z.array(OutputCheckIdSchema),
  /** Exactly as they go out on this channel. */
  rendering: RenderingSchema,
  /** As far as its words tell, "en", "de" …; null: they do not. */
  language: z.string().nullable(),
})
export type ReplyReview = z.infer<typeof ReplyReviewSchema>

const Level = OutputLevelSchema
/** What each finding does. Human-written words go through the same gate. */
export const OutputChecksSchema = z
  .object({
    secret: Level.default('block'),
    card_number: Level.default('block'),
    other_customer: Level.default('ask_two'),
    promise: Level.default('confirm'),
    unsafe_link: Level.default('confirm'),
    unsourced: Level.default('warn'),
    markup: Level.default('warn'),
  })
  .strict()
export type OutputLevels = z.infer<typeof OutputChecksSchema>
