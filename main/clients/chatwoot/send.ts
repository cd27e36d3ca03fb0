/** The requests this desk makes of Chatwoot, below `/api/v1/accounts/{id}`: method, path, body. Pure. */
import type { Assignee } from '#main/clients/helpdesk/helpdesk.ts'
import type { HelpdeskRequest } from '#main/clients/helpdesk/calls.ts'

const at = (id: string): string => `/conversations/${encodeURIComponent(id)}`

/** Always so many, whatever is asked for. */
export const conversationsPerPage = 25
export const messagesPerPage = 20

export const listRequest = (status: string, page: number): HelpdeskRequest => ({
  method: 'GET',
  path: `/conversations?${new URLSearchParams({ status, assignee_type: 'all', sort_by: 'last_activity_at_desc', page: String(page) })}`,
})

export const conversationRequest = (id: string): HelpdeskRequest => ({ method: 'GET', path: at(id) })

export const messagesRequest = (id: string, before: string | null): HelpdeskRequest => ({
  method: 'GET',
  path: `${at(id)}/messages${before === null ? '' : `?before=${encodeURIComponent(before)}`}`,
})

/** `echo`: comes back with the message, in the answer and over the live line. */
export const messageRequest = (id: string, kind: 'reply' | 'note', content: string, echo: string): HelpdeskRequest => ({
  method: 'POST',
  path: `${at(id)}/messages`,
  body: { content, message_type: 'outgoing', private: kind === 'note', content_type: 'text', echo_id: echo },
})

export const statusRequest = (id: string, status: string, until: number | null = null): HelpdeskRequest => ({
  method: 'POST',
  path: `${at(id)}/toggle_status`,
  body: { status, ...(until === null ? {} : { snoozed_until: Math.ceil(until / 1000) }) },
})

/** Ids of agents and of teams are counted each for themselves: a team's carries what it is. */
const team = 'team:'
export const teamIdOf = (id: string): string => `${team}${id}`
export const wireIdOf = ({ id }: Assignee): number => Number(id.startsWith(team) ? id.slice(team.length) : id)

/** Assigning to nobody takes the agent away; a team stays. */
export const assignRequest = (id: string, to: Assignee | null): HelpdeskRequest => ({
  method: 'POST',
  path: `${at(id)}/assignments`,
  body: to?.kind === 'team' ? { team_id: wireIdOf(to) } : { assignee_id: to === null ? 0 : wireIdOf(to) },
})

export const labelsRequest = (id: string): HelpdeskRequest => ({ method: 'GET', path: `${at(id)}/labels` })

/** The whole list takes the place of what was there. */
export const replaceLabelsRequest = (id: string, labels: readonly string[]): HelpdeskRequest => ({
  method: 'POST',
  path: `${at(id)}/labels`,
  body: { labels },
})

/** Shown in the sidebar, so that people find what was handed over. */
export const defineLabelRequest = (title: string): HelpdeskRequest => ({
  method: 'POST',
  path: '/labels',
  body: { title, show_on_sidebar: true },
})
