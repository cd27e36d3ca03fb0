import { z } from 'zod'
import { ChannelSchema } from '#contract/conversation.ts'
import { ConditionSchema, PointerSchema } from '#contract/policy-condition.ts'
import { OriginSchema, ProposalKindSchema, SentencePartSchema } from '#contract/proposal.ts'
import { ArgumentsSchema, RiskSchema } from '#contract/tool.ts'
import { VerdictSchema } from '#contract/verdict.ts'

/** The rules of a desk: one document, kept in versions that are never changed. */
const per = z.enum(['conversation', 'customer', 'hour', 'day'])

/** How much may run by a rule. An hour is any sixty minutes, a day any twenty-four hours. */
export const BudgetSchema = z.discriminatedUnion('measure', [
  z.strictObject({ measure: z.literal('count'), per, limit: z.number().int().min(0).max(1_000_000) }),
  /** Adds up a numeric argument that is not negative. */
  z.strictObject({ measure: z.literal('sum'), pointer: PointerSchema, per, limit: z.number().min(0).max(1e12) }),
])
export type Budget = z.infer<typeof BudgetSchema>

export const RuleOptionsSchema = z.strictObject({
  undoSeconds: z.number().min(0).max(3600).optional(),
  /** Null: never expires. Absent: as the tier has it. */
  expiresMinutes: z.number().min(1).max(525_600).nullable().optional(),
  requireReason: z.boolean().optional(),
  /** This part of what runs by the rule is looked at afterwards. */
  sampleRate: z.number().min(0).max(1).optional(),
  budgets: z.array(BudgetSchema).max(10).optional(),
  /** Null: no end. Absent in a rule that allows: thirty days from when it is saved. */
  validUntil: z.number().nullable().optional(),
})

export const RuleSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_.:-]{1,100}$/, 'letters, digits and . _ : - only'),
  name: z.string().trim().min(1).max(200),
  enabled: z.boolean().default(true),
  /** All must hold; none: it always applies. */
  when: z.array(ConditionSchema).max(50),
  verdict: VerdictSchema,
  with: RuleOptionsSchema.default({}),
  /** A rule that allows and is suspended asks, whatever the tier says. */
  suspended: z
    .strictObject({ at: z.number(), cause: z.string().max(1000) })
    .nullable()
    .default(null),
  source: z.union([z.literal('person'), z.templateLiteral(['preset:', z.string().max(100)])]).default('person'),
  /** Filled in when it is saved for the first time. */
  createdAt: z.number().default(0),
  createdBy: z.string().max(200).default(''),
})
export type Rule = z.infer<typeof RuleSchema>

/** What never runs by itself, whatever the rules say. */
export const FloorSchema = z.strictObject({
  risks: z.array(RiskSchema).max(5),
  /**
   * A tool, or a version of its schema, that no person has approved yet. rules: no rule extends to it, the default of its
   * tier does, since that is declared together with the tools. Reads are free of it.
   */
  firstUse: z.enum(['off', 'rules', 'always']),
  guardrail: z.boolean(),
  /** Fields that say where money goes: names found anywhere in the arguments, or pointers. Tainted: copied from the customer. */
  payment: z.strictObject({
    tainted: z.boolean(),
    fields: z.array(z.string().min(1).max(200)).max(200),
    /** What the tool shows as money counts as well. */
    amounts: z.boolean(),
    /** An amount of money below zero. */
    negative: z.boolean(),
  }),
  humanOwned: z.boolean(),
  rejectedBefore: z.boolean(),
  duplicates: z.boolean(),
})
export type Floor = z.infer<typeof FloorSchema>

export const PolicyDocumentSchema = z.strictObject({
  format: z.literal(1),
  rules: z.array(RuleSchema).max(1000),
  floor: FloorSchema,
})
export type PolicyDocument = z.infer<typeof PolicyDocumentSchema>

export const FlagSchema = z.enum([
  'unknown_tool',
  'invalid_arguments',
  'manual',
  'first_use',
  'human_owned',
  'rejected_before',
  'duplicate',
  'paused',
  'open_check',
  'unsure',
])
export type Flag = z.infer<typeof FlagSchema>

/** What rules look at. What is absent is not known. */
export const PolicyFactsSchema = z.strictObject({
  tool: z.string().min(1).max(200),
  at: z.number().optional(),
  kind: ProposalKindSchema.optional(),
  risk: RiskSchema.optional(),
  tags: z.array(z.string()).optional(),
  arguments: ArgumentsSchema.optional(),
  /** By JSON pointer. */
  origins: z.record(z.string(), OriginSchema).optional(),
  agent: z.string().optional(),
  environment: z.enum(['PROD', 'STAGING']).optional(),
  channel: ChannelSchema.optional(),
  conversation: z.number().int().optional(),
  customer: z.strictObject({ id: z.string(), name: z.string(), email: z.string().nullable() }).optional(),
  conversationTags: z.array(z.string()).optional(),
  customerTags: z.array(z.string()).optional(),
  startedAt: z.number().optional(),
  ragScore: z.number().optional(),
  /** How sure the bot said it is; absent: the words are not the bot's, or it did not say. */
  confidence: z.number().optional(),
  /** Its name; null: none answered. */
  guardrail: z.string().nullable().optional(),
  previous: z
    .strictObject({ all: z.number(), approved: z.number(), edited: z.number(), rejected: z.number() })
    .optional(),
  /** Pointers to what the tool shows as money. */
  money: z.array(z.string()).optional(),
  schemaHash: z.string().optional(),
  flags: z.array(FlagSchema).optional(),
})
export type PolicyFacts = z.infer<typeof PolicyFactsSchema>

export const PolicyIssueSchema = z.object({
  level: z.enum(['error', 'warning']),
  /** "when.1.pattern"; empty: the whole rule. */
  place: z.string(),
  message: z.string(),
})
export type PolicyIssue = z.infer<typeof PolicyIssueSchema>

const Sentence = z.array(SentencePartSchema)

export const PolicyViewSchema = z.object({
  version: z.number().int(),
  document: PolicyDocumentSchema,
  at: z.number(),
  by: z.string(),
  cause: z.string().nullable(),
  /** In the order of the rules. */
  sentences: z.array(z.object({ id: z.string(), sentence: Sentence, text: z.string() })),
  presets: z.array(z.object({ name: z.string(), description: z.string(), rules: z.array(RuleSchema) })),
  /** The widest preset that is in force unchanged, and how many other rules stand beside it; null: none is. */
  preset: z.object({
    name: z.string().nullable(),
    others: z.number().int(),
    /** Its rule that asks two is switched off: one person signs alone. */
    alone: z.boolean(),
  }),
})
export type PolicyView = z.infer<typeof PolicyViewSchema>

/** With which rules a desk begins that has never had any. */
export const BeginningSchema = z.object({
  preset: z.string().max(100),
  /** Nobody else can sign yet: its rule that asks two begins switched off. */
  alone: z.boolean(),
})
export type Beginning = z.infer<typeof BeginningSchema>

export const PolicyPreviewSchema = z.object({
  sentence: Sentence,
  text: z.string(),
  /** The same part by part, with the place each stands at ("when.1", "with.budgets.0"); also of a rule with faults elsewhere. */
  tokens: z.array(z.object({ place: z.string(), text: z.string() })),
  issues: z.array(PolicyIssueSchema),
  /** Rules that may apply together with it, and which of the two then wins. */
  overlaps: z.array(
    z.object({ id: z.string(), name: z.string(), verdict: VerdictSchema, wins: z.enum(['this', 'other', 'same']) }),
  ),
})
export type PolicyPreview = z.infer<typeof PolicyPreviewSchema>

export const PolicyDiffSchema = z.object({
  added: z.array(z.object({ id: z.string(), name: z.string(), text: z.string() })),
  changed: z.array(z.object({ id: z.string(), name: z.string(), before: z.string(), after: z.string() })),
  removed: z.array(z.object({ id: z.string(), name: z.string(), text: z.string() })),
  floor: z.array(z.string()),
})
export type PolicyDiff = z.infer<typeof PolicyDiffSchema>

export const SuggestionSchema = z.object({
  tool: z.string(),
  risk: RiskSchema,
  approved: z.number().int(),
  of: z.number().int(),
  rule: RuleSchema,
  text: z.string(),
})
export type Suggestion = z.infer<typeof SuggestionSchema>

/** What each rule decided lately: the proposals it won. */
export const LatelySchema = z.object({
  since: z.number(),
  rules: z.array(z.object({ id: z.string(), count: z.number().int() })),
})
export type Lately = z.infer<typeof LatelySchema>

export const ReviewSchema = z.object({
  proposalId: z.string(),
  conversationId: z.number().int(),
  title: z.string(),
  tool: z.string(),
  /** The rule it went by. */
  rule: z.string(),
  at: z.number(),
  outcome: z.enum(['seen', 'ok', 'bad']).nullable(),
  by: z.string().nullable(),
  note: z.string().nullable(),
  reviewedAt: z.number().nullable(),
})
export type Review = z.infer<typeof ReviewSchema>
