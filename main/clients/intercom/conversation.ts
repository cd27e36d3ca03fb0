/**
 * An Intercom conversation as the desk knows conversations. Pure. The opening message is not a part there; here it is.
 * Notes stay notes, and what might be one counts as one. A part that makes no sense becomes a visible event.
 */
import type { Attachment, Channel, ConversationState, Customer } from '#contract/conversation.ts'
import type { HelpdeskConversation, HelpdeskPart } from '#main/clients/helpdesk/helpdesk.ts'
import { readHtml } from '#main/clients/html-text.ts'
import type { AttachmentWire, Author, Contact, ConversationWire, Part } from '#main/clients/intercom/wire.ts'
import { PartSchema } from '#main/clients/intercom/wire.ts'

const channels: Readonly<Record<string, Channel>> = {
  conversation: 'chat',
  push: 'chat',
  email: 'email',
  phone_call: 'phone',
  phone_switch: 'phone',
  sms: 'sms',
  facebook: 'social',
  instagram: 'social',
  twitter: 'social',
  whatsapp: 'social',
}

const authors: Readonly<Record<string, HelpdeskPart['author']>> = {
  user: 'customer',
  lead: 'customer',
  contact: 'customer',
  admin: 'operator',
  team: 'operator',
}

const authorKind = (author: Author | null | undefined): HelpdeskPart['author'] => authors[author?.type ?? ''] ?? 'bot'
const isCustomer = (author: Author | null | undefined): author is Author => authorKind(author) === 'customer'
const authorName = (author: Author | null | undefined): string => author?.name ?? author?.email ?? ''

/** An assignment's words are meant for the colleague who takes over; they never count as said to the customer. */
function partKind(part: Part): HelpdeskPart['kind'] {
  const type = part.part_type
  if (type.startsWith('note')) return 'note'
  if (type === 'comment' || type === 'quick_reply' || type === 'source') return 'comment'
  if ((part.body ?? '') === '') return 'event'
  if (type === 'close' || type === 'open') return authorKind(part.author) === 'bot' ? 'note' : 'comment'
  return type.startsWith('assign') ? 'note' : 'event'
}

type NameOf = (id: string) => string | null

function eventText(part: Part, nameOf: NameOf): string {
  const who = authorName(part.author)
  const what = part.part_type.replaceAll('_', ' ')
  const { assigned_to: whom } = part
  const to = whom?.id ? ` to ${nameOf(whom.id) ?? `${whom.type ?? 'admin'} ${whom.id}`}` : ''
  return `${who === '' ? '' : `${who}: `}${what}${to}`
}

function attachmentsOf(list: readonly AttachmentWire[] | null | undefined, imageUrls: readonly string[]): Attachment[] {
  const files = (list ?? []).map((file) => ({
    name: file.name ?? 'file',
    url: file.url,
    contentType: file.content_type ?? 'application/octet-stream',
    bytes: file.filesize ?? null,
  }))
  const known = new Set(files.map((file) => file.url))
  const images = imageUrls
    .filter((url) => !known.has(url))
    .map((url) => ({ name: 'image', url, contentType: 'image/*', bytes: null }))
  return [...files, ...images]
}

function bodyOf(body: string | null | undefined, redacted: boolean): { text: string; imageUrls: readonly string[] } {
  if (redacted) return { text: '[redacted]', imageUrls: [] }
  return readHtml(body ?? '')
}

function readPart(
  value: unknown,
  [conversationId, index, at]: readonly [string, number, number],
  nameOf: NameOf,
): HelpdeskPart {
  const parsed = PartSchema.safeParse(value)
  if (!parsed.success)
    return {
      externalId: `unreadable-${conversationId}-${index}`,
      author: 'bot',
      authorId: '',
      authorName: '',
      kind: 'event',
      text: 'Something here has a form this desk cannot read. Look at it in Intercom.',
      html: null,
      attachments: [],
      at,
    }
  const part = parsed.data
  const kind = partKind(part)
  const body = bodyOf(part.body, part.redacted === true)
  return {
    externalId: part.id,
    author: authorKind(part.author),
    authorId: part.author.id ?? '',
    authorName: authorName(part.author),
    kind,
    text: kind === 'event' ? [eventText(part, nameOf), body.text].filter((line) => line !== '').join('\n') : body.text,
    html: part.redacted === true ? null : (part.body ?? null),
    attachments: attachmentsOf(part.attachments, body.imageUrls),
    at: part.created_at,
  }
}

/** The opening message. Its id counts in another sequence than the parts' ids, hence the prefix. */
function readSource(wire: ConversationWire): HelpdeskPart[] {
  const source = wire.source
  if (source === null || source === undefined) return []
  const body = bodyOf(source.body, source.redacted === true)
  const attachments = attachmentsOf(source.attachments, body.imageUrls)
  if (body.text === '' && attachments.length === 0) return []
  return [
    {
      externalId: `source-${source.id ?? wire.id}`,
      author: authorKind(source.author),
      authorId: source.author?.id ?? '',
      authorName: authorName(source.author),
      kind: 'comment',
      text: body.text,
      html: source.redacted === true ? null : (source.body ?? null),
      attachments,
      at: wire.created_at,
    },
  ]
}

function stateOf(wire: ConversationWire): ConversationState {
  if (wire.state === 'open' || wire.state === 'closed' || wire.state === 'snoozed') return wire.state
  return wire.open === false ? 'closed' : 'open'
}

/** Who the conversation is with: the linked contact, under the name it wrote with. */
export function customerOf(wire: ConversationWire, contact: Contact | null): Customer {
  const written = (wire.conversation_parts?.conversation_parts ?? [])
    .map((part) => PartSchema.safeParse(part))
    .flatMap((parsed) => (parsed.success ? [parsed.data.author] : []))
  const people = [wire.source?.author, ...written].filter(isCustomer)
  const id = wire.contacts?.contacts[0]?.id ?? people[0]?.id ?? ''
  const same = people.filter((person) => person.id === id)
  const name = contact?.name ?? same.find((person) => person.name)?.name
  const email = contact?.email ?? same.find((person) => person.email)?.email ?? null
  return { externalId: id, name: name ?? email ?? 'Customer', email }
}

const assigned = (id: string | null | undefined): string | null => (id === undefined || id === '0' ? null : id)

export function readConversation(
  wire: ConversationWire,
  contact: Contact | null,
  /** Of an admin or a team; null: not known, its id is shown. */
  nameOf: NameOf = () => null,
): HelpdeskConversation {
  const listed = wire.conversation_parts?.conversation_parts ?? []
  const parts = listed.map((part, index) => readPart(part, [wire.id, index, wire.updated_at], nameOf))
  return {
    externalId: wire.id,
    channel: channels[wire.source?.type ?? ''] ?? 'other',
    state: stateOf(wire),
    subject: readHtml(wire.title ?? wire.source?.subject ?? '').text,
    customer: customerOf(wire, contact),
    assignee: assigned(wire.admin_assignee_id) ?? assigned(wire.team_assignee_id),
    team: assigned(wire.team_assignee_id),
    tags: (wire.tags?.tags ?? []).map((tag) => tag.name),
    createdAt: wire.created_at,
    updatedAt: wire.updated_at,
    waitingSince: wire.waiting_since ?? null,
    parts: [...readSource(wire), ...parts.toSorted((a, b) => a.at - b.at)],
  }
}

/** The part a write has made: the newest of that type by that admin. */
export function newestPartId(wire: ConversationWire, partType: string, adminId: string): string | null {
  const ours = (wire.conversation_parts?.conversation_parts ?? [])
    .map((part) => PartSchema.safeParse(part))
    .flatMap((parsed) => (parsed.success ? [parsed.data] : []))
    .filter((part) => part.author.type === 'admin' && part.author.id === adminId && isOfType(part.part_type, partType))
  return ours.toSorted((a, b) => a.created_at - b.created_at).at(-1)?.id ?? null
}

/** Some writes come back under a combined name: a note on a closed conversation is `note_and_reopen`. */
const isOfType = (found: string, wanted: string): boolean =>
  found === wanted || found.startsWith(`${wanted}_`) || (wanted === 'assignment' && found.startsWith('assign_'))
