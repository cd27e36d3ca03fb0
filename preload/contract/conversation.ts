import { z } from 'zod'
import { BotPartSchema } from '#contract/answering.ts'

export const ChannelSchema = z.enum(['chat', 'email', 'phone', 'sms', 'social', 'other'])
export type Channel = z.infer<typeof ChannelSchema>

/** agent: proposals are made · shared: a person and the agent · human: the agent is silent. */
export const ControlSchema = z.enum(['agent', 'shared', 'human'])
export type Control = z.infer<typeof ControlSchema>

export const ConversationStateSchema = z.enum(['open', 'snoozed', 'closed'])
export type ConversationState = z.infer<typeof ConversationStateSchema>

/** What the agent is doing about a conversation. `limit`: the loop limit was reached; `failed`: the last call failed. */
export const AgentActivitySchema = z.enum(['idle', 'thinking', 'waiting', 'limit', 'failed'])

export const CustomerSchema = z.object({
  externalId: z.string(),
  name: z.string(),
  email: z.string().nullable(),
})
export type Customer = z.infer<typeof CustomerSchema>

export const ConversationSchema = z.object({
  /** Ours; small and dense. */
  id: z.number().int(),
  /** The helpdesk's. */
  externalId: z.string(),
  channel: ChannelSchema,
  state: ConversationStateSchema,
  subject: z.string(),
  customer: CustomerSchema,
  /** Admin or team id in the helpdesk, or null. */
  assignee: z.string().nullable(),
  tags: z.array(z.string()),
  control: ControlSchema,
  agent: z.object({ activity: AgentActivitySchema, note: z.string().nullable(), rounds: z.number().int() }),
  createdAt: z.number(),
  updatedAt: z.number(),
  lastMessageAt: z.number(),
  /** Since when the customer waits for an answer, or null. */
  waitingSince: z.number().nullable(),
})
export type Conversation = z.infer<typeof ConversationSchema>

export const AttachmentSchema = z.object({
  name: z.string(),
  url: z.string(),
  contentType: z.string(),
  bytes: z.number().nullable(),
})
export type Attachment = z.infer<typeof AttachmentSchema>

export const MessageSchema = z.object({
  /** Ours; dense, in arrival order. */
  id: z.number().int(),
  conversationId: z.number().int(),
  externalId: z.string().nullable(),
  /** agent: sent by this desk from an agent's draft · operator: a person · bot: somebody else's automation. */
  author: z.enum(['customer', 'agent', 'operator', 'bot', 'system']),
  authorName: z.string(),
  /** comment: the customer sees it · note: internal, never shown to a model · event: assignment, close and the like. */
  kind: z.enum(['comment', 'note', 'event']),
  /** Plain text: what is searched and what a model reads. */
  text: z.string(),
  /** The body as the helpdesk gave it, untrusted, or null where it was plain text. */
  html: z.string().nullable(),
  attachments: z.array(AttachmentSchema),
  at: z.number(),
  /** The proposal that produced it, or null. */
  proposalId: z.string().nullable(),
})
export type Message = z.infer<typeof MessageSchema>

/** One source of an answer. `unscored`: whoever answered gave no score, and 0 stands in its place. */
export const RagResultSchema = z.object({
  text: z.string(),
  score: z.number(),
  collectionId: z.string(),
  title: z.string().optional(),
  url: z.string().optional(),
  unscored: z.boolean().optional(),
})
export type RagResult = z.infer<typeof RagResultSchema>

/** One answer of the support agent. Its calls and its text became proposals. */
export const TurnSchema = z.object({
  id: z.string(),
  conversationId: z.number().int(),
  /** The newest message the agent had seen. */
  afterMessage: z.number().int(),
  at: z.number(),
  text: z.string(),
  callIds: z.array(z.string()),
  ragResults: z.array(RagResultSchema),
  guardrail: z.string().nullable(),
  usage: z.object({ promptTokens: z.number(), completionTokens: z.number() }).nullable(),
  latencyMs: z.number(),
  /** Absent: the bot was not asked. */
  bot: BotPartSchema.optional(),
})
export type Turn = z.infer<typeof TurnSchema>
