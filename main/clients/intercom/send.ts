/** The requests this desk makes of Intercom: method, path, body. Pure, so that they can be held against the published description. */
import type { Assignee } from '#main/clients/helpdesk/helpdesk.ts'
import type { HelpdeskRequest } from '#main/clients/helpdesk/calls.ts'
import type { Rendering } from '#contract/reply-rendering.ts'
import { textToHtml } from '#main/clients/html-text.ts'
import { renderedHtml } from '#main/clients/rendered-html.ts'

const at = (id: string): string => `/conversations/${encodeURIComponent(id)}`

/** All open conversations (snoozed ones are open to Intercom), or all that changed; the server's `>` may mean "or equal". */
export const searchRequest = (limit: number, cursor: string | null, updatedAfter: number | null): HelpdeskRequest => ({
  method: 'POST',
  path: '/conversations/search',
  body: {
    query:
      updatedAfter === null
        ? { field: 'open', operator: '=', value: true }
        : { field: 'updated_at', operator: '>', value: Math.max(0, Math.floor(updatedAfter / 1000) - 1) },
    pagination: cursor === null ? { per_page: limit } : { per_page: limit, starting_after: cursor },
  },
})

export const conversationRequest = (id: string): HelpdeskRequest => ({ method: 'GET', path: at(id) })

export const replyRequest = (
  id: string,
  type: 'comment' | 'note',
  adminId: string,
  words: Rendering,
): HelpdeskRequest => ({
  method: 'POST',
  path: `${at(id)}/reply`,
  body: { message_type: type, type: 'admin', admin_id: adminId, body: renderedHtml(words) },
})

export const closeRequest = (id: string, adminId: string, summary: string | null): HelpdeskRequest => ({
  method: 'POST',
  path: `${at(id)}/parts`,
  body: {
    message_type: 'close',
    type: 'admin',
    admin_id: adminId,
    ...(summary === null ? {} : { body: textToHtml(summary) }),
  },
})

export const openRequest = (id: string, adminId: string): HelpdeskRequest => ({
  method: 'POST',
  path: `${at(id)}/parts`,
  body: { message_type: 'open', admin_id: adminId },
})

export const snoozeRequest = (id: string, adminId: string, until: number): HelpdeskRequest => ({
  method: 'POST',
  path: `${at(id)}/parts`,
  body: { message_type: 'snoozed', admin_id: adminId, snoozed_until: Math.ceil(until / 1000) },
})

/** Assigning to nobody is assigning to the admin 0. */
export const assignRequest = (id: string, adminId: string, to: Assignee | null): HelpdeskRequest => ({
  method: 'POST',
  path: `${at(id)}/parts`,
  body: { message_type: 'assignment', type: to?.kind ?? 'admin', admin_id: adminId, assignee_id: to?.id ?? '0' },
})

/** Gives the tag of that name, made if there is none. */
export const nameTagRequest = (name: string): HelpdeskRequest => ({ method: 'POST', path: '/tags', body: { name } })

export const attachTagRequest = (id: string, adminId: string, tagId: string): HelpdeskRequest => ({
  method: 'POST',
  path: `${at(id)}/tags`,
  body: { id: tagId, admin_id: adminId },
})

export const detachTagRequest = (id: string, adminId: string, tagId: string): HelpdeskRequest => ({
  method: 'DELETE',
  path: `${at(id)}/tags/${encodeURIComponent(tagId)}`,
  body: { admin_id: adminId },
})
