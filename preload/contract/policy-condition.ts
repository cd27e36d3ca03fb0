import { z } from 'zod'
import { ChannelSchema } from '#contract/conversation.ts'
import { OriginSchema } from '#contract/proposal.ts'
import { RiskSchema } from '#contract/tool.ts'

/**
 * One condition of a rule. What it asks may be unknown: then a rule that restricts applies, and one that permits does not.
 * Numbers compare with numbers only: "20" in quotes is neither equal to 20 nor less than 21, it is unknown.
 */
const Words = z.array(z.string().min(1).max(200)).min(1).max(100)

/** RFC 6901, below the arguments themselves. */
export const PointerSchema = z
  .string()
  .max(500)
  .regex(/^(\/([^~/]|~[01])*)+$/, 'a JSON pointer such as /amount or /order/id')

const Scalar = z.union([z.string().max(2000), z.number(), z.boolean(), z.null()])
const argument = { field: z.literal('argument'), pointer: PointerSchema }

const ArgumentConditionSchema = z.discriminatedUnion('op', [
  z.strictObject({ ...argument, op: z.literal('eq'), value: Scalar }),
  z.strictObject({ ...argument, op: z.literal('ne'), value: Scalar }),
  z.strictObject({ ...argument, op: z.literal('in'), values: z.array(Scalar).min(1).max(500) }),
  z.strictObject({ ...argument, op: z.literal('lt'), value: z.number() }),
  z.strictObject({ ...argument, op: z.literal('lte'), value: z.number() }),
  z.strictObject({ ...argument, op: z.literal('gt'), value: z.number() }),
  z.strictObject({ ...argument, op: z.literal('gte'), value: z.number() }),
  /** Both ends included. */
  z.strictObject({ ...argument, op: z.literal('between'), from: z.number(), to: z.number() }),
  /** RE2 syntax: no back-references and no look-around, and in return no pattern that runs away. Found anywhere. */
  z.strictObject({ ...argument, op: z.literal('regex'), pattern: z.string().min(1).max(300) }),
  z.strictObject({ ...argument, op: z.literal('exists') }),
  z.strictObject({ ...argument, op: z.literal('absent') }),
  /** The same as in the record of the customer who writes, apart from case and spaces around it. */
  z.strictObject({ ...argument, op: z.literal('matches_customer'), record: z.enum(['email', 'name', 'external_id']) }),
  /** Where the value, or any value inside it, was seen before. customer: tainted. */
  z.strictObject({ ...argument, op: z.literal('origin'), in: z.array(OriginSchema).min(1).max(4) }),
])
export type ArgumentCondition = z.infer<typeof ArgumentConditionSchema>

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const Clock = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time such as 09:00')
const Compare = z.enum(['lt', 'gte'])

export const ConditionSchema = z.discriminatedUnion('field', [
  z.strictObject({ field: z.literal('tool'), in: Words }),
  /** Any of the tags the catalogue gives the tool. */
  z.strictObject({ field: z.literal('tool_tag'), in: Words }),
  z.strictObject({ field: z.literal('agent'), in: Words }),
  z.strictObject({
    field: z.literal('environment'),
    in: z
      .array(z.enum(['PROD', 'STAGING']))
      .min(1)
      .max(2),
  }),
  z.strictObject({ field: z.literal('channel'), in: z.array(ChannelSchema).min(1).max(6) }),
  z.strictObject({ field: z.literal('risk'), in: z.array(RiskSchema).min(1).max(5) }),
  ArgumentConditionSchema,
  /** From the first minute up to, not including, the last. An end before its start lies on the next day. */
  z.strictObject({
    field: z.literal('hours'),
    op: z.enum(['inside', 'outside']),
    days: z.array(z.enum(weekdays)).min(1).max(7),
    from: Clock,
    to: Clock,
    timeZone: z.string().min(1).max(100),
  }),
  /** Score of the best source; an answer without any has 0. */
  z.strictObject({ field: z.literal('rag_score'), op: Compare, value: z.number().min(0).max(1) }),
  /** How sure the bot is of its answer; not known of anybody else's. */
  z.strictObject({ field: z.literal('confidence'), op: Compare, value: z.number().min(0).max(1) }),
  z.strictObject({ field: z.literal('guardrail'), hit: z.boolean() }),
  z.strictObject({ field: z.literal('conversation_age'), op: Compare, minutes: z.number().min(0) }),
  z.strictObject({
    field: z.literal('tag'),
    on: z.enum(['conversation', 'customer']),
    op: z.enum(['any', 'none']),
    in: Words,
  }),
  /** Decisions in this conversation before this one. */
  z.strictObject({
    field: z.literal('previous_decisions'),
    of: z.enum(['all', 'approved', 'edited', 'rejected']),
    op: Compare,
    value: z.number().int().min(0),
  }),
])
export type Condition = z.infer<typeof ConditionSchema>
