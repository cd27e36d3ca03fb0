import { admins, operator, people } from '#main/sandbox/company/people.ts'

/** The shared inbox: conversations, their parts, contacts and tags, kept in the words of the wire (Unix seconds, HTML, string ids). */
export type Author = {
  readonly type: string
  readonly id: string
  readonly name: string
  readonly email: string
}

export type FileAttachment = {
  readonly type: 'upload'
  readonly name: string
  readonly url: string
  readonly content_type: string
  readonly filesize: number
  /** Of a picture whose size is known. */
  readonly width?: number
  readonly height?: number
}

export type Part = {
  readonly type: 'conversation_part'
  readonly id: string
  readonly part_type: string
  readonly body: string | null
  readonly created_at: number
  readonly updated_at: number
  readonly notified_at: number
  readonly assigned_to: { readonly type: string; readonly id: string } | null
  readonly author: Author
  readonly attachments: readonly FileAttachment[]
  readonly external_id: null
  readonly redacted: false
  readonly state: string
  readonly tags: readonly never[]
  readonly app_package_code: null
  /** As it was typed, where that was Markdown. */
  readonly written?: string
  /** Why it did not reach the customer. */
  readonly undelivered?: string
  readonly gone?: true
}

export type TagOn = { readonly id: string; readonly appliedAt: number; readonly appliedBy: string }

export type Conversation = {
  readonly id: string
  title: string | null
  readonly createdAt: number
  updatedAt: number
  waitingSince: number | null
  snoozedUntil: number | null
  state: 'open' | 'closed' | 'snoozed'
  read: boolean
  priority: 'priority' | 'not_priority'
  admin: number | null
  team: number | null
  readonly channel: string
  readonly subject: string
  readonly sourceId: string
  readonly body: string
  readonly attachments: readonly FileAttachment[]
  readonly contact: string
  tags: TagOn[]
  parts: Part[]
  /** The channel takes no answer any more. */
  over?: boolean
}

export type Contact = {
  readonly id: string
  readonly externalId: string
  readonly name: string
  readonly email: string
  readonly phone: string | null
  readonly city: string
  readonly country: string
  readonly createdAt: number
}

export type HelpdeskState = {
  next: number
  contacts: Record<string, Contact>
  tags: Record<string, string>
  conversations: Record<string, Conversation>
}

export function createHelpdeskState(now: number): HelpdeskState {
  const state: HelpdeskState = { next: 531, contacts: {}, tags: { '86': 'escalate', '87': 'vip' }, conversations: {} }
  for (const person of people) {
    const id = `67a0c4e19b2d5f0011aa${person.id.slice(2)}`
    state.contacts[id] = {
      id,
      externalId: person.id,
      name: person.name,
      email: person.email,
      phone: person.phone,
      city: person.city,
      country: person.country,
      createdAt: now - 90 * 86_400,
    }
  }
  return state
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** Plain text as this helpdesk stores it; what is HTML already stays. */
export function toHtml(body: string): string {
  if (/^\s*<(p|div|ul|ol|h\d|blockquote|pre|a|b|i|br|img)\b/i.test(body)) return body
  return body
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll('\n', '<br>')}</p>`)
    .join('')
}

export function toText(html: string): string {
  return html
    .replaceAll(/<br\s*\/?>/gi, '\n')
    .replaceAll(/<\/p>\s*(?=<)/gi, '\n\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .trim()
}

export function contactAuthor(contact: Contact): Author {
  return { type: 'user', id: contact.id, name: contact.name, email: contact.email }
}

export function adminAuthor(id: string): Author {
  const admin = admins.find((candidate) => candidate.id === id)
  return admin === undefined ? operator : { type: 'admin', id: admin.id, name: admin.name, email: admin.email }
}

export function openConversation(
  state: HelpdeskState,
  opening: {
    readonly contact: string
    readonly channel: string
    readonly subject: string
    readonly body: string
    readonly attachments: readonly FileAttachment[]
    readonly at: number
  },
): Conversation {
  const id = String(state.next)
  state.next += 1
  const conversation: Conversation = {
    id,
    title: opening.subject === '' ? null : opening.subject,
    createdAt: opening.at,
    updatedAt: opening.at,
    waitingSince: opening.at,
    snoozedUntil: null,
    state: 'open',
    read: false,
    priority: 'not_priority',
    admin: null,
    team: null,
    channel: opening.channel,
    subject: opening.subject,
    sourceId: `5002${id.padStart(5, '0')}`,
    body: toHtml(opening.body),
    attachments: opening.attachments,
    contact: opening.contact,
    tags: [],
    parts: [],
  }
  state.conversations[id] = conversation
  return conversation
}

export type NewPart = {
  readonly type: string
  readonly author: Author
  readonly body?: string | null
  readonly assignedTo?: { readonly type: string; readonly id: string } | null
  readonly attachments?: readonly FileAttachment[]
  readonly written?: string
  readonly at: number
}

const customerTypes = new Set(['user', 'lead', 'contact'])

/** Appends, and keeps what follows from it: who waits, whether it is open again, when it changed. */
export function addPart(state: HelpdeskState, conversation: Conversation, part: NewPart): Part {
  const at = Math.max(part.at, conversation.updatedAt)
  const spoken = part.type === 'comment' || part.type === 'quick_reply'
  const fromCustomer = customerTypes.has(part.author.type)
  if (spoken && conversation.state !== 'open') {
    conversation.state = 'open'
    conversation.snoozedUntil = null
  }
  if (spoken) conversation.waitingSince = fromCustomer ? (conversation.waitingSince ?? at) : null
  if (spoken) conversation.read = !fromCustomer
  conversation.updatedAt = at
  const made: Part = {
    type: 'conversation_part',
    id: String(90_000 + state.next),
    part_type: part.type,
    body: part.body === undefined || part.body === null ? null : toHtml(part.body),
    created_at: at,
    updated_at: at,
    notified_at: at,
    assigned_to: part.assignedTo ?? null,
    author: part.author,
    attachments: part.attachments ?? [],
    external_id: null,
    redacted: false,
    state: conversation.state,
    tags: [],
    app_package_code: null,
    ...(part.written === undefined ? {} : { written: part.written }),
  }
  state.next += 1
  conversation.parts.push(made)
  return made
}
