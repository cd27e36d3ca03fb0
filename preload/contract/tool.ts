import { z } from 'zod'

/** R0 Read · R1 Internal · R2 Customer-visible · R3 Money or account · R4 Irreversible. Decided by the catalogue, never by a model. */
export const RiskSchema = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)])
export type Risk = z.infer<typeof RiskSchema>

/** JSON as tools speak it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
/** What becomes JSON as it stands: fields that are absent or undefined are not in it. */
export type JsonLike =
  | null
  | boolean
  | number
  | string
  | readonly JsonLike[]
  | { readonly [key: string]: JsonLike | undefined }
export const JsonSchema: z.ZodType<Json> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(JsonSchema), z.record(z.string(), JsonSchema)]),
)
export const ArgumentsSchema = z.record(z.string(), JsonSchema)
export type Arguments = z.infer<typeof ArgumentsSchema>

/** A JSON Schema for a tool's arguments, as the support-agent console shows it. */
export const ParametersSchema = z.record(z.string(), JsonSchema)

/**
 * Templates may name `{{args.order_id}}` (any JSON pointer path, dotted), `{{conversation.id}}`, `{{call.id}}`,
 * `{{idempotency_key}}` and, in headers only, `{{secret.NAME}}`. A body value that is exactly one template keeps its JSON type.
 * In a URL every value is percent-encoded.
 */
const HttpRequestTemplateSchema = z.object({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  url: z.string().min(1).max(4096),
  headers: z.record(z.string(), z.string()).default({}),
  /** Absent: no body. `"{{args}}"`: all arguments as they are. */
  body: JsonSchema.optional(),
})

/** How to find out whether an effect happened: one templated GET, and where to look in its answer. */
export const ProbeSchema = z.object({
  url: z.string().min(1).max(4096),
  headers: z.record(z.string(), z.string()).default({}),
  /** It happened when the value at `pointer` (RFC 6901) exists and, where `equals` is given, equals it (templates allowed). A 404 means it did not happen. */
  pointer: z.string(),
  equals: JsonSchema.optional(),
  /** Where the tool's result stands in the probe's answer; absent: the whole answer. */
  resultPointer: z.string().optional(),
})
export type Probe = z.infer<typeof ProbeSchema>

const common = {
  name: z.string().min(1).max(200),
  description: z.string().max(20_000).default(''),
  risk: RiskSchema,
  parameters: ParametersSchema,
  /** "Refund {{args.amount|money}} to order {{args.order_id}} for {{customer.name}}"; formatters: money (or money:USD), date, id, text, count. Null: a generic sentence. */
  sentence: z.string().max(500).nullable().default(null),
  /** The system touched, in a person's words: "Acme orders, live". */
  system: z.string().max(200).default(''),
  reversible: z.boolean().default(false),
  /** Name of the tool that undoes this one. */
  inverse: z.string().nullable().default(null),
  /** What rules may call it by: "money", "returns". */
  tags: z.array(z.string().min(1).max(100)).max(50).optional(),
  /** JSON pointer to the amount of money in the arguments, for formatting and the strong confirm. */
  amountPointer: z.string().nullable().default(null),
}

export const HttpToolSchema = z.object({
  ...common,
  kind: z.literal('http'),
  access: z.enum(['read', 'write']),
  request: HttpRequestTemplateSchema,
  /** The peer honours the idempotency key: the same key twice is one effect. */
  idempotent: z.boolean().default(false),
  timeoutMs: z.number().int().min(100).max(600_000).default(30_000),
  probe: ProbeSchema.nullable().default(null),
})
export type HttpTool = z.infer<typeof HttpToolSchema>

export const ManualToolSchema = z.object({
  ...common,
  kind: z.literal('manual'),
  /** What the operator is to do by hand. */
  steps: z.array(z.string().min(1).max(2000)).min(1).max(20),
})
export type ManualTool = z.infer<typeof ManualToolSchema>

/** What the operator may declare. The built-ins send_reply, internal_note, ESCALATE and CLOSE are always there. */
export const CatalogueToolSchema = z.discriminatedUnion('kind', [HttpToolSchema, ManualToolSchema])
export type CatalogueTool = z.infer<typeof CatalogueToolSchema>

export const builtinNames = ['send_reply', 'internal_note', 'ESCALATE', 'CLOSE'] as const
export type BuiltinName = (typeof builtinNames)[number]

/** A tool as the screen needs it. */
export const ToolViewSchema = z.object({
  name: z.string(),
  kind: z.enum(['builtin', 'http', 'manual']),
  description: z.string(),
  risk: RiskSchema,
  parameters: ParametersSchema,
  system: z.string(),
  reversible: z.boolean(),
  inverse: z.string().nullable(),
  tags: z.array(z.string()).optional(),
  amountPointer: z.string().nullable(),
  steps: z.array(z.string()),
  hasProbe: z.boolean(),
})
export type ToolView = z.infer<typeof ToolViewSchema>
