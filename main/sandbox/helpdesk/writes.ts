import { z } from 'zod'
import { admins, teams } from '#main/sandbox/company/people.ts'
import type { HelpdeskContext } from '#main/sandbox/helpdesk/errors.ts'
import { refuse } from '#main/sandbox/helpdesk/errors.ts'
import { viewConversation, viewTag } from '#main/sandbox/helpdesk/views.ts'
import type { Author, Conversation } from '#main/sandbox/helpdesk/world.ts'
import { addPart, adminAuthor, contactAuthor } from '#main/sandbox/helpdesk/world.ts'
import type { Reply } from '#main/sandbox/service-exchange.ts'

/** Everything that changes a conversation in the helpdesk. Each write appends its part and answers with the whole conversation. */
const Id = z.union([z.string().min(1), z.number().int()]).transform(String)

const ReplySchema = z.object({
  message_type: z.enum(['comment', 'note', 'quick_reply']),
  type: z.enum(['admin', 'user']).optional(),
  admin_id: Id.optional(),
  intercom_user_id: z.string().optional(),
  user_id: z.string().optional(),
  email: z.string().optional(),
  body: z.string().optional(),
  attachment_urls: z.array(z.string()).max(10).optional(),
  reply_options: z.array(z.object({ text: z.string(), uuid: z.string() })).optional(),
})

const isAdmin = (id: string | undefined): id is string => admins.some((admin) => admin.id === id)
const seconds = (context: HelpdeskContext): number => Math.floor(context.now() / 1000)
const done = (context: HelpdeskContext, conversation: Conversation): Reply => {
  context.save()
  return { status: 200, body: viewConversation(context.state(), conversation) }
}

function writerOf(context: HelpdeskContext, reply: z.infer<typeof ReplySchema>): Author | null {
  if (reply.type !== 'user') return isAdmin(reply.admin_id) ? adminAuthor(reply.admin_id) : null
  const contact = Object.values(context.state().contacts).find(
    (candidate) =>
      candidate.id === reply.intercom_user_id ||
      candidate.externalId === reply.user_id ||
      (reply.email !== undefined && candidate.email === reply.email),
  )
  return contact === undefined ? null : contactAuthor(contact)
}

export function replyTo(context: HelpdeskContext, conversation: Conversation, body: unknown): Reply {
  const parsed = ReplySchema.safeParse(body)
  if (!parsed.success) return refuse(400, 'parameter_invalid', 'message_type, type or body is invalid')
  const reply = parsed.data
  const author = writerOf(context, reply)
  if (author === null)
    return reply.type === 'user'
      ? refuse(404, 'not_found', 'User Not Found')
      : refuse(404, 'admin_not_found', 'Admin for this id not found')
  if (reply.message_type === 'note' && author.type !== 'admin')
    return refuse(400, 'parameter_invalid', 'Only admins write notes')
  const hasBody = reply.body !== undefined && reply.body.trim() !== ''
  if (!hasBody && (reply.attachment_urls ?? []).length === 0 && reply.message_type !== 'quick_reply')
    return refuse(400, 'parameter_not_found', 'body is needed')
  const attachments = (reply.attachment_urls ?? []).map((url) => ({
    type: 'upload' as const,
    name: url.split('/').at(-1) ?? 'file',
    url,
    content_type: 'image/png',
    filesize: 0,
  }))
  addPart(context.state(), conversation, {
    type: reply.message_type,
    author,
    body: reply.body ?? null,
    attachments,
    at: seconds(context),
  })
  return done(context, conversation)
}

const ChangeSchema = z.discriminatedUnion('message_type', [
  z.object({ message_type: z.literal('close'), admin_id: Id, body: z.string().optional() }),
  z.object({ message_type: z.literal('open'), admin_id: Id }),
  z.object({ message_type: z.literal('snoozed'), admin_id: Id, snoozed_until: z.number().int() }),
  z.object({
    message_type: z.literal('assignment'),
    type: z.enum(['admin', 'team']),
    admin_id: Id,
    assignee_id: Id,
    body: z.string().optional(),
  }),
])

export function changeState(context: HelpdeskContext, conversation: Conversation, body: unknown): Reply {
  const parsed = ChangeSchema.safeParse(body)
  if (!parsed.success) return refuse(400, 'parameter_invalid', 'message_type or one of its fields is invalid')
  const change = parsed.data
  if (!isAdmin(change.admin_id)) return refuse(404, 'admin_not_found', 'Admin for this id not found')
  const state = context.state()
  const part = { author: adminAuthor(change.admin_id), at: seconds(context) }
  switch (change.message_type) {
    case 'close':
      conversation.state = 'closed'
      conversation.waitingSince = null
      addPart(state, conversation, { ...part, type: 'close', body: change.body ?? null })
      break
    case 'open':
      conversation.state = 'open'
      conversation.snoozedUntil = null
      addPart(state, conversation, { ...part, type: 'open' })
      break
    case 'snoozed':
      conversation.state = 'snoozed'
      conversation.snoozedUntil = change.snoozed_until
      addPart(state, conversation, { ...part, type: 'snoozed' })
      break
    case 'assignment': {
      const none = change.assignee_id === '0'
      if (!none && !assigneeExists(change.type, change.assignee_id))
        return refuse(404, change.type === 'team' ? 'team_not_found' : 'assignee_not_found', 'Assignee not found')
      conversation[change.type] = none ? null : Number(change.assignee_id)
      const assignedTo = none ? null : { type: change.type, id: change.assignee_id }
      addPart(state, conversation, { ...part, type: 'assignment', body: change.body ?? null, assignedTo })
      break
    }
  }
  return done(context, conversation)
}

function assigneeExists(type: 'admin' | 'team', id: string): boolean {
  return type === 'admin' ? isAdmin(id) : teams.some((team) => team.id === id)
}

const TagSchema = z.object({ id: Id, admin_id: Id })

export function attachTag(context: HelpdeskContext, conversation: Conversation, body: unknown): Reply {
  const parsed = TagSchema.safeParse(body)
  if (!parsed.success) return refuse(400, 'parameter_not_found', 'id and admin_id are needed')
  const { id, admin_id: admin } = parsed.data
  if (context.state().tags[id] === undefined) return refuse(404, 'tag_not_found', 'Resource Not Found')
  if (!isAdmin(admin)) return refuse(404, 'admin_not_found', 'Admin for this id not found')
  const tag = conversation.tags.find((candidate) => candidate.id === id) ?? {
    id,
    appliedAt: seconds(context),
    appliedBy: admin,
  }
  if (!conversation.tags.includes(tag)) conversation.tags.push(tag)
  conversation.updatedAt = Math.max(conversation.updatedAt, seconds(context))
  context.save()
  return { status: 200, body: viewTag(context.state(), tag) }
}

export function detachTag(context: HelpdeskContext, conversation: Conversation, id: string, body: unknown): Reply {
  const parsed = z.object({ admin_id: Id }).safeParse(body)
  if (!parsed.success || !isAdmin(parsed.data.admin_id))
    return refuse(400, 'parameter_not_found', 'admin_id is needed in the body')
  const tag = conversation.tags.find((candidate) => candidate.id === id)
  if (tag === undefined) return refuse(404, 'tag_not_found', 'Resource Not Found')
  conversation.tags = conversation.tags.filter((candidate) => candidate !== tag)
  conversation.updatedAt = Math.max(conversation.updatedAt, seconds(context))
  context.save()
  return { status: 200, body: viewTag(context.state(), tag) }
}
