import type { MessagePort } from 'node:worker_threads'
import { z } from 'zod'
import { LatelySchema, RuleSchema } from '#contract/policy.ts'
import { SimulationSchema } from '#contract/policy-simulation.ts'
import { command, feed, query, sensitive } from '#contract/procedure.ts'
import type { Proposal } from '#contract/proposal.ts'
import { ConfigurationSchema } from '#contract/settings.ts'
import type { ProposalEvent } from '#main/domain/proposal-event.ts'
import { fromMessagePort, type PortLike, type Wire } from '#rpc/wire.ts'

const Nothing = z.object({})

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
      text: z.string().max(1000),
      before: z.number().int().nullable(),
      limit: z.number().int().min(1).max(1000),
    }),
    z.object({
      hits: z.array(
        z.object({
          messageId: z.number().int(),
          conversationId: z.number().int(),
          customer: z.string(),
          author: z.string(),
          at: z.number(),
          text: z.string(),
          ranges: z.array(z.tuple([z.number().int(), z.number().int()])),
        }),
      ),
      before: z.number().int().nullable(),
    }),
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
        z.object({
          seq: z.number().int(),
          at: z.number(),
          proposalId: z.string(),
          conversationId: z.number().int(),
          customer: z.string(),
          // Both were parsed when they were made; the ledger is as it was written, or `verifyChain` says so.
          event: z.custom<ProposalEvent>(),
          proposal: z.custom<Proposal>(),
        }),
      ),
      before: z.number().int().nullable(),
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
  verify: query(Nothing, z.object({ ids: z.array(z.string()) })),
  check: query(Nothing, z.object({ problems: z.array(z.string()) })),
  copy: command(z.object({ to: z.string() }), Nothing),
  examine: query(z.object({ file: z.string() }), z.object({ problems: z.array(z.string()) })),
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
