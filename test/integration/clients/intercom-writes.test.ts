import { renderWords } from '#main/domain/reply/rendering.ts'
import { afterEach, expect, test } from 'vitest'
import type { Helpdesk, HelpdeskReceipt } from '#main/clients/helpdesk/helpdesk.ts'
import { conversation, failure, intercomWorld, json, part, refusal } from '#test/support/intercom-peer.ts'
import type { Answer } from '#test/support/peer.ts'
import { sendJson } from '#test/support/peer.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean()
})

const signal = new AbortController().signal

async function world(...options: Parameters<typeof intercomWorld>) {
  const made = await intercomWorld(...options)
  cleanups.push(made.close)
  return made
}

const writes: readonly (readonly [string, (desk: Helpdesk) => Promise<HelpdeskReceipt>, string, string, object])[] = [
  [
    'comment',
    (desk) => desk.reply('531', renderWords('a < b\nc', 'rich'), signal),
    'POST /conversations/531/reply',
    'comment',
    { message_type: 'comment', type: 'admin', admin_id: '9', body: '<p>a &lt; b<br>c</p>' },
  ],
  [
    'note',
    (desk) => desk.note('531', renderWords('n', 'rich'), signal),
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
  const { desk, peer } = await world({ 'POST /conversations/531/reply': answer }, '9', 60)
  expect(await failure(desk.reply('531', renderWords('x', 'rich'), signal))).toMatchObject({ code, data: { sent } })
  expect(peer.seen).toHaveLength(1)
})

test('a receipt that cannot be read is still a receipt', async () => {
  const { desk } = await world({ 'POST /conversations/531/reply': json(200, { type: 'conversation', id: '531' }) })
  expect(await desk.reply('531', renderWords('x', 'rich'), signal)).toEqual({
    status: 200,
    remoteId: null,
    conversation: null,
  })
})

test('who acts is asked before a write; when that fails nothing was done', async () => {
  const { desk, peer } = await world({ 'POST /conversations/531/reply': json(200, conversation()) }, null)
  await desk.reply('531', renderWords('x', 'rich'), signal)
  await desk.reply('531', renderWords('y', 'rich'), signal)
  expect(peer.seen.map((one) => one.path)).toEqual(['/me', '/conversations/531/reply', '/conversations/531/reply'])
  const broken = await world(
    { 'GET /me': json(501, {}), 'POST /conversations/531/reply': json(200, conversation()) },
    null,
  )
  expect(await failure(broken.desk.reply('531', renderWords('x', 'rich'), signal))).toMatchObject({
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
