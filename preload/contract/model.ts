import { z } from 'zod'
import { command, query, sensitive } from '#contract/procedure.ts'
import { SecretStatusSchema, SecretValueSchema } from '#contract/settings.ts'

/**
 * What the service has to offer and what each key may use of it: models with their prices, tokens of a text, the health of the
 * keys. Lists are kept on disk with their age, so that they can be read with the network away.
 */
const Dollars = z.number().min(0).nullable()

/** US dollars; null: the service does not say. */
export const PriceSchema = z.object({
  promptPerMillion: Dollars,
  cachedPromptPerMillion: Dollars,
  imagePromptPerMillion: Dollars,
  completionPerMillion: Dollars,
  perSearch: Dollars,
})
export type Price = z.infer<typeof PriceSchema>

export const ModelSchema = z.object({
  id: z.string(),
  aliases: z.array(z.string()),
  /** language: takes and gives words. other: images, embeddings, and what came later. */
  kind: z.enum(['language', 'other']),
  version: z.string().nullable(),
  fingerprint: z.string().nullable(),
  ownedBy: z.string().nullable(),
  createdAt: z.number().nullable(),
  inputs: z.array(z.string()),
  outputs: z.array(z.string()),
  /** How many tokens fit; `service`: it said so, `known`: from a table of ours, null: nobody knows. */
  context: z.object({ tokens: z.number().int(), source: z.enum(['service', 'known']) }).nullable(),
  price: PriceSchema,
})
export type Model = z.infer<typeof ModelSchema>

/** What an answer used. */
export const UsageSchema = z.object({
  inputTokens: z.number(),
  cachedTokens: z.number(),
  outputTokens: z.number(),
  reasoningTokens: z.number(),
  /** True where the service counts thoughts beside the output and not in it. */
  reasoningApart: z.boolean(),
  totalTokens: z.number(),
  /** What the service itself says it costs, in dollars; null: it does not say. */
  charged: z.number().nullable(),
})
export type Usage = z.infer<typeof UsageSchema>

/** service: it said so itself. list: tokens times its list of prices, as kept here. unknown: no figure. */
export const CostSchema = z.object({
  amount: z.number().nullable(),
  currency: z.literal('USD'),
  source: z.enum(['service', 'list', 'unknown']),
  /** When the list was read; null where it is not of the list. */
  listedAt: z.number().nullable(),
})
export type Cost = z.infer<typeof CostSchema>

export const TroubleSchema = z.object({ code: z.string(), message: z.string(), at: z.number() })

export const ModelListSchema = z.object({
  models: z.array(ModelSchema),
  /** When the service last said so; null: it never did. */
  at: z.number().nullable(),
  /** Why it is not newer, where it was asked for and did not come. */
  trouble: TroubleSchema.nullable(),
})
export type ModelList = z.infer<typeof ModelListSchema>

/** `bytes` need not be whole characters. */
export const TokenSchema = z.object({ id: z.number().int().nullable(), text: z.string(), bytes: z.array(z.number()) })
export type Token = z.infer<typeof TokenSchema>

export const TokensSchema = z.object({
  model: z.string(),
  count: z.number().int(),
  /** The first 2,000 of them; the service may give nothing but numbers. */
  tokens: z.array(TokenSchema),
  /** What the text would cost as a prompt, by the list of models; null: no price is known. */
  promptCost: z.number().nullable(),
})
export type Tokens = z.infer<typeof TokensSchema>

export const KeyNameSchema = z.enum(['xai', 'support_agent', 'voice', 'management', 'helpdesk', 'bot'])
export type KeyName = z.infer<typeof KeyNameSchema>

export const KeyPermissionSchema = z.object({
  label: z.string(),
  /** As the service writes it; null: it has no name for it. */
  acl: z.string().nullable(),
  /** needed: the desk cannot do without it. more: the key may do this too, and nobody needs it to. */
  need: z.enum(['needed', 'more']),
  granted: z.boolean(),
})
export type KeyPermission = z.infer<typeof KeyPermissionSchema>

/** What the desk did with a key in the last 24 hours, or since it started where that is less. */
export const KeyUseSchema = z.object({
  since: z.number(),
  calls: z.number().int(),
  failures: z.number().int(),
  /** How often the service asked for patience (429). */
  slowedDown: z.number().int(),
  medianMs: z.number().nullable(),
  /** Also from before the last start; null: never. */
  lastAt: z.number().nullable(),
})
export type KeyUse = z.infer<typeof KeyUseSchema>

export const KeyHealthSchema = z.object({
  name: KeyNameSchema,
  status: SecretStatusSchema,
  /** The key that is used where this one is missing. */
  standIn: KeyNameSchema.nullable(),
  /**
   * unchecked: nobody asked yet · usable · short: accepted, and something it needs is not granted · refused: unknown, blocked or
   * disabled · unreachable: nobody answered · missing: there is none, and none stands in for it
   */
  verdict: z.enum(['unchecked', 'usable', 'short', 'refused', 'unreachable', 'missing']),
  /** One sentence; empty while unchecked. */
  summary: z.string(),
  checkedAt: z.number().nullable(),
  latencyMs: z.number().nullable(),
  /** What the service calls the key, and when it was made and last changed. */
  title: z.string().nullable(),
  createdAt: z.number().nullable(),
  changedAt: z.number().nullable(),
  permissions: z.array(KeyPermissionSchema),
  /** Models it may use, by its permissions; `*` is all of them. Empty: it does not say. */
  models: z.array(z.string()),
  use: KeyUseSchema,
})
export type KeyHealth = z.infer<typeof KeyHealthSchema>

/** A new key was asked for first; the old one was given up only if it answered. */
export const RotationSchema = z.object({
  replaced: z.boolean(),
  health: KeyHealthSchema,
  /** Why the old one stays; null: it was replaced. */
  refusal: z.string().nullable(),
})
export type Rotation = z.infer<typeof RotationSchema>

const Nothing = z.object({})

export const models = {
  /** As kept on disk; never asks the service. */
  list: query(Nothing, ModelListSchema),
  /** Asks the service, and keeps what it says. What is kept stays where nobody answers. */
  refresh: command(Nothing, ModelListSchema),
  /** One model by id or alias, asked for now. Throws `not_found`. */
  get: query(z.object({ id: z.string().min(1).max(200) }), ModelSchema),
  tokenize: query(
    z.object({ text: z.string().max(1_000_000), model: z.string().min(1).max(200).optional() }),
    TokensSchema,
  ),
  /** What is known of each key; asks nobody. */
  keys: query(Nothing, z.object({ keys: z.array(KeyHealthSchema) })),
  /** Asks the service about one key. A refused key is an answer, not an error. */
  checkKey: command(z.object({ name: KeyNameSchema }), KeyHealthSchema),
  /** Puts a new key in the place of the old one once the service has accepted it; else nothing changes. */
  rotate: sensitive(command(z.object({ name: KeyNameSchema, value: SecretValueSchema }), RotationSchema)),
} as const
