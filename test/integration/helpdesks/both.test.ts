import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { HelpdeskSchema } from '#contract/settings.ts'
import type { Helpdesk, HelpdeskConversation } from '#main/clients/helpdesk/helpdesk.ts'
import type { HttpClient } from '#main/clients/http/http.ts'
import { createHttpClient } from '#main/clients/http/http.ts'
import { renderWords } from '#main/domain/reply/rendering.ts'
import { Secret } from '#main/kernel/secret.ts'
import type { Sandbox } from '#main/sandbox/index.ts'
import { startSandbox } from '#main/sandbox/index.ts'
import { checkHelpdesk, createHelpdesk } from '#main/services/helpdesk/helpdesks.ts'
import { clientPorts } from '#test/support/client-ports.ts'
import { failure } from '#test/support/intercom-peer.ts'
import { through } from '#test/support/chatwoot-desk.ts'

/** What the desk expects of any helpdesk, asked of each through its own door to the same shared inbox. */
const ports = clientPorts(20)
const signal = new AbortController().signal
const words = (text: string) => renderWords(text, 'rich')
let sandbox: Sandbox
let http: HttpClient

beforeAll(async () => {
  sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null, world: 'empty' })
  http = createHttpClient(ports)
})
afterAll(async () => {
  await http.close()
  await sandbox.stop()
})

describe.each(['intercom', 'chatwoot'] as const)('%s', (kind) => {
  const settings = () => HelpdeskSchema.parse(through(kind)(sandbox.configuration).connections.helpdesk)
  const connect = (token = sandbox.keys.helpdesk ?? ''): Helpdesk =>
    createHelpdesk({ ...ports, http, token: async () => new Secret(token) }, settings())
  const team = kind === 'chatwoot' ? 'team:814866' : '814866'
  let desk: Helpdesk
  let id: string
  beforeEach(() => {
    sandbox.control.reset()
    desk = connect()
    id = sandbox.control.inject({ text: 'Where is my <order>?', channel: 'email', subject: 'Order & more' })
  })
  const read = (): Promise<HelpdeskConversation> => desk.get(id, signal)
  const ours = () => sandbox.control.counters().parts

  test('says who it is, and who is there', async () => {
    expect(await desk.verify(signal)).toMatchObject({ account: 'Larch & Ledge', me: { name: 'Jo Lindqvist' } })
    expect(await desk.actingAdminId(signal)).toBe('700100201')
    await desk.learnNames(signal)
    expect(desk.nameOf(team)).toBe('Workshop')
    expect(await desk.people(signal)).toContainEqual({ kind: 'team', id: team, name: 'Workshop' })
  })

  test('a wrong token is told as such, when it is tested too', async () => {
    const stranger = connect('wrong')
    expect(await failure(stranger.get(id, signal))).toMatchObject({ code: 'unauthorised' })
    const token = async () => new Secret('wrong')
    const check = await checkHelpdesk({ ...ports, http, token }, settings(), signal)
    expect([check.ok, check.summary]).toEqual([false, expect.stringMatching(/token/i)])
  })

  test('a conversation as the desk knows it: words, customer, times, who wrote what', async () => {
    await desk.reply(id, words('**Soon**, see [here](https://a.example/x)'), signal)
    await desk.note(id, words('Ask the *workshop*.'), signal)
    sandbox.control.inject({ conversation: id, text: '2 * 3 * 4 is what I paid' })
    const found = await read()
    expect(found).toMatchObject({
      externalId: id,
      channel: 'email',
      state: 'open',
      subject: 'Order & more',
      customer: { name: 'Robin Vale', email: 'robin@vale.example' },
      assignee: null,
      tags: [],
    })
    expect(found.parts.map((part) => [part.author, part.kind, part.text])).toEqual([
      ['customer', 'comment', 'Where is my <order>?'],
      ['operator', 'comment', 'Soon, see here (https://a.example/x)'],
      ['operator', 'note', 'Ask the workshop.'],
      ['customer', 'comment', '2 * 3 * 4 is what I paid'],
    ])
    expect(found.parts.filter((part) => part.author === 'operator').map((part) => part.authorId)).toEqual([
      '700100201',
      '700100201',
    ])
    expect(Math.abs((found.waitingSince ?? 0) - Date.now())).toBeLessThan(60_000)
  })

  test('each write happens once, and its receipt names what it made', async () => {
    const reply = await desk.reply(id, words('Hello'), signal)
    const note = await desk.note(id, words('Hm'), signal)
    const { parts } = await read()
    expect(parts.slice(1).map((part) => part.externalId)).toEqual([reply.remoteId, note.remoteId])
    await desk.tag(id, 'escalate', signal)
    await desk.tag(id, 'brand-new', signal)
    expect((await read()).tags).toEqual(['escalate', 'brand-new'])
    await desk.untag(id, 'escalate', signal)
    expect((await read()).tags).toEqual(['brand-new'])
    await desk.assign(id, { kind: 'team', id: team }, signal)
    expect((await read()).assignee).toBe(team)
    await desk.assign(id, { kind: 'admin', id: '700100203' }, signal)
    expect(await read()).toMatchObject({ assignee: '700100203', team })
    await desk.assign(id, null, signal)
    expect((await read()).assignee).not.toBe('700100203')
    await desk.snooze(id, Date.now() + 3_600_000, signal)
    expect((await read()).state).toBe('snoozed')
    await desk.reopen(id, signal)
    expect((await read()).state).toBe('open')
    await desk.close(id, null, signal)
    expect(await read()).toMatchObject({ state: 'closed', waitingSince: null })
    expect(ours()).toMatchObject({ comment: 1, note: 1, close: 1, open: 1, snoozed: 1, assignment: 3 })
  })

  test('an assignee nobody knows is refused, and nobody loses the conversation for it', async () => {
    await desk.assign(id, { kind: 'admin', id: '700100203' }, signal)
    expect(await failure(desk.assign(id, { kind: 'admin', id: '99' }, signal))).toMatchObject({
      code: 'not_found',
      data: { sent: false },
    })
    expect((await read()).assignee).toBe('700100203')
  })

  test.each([
    ['lost_response' as const, { code: 'remote_failed', data: { sent: true } }, 1],
    ['reset' as const, { code: 'remote_failed', data: { sent: true } }, 0],
    ['malformed' as const, { code: 'protocol', data: { sent: true } }, 1],
  ])('an answer that is lost (%s) is not asked for again', async (fault, error, made) => {
    sandbox.control.fault({ service: 'helpdesk', method: 'POST', kind: fault })
    expect(await failure(desk.reply(id, words('Hello'), signal))).toMatchObject(error)
    expect((await read()).parts).toHaveLength(1 + made)
    expect(ours()['comment'] ?? 0).toBe(made)
  })

  test('refused for its pace: a write is left, a read is asked again when the time is over', async () => {
    const limit = { service: 'helpdesk', kind: 'status', status: 429, retryAfter: '1' } as const
    sandbox.control.fault({ ...limit, method: 'POST' })
    expect(await failure(desk.note(id, words('Hm'), signal))).toMatchObject({
      code: 'rate_limited',
      data: { sent: false, retryAfterMs: 1000 },
    })
    expect(ours()['note'] ?? 0).toBe(0)
    sandbox.control.fault({ ...limit, method: 'GET' })
    const before = ports.sleeps.length
    expect(await read()).toMatchObject({ externalId: id })
    expect(ports.sleeps.slice(before).some((ms) => ms >= 1000)).toBe(true)
  })

  test('lists page by page what is open, and what changed since', async () => {
    const made = Array.from({ length: 60 }, (_, at) => sandbox.control.inject({ text: `Number ${at}` }))
    const [closed = '', snoozed = ''] = made
    await desk.close(closed, null, signal)
    await desk.snooze(snoozed, Date.now() + 3_600_000, signal)
    const all = async (updatedAfter: number | null): Promise<readonly string[]> => {
      const ids: string[] = []
      let cursor: string | null = null
      do {
        const page = await desk.list({ limit: 25, cursor, updatedAfter }, signal)
        expect(page.quarantined).toEqual([])
        ids.push(...page.items.map((item) => item.externalId))
        cursor = page.cursor
      } while (cursor !== null)
      return ids
    }
    expect(new Set(await all(null))).toEqual(new Set([id, ...made.filter((one) => one !== closed)]))
    expect(new Set(await all(Date.now() - 60_000))).toEqual(new Set([id, ...made]))
    expect(await all(Date.now() + 3_600_000)).toEqual([])
  })

  test('a long conversation is read whole, oldest first', async () => {
    for (let at = 1; at <= 45; at += 1) sandbox.control.inject({ conversation: id, text: `Line ${at}` })
    const { parts } = await read()
    expect(parts.map((part) => part.text).slice(1)).toEqual(Array.from({ length: 45 }, (_, at) => `Line ${at + 1}`))
  })
})
