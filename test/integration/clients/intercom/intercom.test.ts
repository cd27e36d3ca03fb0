import { afterEach, expect, test } from 'vitest'
import { conversation, failure, intercomWorld, json, me, part, refusal } from '#test/support/intercom-peer.ts'
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

test('says who it is, in which version and with which token', async () => {
  const { desk, peer } = await world({})
  expect(await desk.verify(signal)).toMatchObject({ account: 'Acme', me: { kind: 'admin', id: '9', name: 'Ada' } })
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

test('names are learned once, and an assignment says them', async () => {
  const { desk, peer } = await world({
    'GET /admins': json(200, { admins: [{ id: '9', name: 'Ada' }] }),
    'GET /teams': json(200, { teams: [{ id: '8', name: 'Support' }] }),
  })
  expect(desk.nameOf('8')).toBeNull()
  await desk.learnNames(signal)
  await desk.learnNames(signal)
  expect([desk.nameOf('8'), desk.nameOf('9'), desk.nameOf('7')]).toEqual(['Support', 'Ada', null])
  expect(peer.seen).toHaveLength(2)
})

test('names that cannot be looked up leave the id, and are not asked for again at once', async () => {
  const { desk, peer } = await world({ 'GET /admins': json(403, { errors: [] }) })
  await desk.learnNames(signal)
  await desk.learnNames(signal)
  expect(desk.nameOf('8')).toBeNull()
  expect(peer.seen).toHaveLength(1)
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
