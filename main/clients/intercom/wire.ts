/**
 * The objects of Intercom 2.14 as far as this desk reads them. Ids come as strings or numbers and are compared as strings;
 * times are Unix seconds. Everything not essential to the meaning of an object may be missing.
 */
import { z } from 'zod'

const IdSchema = z.union([z.string().min(1), z.number()]).transform(String)
const SecondsSchema = z.union([z.number(), z.string().regex(/^\d+$/)]).transform((value) => Number(value) * 1000)
const nothing = null

/** Null where a field is missing, and also where it has a form nobody asked for. */
const lenient = <T extends z.ZodType>(schema: T) => schema.nullish().catch(nothing)

const AuthorSchema = z.object({
  type: lenient(z.string()),
  id: lenient(IdSchema),
  name: lenient(z.string()),
  email: lenient(z.string()),
})
export type Author = z.infer<typeof AuthorSchema>

const AttachmentWireSchema = z.object({
  name: lenient(z.string()),
  url: z.string(),
  content_type: lenient(z.string()),
  filesize: lenient(z.number()),
})
export type AttachmentWire = z.infer<typeof AttachmentWireSchema>

const AttachmentsSchema = z
  .array(AttachmentWireSchema.nullable().catch(nothing))
  .transform((list) => list.filter((attachment) => attachment !== null))

export const PartSchema = z.object({
  id: IdSchema,
  part_type: z.string().min(1),
  body: z.string().nullish(),
  created_at: SecondsSchema,
  author: AuthorSchema,
  assigned_to: lenient(z.object({ type: lenient(z.string()), id: lenient(IdSchema) })),
  attachments: lenient(AttachmentsSchema),
  redacted: lenient(z.boolean()),
})
export type Part = z.infer<typeof PartSchema>

export const ConversationWireSchema = z.object({
  id: IdSchema,
  created_at: SecondsSchema,
  updated_at: SecondsSchema,
  title: lenient(z.string()),
  waiting_since: lenient(SecondsSchema),
  state: lenient(z.string()),
  open: lenient(z.boolean()),
  admin_assignee_id: lenient(IdSchema),
  team_assignee_id: lenient(IdSchema),
  source: z
    .object({
      type: lenient(z.string()),
      id: lenient(IdSchema),
      subject: lenient(z.string()),
      body: z.string().nullish(),
      author: lenient(AuthorSchema),
      attachments: lenient(AttachmentsSchema),
      redacted: lenient(z.boolean()),
    })
    .nullish(),
  contacts: lenient(z.object({ contacts: z.array(z.object({ id: IdSchema })) })),
  tags: lenient(z.object({ tags: z.array(z.object({ name: z.string() })) })),
  /** Each part is parsed by itself, so that one that makes no sense does not take the others with it. */
  conversation_parts: z.object({ conversation_parts: z.array(z.unknown()) }).nullish(),
})
export type ConversationWire = z.infer<typeof ConversationWireSchema>

export const SummarySchema = z.object({ id: IdSchema, updated_at: SecondsSchema })

export const PageSchema = z.object({
  conversations: z.array(z.unknown()),
  pages: lenient(z.object({ next: lenient(z.object({ starting_after: lenient(z.string()) })) })),
})

export const MeSchema = z.object({
  id: IdSchema,
  name: lenient(z.string()),
  email: lenient(z.string()),
  app: lenient(z.object({ name: lenient(z.string()), region: lenient(z.string()) })),
})

export const TagSchema = z.object({ id: IdSchema, name: z.string() })
export const TagListSchema = z.object({ data: z.array(TagSchema) })
export const ContactSchema = z.object({ id: IdSchema, name: lenient(z.string()), email: lenient(z.string()) })
export type Contact = z.infer<typeof ContactSchema>

const NamedSchema = z.object({ id: IdSchema, name: lenient(z.string()), has_inbox_seat: lenient(z.boolean()) })
export const AdminListSchema = z.object({ admins: z.array(NamedSchema) })
export const TeamListSchema = z.object({ teams: z.array(NamedSchema) })
