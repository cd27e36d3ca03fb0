/**
 * Chatwoot behind the helpdesk interface, by its application API. What a colleague's token may not do, and what this API does
 * silently (an assignee nobody knows takes the present one away), is found out before a write and not after it.
 */
import type { Rendering } from '#contract/reply-rendering.ts'
import { readConversation } from '#main/clients/chatwoot/conversation.ts'
import { listenToChatwoot } from '#main/clients/chatwoot/live.ts'
import * as send from '#main/clients/chatwoot/send.ts'
import {
  ConversationSchema,
  IdOnlySchema,
  LabelDefinitionsSchema,
  LabelsSchema,
  MessageListSchema,
  MessageSchema,
  PeopleSchema,
  ProfileSchema,
  readPage,
  StatusSchema,
  SummarySchema,
} from '#main/clients/chatwoot/wire.ts'
import type { ConversationWire, Profile } from '#main/clients/chatwoot/wire.ts'
import { chatwootWords } from '#main/clients/chatwoot/words.ts'
import type { Assignee, Helpdesk, HelpdeskReceipt, Person } from '#main/clients/helpdesk/helpdesk.ts'
import type { HelpdeskCalls, HelpdeskRequest, JsonAnswer } from '#main/clients/helpdesk/calls.ts'
import { beforehand, createHelpdeskCalls, sortOut } from '#main/clients/helpdesk/calls.ts'
import { createNames } from '#main/clients/helpdesk/names.ts'
import type { HttpClient } from '#main/clients/http/http.ts'
import { nonsense } from '#main/clients/http/errors.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { Clock, Log, Random } from '#main/kernel/ports.ts'
import { Secret } from '#main/kernel/secret.ts'
import { createTurnstile } from '#main/kernel/turnstile.ts'

const mostMessages = 500
/** What counts as open: all that is not done. */
const openStates = ['open', 'pending', 'snoozed'] as const

export type ChatwootPorts = {
  readonly http: HttpClient
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Of the installation, without `/api/v1`. */
  readonly baseUrl: string
  readonly accountId: number
  readonly token: () => Promise<Secret | null>
  /** Absent: three greetings of the live line and a second. */
  readonly silentMs?: number
}

/** Where the next page of a list is. `total`: how many there were, since fewer means that some moved up, past who reads. */
type Place = { readonly status: string; readonly page: number; readonly total: number | null }

export function createChatwoot(ports: ChatwootPorts): Helpdesk {
  const host = ports.baseUrl.replace(/\/+$/, '').replace(/\/api\/v1(\/accounts\/\d+)?$/, '')
  const token = async (): Promise<Secret> => {
    const secret = await ports.token()
    if (secret !== null && secret.reveal() !== '') return secret
    throw new AppError('missing_secret', 'No key is stored for the helpdesk.', { data: { sent: false } })
  }
  const calls = createHelpdeskCalls({
    ...ports,
    name: 'Chatwoot',
    base: `${host}/api/v1`,
    headers: { api_access_token: token, accept: 'application/json' },
  })
  const inAccount = (request: HelpdeskRequest): HelpdeskRequest => ({
    ...request,
    path: `/accounts/${ports.accountId}${request.path}`,
  })
  const read: HelpdeskCalls['read'] = (request, schema, signal) => calls.read(inAccount(request), schema, signal)
  const write: HelpdeskCalls['write'] = (request, signal) => calls.write(inAccount(request), signal)
  const oneByOne = createTurnstile()
  const definedLabels = new Set<string>()
  let ownId: string | null = null
  const names = createNames({ read: people, clock: ports.clock, log: ports.log })

  async function profile(signal: AbortSignal): Promise<Profile> {
    const answer = await calls.read({ method: 'GET', path: '/profile' }, ProfileSchema, signal)
    ownId = answer.id
    return answer
  }

  async function people(signal: AbortSignal): Promise<readonly Person[]> {
    const agents = await read({ method: 'GET', path: '/agents' }, PeopleSchema, signal)
    const teams = await read({ method: 'GET', path: '/teams' }, PeopleSchema, signal)
    return [
      ...agents.map((one): Person => ({ kind: 'admin', id: one.id, name: one.name ?? one.email ?? one.id })),
      ...teams.map((one): Person => ({ kind: 'team', id: send.teamIdOf(one.id), name: one.name ?? one.id })),
    ]
  }

  const conversation = (id: string, signal: AbortSignal): Promise<ConversationWire> =>
    read(send.conversationRequest(id), ConversationSchema, signal)

  /** The newest ones, read backwards page by page. */
  async function messages(id: string, signal: AbortSignal): Promise<readonly unknown[]> {
    let found: readonly unknown[] = []
    let before: string | null = null
    do {
      const page: unknown[] = await read(send.messagesRequest(id, before), MessageListSchema, signal)
      found = [...page, ...found]
      const ids = page.flatMap((one) => IdOnlySchema.safeParse(one).data?.id ?? [])
      const oldest = ids.toSorted((a, b) => Number(a) - Number(b))[0] ?? null
      before = page.length < send.messagesPerPage || oldest === before ? null : oldest
    } while (before !== null && found.length < mostMessages)
    return found
  }

  async function say(
    kind: 'reply' | 'note',
    id: string,
    rendering: Rendering,
    signal: AbortSignal,
  ): Promise<HelpdeskReceipt> {
    const words = chatwootWords(rendering)
    if (kind === 'reply') await beforehand(async () => refuseIfOver(await conversation(id, signal)))
    const answer = await write(send.messageRequest(id, kind, words, ports.random.id('echo_')), signal)
    const parsed = MessageSchema.safeParse(answer.json)
    if (!parsed.success) throw nonsense('Chatwoot answered a message with something that is none.', answer)
    return { status: answer.status, remoteId: parsed.data.id, conversation: null }
  }

  async function changeStatus(id: string, status: string, until: number | null, signal: AbortSignal) {
    const answer = await write(send.statusRequest(id, status, until), signal)
    const now = StatusSchema.safeParse(answer.json)
    if (!now.success || now.data.current_status !== status)
      throw nonsense(`Chatwoot answered without saying that the conversation is ${status}.`, answer)
    return receiptOf(answer)
  }

  /** The list is written as a whole: what this desk does to one conversation happens one after the other. */
  const changeLabels = (id: string, change: (labels: readonly string[]) => readonly string[], signal: AbortSignal) =>
    oneByOne(id, async () => {
      const labels = await beforehand(() => read(send.labelsRequest(id), LabelsSchema, signal))
      const wanted = change(labels)
      const answer = await write(send.replaceLabelsRequest(id, wanted), signal)
      const now = LabelsSchema.safeParse(answer.json)
      if (!now.success || !wanted.every((label) => now.data.includes(label)))
        throw nonsense('Chatwoot answered labels in an unknown form.', answer)
      return receiptOf(answer)
    })

  /** A label works without a definition, but nobody there would see it. Only administrators may define one. */
  async function defineLabel(title: string, signal: AbortSignal): Promise<void> {
    if (definedLabels.has(title)) return
    const defined = await read({ method: 'GET', path: '/labels' }, LabelDefinitionsSchema, signal)
    defined.forEach((label) => definedLabels.add(label.title))
    if (definedLabels.has(title)) return
    try {
      await write(send.defineLabelRequest(title), signal)
      definedLabels.add(title)
    } catch (thrown) {
      const { code } = asAppError(thrown)
      if (code !== 'unauthorised' && code !== 'forbidden') throw thrown
      ports.log('warn', 'chatwoot.label_not_defined', { label: title })
    }
  }

  async function requireAssignee(to: Assignee, signal: AbortSignal): Promise<void> {
    const wanted = send.wireIdOf(to)
    const known = (await people(signal)).some((one) => one.kind === to.kind && send.wireIdOf(one) === wanted)
    if (!known) throw new AppError('not_found', `Chatwoot knows no ${to.kind === 'team' ? 'team' : 'agent'} ${wanted}.`)
  }

  return {
    verify: async (signal) => {
      const me = await profile(signal)
      const account = accountIn(me, ports.accountId)
      const may = async (label: string, work: () => Promise<unknown>) => ({ label, granted: await isGranted(work) })
      const permissions = [
        await may('Read conversations', () => read(send.listRequest('open', 1), readPage, signal)),
        { label: `Answer as ${me.name ?? me.email ?? me.id}`, granted: true },
        await may('Hand over to agents and teams', () => people(signal)),
        { label: 'Live updates', granted: (me.pubsub_token ?? '') !== '' },
      ]
      return { account, me: { kind: 'admin', id: me.id, name: me.name ?? me.email ?? me.id }, permissions }
    },
    list: async ({ cursor, updatedAfter }, signal) => {
      const [first, ...later] = updatedAfter === null ? openStates : (['all'] as const)
      const place: Place = cursor === null ? { status: first, page: 1, total: null } : (JSON.parse(cursor) as Place)
      const page = await read(send.listRequest(place.status, place.page), readPage, signal)
      const { understood, quarantined } = sortOut(page.conversations, SummarySchema)
      // Chatwoot knows seconds: what changed within the second of `updatedAfter` counts.
      const since = updatedAfter === null ? 0 : Math.floor(updatedAfter / 1000) * 1000
      const items = understood.filter((one) => one.updatedAt >= since)
      const isLast = page.conversations.length < send.conversationsPerPage || (items.length === 0 && since > 0)
      const next = (): Place | null => {
        const hasShrunk = page.total !== null && place.total !== null && page.total < place.total
        if (hasShrunk) return { ...place, page: Math.max(1, place.page - 1), total: page.total }
        if (!isLast) return { ...place, page: place.page + 1, total: page.total }
        const status = updatedAfter === null ? later[openStates.indexOf(place.status as 'open')] : undefined
        return status === undefined ? null : { status, page: 1, total: null }
      }
      const following = next()
      return {
        items: items
          .map((one) => ({ externalId: one.id, updatedAt: one.updatedAt }))
          .toSorted((a, b) => b.updatedAt - a.updatedAt),
        quarantined,
        cursor: following === null ? null : JSON.stringify(following),
      }
    },
    get: async (id, signal) => readConversation(await conversation(id, signal), await messages(id, signal)),
    reply: (id, words, signal) => say('reply', id, words, signal),
    note: (id, words, signal) => say('note', id, words, signal),
    tag: async (id, name, signal) => {
      await beforehand(() => defineLabel(name, signal))
      return changeLabels(id, (labels) => [...new Set([...labels, name])], signal)
    },
    untag: (id, name, signal) => changeLabels(id, (labels) => labels.filter((label) => label !== name), signal),
    assign: async (id, to, signal) => {
      if (to !== null) await beforehand(() => requireAssignee(to, signal))
      const answer = await write(send.assignRequest(id, to), signal)
      const got = IdOnlySchema.safeParse(answer.json)
      if (to !== null && (!got.success || got.data.id !== String(send.wireIdOf(to))))
        throw nonsense('Chatwoot answered an assignment without saying who has it.', answer)
      return receiptOf(answer)
    },
    close: async (id, summary, signal) => {
      if (summary === null) return changeStatus(id, 'resolved', null, signal)
      throw new AppError('invalid_input', 'Chatwoot closes without words.', { data: { sent: false } })
    },
    reopen: (id, signal) => changeStatus(id, 'open', null, signal),
    snooze: (id, until, signal) => changeStatus(id, 'snoozed', until, signal),
    people,
    learnNames: names.learn,
    nameOf: names.of,
    actingAdminId: async (signal) => ownId ?? (await profile(signal)).id,
    live: listenToChatwoot({
      clock: ports.clock,
      baseUrl: host,
      accountId: ports.accountId,
      silentMs: ports.silentMs ?? 10_000,
      listener: async (signal) => {
        const me = await profile(signal)
        if ((me.pubsub_token ?? '') === '') throw new AppError('forbidden', 'This token has no live line.')
        return { userId: me.id, token: new Secret(me.pubsub_token ?? '') }
      },
    }),
  }
}

const receiptOf = ({ status }: JsonAnswer): HelpdeskReceipt => ({ status, remoteId: null, conversation: null })

/** Some channels take an answer only for so long after the customer wrote. */
function refuseIfOver({ can_reply: mayReply }: ConversationWire): void {
  if (mayReply !== false) return
  throw new AppError('forbidden', 'The channel takes no answer in this conversation any more, Chatwoot says.')
}

function accountIn(me: Profile, accountId: number): string {
  const accounts = me.accounts ?? []
  const found = accounts.find((account) => account.id === String(accountId))
  if (found !== undefined) return found.name ?? `Account ${found.id}`
  const others = accounts.map(({ id, name }) => (name === null || name === undefined ? id : `${id} (${name})`))
  const instead = others.length === 0 ? 'It opens none.' : `It opens ${others.join(', ')}.`
  throw new AppError('forbidden', `This token does not open account ${accountId}. ${instead}`)
}

/** False where it is refused; any other failure is one. */
async function isGranted(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (thrown) {
    if (['unauthorised', 'forbidden', 'not_found'].includes(asAppError(thrown).code)) return false
    throw thrown
  }
}
