/**
 * The objects of Chatwoot's application API as far as this desk reads them. Ids are numbers and are compared as strings; times
 * are seconds, whole, fractional or as text, and sometimes RFC 3339. Lists come bare, under `payload`, or under `data.payload`.
 */
import { z } from 'zod'
import { isFields } from '#main/clients/http/errors.ts'
import { momentOf } from '#main/clients/wire-values.ts'

const IdSchema = z.union([z.string().min(1), z.number()]).transform(String)
const nothing = null
/** Null where a field is missing, and also where it has a form nobody asked for. */
const lenient = <T extends z.ZodType>(schema: T) => schema.nullish().catch(nothing)

/** Milliseconds; what is no moment fails. */
const MomentSchema = z.unknown().transform((value, context) => {
  const at = momentOf(value)
  if (at !== null && at > 0) return at
  context.addIssue({ code: 'custom', message: 'is no time' })
  return z.NEVER
})
/** Zero is how this API writes "never". */
const SomedaySchema = z.unknown().transform((value) => {
  const at = momentOf(value)
  return at === null || at <= 0 ? null : at
})

const unwrap = (value: unknown): unknown => {
  const inner = isFields(value) && isFields(value['data']) ? value['data'] : value
  return isFields(inner) && 'payload' in inner ? inner['payload'] : inner
}
const listed = z.preprocess(unwrap, z.array(z.unknown()))

const PersonSchema = z.object({
  id: lenient(IdSchema),
  name: lenient(z.string()),
  available_name: lenient(z.string()),
  email: lenient(z.string()),
  phone_number: lenient(z.string()),
  type: lenient(z.string()),
})

export const SummarySchema = z
  .object({
    id: IdSchema,
    created_at: MomentSchema,
    last_activity_at: SomedaySchema.optional(),
    timestamp: SomedaySchema.optional(),
    updated_at: SomedaySchema.optional(),
  })
  .transform((one) => ({
    id: one.id,
    createdAt: one.created_at,
    updatedAt: Math.max(one.created_at, one.last_activity_at ?? 0, one.timestamp ?? 0, one.updated_at ?? 0),
  }))

export const ConversationSchema = z
  .object({
    status: z.string(),
    labels: lenient(z.array(z.string())),
    can_reply: lenient(z.boolean()),
    waiting_since: SomedaySchema.optional(),
    additional_attributes: lenient(z.object({ mail_subject: lenient(z.string()) })),
    meta: z.object({
      sender: lenient(PersonSchema),
      channel: lenient(z.string()),
      assignee: lenient(PersonSchema),
      team: lenient(PersonSchema),
    }),
  })
  .and(SummarySchema)
export type ConversationWire = z.infer<typeof ConversationSchema>

export const PageSchema = z.object({
  conversations: listed,
  /** How many there are on all pages, where it is told. */
  total: z.number().nullable(),
})
export const readPage = z.preprocess((value) => {
  const inner = isFields(value) && isFields(value['data']) ? value['data'] : value
  const meta = isFields(inner) && isFields(inner['meta']) ? inner['meta'] : {}
  const total = meta['all_count']
  return { conversations: value, total: typeof total === 'number' ? total : null }
}, PageSchema)

const AttachmentSchema = z.object({
  file_type: lenient(z.string()),
  data_url: lenient(z.string()),
  file_size: lenient(z.number()),
  content_type: lenient(z.string()),
  extension: lenient(z.string()),
  fallback_title: lenient(z.string()),
  coordinates_lat: lenient(z.number()),
  coordinates_long: lenient(z.number()),
})
export type AttachmentWire = z.infer<typeof AttachmentSchema>

const kinds: Readonly<Record<string, 'incoming' | 'outgoing' | 'activity' | 'template'>> = {
  '0': 'incoming',
  '1': 'outgoing',
  '2': 'activity',
  '3': 'template',
  incoming: 'incoming',
  outgoing: 'outgoing',
  activity: 'activity',
  template: 'template',
}

export const MessageSchema = z.object({
  id: IdSchema,
  content: z.string().nullish(),
  /** A number in answers, a word in webhooks. Null: one this desk has never heard of. */
  message_type: z.union([z.string(), z.number()]).transform((value) => kinds[String(value)] ?? null),
  private: lenient(z.boolean()),
  status: lenient(z.string()),
  created_at: MomentSchema,
  content_attributes: lenient(z.object({ deleted: lenient(z.boolean()), external_error: lenient(z.string()) })),
  sender: lenient(PersonSchema),
  attachments: lenient(z.array(AttachmentSchema.nullable().catch(nothing))),
})
export type MessageWire = z.infer<typeof MessageSchema>

export const MessageListSchema = listed
export const IdOnlySchema = z.object({ id: IdSchema })
export const PeopleSchema = z.preprocess(unwrap, z.array(PersonSchema.extend({ id: IdSchema })))
export const LabelsSchema = z.preprocess(unwrap, z.array(z.string()))
export const LabelDefinitionsSchema = z.preprocess(unwrap, z.array(z.object({ title: z.string() })))
export const StatusSchema = z.preprocess(unwrap, z.object({ current_status: z.string() }))

export const ProfileSchema = z.object({
  id: IdSchema,
  name: lenient(z.string()),
  email: lenient(z.string()),
  pubsub_token: lenient(z.string()),
  accounts: lenient(z.array(z.object({ id: IdSchema, name: lenient(z.string()) }))),
})
export type Profile = z.infer<typeof ProfileSchema>
