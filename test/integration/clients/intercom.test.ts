import { afterEach, expect, test } from 'vitest'
import type { Helpdesk, HelpdeskReceipt } from '#main/clients/helpdesk.ts'
import { createHttpClient } from '#main/clients/http.ts'
import { createIntercom } from '#main/clients/intercom.ts'
import { AppError } from '#main/kernel/errors.ts'
import { Secret } from '#main/kernel/secret.ts'
import { clientPorts } from '#test/support/client-ports.ts'
import type { Answer } from '#test/support/peer.ts'
import { sendJson, startPeer } from '#test/support/peer.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean()
})

const signal = new AbortController().signal
const admin = { type: 'admin', id: '9', name: 'Ada', email: 'ada@example.com' }
const me = { ...admin, app: { type: 'app', name: 'Acme', region: 'US' } }
const refusal = (code: string, message: string): object => ({
  type: 'error.list',
  request_id: 'r1',
  errors: [{ code, message }],
})
const conversation = (...parts: object[]): object => ({
  type: 'conversation',
  id: '531',
  created_at: 10,
  updated_at: 200,
  state: 'open',
  open: true,
  tags: { tags: [] },
  source: { type: 'email', id: '5', body: '<p>Hi</p>', author: { type: 'user', id: 'u1', name: null } },
  contacts: { contacts: [{ type: 'contact', id: 'u1' }] },
  conversation_parts: { conversation_parts: parts },
})
const part = (id: string, type: string, at = 100): object => ({
  id,
  part_type: type,
  body: '<p>x</p>',
  created_at: at,
  author: admin,
})

type Routes = Readonly<Record<string, Answer>>
const json =
  (status: number, body: unknown): Answer =>
  (response) =>
    sendJson(response, status, body)

async function world(routes: Routes, actingAdminId: string | null = '9') {
  const all: Routes = { 'GET /me': json(200, me), ...routes }
  const peer = await startPeer((response, request, count) => {
    const answer = all[`${request.method} ${request.path}`]
    return answer === undefined
      ? sendJson(response, 404, refusal('not_found', 'no route'))
      : answer(response, request, count)
  })
  const ports = clientPorts()
  const http = createHttpClient(ports)
  cleanups.push(http.close, peer.close)
  const token = (): Promise<Secret> => Promise.resolve(new Secret('intercom-token-000111'))
  const desk = createIntercom({ ...ports, http, baseUrl: peer.url, version: '2.14', token, actingAdminId })
  return { peer, ports, desk }
}

async function failure(work: Promise<unknown>): Promise<AppError> {
  try {
    await work
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown
    throw thrown
  }
  throw new Error('it should have failed')
}

test('says who it is, in which version and with which token', async () => {
  const { desk, peer } = await world({})
  expect(await desk.verify(signal)).toEqual({ account: 'Acme', me: { kind: 'admin', id: '9', name: 'Ada' } })
  expect(peer.seen[0]?.headers).toMatchObject({
    authorization: 'Bearer intercom-token-000111',
    'intercom-version': '2.14',
  })
})

test('a wrong token is told as such', async () => {
  const { desk } = await world({ 'GET /me': json(401, refusal('unauthorized', 'Access Token Invalid')) })
  expect(await failure(desk.verify(signal))).toMatchObject({
    code: 'unauthorised',
    message: 'Access Token Invalid',
    data: { requestId: 'r1', code: 'unauthorized' },
  })
})

test('pages through what changed, sets aside what makes no sense', async () => {
  const { desk, peer } = await world({
    'POST /conversations/search': (response, { json: body }) => {
      const second = JSON.stringify(body).includes('starting_after')
      sendJson(response, 200, {
        type: 'conversation.list',
        conversations: second
          ? [{ id: 3, updated_at: 1500 }]
          : [
              { id: '1', updated_at: 1001 },
              { id: '2', updated_at: 1002 },
              { id: '4' },
              null,
              { id: '9', updated_at: 5 },
            ],
        pages: { type: 'pages', next: second ? null : { per_page: 2, starting_after: 'abc' } },
      })
    },
  })
  const first = await desk.list({ limit: 2, cursor: null, updatedAfter: 1_001_900 }, signal)
  expect(first.items).toEqual([
    { externalId: '2', updatedAt: 1_002_000 },
    { externalId: '1', updatedAt: 1_001_000 },
  ])
  expect(first.quarantined).toMatchObject([
    { externalId: '4', raw: { id: '4' } },
    { externalId: null, raw: null },
  ])
  expect(first.quarantined[0]?.reason).toContain('updated_at')
  const second = await desk.list({ limit: 2, cursor: first.cursor, updatedAfter: null }, signal)
  expect(second).toEqual({ items: [{ externalId: '3', updatedAt: 1_500_000 }], quarantined: [], cursor: null })
  expect(peer.seen.map((one) => one.json)).toEqual([
    { query: { field: 'updated_at', operator: '>', value: 1000 }, pagination: { per_page: 2 } },
    { query: { field: 'open', operator: '=', value: true }, pagination: { per_page: 2, starting_after: 'abc' } },
  ])
})

test('a conversation with its customer, asked for once', async () => {
  const { desk, peer } = await world({
    'GET /conversations/531': json(200, conversation(part('7', 'comment'))),
    'GET /contacts/u1': json(200, { type: 'contact', id: 'u1', name: 'Jo', email: 'jo@example.com' }),
  })
  await desk.get('531', signal)
  expect(await desk.get('531', signal)).toMatchObject({
    externalId: '531',
    channel: 'email',
    customer: { externalId: 'u1', name: 'Jo', email: 'jo@example.com' },
    parts: [{ externalId: 'source-5' }, { externalId: '7' }],
  })
  expect(peer.seen.filter((one) => one.path === '/contacts/u1')).toHaveLength(1)
})

test('a customer who cannot be found does not hide the conversation', async () => {
  const { desk } = await world({ 'GET /conversations/531': json(200, conversation()) })
  expect(await desk.get('531', signal)).toMatchObject({ customer: { externalId: 'u1', name: 'Customer', email: null } })
})

test('a conversation in an unknown form says what is wrong with it', async () => {
  const { desk } = await world({ 'GET /conversations/531': json(200, { type: 'conversation', id: '531' }) })
  const error = await failure(desk.get('531', signal))
  expect(error.code).toBe('protocol')
  expect(error.message).toContain('created_at')
})

const writes: readonly (readonly [string, (desk: Helpdesk) => Promise<HelpdeskReceipt>, string, string, object])[] = [
  [
    'comment',
    (desk) => desk.reply('531', 'a < b\nc', signal),
    'POST /conversations/531/reply',
    'comment',
    { message_type: 'comment', type: 'admin', admin_id: '9', body: '<p>a &lt; b<br>c</p>' },
  ],
  [
    'note',
    (desk) => desk.note('531', 'n', signal),
    'POST /conversations/531/reply',
    'note',
    { message_type: 'note', type: 'admin', admin_id: '9', body: '<p>n</p>' },
  ],
  [
    'close',
    (desk) => desk.close('531', null, signal),
    'POST /conversations/531/parts',
    'close',
    { message_type: 'close', type: 'admin', admin_id: '9' },
  ],
  [
    'close with words',
    (desk) => desk.close('531', 'done', signal),
    'POST /conversations/531/parts',
    'close',
    { message_type: 'close', type: 'admin', admin_id: '9', body: '<p>done</p>' },
  ],
  [
    'reopen',
    (desk) => desk.reopen('531', signal),
    'POST /conversations/531/parts',
    'open',
    { message_type: 'open', admin_id: '9' },
  ],
  [
    'snooze',
    (desk) => desk.snooze('531', 5_500, signal),
    'POST /conversations/531/parts',
    'snoozed',
    { message_type: 'snoozed', admin_id: '9', snoozed_until: 6 },
  ],
  [
    'assign an admin',
    (desk) => desk.assign('531', { kind: 'admin', id: '7' }, signal),
    'POST /conversations/531/parts',
    'assignment',
    { message_type: 'assignment', type: 'admin', admin_id: '9', assignee_id: '7' },
  ],
  [
    'assign a team',
    (desk) => desk.assign('531', { kind: 'team', id: '8' }, signal),
    'POST /conversations/531/parts',
    'assignment',
    { message_type: 'assignment', type: 'team', admin_id: '9', assignee_id: '8' },
  ],
  [
    'unassign',
    (desk) => desk.assign('531', null, signal),
    'POST /conversations/531/parts',
    'assignment',
    { message_type: 'assignment', type: 'admin', admin_id: '9', assignee_id: '0' },
  ],
]

test.each(writes)('%s: what is sent, and what proves it', async (_what, write, route, type, body) => {
  const { desk, peer } = await world({
    [route]: json(200, conversation(part('7', type, 100), part('8', type, 200), part('9', 'other', 300))),
  })
  expect(await write(desk)).toMatchObject({ status: 200, remoteId: '8', conversation: { externalId: '531' } })
  expect(peer.seen.map((one) => one.json)).toEqual([body])
})

const endings: readonly (readonly [string, Answer, string, boolean])[] = [
  ['refused', json(422, refusal('data_invalid', 'no')), 'remote_invalid', false],
  [
    'too fast',
    (response) => sendJson(response, 429, refusal('rate_limit_exceeded', 'x'), { 'x-ratelimit-reset': '2000000000' }),
    'rate_limited',
    false,
  ],
  ['failed', json(500, refusal('server_error', 'x')), 'remote_failed', true],
  ['an error under 200', json(200, refusal('server_error', 'x')), 'remote_failed', true],
  ['lost', (response) => void response.destroy(), 'remote_failed', true],
  ['never answered', () => undefined, 'timed_out', true],
  ['another page', (response) => void response.end('<html>Sign in to the network</html>'), 'protocol', true],
  ['another object', json(200, { ok: true }), 'protocol', true],
]
test.each(endings)('one attempt, and an honest answer: %s', async (_what, answer, code, sent) => {
  const { desk, peer } = await world({ 'POST /conversations/531/reply': answer })
  expect(await failure(desk.reply('531', 'x', signal))).toMatchObject({ code, data: { sent } })
  expect(peer.seen).toHaveLength(1)
})

test('a receipt that cannot be read is still a receipt', async () => {
  const { desk } = await world({ 'POST /conversations/531/reply': json(200, { type: 'conversation', id: '531' }) })
  expect(await desk.reply('531', 'x', signal)).toEqual({ status: 200, remoteId: null, conversation: null })
})

test('who acts is asked before a write; when that fails nothing was done', async () => {
  const { desk, peer } = await world({ 'POST /conversations/531/reply': json(200, conversation()) }, null)
  await desk.reply('531', 'x', signal)
  await desk.reply('531', 'y', signal)
  expect(peer.seen.map((one) => one.path)).toEqual(['/me', '/conversations/531/reply', '/conversations/531/reply'])
  const broken = await world(
    { 'GET /me': json(501, {}), 'POST /conversations/531/reply': json(200, conversation()) },
    null,
  )
  expect(await failure(broken.desk.reply('531', 'x', signal))).toMatchObject({
    code: 'remote_failed',
    data: { sent: false },
  })
  expect(broken.peer.seen.map((one) => one.path)).toEqual(['/me'])
})

const tags = { type: 'list', data: [{ type: 'tag', id: '86', name: 'escalate' }] }

test('tags go by id, are found once, and made where there are none', async () => {
  const { desk, peer } = await world({
    'GET /tags': json(200, tags),
    'POST /tags': json(200, { type: 'tag', id: '90', name: 'new' }),
    'POST /conversations/531/tags': json(200, { type: 'tag', id: '86', name: 'escalate' }),
    'DELETE /conversations/531/tags/86': json(200, { type: 'tag', id: '86', name: 'escalate' }),
  })
  expect(await desk.tag('531', 'escalate', signal)).toEqual({ status: 200, remoteId: '86', conversation: null })
  await desk.untag('531', 'escalate', signal)
  await desk.tag('531', 'new', signal)
  expect(peer.seen.map((one) => [`${one.method} ${one.path}`, one.json])).toEqual([
    ['GET /tags', undefined],
    ['POST /conversations/531/tags', { id: '86', admin_id: '9' }],
    ['DELETE /conversations/531/tags/86', { admin_id: '9' }],
    ['GET /tags', undefined],
    ['POST /tags', { name: 'new' }],
    ['POST /conversations/531/tags', { id: '90', admin_id: '9' }],
  ])
})

test('when the tag cannot be found or made, the conversation was not touched', async () => {
  const { desk } = await world({ 'GET /tags': json(200, tags), 'POST /tags': json(500, {}) })
  expect(await failure(desk.untag('531', 'gone', signal))).toMatchObject({ code: 'not_found', data: { sent: false } })
  expect(await failure(desk.tag('531', 'new', signal))).toMatchObject({ code: 'remote_failed', data: { sent: false } })
})

test('a tag deleted meanwhile is looked up anew the next time', async () => {
  const { desk, peer } = await world({ 'GET /tags': json(200, tags) })
  await failure(desk.tag('531', 'escalate', signal))
  await failure(desk.tag('531', 'escalate', signal))
  expect(peer.seen.filter((one) => one.path === '/tags')).toHaveLength(2)
})

test('people are the seated admins and the teams', async () => {
  const { desk } = await world({
    'GET /admins': json(200, {
      admins: [
        { id: '9', name: 'Ada' },
        { id: 10, name: 'Bot', has_inbox_seat: false },
      ],
    }),
    'GET /teams': json(200, { teams: [{ id: '8', name: 'Support' }] }),
  })
  expect(await desk.people(signal)).toEqual([
    { kind: 'admin', id: '9', name: 'Ada' },
    { kind: 'team', id: '8', name: 'Support' },
  ])
})

test('reads are repeated, and slow down when the window runs out', async () => {
  const { desk, peer, ports } = await world({
    'GET /me': (response, _request, count) => {
      const reset = String(Math.ceil(ports.clock.now() / 1000) + 10)
      const headers = { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '2', 'x-ratelimit-reset': reset }
      sendJson(response, count === 1 ? 503 : 200, count === 1 ? {} : me, headers)
    },
  })
  await desk.verify(signal)
  const before = ports.sleeps.length
  await desk.verify(signal)
  expect(peer.seen).toHaveLength(3)
  expect(ports.sleeps.slice(before).some((ms) => ms > 2000 && ms < 6000)).toBe(true)
})
