/** Intercom behind the helpdesk interface. Objects that make no sense are set aside with a reason, never dropped. */
import type { z } from 'zod'
import type { Helpdesk, HelpdeskReceipt, Person } from '#main/clients/helpdesk/helpdesk.ts'
import type { HelpdeskRequest, JsonAnswer } from '#main/clients/helpdesk/calls.ts'
import { beforehand, createHelpdeskCalls, sortOut } from '#main/clients/helpdesk/calls.ts'
import { createNames } from '#main/clients/helpdesk/names.ts'
import type { HttpClient } from '#main/clients/http/http.ts'
import { isFields, nonsense } from '#main/clients/http/errors.ts'
import { bearer } from '#main/clients/http/headers.ts'
import { customerOf, newestPartId, readConversation } from '#main/clients/intercom/conversation.ts'
import * as send from '#main/clients/intercom/send.ts'
import {
  AdminListSchema,
  ContactSchema,
  ConversationWireSchema,
  MeSchema,
  PageSchema,
  SummarySchema,
  TagListSchema,
  TagSchema,
  TeamListSchema,
} from '#main/clients/intercom/wire.ts'
import type { Contact, ConversationWire } from '#main/clients/intercom/wire.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { Clock, Log } from '#main/kernel/ports.ts'
import type { Secret } from '#main/kernel/secret.ts'

const rememberedContacts = 2000
const mostPerPage = 150

export function createIntercom(ports: {
  readonly http: HttpClient
  readonly clock: Clock
  readonly log: Log
  readonly baseUrl: string
  readonly version: string
  readonly token: () => Promise<Secret | null>
  /** Null: whoever the token belongs to. */
  readonly actingAdminId: string | null
}): Helpdesk {
  const calls = createHelpdeskCalls({
    ...ports,
    name: 'Intercom',
    base: ports.baseUrl.replace(/\/+$/, ''),
    headers: {
      authorization: bearer(ports.token, 'the helpdesk'),
      accept: 'application/json',
      'intercom-version': ports.version,
    },
  })
  const contacts = new Map<string, Contact>()
  const tagIds = new Map<string, string>()
  let ownId: string | null = null
  const names = createNames({ read: people, clock: ports.clock, log: ports.log })

  async function me(signal: AbortSignal): Promise<z.output<typeof MeSchema>> {
    const answer = await calls.read({ method: 'GET', path: '/me' }, MeSchema, signal)
    ownId = answer.id
    return answer
  }

  async function people(signal: AbortSignal): Promise<readonly Person[]> {
    const { admins } = await calls.read({ method: 'GET', path: '/admins' }, AdminListSchema, signal)
    const { teams } = await calls.read({ method: 'GET', path: '/teams' }, TeamListSchema, signal)
    const seated = admins.filter((admin) => admin.has_inbox_seat !== false)
    return [
      ...seated.map((admin): Person => ({ kind: 'admin', id: admin.id, name: admin.name ?? admin.id })),
      ...teams.map((team): Person => ({ kind: 'team', id: team.id, name: team.name ?? team.id })),
    ]
  }

  const actingAdminId = async (signal: AbortSignal): Promise<string> =>
    ports.actingAdminId ?? ownId ?? (await me(signal)).id

  /** Conversations often name their customer by id only. Who cannot be found stays nameless; the conversation still counts. */
  async function contactOf(wire: ConversationWire, signal: AbortSignal): Promise<Contact | null> {
    const customer = customerOf(wire, null)
    if (customer.externalId === '' || customer.name !== 'Customer') return null
    const known = contacts.get(customer.externalId)
    if (known !== undefined) return known
    try {
      const path = `/contacts/${encodeURIComponent(customer.externalId)}`
      const contact = await calls.read({ method: 'GET', path }, ContactSchema, signal)
      const oldest = contacts.keys().next().value
      if (contacts.size >= rememberedContacts && oldest !== undefined) contacts.delete(oldest)
      contacts.set(customer.externalId, contact)
      return contact
    } catch (thrown) {
      const error = asAppError(thrown)
      if (error.code === 'cancelled') throw error
      ports.log('warn', 'intercom.contact_unknown', { code: error.code })
      return null
    }
  }

  async function tagId(name: string, make: boolean, signal: AbortSignal): Promise<string> {
    const known = tagIds.get(name)
    if (known !== undefined) return known
    const listed = await calls.read({ method: 'GET', path: '/tags' }, TagListSchema, signal)
    listed.data.forEach((tag) => tagIds.set(tag.name, tag.id))
    const found = tagIds.get(name)
    if (found !== undefined) return found
    if (!make) throw new AppError('not_found', `Intercom has no tag "${name}".`)
    const answer = await calls.write(send.nameTagRequest(name), signal)
    const made = TagSchema.safeParse(answer.json)
    if (!made.success) throw nonsense('Intercom answered a new tag in an unknown form.', answer)
    tagIds.set(name, made.data.id)
    return made.data.id
  }

  /** The proof of a write that answers with the conversation. An answer that is not that conversation proves nothing. */
  function receiptOf(answer: JsonAnswer, id: string, partType: string, adminId: string): HelpdeskReceipt {
    const parsed = ConversationWireSchema.safeParse(answer.json)
    if (parsed.success && parsed.data.id === id) {
      const remoteId = newestPartId(parsed.data, partType, adminId)
      const contact = contacts.get(customerOf(parsed.data, null).externalId) ?? null
      return { status: answer.status, remoteId, conversation: readConversation(parsed.data, contact, names.of) }
    }
    if (isFields(answer.json) && answer.json['type'] === 'conversation') {
      ports.log('warn', 'intercom.unreadable_receipt', { requestId: answer.requestId })
      return { status: answer.status, remoteId: null, conversation: null }
    }
    throw nonsense('Intercom answered a write with something that is not the conversation.', answer)
  }

  async function change(
    id: string,
    partType: string,
    request: (adminId: string) => HelpdeskRequest,
    signal: AbortSignal,
  ): Promise<HelpdeskReceipt> {
    const adminId = await beforehand(() => actingAdminId(signal))
    return receiptOf(await calls.write(request(adminId), signal), id, partType, adminId)
  }

  async function changeTag(
    name: string,
    make: boolean,
    request: (adminId: string, tag: string) => HelpdeskRequest,
    signal: AbortSignal,
  ): Promise<HelpdeskReceipt> {
    const adminId = await beforehand(() => actingAdminId(signal))
    const tag = await beforehand(() => tagId(name, make, signal))
    try {
      const answer = await calls.write(request(adminId, tag), signal)
      return { status: answer.status, remoteId: tag, conversation: null }
    } catch (thrown) {
      // The tag may have been deleted since its id was noted.
      if (asAppError(thrown).code === 'not_found') tagIds.delete(name)
      throw thrown
    }
  }

  return {
    verify: async (signal) => {
      const answer = await me(signal)
      const name = answer.name ?? answer.email ?? answer.id
      const permissions = ['Read conversations', 'Answer as an admin'].map((label) => ({ label, granted: true }))
      return { account: answer.app?.name ?? 'Intercom', me: { kind: 'admin', id: answer.id, name }, permissions }
    },
    list: async ({ limit, cursor, updatedAfter }, signal) => {
      const request = send.searchRequest(Math.min(limit, mostPerPage), cursor, updatedAfter)
      const page = await calls.read(request, PageSchema, signal)
      const { understood, quarantined } = sortOut(page.conversations, SummarySchema)
      const items = understood.map((one) => ({ externalId: one.id, updatedAt: one.updated_at }))
      // Intercom knows seconds: what changed within the second of `updatedAfter` counts.
      const since = updatedAfter === null ? 0 : Math.floor(updatedAfter / 1000) * 1000
      return {
        items: items.filter((item) => item.updatedAt >= since).toSorted((a, b) => b.updatedAt - a.updatedAt),
        quarantined,
        cursor: page.pages?.next?.starting_after ?? null,
      }
    },
    get: async (id, signal) => {
      const wire = await calls.read(send.conversationRequest(id), ConversationWireSchema, signal)
      return readConversation(wire, await contactOf(wire, signal), names.of)
    },
    reply: (id, words, signal) =>
      change(id, 'comment', (admin) => send.replyRequest(id, 'comment', admin, words), signal),
    note: (id, words, signal) => change(id, 'note', (admin) => send.replyRequest(id, 'note', admin, words), signal),
    tag: (id, name, signal) => changeTag(name, true, (admin, tag) => send.attachTagRequest(id, admin, tag), signal),
    untag: (id, name, signal) => changeTag(name, false, (admin, tag) => send.detachTagRequest(id, admin, tag), signal),
    assign: (id, to, signal) => change(id, 'assignment', (admin) => send.assignRequest(id, admin, to), signal),
    close: (id, summary, signal) => change(id, 'close', (admin) => send.closeRequest(id, admin, summary), signal),
    reopen: (id, signal) => change(id, 'open', (admin) => send.openRequest(id, admin), signal),
    snooze: (id, until, signal) => change(id, 'snoozed', (admin) => send.snoozeRequest(id, admin, until), signal),
    people,
    learnNames: names.learn,
    nameOf: names.of,
    actingAdminId,
    live: null,
  }
}
