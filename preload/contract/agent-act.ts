import { z } from 'zod'
import {
  AgentConfigurationSchema,
  AgentFieldSchema,
  FieldDifferenceSchema,
  MergeSchema,
  OpenActSchema,
} from '#contract/agent.ts'
import { CheckSchema, SentencePartSchema } from '#contract/proposal.ts'
import { JsonSchema, RiskSchema } from '#contract/tool.ts'
import { PolicyLineSchema } from '#contract/verdict.ts'

/** What a person does to a voice agent or a phone number: looked at first, then proposed with their signature. */

/** A whole draft. What changed, and so the mask, is found here by comparing it with `base`. */
export const AgentChangeSchema = z.object({
  id: z.string().min(1).max(200),
  /** `AgentVersion.version` of what the draft was begun with. */
  base: z.number().int(),
  draft: AgentConfigurationSchema,
  /** Fields that the person emptied on purpose. Any other field that would become empty is refused. */
  clear: z.array(AgentFieldSchema).max(5),
  /** The version the draft was taken from, where something is restored; said in the ledger. */
  restores: z.number().int().nullable(),
})
export type AgentChange = z.infer<typeof AgentChangeSchema>

/** What a person is about to do, in its entirety: nothing is proposed or sent by asking. */
export const ReviewSchema = z.object({
  /** The headline of the proposal. */
  sentence: z.array(SentencePartSchema),
  risk: RiskSchema,
  /** The request as it would leave, without the key. */
  request: z.object({ method: z.string(), path: z.string(), body: JsonSchema }),
  /** The paths of the mask; empty where there is none. */
  mask: z.array(z.string()),
  differences: z.array(FieldDifferenceSchema),
  checks: z.array(CheckSchema),
  /** What the rules say: `ask_two` waits for a second person, `deny` refuses, `dry_run` only simulates. */
  policy: PolicyLineSchema,
  rehearsed: z.boolean(),
  /** What has to be typed, to the letter; null: nothing. Say `label` above the field. */
  typed: z.object({ label: z.string(), expected: z.string() }).nullable(),
  /** Why it cannot be done as things are, one sentence each; empty: it can. */
  obstacles: z.array(z.string()),
  /** Somebody else changed the agent since `base`; null: nobody did. Then nothing can be published from that base. */
  conflict: MergeSchema.nullable(),
})
export type Review = z.infer<typeof ReviewSchema>

/** What somebody does with a number or an agent as a whole. */
export const AgentActSchema = z.discriminatedUnion('act', [
  z.object({ act: z.literal('publish'), change: AgentChangeSchema }),
  /** `template`: the one it was begun with, for the ledger; null: blank. */
  z.object({
    act: z.literal('create'),
    draft: AgentConfigurationSchema,
    template: z.string().max(100).nullable(),
  }),
  z.object({ act: z.literal('delete'), id: z.string().min(1).max(200) }),
])
export type AgentAct = z.infer<typeof AgentActSchema>

const NumberId = z.string().min(1).max(200)

export const NumberActSchema = z.discriminatedUnion('act', [
  z.object({
    act: z.literal('buy'),
    /** Three digits, of the United States. */
    areaCode: z.string().max(100),
    name: z.string().max(10_000),
    description: z.string().max(10_000),
  }),
  /** Only what differs from now is sent. An empty description is cleared only with `clearDescription`. */
  z.object({
    act: z.literal('rename'),
    id: NumberId,
    name: z.string().max(10_000),
    description: z.string().max(10_000),
    clearDescription: z.boolean(),
  }),
  /** `move`: take it from the agent that has it now. Without it that is a conflict that names the holder. */
  z.object({ act: z.literal('assign'), id: NumberId, agentId: z.string().min(1).max(200), move: z.boolean() }),
  z.object({ act: z.literal('unassign'), id: NumberId }),
  z.object({ act: z.literal('release'), id: NumberId }),
])
export type NumberAct = z.infer<typeof NumberActSchema>

/** How a person says yes to what `review` showed. */
export const ConsentSchema = z.object({
  /** What `Review.typed` asks for; empty where it asks for nothing. */
  typed: z.string().max(1_000),
  /** Needed where a rule asks for a reason; goes into the ledger. */
  reason: z.string().max(4_000).optional(),
})

export const AgentChangedSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** A proposal about an agent or a number changed its state: lists and views are worth reading again once it is over. */
  z.object({
    type: z.literal('act'),
    act: OpenActSchema,
    agentId: z.string().nullable(),
    numberId: z.string().nullable(),
  }),
])
export type AgentChanged = z.infer<typeof AgentChangedSchema>
