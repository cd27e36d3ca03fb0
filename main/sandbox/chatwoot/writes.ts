import { z } from 'zod'
import { refuseChatwoot as refuse } from '#main/sandbox/chatwoot/errors.ts'
import { statusOf, viewAgent, viewLabels, viewMessages, viewTeam } from '#main/sandbox/chatwoot/views.ts'
import { admins, teams } from '#main/sandbox/company/people.ts'
import type { HelpdeskContext } from '#main/sandbox/helpdesk/errors.ts'
import type { Conversation } from '#main/sandbox/helpdesk/world.ts'
import { addPart, adminAuthor } from '#main/sandbox/helpdesk/world.ts'
import type { Reply } from '#main/sandbox/service-exchange.ts'

/** Everything that changes a conversation through Chatwoot's door. It always acts as whoever the token belongs to. */
const seconds = (context: HelpdeskContext): number => Math.floor(context.now() / 1000)
const me = () => adminAuthor(admins[0]?.id ?? '')

const MessageSchema = z.object({
  content: z.string().nullish(),
  message_type: z.enum(['outgoing', 'incoming']).default('outgoing'),
  private: z.boolean().default(false),
  echo_id: z.string().nullish(),
})

/** As the server fills in what stands between braces before it keeps a message; what stands in backticks it leaves alone. */
function fillIn(content: string, name: string): string {
  return content
    .split(/(`[^`]*`)/)
    .map((piece, index) =>
      index % 2 === 1
        ? piece
        : piece
            .replaceAll(/\{\{([^}]*)\}\}/g, (_all, inside: string) => (inside.trim() === 'contact.name' ? name : ''))
            .replaceAll(/\{%[^%]*%\}/g, ''),
    )
    .join('')
}

export function writeMessage(context: HelpdeskContext, conversation: Conversation, body: unknown): Reply {
  const parsed = MessageSchema.safeParse(body)
  if (!parsed.success) return refuse(422, 'Message type is invalid')
  const { content, message_type: type, private: isPrivate, echo_id: echo } = parsed.data
  if (type === 'incoming') return refuse(422, 'Incoming messages are only allowed in Api inboxes')
  if ((content ?? '') === '') return refuse(422, "Content can't be blank")
  const state = context.state()
  const written = fillIn(content ?? '', state.contacts[conversation.contact]?.name ?? '')
  const before = conversation.state
  addPart(state, conversation, {
    type: isPrivate ? 'note' : 'comment',
    author: me(),
    body: written.replaceAll(/\\(.)/g, '$1'),
    written,
    at: seconds(context),
  })
  // An answer from here leaves a conversation as it was.
  conversation.state = before
  context.save()
  const made = viewMessages(state, conversation).at(-1)
  return { status: 200, body: { ...made, echo_id: echo ?? null } }
}

const Until = z.union([z.number(), z.string().regex(/^\d+$/)]).transform(Number)
const StatusSchema = z.object({
  status: z.enum(['open', 'resolved', 'pending', 'snoozed']),
  snoozed_until: Until.nullish(),
})

export function changeStatus(context: HelpdeskContext, conversation: Conversation, body: unknown): Reply {
  const parsed = StatusSchema.safeParse(body)
  if (!parsed.success) return refuse(422, 'Status is invalid')
  const { status, snoozed_until: until } = parsed.data
  const state = status === 'resolved' ? 'closed' : status === 'snoozed' ? 'snoozed' : 'open'
  conversation.snoozedUntil = state === 'snoozed' ? (until ?? null) : null
  if (state === 'closed') conversation.waitingSince = null
  if (conversation.state !== state) {
    conversation.state = state
    const type = { closed: 'close', open: 'open', snoozed: 'snoozed' }[state]
    addPart(context.state(), conversation, { type, author: me(), at: seconds(context) })
  }
  context.save()
  const payload = { success: true, current_status: statusOf(conversation), conversation_id: Number(conversation.id) }
  return { status: 200, body: { meta: {}, payload } }
}

const AssignSchema = z.object({ assignee_id: z.number().nullish(), team_id: z.number().nullish() })

/** Whoever is not known is nobody, and the answer is empty. */
export function assign(context: HelpdeskContext, conversation: Conversation, body: unknown): Reply {
  const parsed = AssignSchema.safeParse(body)
  if (!parsed.success) return refuse(422)
  const isAgent = parsed.data.assignee_id !== undefined
  const agent = admins.find((one) => Number(one.id) === parsed.data.assignee_id)
  const team = teams.find((one) => Number(one.id) === parsed.data.team_id)
  if (isAgent) conversation.admin = agent === undefined ? null : Number(agent.id)
  else conversation.team = team === undefined ? null : Number(team.id)
  const id = isAgent ? agent?.id : team?.id
  addPart(context.state(), conversation, {
    type: 'assignment',
    author: me(),
    assignedTo: id === undefined ? null : { type: isAgent ? 'admin' : 'team', id },
    at: seconds(context),
  })
  context.save()
  const found = isAgent ? agent && viewAgent(agent) : team && viewTeam(team)
  return { status: 200, body: found ?? null }
}

const LabelsSchema = z.object({ labels: z.array(z.string()) })

export function changeLabels(context: HelpdeskContext, conversation: Conversation, body: unknown): Reply {
  const parsed = LabelsSchema.safeParse(body)
  if (!parsed.success) return refuse(422, 'Labels are invalid')
  const state = context.state()
  conversation.tags = parsed.data.labels.map((label) => {
    const known = Object.entries(state.tags).find(([, name]) => name === label)?.[0]
    const id = known ?? String(88 + Object.keys(state.tags).length)
    state.tags[id] = label
    const before = conversation.tags.find((tag) => tag.id === id)
    return before ?? { id, appliedAt: seconds(context), appliedBy: admins[0]?.id ?? '' }
  })
  conversation.updatedAt = Math.max(conversation.updatedAt, seconds(context))
  context.save()
  return { status: 200, body: { payload: viewLabels(state, conversation) } }
}
