import { z } from 'zod'
import { command, query, sensitive } from '#contract/procedure.ts'
import { ArgumentsSchema, RiskSchema } from '#contract/tool.ts'

/** Second signatures: the people of this desk, and documents that go to a colleague's desk and come back. */

/** One line, nothing in it that cannot be seen. */
const NameSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(
    /^[^\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]*$/u,
    'A name on one line, without invisible characters.',
  )
const PinSchema = z.string().min(6, 'At least 6 characters.').max(64)
const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`))
export const PublicKeySchema = hex(64)
const DocumentText = z.string().max(1_000_000)

export const PersonSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** What their signatures on documents are checked with. */
  publicKey: z.string(),
  /** Signs here, with a PIN; otherwise at a desk of their own. */
  hasPin: z.boolean(),
  createdAt: z.number(),
  disabledAt: z.number().nullable(),
})
export type Person = z.infer<typeof PersonSchema>

export const people = {
  list: query(z.object({}), z.object({ people: z.array(PersonSchema) })),
  /** With a PIN for somebody who signs here, or the public key of somebody who signs at another desk. */
  add: sensitive(
    command(
      z.union([
        z.object({ name: NameSchema, pin: PinSchema }).strict(),
        z.object({ name: NameSchema, publicKey: PublicKeySchema }).strict(),
      ]),
      PersonSchema,
    ),
  ),
  setPin: sensitive(command(z.object({ id: z.string(), pin: z.string().max(64), next: PinSchema }), PersonSchema)),
  /** For good; the name and the key are free again. */
  disable: command(z.object({ id: z.string() }), PersonSchema),
} as const

/** What a second person is asked to sign. `validUntil` (ms): no answer counts after it. */
const asked = {
  proposal: z
    .object({
      id: z.string().max(100),
      revision: z.number().int(),
      tool: z.string().max(200),
      arguments: ArgumentsSchema,
      sentence: z.string().max(20_000),
      risk: RiskSchema,
      fingerprint: hex(64),
      expiresAt: z.number().nullable(),
    })
    .strict(),
  desk: z.object({ name: z.string().max(200), publicKey: PublicKeySchema }).strict(),
  requestedBy: z.object({ name: z.string().max(200), at: z.number() }).strict(),
  issuedAt: z.number(),
  validUntil: z.number(),
}

export const RequestDocumentSchema = z
  .object({
    format: z.literal(1),
    kind: z.literal('countersign request'),
    ...asked,
    nonce: z.string().min(16).max(64),
    /** By the desk, over the canonical JSON of all the rest. */
    signature: hex(128),
  })
  .strict()
export type RequestDocument = z.infer<typeof RequestDocumentSchema>

export const AnswerDocumentSchema = z
  .object({
    format: z.literal(1),
    kind: z.literal('countersign answer'),
    nonce: z.string().min(16).max(64),
    /** SHA-256 of the canonical JSON of the request: what was signed is all of it. */
    request: hex(64),
    /** The desk that asked. */
    desk: PublicKeySchema,
    person: z.object({ name: z.string().max(200), publicKey: PublicKeySchema }).strict(),
    signedAt: z.number(),
    /** By the person, over the canonical JSON of all the rest. */
    signature: hex(128),
  })
  .strict()
export type AnswerDocument = z.infer<typeof AnswerDocumentSchema>

const RequestViewSchema = z.object({ ...asked, expired: z.boolean() })
export type RequestView = z.infer<typeof RequestViewSchema>

/** At the colleague's desk. */
export const approvals = {
  /** What a request asks for; refused where it was changed after it was signed. */
  inspect: query(z.object({ document: DocumentText }), RequestViewSchema),
  /** The signed answer, to be sent back. */
  sign: sensitive(
    command(
      z.object({ document: DocumentText, person: z.string().max(100), pin: z.string().max(64) }),
      z.object({ document: z.string() }),
    ),
  ),
} as const

export const CountersignInputSchema = z.object({
  id: z.string(),
  revision: z.number().int(),
  argsHash: z.string(),
  fingerprint: z.string(),
  person: z.string().max(100),
  pin: z.string().max(64),
  reason: z.string().max(4000).optional(),
})
export type CountersignInput = z.infer<typeof CountersignInputSchema>

export const DocumentSchema = z.object({ document: DocumentText })
