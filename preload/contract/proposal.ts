import { z } from 'zod'
import { BotPartSchema } from '#contract/answering.ts'
import { RagResultSchema } from '#contract/conversation.ts'
import { MaterialSchema } from '#contract/material.ts'
import { OutputCheckIdSchema, ReplyReviewSchema } from '#contract/reply.ts'
import { ArgumentsSchema, JsonSchema, RiskSchema, ToolViewSchema } from '#contract/tool.ts'
import { PolicyLineSchema } from '#contract/verdict.ts'

/** The life of a proposal; the words on screen stand beside each. Transitions: main/domain/proposal.ts and nowhere else. */
export const ProposalStateSchema = z.enum([
  'received', // being judged; never seen on screen
  'blocked', // Blocked
  'pending', // Pending
  'awaiting_second', // Waiting for second person
  'scheduled', // Sending
  'executing', // Running
  'succeeded', // Done
  'failed', // Failed: provably did not happen
  'unknown', // Needs checking: may have happened
  'rejected', // Rejected
  'answered', // Answered by you
  'expired', // Expired (not run)
  'superseded', // Outdated
  'undo_pending', // Done, and its inverse waits for a decision or is under way
  'undone', // Undone
  'undo_failed', // Done, and the inverse did not happen
  'dry_run', // Simulated
])
export type ProposalState = z.infer<typeof ProposalStateSchema>

/** tool: a catalogue tool · reply and note: words · escalate and close: end of the agent's work. */
export const ProposalKindSchema = z.enum(['tool', 'reply', 'note', 'escalate', 'close'])
export type ProposalKind = z.infer<typeof ProposalKindSchema>

/** A person, or the rule that stands for one. */
export const SignerSchema = z.discriminatedUnion('by', [
  /** `id`: of one of the people of this desk, whose PIN or key proved it. */
  z.object({ by: z.literal('person'), name: z.string(), surface: z.string(), id: z.string().optional() }),
  z.object({ by: z.literal('rule'), name: z.string() }),
])
export type Signer = z.infer<typeof SignerSchema>

/** One person's yes. Two of them are needed where a rule asks for a second person. */
export const SignatureSchema = z.object({
  verb: z.enum(['approve', 'edit']),
  signer: SignerSchema,
  at: z.number(),
  /** Digest of what it covers: tool, arguments, conversation and deadline. The second one has to cover the same. */
  digest: z.string().optional(),
  reason: z.string().optional(),
})
export type Signature = z.infer<typeof SignatureSchema>

/** What ends a rest before its time. */
export const WakeEventSchema = z.enum(['customer_writes', 'anything_changes'])
export type WakeEvent = z.infer<typeof WakeEventSchema>

export const RejectReasonSchema = z.enum([
  'wrong customer',
  'wrong amount',
  'policy',
  'missing info',
  'knowledge gap',
  'tone',
  'duplicate',
  'unsafe',
  'other',
])
export type RejectReason = z.infer<typeof RejectReasonSchema>

/** What a rejection can be kept for. */
export const LessonKindSchema = z.enum(['regression_test', 'knowledge_gap'])
export type LessonKind = z.infer<typeof LessonKindSchema>

export const CheckSchema = z.object({
  id: z.enum([
    ...(['schema', 'catalogue', 'duplicate', 'context', 'guardrail', 'rejected_before', 'egress'] as const),
    // Of what people do to agents and numbers: what is replaced, what is emptied, what was noticed.
    ...(['mask', 'cleared', 'lint'] as const),
    // Of the bot: how sure it is, and what it did outside this desk.
    ...(['confidence', 'bot_acted'] as const),
    ...OutputCheckIdSchema.options,
  ]),
  result: z.enum(['pass', 'warn', 'fail']),
  label: z.string(),
  detail: z.string().nullable(),
  /** Where in the words it is; [start, end). */
  range: z.tuple([z.number().int(), z.number().int()]).optional(),
})
export type Check = z.infer<typeof CheckSchema>

/** Where an argument's value was seen before: the customer's words, a tool's result, a source chunk, or nowhere. */
export const OriginSchema = z.enum(['customer', 'tool', 'source', 'invented'])
export type Origin = z.infer<typeof OriginSchema>

/** One step of an action that takes several calls (ESCALATE: tag, note, assign). */
export const StepSchema = z.object({
  name: z.string(),
  label: z.string(),
  state: z.enum(['todo', 'done', 'failed', 'unknown']),
  detail: z.string().nullable(),
})
export type Step = z.infer<typeof StepSchema>

/** Part of the headline; values are set bolder. */
export const SentencePartSchema = z.object({ text: z.string(), value: z.boolean() })
export type SentencePart = z.infer<typeof SentencePartSchema>

export const OutcomeSchema = z.object({
  /** What the agent is or was told; JSON, already redacted. */
  result: JsonSchema,
  /** What proves it: status, remote id. Null where a person answered for it. */
  receipt: z.object({ status: z.number().nullable(), remoteId: z.string().nullable(), summary: z.string() }).nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  retryable: z.boolean(),
  at: z.number(),
  /** Who settled an unknown outcome, or null. */
  resolvedBy: z.string().nullable(),
})
export type Outcome = z.infer<typeof OutcomeSchema>

export const ProposalSchema = z.object({
  id: z.string(),
  conversationId: z.number().int(),
  turnId: z.string(),
  /** Place in the bundle: reads, writes, reply, end state. */
  position: z.number().int(),
  /** The model's id for the call; null for a reply made from its text. Not unique. */
  callId: z.string().nullable(),
  tool: z.string(),
  kind: ProposalKindSchema,
  risk: RiskSchema,
  state: ProposalStateSchema,
  /** 0 is what the agent proposed; every edit adds one. */
  revision: z.number().int(),
  arguments: ArgumentsSchema,
  proposedArguments: ArgumentsSchema,
  /** What went out, once something did. */
  executedArguments: ArgumentsSchema.nullable(),
  /** Hash of tool and canonical arguments of this revision; 64 hex digits. */
  argsHash: z.string(),
  /** Hash of the conversation it was made for. */
  fingerprint: z.string(),
  /** The conversation it was made for, part by part; absent in older ledgers. */
  context: MaterialSchema.optional(),
  sentence: z.array(SentencePartSchema),
  checks: z.array(CheckSchema),
  /** By JSON pointer. */
  origins: z.record(z.string(), OriginSchema),
  /** Why it asks or goes by itself: the rule that won, in words. */
  policy: PolicyLineSchema,
  agentReason: z.string().nullable(),
  guardrail: z.string().nullable(),
  /** The rejected proposal this one looks like or answers. */
  rejectedBefore: z.object({ proposalId: z.string(), reason: z.string() }).nullable(),
  /** The draft it takes the place of, and what was asked for; the draft that takes its place. */
  replaces: z.object({ proposalId: z.string(), instruction: z.string().nullable() }).optional(),
  replacedBy: z.string().optional(),
  steps: z.array(StepSchema),
  decision: z
    .object({
      verb: z.enum(['approve', 'edit', 'reject', 'answer', 'retry']),
      signer: SignerSchema,
      at: z.number(),
      reason: z.string().nullable(),
      reasons: z.array(RejectReasonSchema),
    })
    .nullable(),
  /**
   * `sentAt` is written just before the first byte leaves; null means nothing was sent. `before`: ids of what the service had
   * until then; what it has besides came later, whatever any clock says.
   */
  attempts: z.array(
    z.object({
      number: z.number().int(),
      at: z.number(),
      sentAt: z.number().nullable(),
      idempotencyKey: z.string(),
      before: z.array(z.string()).optional(),
    }),
  ),
  outcome: OutcomeSchema.nullable(),
  /** dry_run: a yes stores what would have been done, and nothing leaves. */
  mode: z.enum(['live', 'dry_run']),
  /** The first of two signatures, while the second is missing. */
  signatures: z.array(SignatureSchema),
  /** Not decided by then: expired, not run. Null: it waits as long as it takes. */
  expiresAt: z.number().nullable(),
  /** Signed, and not sent before this moment, so that it can be taken back. Null: no such window. */
  dueAt: z.number().nullable(),
  /** The proposal this one is to undo, and the one that is to undo this. */
  compensates: z.string().nullable(),
  compensatedBy: z.string().nullable(),
  /** Put off by a person: out of the queue until a moment or an event. */
  snoozed: z.object({ until: z.number().nullable(), event: WakeEventSchema.nullable(), by: z.string() }).nullable(),
  /** "Approved, not sent: the desk stopped" and the like. */
  note: z.string().nullable(),
  proposedAt: z.number(),
  updatedAt: z.number(),
})
export type Proposal = z.infer<typeof ProposalSchema>

/** Words a person typed into a card: for which version of it, and whether as a note. */
export const KeptDraftSchema = z.object({
  argsHash: z.string(),
  text: z.string(),
  internal: z.boolean(),
  at: z.number(),
})
export type KeptDraft = z.infer<typeof KeptDraftSchema>

/** Everything the dock and the evidence pane show about one proposal and its siblings. */
export const ProposalDetailSchema = z.object({
  proposal: ProposalSchema,
  bundle: z.array(ProposalSchema),
  tool: ToolViewSchema.nullable(),
  ragResults: z.array(RagResultSchema),
  /** What the bot said about this turn, where it was asked. */
  bot: BotPartSchema.optional(),
  history: z.array(
    z.object({ seq: z.number().int(), type: z.string(), at: z.number(), who: z.string(), summary: z.string() }),
  ),
  /** Request and response of the turn, secrets removed. */
  raw: z.object({ request: JsonSchema, response: JsonSchema }).nullable(),
  similar: z.array(z.object({ id: z.string(), title: z.string(), verb: z.string(), at: z.number() })),
  /** What main wants typed, to the letter, before it can be signed; null or absent: nothing. */
  typed: z.object({ label: z.string(), expected: z.string() }).nullable().optional(),
  /** What a person of this desk asked for: it is signed or rejected as it stands, and nobody waits for an answer to it. */
  isAct: z.boolean().optional(),
  /** How long a signature can be taken back before it leaves; 0: it leaves at once. */
  undoSeconds: z.number().optional(),
  /** The desk went back to a backup made after this was proposed: it may have been run, or undone, since. */
  restored: z.object({ at: z.number(), backupAt: z.number() }).nullable().optional(),
  /** Of words only: where they come from, and what should not go out. */
  review: ReplyReviewSchema.nullable().optional(),
  /** Words a person typed and did not send. */
  draft: KeptDraftSchema.nullable().optional(),
  /** What changed in the conversation since, without making it outdated. */
  drift: z.array(z.string()).optional(),
})
export type ProposalDetail = z.infer<typeof ProposalDetailSchema>

/** A decision is compared with what the person saw; anything else is refused with `changed`. */
const seen = { id: z.string(), revision: z.number().int(), argsHash: z.string(), fingerprint: z.string() }

/**
 * `confirmed`: the person saw what the checks found and sends it although. `typed`: what has to be typed for some acts on
 * agents and numbers (the name of the agent, the last four digits).
 */
const said = {
  reason: z.string().max(4000).optional(),
  confirmed: z.boolean().optional(),
  typed: z.string().max(1000).optional(),
}

export const DecisionInputSchema = z.discriminatedUnion('verb', [
  z.object({ verb: z.literal('approve'), ...seen, ...said }),
  z.object({ verb: z.literal('edit'), ...seen, arguments: ArgumentsSchema, ...said }),
  z.object({
    verb: z.literal('reject'),
    ...seen,
    reasons: z.array(RejectReasonSchema).max(9),
    /** Goes to the agent word for word. */
    text: z.string().max(4000),
    scope: z.enum(['call', 'conversation']),
    next: z.enum(['continue', 'stop']),
    /** Kept as lessons, together with the decision. */
    keep: z.array(LessonKindSchema).max(2).optional(),
  }),
  z.object({ verb: z.literal('answer'), ...seen, result: JsonSchema }),
  /** A new attempt of something that provably did not happen. */
  z.object({ verb: z.literal('retry'), ...seen }),
])
export type DecisionInput = z.infer<typeof DecisionInputSchema>

export const ResolutionInputSchema = z.discriminatedUnion('how', [
  z.object({ id: z.string(), how: z.literal('check') }),
  z.object({
    id: z.string(),
    how: z.literal('happened'),
    note: z.string().min(1).max(2000),
    result: JsonSchema.optional(),
  }),
  z.object({ id: z.string(), how: z.literal('not_happened'), note: z.string().min(1).max(2000) }),
])
export type ResolutionInput = z.infer<typeof ResolutionInputSchema>
