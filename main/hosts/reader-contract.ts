import type { MessagePort } from 'node:worker_threads'
import { z } from 'zod'
import { LatelySchema, RuleSchema } from '#contract/policy.ts'
import { SimulationSchema } from '#contract/policy-simulation.ts'
import { command, feed, query, sensitive } from '#contract/procedure.ts'
import type { Proposal } from '#contract/proposal.ts'
import {
  BehindSchema,
  FacetSchema,
  SearchOrderSchema,
  TranscriptCountSchema,
  TranscriptPageSchema,
  type RawTurn,
  type Transcript,
} from '#contract/transcript.ts'
import { ConfigurationSchema } from '#contract/settings.ts'
import type { RemovalEntry } from '#main/store/activity.ts'
import type { ApplyOrder, ApplyStep } from '#main/store/exchange/apply.ts'
import type { ExportOrder, ExportStep } from '#main/store/exchange/export.ts'
import { ScorableSchema, SignalSchema, SubjectKindSchema, SubjectSchema } from '#contract/quality.ts'
import type { ChooseByAge, RetentionChoice } from '#main/store/exchange/retention-choice.ts'
import type { StageOrder, StageStep } from '#main/store/exchange/stage.ts'
import type { InsightsAnswer, InsightsQuery } from '#main/store/insights.ts'
import type { ProposalEvent } from '#main/domain/proposal-event.ts'
import type { Query } from '#main/domain/query/ast.ts'
import { fromMessagePort, type PortLike, type Wire } from '#rpc/wire.ts'

const Nothing = z.object({})
const OfConversation = z.object({ conversationId: z.number().int() })
/** It was parsed where it was typed. */
const QuerySchema = z.custom<Query | null>()

const KeyAndAnchorsSchema = z.object({
  key: z.string(),
  anchors: z.array(
    z.object({
      at: z.number(),
      seq: z.number().int(),
      seal: z.string().nullable(),
      why: z.enum(['day', 'stop', 'replaced']),
    }),
  ),
})

const ChainReportSchema = z.object({
  events: z.number().int(),
  before: z.number().int(),
  unknown: z.object({ from: z.number().int(), to: z.number().int() }).nullable(),
  broken: z.object({ seq: z.number().int(), proposalId: z.string().nullable(), what: z.string() }).nullable(),
})

/** What the main thread asks of the reader's thread. */
export const readerContract = {
  search: query(
    z.object({
      query: QuerySchema,
      order: SearchOrderSchema,
      cursor: z.string().max(400).nullable(),
      limit: z.number().int().min(1).max(1000),
    }),
    TranscriptPageSchema.omit({ problems: true, tookMs: true }),
  ),
  searchCount: query(z.object({ query: QuerySchema }), TranscriptCountSchema.omit({ problems: true })),
  searchRows: query(
    z.object({ query: QuerySchema, conversationId: z.number().int() }),
    z.object({ entryIds: z.array(z.string()), more: z.boolean() }),
  ),
  searchUnreadable: query(Nothing, z.object({ count: z.number().int(), first: z.array(z.string()) })),
  searchFacets: query(
    z.object({ query: QuerySchema }),
    z.object({ facets: z.array(FacetSchema), behind: BehindSchema }),
  ),
  searchConversations: query(
    z.object({ query: QuerySchema, limit: z.number().int().min(1) }),
    z.object({ ids: z.array(z.number().int()), more: z.boolean() }),
  ),
  simulate: query(
    z.object({
      rule: RuleSchema,
      defaults: ConfigurationSchema.shape.defaultDecisions,
      last: z.number().int().min(1),
    }),
    SimulationSchema,
  ),
  lately: query(z.object({ since: z.number() }), LatelySchema),
  activity: query(
    z.object({
      before: z.number().int().nullable(),
      limit: z.number().int().min(1).max(1000),
      who: z.string().nullable(),
      types: z.array(z.string()).readonly().nullable(),
      tool: z.string().nullable(),
      risk: z.number().int().nullable(),
      state: z.string().nullable(),
    }),
    z.object({
      entries: z.array(
        // What is in them was parsed when it was made; the ledger is as it was written, or `verifyChain` says so.
        z.union([
          z.object({
            seq: z.number().int(),
            at: z.number(),
            proposalId: z.string(),
            conversationId: z.number().int(),
            customer: z.string(),
            event: z.custom<ProposalEvent>(),
            proposal: z.custom<Proposal>(),
          }),
          z.object({
            seq: z.number().int(),
            at: z.number(),
            proposalId: z.null(),
            conversationId: z.number().int().nullable(),
            customer: z.string().nullable(),
            removal: z.custom<RemovalEntry['removal']>(),
          }),
        ]),
      ),
      before: z.number().int().nullable(),
    }),
  ),
  // Asked and made by ourselves; parsed where it leaves the desk.
  insights: query(z.custom<InsightsQuery>(), z.custom<InsightsAnswer>()),
  // What it is made of was parsed when it was made, and is parsed once more where it leaves the desk.
  timeline: query(OfConversation, z.custom<Transcript>()),
  wire: query(OfConversation, z.object({ turns: z.custom<RawTurn[]>() })),
  look: query(
    SubjectSchema,
    z.object({
      signals: z.array(SignalSchema),
      subjects: z.array(ScorableSchema),
      operators: z.array(z.string()),
    }),
  ),
  candidates: query(
    z.object({ conversationIds: z.array(z.number().int()), kind: SubjectKindSchema }),
    z.object({
      candidates: z.array(
        z.object({
          subject: SubjectSchema,
          risk: z.number(),
          operators: z.array(z.string()),
          rules: z.array(z.string()),
        }),
      ),
    }),
  ),
  verifyChain: sensitive(query(KeyAndAnchorsSchema, ChainReportSchema)),
  checkLedger: sensitive(
    feed(
      KeyAndAnchorsSchema,
      z.discriminatedUnion('type', [
        z.object({
          type: z.literal('progress'),
          what: z.enum(['entries', 'proposals']),
          done: z.number().int(),
          total: z.number().int(),
        }),
        z.object({ type: z.literal('result'), chain: ChainReportSchema, snapshots: z.array(z.string()).readonly() }),
      ]),
    ),
  ),
  exportLedger: command(
    z.object({ to: z.string(), at: z.number(), key: z.string() }),
    z.object({ bytes: z.number().int(), rows: z.number().int(), sha256: z.string() }),
  ),
  // Checked where it came in; the thread is our own.
  exportTranscripts: feed(z.custom<ExportOrder>(), z.custom<ExportStep>()),
  stageImport: feed(z.custom<StageOrder>(), z.custom<StageStep>()),
  chooseByAge: query(z.custom<ChooseByAge>(), z.custom<RetentionChoice>()),
  applyImport: feed(z.custom<ApplyOrder>(), z.custom<ApplyStep>()),
  verify: query(Nothing, z.object({ ids: z.array(z.string()) })),
  check: query(Nothing, z.object({ problems: z.array(z.string()) })),
  copy: command(z.object({ to: z.string() }), Nothing),
  examine: query(z.object({ file: z.string() }), z.object({ problems: z.array(z.string()) })),
  wipe: command(Nothing, z.object({ done: z.boolean() })),
  close: command(Nothing, Nothing),
} as const

export type ReaderData = {
  readonly file: string
  readonly port: MessagePort
  /** Whether this thread keeps the write-ahead log short; one of them does. */
  readonly tidies: boolean
}

/** The typings of a thread's port know no `data` on its close event. */
export const fromThreadPort = <Out>(port: MessagePort): Wire<Out> =>
  fromMessagePort({
    postMessage: (message) => port.postMessage(message),
    start: () => port.start(),
    addEventListener: (type, listener) => void port.on(type, (data?: unknown) => listener({ data })),
  } satisfies PortLike)
