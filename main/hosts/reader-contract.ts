import type { MessagePort } from 'node:worker_threads'
import { z } from 'zod'
import { PolicyDocumentSchema, RuleSchema, SimulationSchema } from '#contract/policy.ts'
import { command, query } from '#contract/procedure.ts'
import { ConfigurationSchema } from '#contract/settings.ts'
import { fromMessagePort, type PortLike, type Wire } from '#rpc/wire.ts'

const Nothing = z.object({})

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
      document: PolicyDocumentSchema,
      defaults: ConfigurationSchema.shape.defaultDecisions,
      last: z.number().int().min(1),
    }),
    SimulationSchema,
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
