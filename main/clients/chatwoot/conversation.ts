/**
 * A Chatwoot conversation as the desk knows conversations. Pure. Private messages are notes whoever sent them, activities are
 * events, and what the channel could not deliver says so. A message that makes no sense becomes a visible event.
 */
import type { Attachment, Channel, ConversationState, Customer } from '#contract/conversation.ts'
import { teamIdOf } from '#main/clients/chatwoot/send.ts'
import type { AttachmentWire, ConversationWire, MessageWire } from '#main/clients/chatwoot/wire.ts'
import { MessageSchema } from '#main/clients/chatwoot/wire.ts'
import { markdownHtml, plainHtml } from '#main/clients/chatwoot/words.ts'
import type { HelpdeskConversation, HelpdeskPart } from '#main/clients/helpdesk/helpdesk.ts'
import { readHtml } from '#main/clients/html-text.ts'

const channels: Readonly<Record<string, Channel>> = {
  WebWidget: 'chat',
  Api: 'chat',
  Email: 'email',
  Sms: 'sms',
  TwilioSms: 'sms',
  Voice: 'phone',
  FacebookPage: 'social',
  Instagram: 'social',
  Line: 'social',
  Telegram: 'social',
  Tiktok: 'social',
  TwitterProfile: 'social',
  Whatsapp: 'social',
}

const channelOf = (name: string | null | undefined): Channel =>
  channels[name?.replace(/^Channel::/, '') ?? ''] ?? 'other'

/** Whether its words are Markdown there; in the others every sign is shown as it stands. */
const carries = (channel: Channel): boolean => channel === 'chat' || channel === 'email'

const states: Readonly<Record<string, ConversationState>> = {
  open: 'open',
  /** With a bot there, or waiting for somebody: nothing that is done. */
  pending: 'open',
  resolved: 'closed',
  snoozed: 'snoozed',
}

function authorOf(message: MessageWire): HelpdeskPart['author'] {
  if (message.message_type === 'incoming') return 'customer'
  return message.message_type === 'outgoing' && (message.sender?.type ?? 'user') === 'user' ? 'operator' : 'bot'
}

function kindOf(message: MessageWire): HelpdeskPart['kind'] {
  if (message.private === true) return 'note'
  return message.message_type === 'activity' || message.message_type === null ? 'event' : 'comment'
}

const contentTypes: Readonly<Record<string, string>> = { image: 'image/*', audio: 'audio/*', video: 'video/*' }

function nameOf(file: AttachmentWire, url: string): string {
  const last = URL.canParse(url) ? (new URL(url).pathname.split('/').at(-1) ?? '') : ''
  try {
    return decodeURIComponent(last) || (file.fallback_title ?? 'file')
  } catch {
    return last
  }
}

function attachmentsOf(message: MessageWire): Attachment[] {
  return (message.attachments ?? []).flatMap((file) => {
    const url = file?.data_url ?? ''
    if (file === null || url === '') return []
    const contentType = file.content_type ?? contentTypes[file.file_type ?? ''] ?? 'application/octet-stream'
    return [{ name: nameOf(file, url), url, contentType, bytes: file.file_size ?? null }]
  })
}

/** A place on the map is no file: it is said in words. */
const placesIn = (message: MessageWire): readonly string[] =>
  (message.attachments ?? []).flatMap((file) =>
    file?.file_type === 'location' ? [`Location: ${file.coordinates_lat ?? '?'}, ${file.coordinates_long ?? '?'}`] : [],
  )

function htmlOf(message: MessageWire, channel: Channel): string | null {
  const content = message.content ?? ''
  if (content === '') return null
  const isMarkdown = message.message_type !== 'incoming' && (message.private === true || carries(channel))
  return isMarkdown ? markdownHtml(content) : plainHtml(content)
}

function readMessage(value: unknown, place: readonly [string, number, number], channel: Channel): HelpdeskPart[] {
  const parsed = MessageSchema.safeParse(value)
  if (!parsed.success)
    return [
      {
        externalId: `unreadable-${place[0]}-${place[1]}`,
        author: 'bot',
        authorId: '',
        authorName: '',
        kind: 'event',
        text: 'Something here has a form this desk cannot read. Look at it in Chatwoot.',
        html: null,
        attachments: [],
        at: place[2],
      },
    ]
  const message = parsed.data
  const isGone = message.content_attributes?.deleted === true
  const html = isGone ? null : htmlOf(message, channel)
  const words = isGone ? '[redacted]' : [readHtml(html ?? '').text, ...placesIn(message)].filter(Boolean).join('\n')
  const part: HelpdeskPart = {
    externalId: message.id,
    author: authorOf(message),
    authorId: message.sender?.id ?? '',
    authorName: message.sender?.name ?? message.sender?.available_name ?? message.sender?.email ?? '',
    kind: kindOf(message),
    text: words,
    html,
    attachments: isGone ? [] : attachmentsOf(message),
    at: message.created_at,
  }
  return message.status === 'failed' ? [part, undelivered(part, message)] : [part]
}

/** It stands there, and did not reach the customer. */
function undelivered(part: HelpdeskPart, message: MessageWire): HelpdeskPart {
  const why = readHtml(plainHtml(message.content_attributes?.external_error ?? '')).text
  return {
    ...part,
    externalId: `undelivered-${part.externalId}`,
    author: 'bot',
    authorId: '',
    authorName: '',
    kind: 'event',
    text: `Chatwoot could not deliver the message above${why === '' ? '.' : `: ${why}`}`,
    html: null,
    attachments: [],
  }
}

function customerOf({ meta: { sender } }: ConversationWire): Customer {
  const email = sender?.email ?? null
  const name = sender?.name || (email ?? sender?.phone_number ?? 'Customer')
  return { externalId: sender?.id ?? '', name, email }
}

/** `messages` in any order. */
export function readConversation(wire: ConversationWire, messages: readonly unknown[]): HelpdeskConversation {
  const channel = channelOf(wire.meta.channel)
  const parts = messages.flatMap((message, index) => readMessage(message, [wire.id, index, wire.updatedAt], channel))
  const { assignee, team } = wire.meta
  const teamId = team?.id === null || team?.id === undefined ? null : teamIdOf(team.id)
  return {
    externalId: wire.id,
    channel,
    state: states[wire.status] ?? 'open',
    subject: readHtml(plainHtml(wire.additional_attributes?.mail_subject ?? '')).text,
    customer: customerOf(wire),
    assignee: assignee?.id ?? teamId,
    team: teamId,
    tags: wire.labels ?? [],
    createdAt: wire.createdAt,
    updatedAt: wire.updatedAt,
    waitingSince: wire.waiting_since ?? null,
    parts: parts.toSorted((a, b) => a.at - b.at),
  }
}
