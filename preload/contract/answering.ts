import { z } from 'zod'
import { BotAnswerSchema } from '#contract/bot.ts'

/** Who answers which conversations, and what the bot said where it was asked. */

/** xai: the support agent · bot · both: the bot, and the agent takes what the bot is not sure of · person: nobody by itself. */
export const EngineSchema = z.enum(['xai', 'bot', 'both', 'person'])
export type Engine = z.infer<typeof EngineSchema>

/** `inboxes`: ids of whom it is assigned to in the helpdesk. An empty list asks for nothing; the first rule that fits decides. */
const ChoiceSchema = z
  .object({
    channels: z
      .array(z.enum(['chat', 'email', 'phone', 'sms', 'social', 'other']))
      .max(6)
      .default([]),
    inboxes: z.array(z.string().min(1).max(100)).max(100).default([]),
    tags: z.array(z.string().min(1).max(100)).max(100).default([]),
    engine: EngineSchema,
  })
  .strict()

export type Choice = z.infer<typeof ChoiceSchema>

export const AnsweringSchema = z
  .object({
    rules: z.array(ChoiceSchema).max(100).default([]),
    /** Where no rule fits. */
    otherwise: EngineSchema.default('xai'),
    /** Under it the bot counts as not sure: no rule sends its words, and the agent takes over where both answer. */
    line: z.number().min(0).max(1).default(0.75),
    /** Where no token for the customer can be had, the bot is asked as if by nobody in particular. */
    withoutIdentity: z.boolean().default(false),
    /** Answers suggested before a person opens the conversation. */
    ahead: z
      .object({
        on: z.boolean().default(false),
        perHour: z.number().int().min(1).max(10_000).default(30),
        perDay: z.number().int().min(1).max(100_000).default(300),
      })
      .strict()
      .prefault({}),
  })
  .strict()
export type Answering = z.infer<typeof AnsweringSchema>

/** What the bot did about a turn, kept whatever became of it. Its confidence is for whoever answers, never for the customer. */
export const BotPartSchema = z.object({
  /** answered · unsure: only a person may send it · unanswered: it goes to a person · handed_on: the agent wrote the turn. */
  outcome: z.enum(['answered', 'unsure', 'unanswered', 'handed_on']),
  /** Why it was not taken as it is, in words; empty where it was. */
  why: z.string(),
  question: z.string(),
  /** Null: it was not reached. */
  answer: BotAnswerSchema.pick({
    text: true,
    sources: true,
    confidence: true,
    answered: true,
    conversationId: true,
    actions: true,
    latencyMs: true,
  }).nullable(),
  line: z.number(),
})
export type BotPart = z.infer<typeof BotPartSchema>

/** An answer that was suggested before a person opened the conversation: a draft, never a proposal. */
export const SuggestionAheadSchema = z.object({
  /** asking: under way, or broken off · suggested · failed · skipped: the budget had no room. */
  state: z.enum(['asking', 'suggested', 'failed', 'skipped']),
  /** The customer's message it is about. */
  afterMessage: z.number().int(),
  at: z.number(),
  /** Why there is none, in words. */
  why: z.string(),
  part: BotPartSchema.nullable(),
})
export type SuggestionAhead = z.infer<typeof SuggestionAheadSchema>

/** `skipped`: how many of the last day had to do without. */
export const AheadBudgetSchema = z.object({
  on: z.boolean(),
  hour: z.object({ used: z.number().int(), limit: z.number().int() }),
  day: z.object({ used: z.number().int(), limit: z.number().int() }),
  skipped: z.number().int(),
})
export type AheadBudget = z.infer<typeof AheadBudgetSchema>
