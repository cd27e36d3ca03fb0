import { admins, teams } from '#main/sandbox/company/people.ts'
import type { Contact, Conversation, HelpdeskState, Part, TagOn } from '#main/sandbox/helpdesk/world.ts'
import { contactAuthor, toText } from '#main/sandbox/helpdesk/world.ts'

/** The objects of the helpdesk as they go over the wire. */
const newestParts = 500

export function viewTag(state: HelpdeskState, tag: TagOn): Record<string, unknown> {
  return {
    type: 'tag',
    id: tag.id,
    name: state.tags[tag.id] ?? '',
    applied_at: tag.appliedAt,
    applied_by: { type: 'admin', id: tag.appliedBy },
  }
}

export function viewContact(contact: Contact): Record<string, unknown> {
  return {
    type: 'contact',
    id: contact.id,
    role: 'user',
    external_id: contact.externalId,
    email: contact.email,
    phone: contact.phone,
    name: contact.name,
    created_at: contact.createdAt,
    updated_at: contact.createdAt,
    last_seen_at: contact.createdAt,
    custom_attributes: {},
    location: { type: 'location', country: contact.country, region: null, city: contact.city },
  }
}

export function viewAdmin(admin: (typeof admins)[number]): Record<string, unknown> {
  return {
    type: 'admin',
    id: admin.id,
    name: admin.name,
    email: admin.email,
    job_title: admin.title,
    away_mode_enabled: false,
    away_mode_reassign: false,
    has_inbox_seat: true,
    team_ids: admin.teams,
    avatar: null,
  }
}

export function viewTeam(team: (typeof teams)[number]): Record<string, unknown> {
  return { type: 'team', id: team.id, name: team.name, admin_ids: team.admins }
}

const bodyOf = (html: string | null, plain: boolean): string | null => (html === null || !plain ? html : toText(html))

function viewPart(part: Part, plain: boolean): unknown {
  const { written: _, ...seen } = part
  return { ...seen, body: bodyOf(part.body, plain) }
}

/** A conversation without its parts, as lists and searches give it. */
export function viewListed(state: HelpdeskState, conversation: Conversation, plain = false): Record<string, unknown> {
  const contact = state.contacts[conversation.contact]
  const teammates = [
    ...new Set(conversation.parts.filter((part) => part.author.type === 'admin').map((part) => part.author.id)),
  ]
  return {
    type: 'conversation',
    id: conversation.id,
    title: conversation.title,
    created_at: conversation.createdAt,
    updated_at: conversation.updatedAt,
    waiting_since: conversation.waitingSince,
    snoozed_until: conversation.snoozedUntil,
    open: conversation.state !== 'closed',
    state: conversation.state,
    read: conversation.read,
    priority: conversation.priority,
    admin_assignee_id: conversation.admin,
    team_assignee_id: conversation.team,
    source: {
      type: conversation.channel,
      id: conversation.sourceId,
      delivered_as: 'customer_initiated',
      subject: conversation.subject,
      body: bodyOf(conversation.body, plain),
      author: contact === undefined ? { type: 'user', id: conversation.contact, name: null } : contactAuthor(contact),
      attachments: conversation.attachments,
      url: null,
      redacted: false,
    },
    contacts: {
      type: 'contact.list',
      contacts: [{ type: 'contact', id: conversation.contact, external_id: contact?.externalId ?? null }],
    },
    teammates: { type: 'admin.list', admins: teammates.map((id) => ({ type: 'admin', id })) },
    tags: { type: 'tag.list', tags: conversation.tags.map((tag) => viewTag(state, tag)) },
    first_contact_reply: null,
    custom_attributes: {},
    sla_applied: null,
    statistics: null,
    conversation_rating: null,
    linked_objects: { type: 'list', data: [], total_count: 0, has_more: false },
    ai_agent_participated: false,
  }
}

export function viewConversation(
  state: HelpdeskState,
  conversation: Conversation,
  plain = false,
): Record<string, unknown> {
  return {
    ...viewListed(state, conversation, plain),
    conversation_parts: {
      type: 'conversation_part.list',
      conversation_parts: conversation.parts.slice(-newestParts).map((part) => viewPart(part, plain)),
      total_count: conversation.parts.length,
    },
  }
}
