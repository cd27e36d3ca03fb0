import { z } from 'zod'
import { CostSchema, TroubleSchema, UsageSchema } from '#contract/model.ts'
import { command, feed, query } from '#contract/procedure.ts'
import { JsonSchema } from '#contract/tool.ts'

/**
 * Words to a model and back, outside of any conversation with a customer. A run is one request: its words come as they are
 * written, its calls of tools are handed to whoever started it, and nothing is executed. Runs live in memory until the desk
 * stops; what the service works on while nobody waits (deferred) is kept on disk.
 */
const Name = z.string().min(1).max(200)

export const TextCallSchema = z.object({
  id: Name,
  name: Name,
  /** JSON text, exactly as the model wrote it. */
  arguments: z.string().max(1_000_000),
})
export type TextCall = z.infer<typeof TextCallSchema>

export const TextItemSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message'),
    role: z.enum(['system', 'user', 'assistant']),
    text: z.string().max(1_000_000),
    imageUrls: z.array(z.string().max(4_000_000)).max(20).optional(),
  }),
  TextCallSchema.extend({ kind: z.literal('call') }),
  z.object({ kind: z.literal('result'), callId: Name, output: z.string().max(1_000_000) }),
  /** Something the service gave and wants back to the letter: sealed thoughts, searches of its own. */
  z.object({ kind: z.literal('own'), raw: JsonSchema }),
])
export type TextItem = z.infer<typeof TextItemSchema>

export const RunInputSchema = z.object({
  /** responses: the present interface. chat: the one before it, for comparison. support: a support agent, by its own. */
  engine: z.enum(['responses', 'chat', 'support']).default('responses'),
  /** Of the engine `support`, which takes neither tools nor settings: it has its own. Null: as the desk has it. */
  support: z
    .object({
      agentId: Name.nullable(),
      deploymentId: Name.nullable(),
      environment: z.enum(['PROD', 'STAGING']).nullable(),
    })
    .optional(),
  /** The engine `support` has its own: the agent's id stands here. */
  model: Name,
  instructions: z.string().max(256_000).nullable().default(null),
  /** The whole conversation, oldest first. */
  items: z.array(TextItemSchema).min(1).max(5000),
  /** What the service holds from an earlier run that asked it to: its answer, and how many of `items` that covers. */
  held: z
    .object({ responseId: Name, items: z.number().int().min(0) })
    .nullable()
    .default(null),
  tools: z
    .array(z.object({ name: Name, description: z.string().max(20_000), parameters: JsonSchema }))
    .max(128)
    .default([]),
  /** Tools the service runs itself; nobody here is asked about them. */
  providerTools: z.array(JsonSchema).max(128).default([]),
  toolChoice: z.enum(['auto', 'none', 'required']).default('auto'),
  /** True: the service keeps the answer and what led to it, for 30 days. */
  store: z.boolean().default(false),
  streaming: z.boolean().default(true),
  temperature: z.number().min(0).max(2).nullable().default(null),
  topP: z.number().min(0).max(1).nullable().default(null),
  mostOutputTokens: z.number().int().min(1).max(2_000_000).nullable().default(null),
  effort: z.enum(['low', 'medium', 'high']).nullable().default(null),
  timeoutSeconds: z.number().min(1).max(3600).default(300),
})
export type RunInput = z.infer<typeof RunInputSchema>

export const RunResultSchema = z.object({
  id: z.string(),
  /** The model that answered, which an alias does not say. */
  model: z.string(),
  /** done · cut: it ran into a limit · filtered: the service held it back */
  end: z.enum(['done', 'cut', 'filtered']),
  /** The service's own word for it, where it was not done. */
  why: z.string().nullable(),
  text: z.string(),
  /** Words with which the model declined; empty: it did not. */
  refusal: z.string(),
  thoughts: z.string(),
  /** To be answered by whoever goes on: append `items` and a `result` for each of these. */
  calls: z.array(TextCallSchema),
  provider: z.array(z.object({ name: z.string(), about: z.string() })),
  citations: z.array(z.object({ url: z.string(), title: z.string().nullable() })),
  items: z.array(TextItemSchema),
  /** Whether the service keeps it, and can go on from `id`. */
  isHeld: z.boolean(),
  /** What the service had held was gone, and the whole conversation was sent instead. */
  resent: z.boolean(),
  usage: UsageSchema.nullable(),
  cost: CostSchema,
  firstWordMs: z.number().nullable(),
  totalMs: z.number(),
  /** As it went over the wire, in both directions. */
  sent: JsonSchema,
  raw: JsonSchema,
})
export type RunResult = z.infer<typeof RunResultSchema>

export const RunSchema = z.object({
  id: z.string(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  startedAt: z.number(),
  /** All words so far; also what had come of an answer that broke. */
  text: z.string(),
  thoughts: z.string(),
  calls: z.array(TextCallSchema),
  provider: z.array(z.object({ name: z.string(), about: z.string(), over: z.boolean() })),
  result: RunResultSchema.nullable(),
  trouble: TroubleSchema.nullable(),
})
export type Run = z.infer<typeof RunSchema>

/** How a run stands now. `text` and `thoughts` are whole, so that an event that was missed takes nothing away. */
export const RunEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run'), run: RunSchema }),
  z.object({ type: z.literal('words'), text: z.string(), thoughts: z.string() }),
])
export type RunEvent = z.infer<typeof RunEventSchema>

/**
 * waiting: the service works on it · done · failed: it said why · given_up: it took longer than it was given, and can be asked
 * for again within the 24 hours the service keeps it · lost: the service does not have it any more, or gave it out to somebody ·
 * cancelled: nobody wants it any more
 */
export const DeferredStateSchema = z.enum(['waiting', 'done', 'failed', 'given_up', 'lost', 'cancelled'])
export const DeferredSchema = z.object({
  id: z.string(),
  state: DeferredStateSchema,
  model: z.string(),
  /** The last words of the request. */
  about: z.string(),
  startedAt: z.number(),
  /** When it is given up. */
  deadline: z.number(),
  endedAt: z.number().nullable(),
  /** How often it was asked for, and when last. */
  polls: z.number().int(),
  polledAt: z.number().nullable(),
  trouble: z.string().nullable(),
})
export type Deferred = z.infer<typeof DeferredSchema>

const Nothing = z.object({})
const Id = z.object({ id: Name })

export const playground = {
  /** Sends the request; `watch` tells how it goes. */
  start: command(RunInputSchema, RunSchema),
  get: query(Id, RunSchema),
  watch: feed(Id, RunEventSchema),
  /** Closes the connection: the service has no other way to cancel. What had come stays to be read. */
  cancel: command(Id, RunSchema),
  /** One chat completion with a stored agent's instructions and tools; its calls are shown, none is executed. */
  runAgent: command(
    z.object({ agentId: Name, text: z.string().min(1).max(1_000_000), model: Name.optional() }),
    RunResultSchema,
  ),
  /** An answer the service keeps, by its own id. Throws `not_found`. */
  retrieve: query(z.object({ responseId: Name }), RunResultSchema),
  /** Makes the service forget an answer it keeps. */
  forget: command(z.object({ responseId: Name }), Nothing),
  /** Lets the service work on it while nobody waits. */
  defer: command(
    RunInputSchema.extend({
      waitSeconds: z.number().int().min(5).max(86_400).default(600),
      /** Whose words are in it: it is erased with that conversation. */
      conversationId: z.number().int().nullable().default(null),
    }),
    DeferredSchema,
  ),
  deferred: query(Nothing, z.object({ items: z.array(DeferredSchema) })),
  watchDeferred: feed(Nothing, z.object({ items: z.array(DeferredSchema) })),
  /** The answer of one that is done. */
  deferredResult: query(Id, RunResultSchema),
  /** Nobody asks for it any more; the service may finish it all the same. */
  cancelDeferred: command(Id, DeferredSchema),
  /** One that was given up is waited for again. */
  resumeDeferred: command(Id.extend({ waitSeconds: z.number().int().min(5).max(86_400).default(600) }), DeferredSchema),
  removeDeferred: command(Id, Nothing),
} as const
