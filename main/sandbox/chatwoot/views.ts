import { admins, teams } from '#main/sandbox/company/people.ts'
import type {
  Author,
  Contact,
  Conversation,
  FileAttachment,
  HelpdeskState,
  Part,
} from '#main/sandbox/helpdesk/world.ts'
import { toText } from '#main/sandbox/helpdesk/world.ts'

/** The same shared inbox in the words of Chatwoot: numbers for ids, messages in place of parts, Markdown in place of HTML. */
export const accountId = 1

const inboxes: Readonly<Record<string, { readonly id: number; readonly channel: string; readonly name: string }>> = {
  conversation: { id: 1, channel: 'Channel::WebWidget', name: 'Website' },
  email: { id: 2, channel: 'Channel::Email', name: 'Mail' },
  whatsapp: { id: 3, channel: 'Channel::Whatsapp', name: 'WhatsApp' },
  sms: { id: 4, channel: 'Channel::Sms', name: 'SMS' },
}
const otherInbox = { id: 5, channel: 'Channel::Api', name: 'Other' }

const inboxOf = (conversation: Conversation) => inboxes[conversation.channel] ?? otherInbox
export const inboxIdOf = (conversation: Conversation): number => inboxOf(conversation).id
export const viewInboxes = () =>
  [...Object.values(inboxes), otherInbox].map(({ id, channel, name }) => ({ id, channel_type: channel, name }))

export const statusOf = ({ state }: Conversation): 'open' | 'resolved' | 'snoozed' =>
  state === 'closed' ? 'resolved' : state

/** Contacts are only ever added: their place is their number. */
const contactId = (state: HelpdeskState, id: string): number => Object.keys(state.contacts).indexOf(id) + 1

export function viewContact(state: HelpdeskState, contact: Contact): Record<string, unknown> {
  return {
    id: contactId(state, contact.id),
    name: contact.name,
    email: contact.email,
    phone_number: contact.phone,
    identifier: contact.externalId,
    thumbnail: '',
    blocked: false,
    additional_attributes: { city: contact.city, country: contact.country },
    custom_attributes: {},
    created_at: contact.createdAt,
    type: 'contact',
  }
}

const viewUser = (id: string, name: string, email: string) => ({
  id: Number(id),
  name,
  available_name: name,
  email,
  thumbnail: '',
  type: 'user',
})

export const viewAgent = (admin: (typeof admins)[number]): Record<string, unknown> => ({
  ...viewUser(admin.id, admin.name, admin.email),
  account_id: accountId,
  role: admin === admins[0] ? 'administrator' : 'agent',
  confirmed: true,
  availability_status: 'online',
  auto_offline: true,
})

export const viewTeam = (team: (typeof teams)[number]): Record<string, unknown> => ({
  id: Number(team.id),
  name: team.name,
  description: '',
  allow_auto_assign: false,
  account_id: accountId,
  is_member: true,
})

const fileType = (file: FileAttachment): string => {
  const [kind = ''] = file.content_type.split('/')
  return ['image', 'audio', 'video'].includes(kind) ? kind : 'file'
}

const viewFile = (file: FileAttachment, id: number, messageId: number) => ({
  id,
  message_id: messageId,
  file_type: fileType(file),
  account_id: accountId,
  extension: null,
  data_url: file.url,
  thumb_url: fileType(file) === 'image' ? file.url : '',
  file_size: file.filesize,
})

type MessageType = 0 | 1 | 2 | 3
type Words = {
  readonly id: number
  readonly type: MessageType
  readonly content: string | null
  readonly private: boolean
  readonly at: number
  readonly author: Author | Contact | null
  readonly attachments: readonly FileAttachment[]
  readonly undelivered?: string
  readonly gone?: true
}

function viewMessage(state: HelpdeskState, conversation: Conversation, words: Words): Record<string, unknown> {
  const { author } = words
  const sender =
    author === null
      ? null
      : 'externalId' in author
        ? viewContact(state, author)
        : viewUser(author.id, author.name, author.email)
  return {
    id: words.id,
    content: words.gone === true ? 'This message was deleted' : words.content,
    account_id: accountId,
    inbox_id: inboxIdOf(conversation),
    conversation_id: Number(conversation.id),
    message_type: words.type,
    content_type: 'text',
    status: words.undelivered === undefined ? 'sent' : 'failed',
    content_attributes: {
      ...(words.undelivered === undefined ? {} : { external_error: words.undelivered }),
      ...(words.gone === true ? { deleted: true } : {}),
    },
    created_at: words.at,
    updated_at: new Date(words.at * 1000).toISOString(),
    private: words.private,
    source_id: null,
    ...(sender === null ? {} : { sender, sender_type: words.type === 0 ? 'Contact' : 'User' }),
    ...(words.attachments.length === 0
      ? {}
      : { attachments: words.attachments.map((file, index) => viewFile(file, words.id * 10 + index, words.id)) }),
  }
}

const happened: Readonly<Record<string, string>> = {
  close: 'resolved by',
  open: 'reopened by',
  snoozed: 'snoozed by',
  timer_unsnooze: 'reopened after its snooze, by',
}

function activityOf(part: Part): string {
  if (part.part_type.startsWith('assign')) {
    const { assigned_to: to } = part
    const list: readonly { readonly id: string; readonly name: string }[] = to?.type === 'team' ? teams : admins
    const name = list.find((one) => one.id === to?.id)?.name
    return name === undefined
      ? `Conversation unassigned by ${part.author.name}`
      : `Assigned to ${name} by ${part.author.name}`
  }
  return `Conversation was ${happened[part.part_type] ?? part.part_type} ${part.author.name}`
}

function wordsOf(state: HelpdeskState, conversation: Conversation, part: Part): Words {
  const isSpoken = part.part_type === 'comment' || part.part_type === 'quick_reply'
  const isNote = part.part_type.startsWith('note')
  const common = { id: Number(part.id), at: part.created_at, attachments: part.attachments }
  if (!isSpoken && !isNote)
    return { ...common, type: 2, content: activityOf(part), private: false, author: null, attachments: [] }
  const contact = part.author.type === 'user' ? state.contacts[conversation.contact] : undefined
  return {
    ...common,
    type: contact === undefined ? 1 : 0,
    content: part.written ?? toText(part.body ?? ''),
    private: isNote,
    author: contact ?? part.author,
    ...(part.undelivered === undefined ? {} : { undelivered: part.undelivered }),
    ...(part.gone === undefined ? {} : { gone: part.gone }),
  }
}

/** Oldest first; the opening one took its number when the conversation did. */
export function viewMessages(state: HelpdeskState, conversation: Conversation): Record<string, unknown>[] {
  const opening: Words = {
    id: 90_000 + Number(conversation.id),
    type: 0,
    content: toText(conversation.body),
    private: false,
    at: conversation.createdAt,
    author: state.contacts[conversation.contact] ?? null,
    attachments: conversation.attachments,
  }
  const later = conversation.parts.map((part) => wordsOf(state, conversation, part))
  return [opening, ...later].map((words) => viewMessage(state, conversation, words))
}

export function viewLabels(state: HelpdeskState, conversation: Conversation): string[] {
  return conversation.tags.flatMap((tag) => state.tags[tag.id] ?? [])
}

export function viewConversation(state: HelpdeskState, conversation: Conversation): Record<string, unknown> {
  const contact = state.contacts[conversation.contact]
  const assignee = admins.find((admin) => Number(admin.id) === conversation.admin)
  const team = teams.find((one) => Number(one.id) === conversation.team)
  const messages = viewMessages(state, conversation)
  const newest = messages.slice(-1)
  return {
    meta: {
      sender: contact === undefined ? null : viewContact(state, contact),
      channel: inboxOf(conversation).channel,
      ...(assignee === undefined ? {} : { assignee: viewAgent(assignee) }),
      ...(team === undefined ? {} : { team: viewTeam(team) }),
      hmac_verified: false,
    },
    id: Number(conversation.id),
    messages: newest,
    account_id: accountId,
    uuid: `00000000-0000-4000-8000-${conversation.id.padStart(12, '0')}`,
    additional_attributes: conversation.subject === '' ? {} : { mail_subject: conversation.subject },
    custom_attributes: {},
    agent_last_seen_at: 0,
    assignee_last_seen_at: 0,
    contact_last_seen_at: 0,
    can_reply: conversation.over !== true,
    inbox_id: inboxIdOf(conversation),
    labels: viewLabels(state, conversation),
    muted: false,
    snoozed_until: conversation.snoozedUntil === null ? null : new Date(conversation.snoozedUntil * 1000).toISOString(),
    status: statusOf(conversation),
    priority: conversation.priority === 'priority' ? 'high' : null,
    created_at: conversation.createdAt,
    updated_at: conversation.updatedAt + 0.25,
    timestamp: conversation.updatedAt,
    last_activity_at: conversation.updatedAt,
    first_reply_created_at: 0,
    waiting_since: conversation.waitingSince ?? 0,
    unread_count: conversation.read ? 0 : 1,
    last_non_activity_message: messages.findLast((message) => message['message_type'] !== 2) ?? null,
  }
}
