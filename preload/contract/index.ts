import { z } from 'zod'
import { agents, numbers } from '#contract/agent-procedures.ts'
import { approvals, CountersignInputSchema, DocumentSchema, people } from '#contract/approval.ts'
import { audit } from '#contract/audit.ts'
import { BatchOutcomeSchema } from '#contract/batch.ts'
import { bot } from '#contract/bot-procedures.ts'
import { batchTests } from '#contract/batch-test-procedures.ts'
import { calls } from '#contract/call-procedures.ts'
import { collections } from '#contract/collection.ts'
import { ControlSchema, ConversationSchema, MessageSchema, TurnSchema } from '#contract/conversation.ts'
import { exchange, retention } from '#contract/exchange.ts'
import { insights } from '#contract/insights.ts'
import { knowledge } from '#contract/knowledge-procedures.ts'
import { lessons } from '#contract/lesson.ts'
import { models } from '#contract/model.ts'
import { notifications } from '#contract/notification.ts'
import { playground } from '#contract/playground.ts'
import { gate, replays } from '#contract/playground-step.ts'
import { BeginningSchema } from '#contract/policy.ts'
import { policies } from '#contract/policy-procedures.ts'
import { KeyChoiceSchema } from '#contract/preferences.ts'
import { command, feed, query, sensitive } from '#contract/procedure.ts'
import {
  DecisionInputSchema,
  ProposalDetailSchema,
  ProposalSchema,
  ProposalStateSchema,
  ResolutionInputSchema,
  WakeEventSchema,
} from '#contract/proposal.ts'
import { quality } from '#contract/quality-procedures.ts'
import { ArrangementSchema, inbox } from '#contract/queue.ts'
import { redaction } from '#contract/redaction.ts'
import { replies } from '#contract/reply-procedures.ts'
import { speech } from '#contract/speech.ts'
import { scenarios } from '#contract/scenario-procedures.ts'
import {
  ConfigurationSchema,
  ConnectionCheckSchema,
  HelpdeskChoiceSchema,
  SecretNameSchema,
  SecretStatusSchema,
  SecretValueSchema,
} from '#contract/settings.ts'
import { backupProcedures, StorageSchema } from '#contract/storage.ts'
import { together } from '#contract/together.ts'
import { annotations, timeline, transcripts } from '#contract/transcript-procedures.ts'
import { ToolViewSchema } from '#contract/tool.ts'
import { updates } from '#contract/updates.ts'

const Nothing = z.object({})
const Limit = z.number().int().min(1).max(200)

const ConnectionHealthSchema = z.object({
  state: z.enum(['none', 'ok', 'slow', 'limited', 'refused', 'offline']),
  /** What happened, in one sentence; empty when ok. */
  message: z.string(),
  lastOkAt: z.number().nullable(),
  latencyMs: z.number().nullable(),
  retryAt: z.number().nullable(),
})
export type ConnectionHealth = z.infer<typeof ConnectionHealthSchema>

/** An action the start report speaks of: what it was called in the queue, and for whom it was. */
const ReportedSchema = z.object({
  id: z.string(),
  conversationId: z.number().int(),
  title: z.string(),
  customer: z.string(),
})

/** What the last start found and put right, and what time did while the machine slept or its clock was set. */
export const StartReportSchema = z.object({
  at: z.number(),
  cause: z.enum(['start', 'wake']),
  stoppedAt: z.number().nullable(),
  needsChecking: z.array(ReportedSchema),
  returnedToPending: z.array(ReportedSchema),
  /** Ran out while nobody could have decided: not run. The first of them by name, and how many in all. */
  expired: z.array(ReportedSchema),
  expiredTotal: z.number().int(),
  keptPending: z.number().int(),
  resumedConversations: z.number().int(),
})
export type StartReport = z.infer<typeof StartReportSchema>

export const StatusSchema = z.object({
  host: z.enum(['electron', 'web', 'cli']),
  version: z.string(),
  workspace: z.string(),
  environment: z.enum(['PROD', 'STAGING']),
  agentName: z.string(),
  operator: z.string(),
  /** True on the sample workspace: nothing leaves this machine. */
  sample: z.boolean(),
  helpdesk: ConnectionHealthSchema,
  xai: ConnectionHealthSchema,
  startReport: StartReportSchema.nullable(),
  /** Who paused all automation, and when; null: it runs. */
  paused: z.object({ at: z.number(), by: z.string() }).nullable(),
  /** True while the whole desk rehearses: what is signed is simulated, nothing leaves. */
  dryRun: z.boolean(),
  /** What was put right in the database when it was opened, or is wrong with it; in words. */
  database: z.string().nullable().optional(),
  storage: StorageSchema,
  settings: z.object({
    theme: z.enum(['system', 'light', 'dark', 'contrast']),
    density: z.enum(['comfortable', 'compact']),
    language: z.enum(['system', 'en', 'de']),
    singleKeys: z.boolean(),
    keys: KeyChoiceSchema,
  }),
  /** How everybody at this desk has the queue. */
  queue: ArrangementSchema,
})
export type Status = z.infer<typeof StatusSchema>

export const ConversationViewSchema = z.object({
  conversation: ConversationSchema,
  /** Newest page, oldest first. */
  messages: z.array(MessageSchema),
  olderThan: z.number().int().nullable(),
  turns: z.array(TurnSchema),
  proposals: z.array(ProposalSchema),
})
export type ConversationView = z.infer<typeof ConversationViewSchema>

const ConversationEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), view: ConversationViewSchema }),
  z.object({ type: z.literal('conversation'), conversation: ConversationSchema }),
  z.object({ type: z.literal('message'), message: MessageSchema }),
  z.object({ type: z.literal('turn'), turn: TurnSchema }),
  z.object({ type: z.literal('proposal'), proposal: ProposalSchema }),
  /** Words as the agent writes them; `text` is all of it so far. */
  z.object({ type: z.literal('draft'), text: z.string() }),
  /** The draft became a turn, or was given up. */
  z.object({ type: z.literal('draft_end'), interrupted: z.boolean() }),
])
export type ConversationEvent = z.infer<typeof ConversationEventSchema>

/** Everything a window, a browser or the command line can ask of the desk. */
export const contract = {
  app: {
    status: feed(Nothing, StatusSchema),
    get: query(Nothing, StatusSchema),
    dismissStartReport: command(Nothing, Nothing),
    /** No agent is asked, no rule signs, no countdown ends, until `resume`. A person's own signature still counts. */
    pause: command(Nothing, Nothing),
    resume: command(Nothing, Nothing),
    openExternal: command(z.object({ url: z.string().max(4096) }), Nothing),
  },
  inbox,
  agents,
  numbers,
  collections,
  bot,
  calls,
  together,
  lessons,
  knowledge,
  annotations,
  transcripts,
  quality,
  redaction,
  conversations: {
    list: query(
      z.object({
        state: z.enum(['open', 'snoozed', 'closed', 'all']),
        cursor: z.string().max(200).nullable(),
        limit: Limit,
      }),
      z.object({ items: z.array(ConversationSchema), next: z.string().nullable() }),
    ),
    get: query(z.object({ id: z.number().int() }), ConversationViewSchema),
    messages: query(
      z.object({ id: z.number().int(), before: z.number().int(), limit: Limit }),
      z.object({ messages: z.array(MessageSchema), olderThan: z.number().int().nullable() }),
    ),
    watch: feed(z.object({ id: z.number().int() }), ConversationEventSchema),
    setControl: command(z.object({ id: z.number().int(), control: ControlSchema }), ConversationSchema),
    /** Ask the agent again: after a failure, a limit, or when a person hands back. */
    continueAgent: command(z.object({ id: z.number().int() }), ConversationSchema),
    /** A person's own words; goes out as their decision. */
    write: command(
      z.object({
        id: z.number().int(),
        text: z.string().min(1).max(50_000),
        internal: z.boolean(),
        confirmed: z.boolean().optional(),
      }),
      ProposalSchema,
    ),
  },
  proposals: {
    list: query(
      z.object({
        states: z.array(ProposalStateSchema).max(17),
        conversationId: z.number().int().nullable(),
        cursor: z.string().max(200).nullable(),
        limit: Limit,
      }),
      z.object({ items: z.array(ProposalSchema), next: z.string().nullable() }),
    ),
    get: query(z.object({ id: z.string() }), ProposalDetailSchema),
    decide: command(DecisionInputSchema, ProposalSchema),
    resolve: command(ResolutionInputSchema, ProposalSchema),
    /** Takes a signature back while nothing has left: in the undo window, or while a second person is awaited. */
    withdraw: command(z.object({ id: z.string() }), ProposalSchema),
    /** Proposes the inverse that the tool declares; a decision of its own. */
    undo: command(z.object({ id: z.string() }), ProposalSchema),
    /** More time before it expires; null: as long as it takes. */
    extend: command(
      z.object({ id: z.string(), minutes: z.number().int().min(1).max(525_600).nullable() }),
      ProposalSchema,
    ),
    /** Out of the queue for so long, until an event, or whichever comes first. */
    snooze: command(
      z.object({
        id: z.string(),
        minutes: z.number().min(1).max(525_600).nullable(),
        event: WakeEventSchema.nullable(),
      }),
      ProposalSchema,
    ),
    wake: command(z.object({ id: z.string() }), ProposalSchema),
    /** Only the steps that failed are run again. */
    retryStep: command(z.object({ id: z.string(), step: z.string() }), ProposalSchema),
    /** The second of two signatures, by somebody of this desk with their own PIN. */
    countersign: sensitive(command(CountersignInputSchema, ProposalSchema)),
    /** The same by somebody at another desk: a document for `approvals.sign` there, and the answer that comes back. */
    exportRequest: command(z.object({ id: z.string() }), DocumentSchema),
    importAnswer: command(DocumentSchema, ProposalSchema),
  },
  replies,
  notifications,
  policies,
  audit,
  timeline,
  insights,
  models,
  playground,
  gate,
  replays,
  speech,
  scenarios,
  batchTests,
  people,
  approvals,
  sync: {
    now: command(
      Nothing,
      z.object({ conversations: z.number().int(), messages: z.number().int(), quarantined: z.number().int() }),
    ),
  },
  batch: {
    /** Take up to `limit` open conversations, run the loop under the present rules, report each. */
    run: command(
      z.object({ limit: z.number().int().min(1).max(1000) }),
      z.object({ outcomes: z.array(BatchOutcomeSchema) }),
    ),
  },
  settings: {
    get: query(Nothing, z.object({ configuration: ConfigurationSchema, tools: z.array(ToolViewSchema) })),
    /** `begin`: the rules of a desk that never had any; where rules were saved before, they stay. */
    import: command(z.object({ configuration: ConfigurationSchema, begin: BeginningSchema.optional() }), Nothing),
    secrets: query(Nothing, z.object({ secrets: z.array(SecretStatusSchema) })),
    saveSecret: sensitive(command(z.object({ name: SecretNameSchema, value: SecretValueSchema }), SecretStatusSchema)),
    removeSecret: command(z.object({ name: SecretNameSchema }), SecretStatusSchema),
    /** Asks the service with the stored key; changes nothing. */
    check: command(z.object({ connection: z.enum(['xai', 'support_agent', 'helpdesk']) }), ConnectionCheckSchema),
    /** Asks the service with a key that is not stored yet, at the address given. */
    checkCandidate: sensitive(
      command(
        z.object({
          connection: z.enum(['xai', 'support_agent', 'helpdesk']),
          baseUrl: z.string().max(2048),
          value: SecretValueSchema,
          /** Which helpdesk that is; absent: the one that is configured, or Intercom. */
          helpdesk: HelpdeskChoiceSchema.optional(),
        }),
        ConnectionCheckSchema,
      ),
    ),
    admins: query(
      Nothing,
      z.object({ admins: z.array(z.object({ kind: z.enum(['admin', 'team']), id: z.string(), name: z.string() })) }),
    ),
  },
  backup: backupProcedures,
  updates,
  exchange,
  retention,
} as const
export type AppContract = typeof contract
