import { createHash } from 'node:crypto'
import { arrivingStories } from '#main/sandbox/company/arrivals.ts'
import { personByName } from '#main/sandbox/company/people.ts'
import type { Story } from '#main/sandbox/company/stories.ts'
import { openingStories } from '#main/sandbox/company/stories.ts'
import type { Conversation, FileAttachment, HelpdeskState } from '#main/sandbox/helpdesk/world.ts'
import { addPart, adminAuthor, contactAuthor, openConversation, toText } from '#main/sandbox/helpdesk/world.ts'

/**
 * The customers. They write, answer what the desk told them and lose patience, all by a script and a clock of their own: `age`,
 * the milliseconds they have lived. A tick moves that clock; the same ticks and the same replies give the same life.
 */
type Actor = {
  readonly story: string
  conversation: string | null
  /** How many replies of the desk the customer has read. */
  replies: number
  nudges: number
  /** Something to be said at this age, or null. */
  due: { readonly at: number; readonly text: string } | null
  /** Age at which the customer last spoke or was answered. */
  since: number
}

export type LifeState = { age: number; actors: Actor[] }

export const emptyLife = (): LifeState => ({ age: 0, actors: [] })

const stories = new Map<string, Story>([...openingStories, ...arrivingStories].map((story) => [story.id, story]))

function photoOf(story: Story, origin: string): readonly FileAttachment[] {
  if (story.photo === undefined) return []
  return [
    {
      type: 'upload',
      name: story.photo,
      url: `${origin}/attachments/${story.photo}`,
      content_type: 'image/png',
      filesize: 2_150_400,
      width: 1600,
      height: 1200,
    },
  ]
}

function contactIdOf(name: string): string {
  return `67a0c4e19b2d5f0011aa${personByName(name).id.slice(2)}`
}

function begin(state: HelpdeskState, story: Story, at: number, origin: string): Conversation {
  const conversation = openConversation(state, {
    contact: contactIdOf(story.customer),
    channel: story.channel,
    subject: story.subject,
    body: story.text,
    attachments: photoOf(story, origin),
    at,
  })
  return conversation
}

function standAs(
  state: HelpdeskState,
  conversation: Conversation,
  standing: NonNullable<Story['standing']>,
  now: number,
): void {
  const at = conversation.updatedAt + 30
  if (standing === 'closed') {
    conversation.state = 'closed'
    conversation.waitingSince = null
    addPart(state, conversation, { type: 'close', author: adminAuthor('700100202'), at })
  } else if (standing === 'snoozed') {
    conversation.state = 'snoozed'
    conversation.snoozedUntil = now + 6 * 86_400
    addPart(state, conversation, { type: 'snoozed', author: adminAuthor('700100202'), at })
  } else {
    conversation.tags.push({ id: '86', appliedAt: at, appliedBy: '700100202' })
    conversation.admin = 700100203
    const author = adminAuthor('700100202')
    addPart(state, conversation, { type: 'note', author, at, body: 'Kofi, can you look at the welt before you call?' })
    addPart(state, conversation, { type: 'assignment', author, at, assignedTo: { type: 'admin', id: '700100203' } })
  }
}

/** The world at the moment the doors open. `now` in Unix seconds. */
export function openDoors(state: HelpdeskState, now: number, origin: string): LifeState {
  const life = emptyLife()
  for (const story of openingStories) {
    const conversation = begin(state, story, now + story.at, origin)
    const customer = state.contacts[conversation.contact]
    for (const line of story.earlier ?? []) {
      const author =
        line.from === 'customer' && customer !== undefined ? contactAuthor(customer) : adminAuthor('700100201')
      addPart(state, conversation, { type: 'comment', author, body: line.text, at: now - line.minutesAgo * 60 })
    }
    if (story.standing !== undefined) standAs(state, conversation, story.standing, now)
    const replies = deskReplies(conversation).length
    life.actors.push({ story: story.id, conversation: conversation.id, replies, nudges: 0, due: null, since: 0 })
  }
  for (const story of arrivingStories)
    life.actors.push({ story: story.id, conversation: null, replies: 0, nudges: 0, due: null, since: 0 })
  return life
}

function deskReplies(conversation: Conversation): readonly string[] {
  return conversation.parts
    .filter((part) => part.part_type === 'comment' && part.author.type !== 'user')
    .map((part) => toText(part.body ?? ''))
}

function say(state: HelpdeskState, conversation: Conversation, text: string, now: number): void {
  const contact = state.contacts[conversation.contact]
  if (contact !== undefined)
    addPart(state, conversation, { type: 'comment', author: contactAuthor(contact), body: text, at: now })
}

/** One customer's turn. True when the world changed. */
function live(state: HelpdeskState, life: LifeState, actor: Actor, now: number, origin: string): boolean {
  const story = stories.get(actor.story)
  if (story === undefined) return false
  if (actor.conversation === null) {
    if (life.age < story.at * 1000) return false
    actor.conversation = begin(state, story, now, origin).id
    actor.since = life.age
    return true
  }
  const conversation = state.conversations[actor.conversation]
  if (conversation === undefined) return false
  const replies = deskReplies(conversation)
  const newest = replies.at(-1)
  let changed = false
  if (replies.length > actor.replies && newest !== undefined) {
    const answer = story.answers[answered(story, actor)]?.find((candidate) => candidate.when.test(newest))
    actor.replies = replies.length
    actor.nudges = story.nudges.length
    actor.since = life.age
    actor.due = answer === undefined ? null : { at: life.age + answer.after * 1000, text: answer.say }
    changed = true
  }
  if (actor.due !== null && life.age >= actor.due.at) {
    if (conversation.state !== 'closed') say(state, conversation, actor.due.text, now)
    actor.due = null
    actor.since = life.age
    return true
  }
  const nudge = story.nudges[actor.nudges]
  if (
    actor.due === null &&
    nudge !== undefined &&
    conversation.state === 'open' &&
    life.age - actor.since >= nudge.after * 1000
  ) {
    say(state, conversation, nudge.say, now)
    actor.nudges += 1
    return true
  }
  return changed
}

/** Which list of answers the next reply meets: replies given before the doors opened do not count. */
function answered(story: Story, actor: Actor): number {
  return actor.replies - (story.earlier ?? []).filter((line) => line.from === 'desk').length
}

/** Lets `elapsed` milliseconds pass. `now` in Unix seconds. True when anybody said something or read something. */
export function tick(state: HelpdeskState, life: LifeState, elapsed: number, now: number, origin: string): boolean {
  life.age += Math.max(0, elapsed)
  let woken = false
  for (const conversation of Object.values(state.conversations))
    if (conversation.state === 'snoozed' && conversation.snoozedUntil !== null && conversation.snoozedUntil <= now) {
      conversation.state = 'open'
      conversation.snoozedUntil = null
      addPart(state, conversation, { type: 'timer_unsnooze', author: adminAuthor(''), at: now })
      woken = true
    }
  return life.actors.map((actor) => live(state, life, actor, now, origin)).some(Boolean) || woken
}

export type Injection = {
  /** A conversation to continue; absent: a new one. */
  readonly conversation?: string | undefined
  readonly customer?: { readonly name: string; readonly email: string } | undefined
  readonly channel?: string | undefined
  readonly subject?: string | undefined
  readonly text: string
}

/** A customer of a test's own making says something. Gives the conversation's id. */
export function inject(state: HelpdeskState, injection: Injection, now: number): string {
  const { customer = { name: 'Robin Vale', email: 'robin@vale.example' } } = injection
  const known = injection.conversation === undefined ? undefined : state.conversations[injection.conversation]
  if (known !== undefined) {
    say(state, known, injection.text, now)
    return known.id
  }
  const found = Object.values(state.contacts).find((contact) => contact.email === customer.email)
  const id = found?.id ?? createHash('sha256').update(customer.email).digest('hex').slice(0, 24)
  state.contacts[id] ??= {
    id,
    externalId: `X-${id.slice(0, 6)}`,
    ...customer,
    phone: null,
    city: '',
    country: '',
    createdAt: now,
  }
  const { channel = 'conversation', subject = '', text } = injection
  return openConversation(state, { contact: id, channel, subject, body: text, attachments: [], at: now }).id
}
