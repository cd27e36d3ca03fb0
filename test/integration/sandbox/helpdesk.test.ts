import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Sandbox } from '#main/sandbox/index.ts'
import { startSandbox } from '#main/sandbox/index.ts'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null })
})
afterEach(() => sandbox.stop())

type Sent = { readonly status: number; readonly body: Record<string, unknown>; readonly headers: Headers }

async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Sent> {
  const response = await fetch(`${sandbox.baseUrls.helpdesk}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${sandbox.keys.helpdesk}`,
      'intercom-version': '2.14',
      'content-type': 'application/json',
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    headers: response.headers,
  }
}

const admin = '700100201'
const code = (sent: Sent): unknown => (sent.body['errors'] as { code: string }[])[0]?.code
const partsOf = (sent: Sent): Record<string, unknown>[] =>
  (sent.body['conversation_parts'] as { conversation_parts: Record<string, unknown>[] }).conversation_parts
const newest = (): string => sandbox.control.inject({ text: 'Hello there' })

describe('who and where', () => {
  test('me, admins, teams, rate headers', async () => {
    const me = await send('GET', '/me')
    expect(me.body).toMatchObject({ type: 'admin', id: admin, app: { name: 'Larch & Ledge', region: 'US' } })
    expect(Number(me.headers.get('x-ratelimit-remaining'))).toBeLessThan(Number(me.headers.get('x-ratelimit-limit')))
    expect((await send('GET', '/admins')).body).toMatchObject({ type: 'admin.list', admins: [{ id: admin }, {}, {}] })
    expect((await send('GET', `/admins/${admin}`)).body).toMatchObject({ name: 'Jo Lindqvist' })
    expect((await send('GET', '/teams')).body).toMatchObject({ type: 'team.list', teams: [{}, { name: 'Workshop' }] })
    expect(code(await send('GET', '/admins/1'))).toBe('admin_not_found')
  })

  test('a wrong token, a wrong version, a wrong address', async () => {
    expect(await send('GET', '/me', undefined, { authorization: 'Bearer no' })).toMatchObject({
      status: 401,
      body: { type: 'error.list' },
    })
    expect(code(await send('GET', '/me', undefined, { 'intercom-version': '9.9' }))).toBe('intercom_version_invalid')
    expect(code(await send('GET', '/nowhere'))).toBe('not_found')
  })

  test('contacts by id, by external id and by search', async () => {
    const found = await send('POST', '/contacts/search', {
      query: { field: 'email', operator: '=', value: 'ana.ruiz@mail.example' },
    })
    expect(found.body).toMatchObject({
      total_count: 1,
      data: [{ name: 'Ana Ruiz', external_id: 'C-2001', role: 'user' }],
    })
    const [contact] = found.body['data'] as { id: string }[]
    expect((await send('GET', `/contacts/${contact?.id}`)).body).toMatchObject({ name: 'Ana Ruiz' })
    expect((await send('GET', '/contacts/find_by_external_id/C-2001')).body).toMatchObject({ id: contact?.id })
    expect((await send('GET', '/contacts/nobody')).status).toBe(404)
    const started = await send('POST', '/conversations', { from: { type: 'user', id: contact?.id }, body: 'Hello' })
    expect(sandbox.control.conversations()).toContain(started.body['conversation_id'])
  })
})

describe('lists and searches', () => {
  const open = { field: 'open', operator: '=', value: true }

  test('open ones page by page, newest change first, without parts', async () => {
    const first = await send('POST', '/conversations/search', { query: open, pagination: { per_page: 3 } })
    const pages = first.body['pages'] as { next?: { starting_after: string } }
    const ids = [...(first.body['conversations'] as { id: string }[])]
    const rest = await send('POST', '/conversations/search', {
      query: open,
      pagination: { per_page: 100, starting_after: pages.next?.starting_after },
    })
    expect(rest.status).toBe(200)
    expect(first.body).toMatchObject({ type: 'conversation.list', total_count: 8 })
    expect(ids).toHaveLength(3)
    expect(first.body['conversations']).not.toMatchObject([{ conversation_parts: {} }])
    const all = await send('POST', '/conversations/search', { query: open, pagination: { per_page: 150 } })
    const changes = (all.body['conversations'] as { updated_at: number; state: string }[]).map((one) => one.updated_at)
    expect(changes).toEqual(changes.toSorted((a, b) => b - a))
    expect((all.body['pages'] as { next?: unknown }).next).toBeUndefined()
    expect((all.body['conversations'] as { state: string }[]).map((one) => one.state)).toContain('snoozed')
  })

  test('changed since, by state, and what is refused', async () => {
    const id = newest()
    const since = Number(sandbox.control.conversation(id)?.['updated_at']) - 1
    const query = { operator: 'AND', value: [open, { field: 'updated_at', operator: '>', value: since }] }
    expect((await send('POST', '/conversations/search', { query })).body).toMatchObject({ conversations: [{ id }] })
    const closed = await send('POST', '/conversations/search', {
      query: { field: 'state', operator: '=', value: 'closed' },
    })
    expect(closed.body).toMatchObject({ total_count: 1 })
    const tooMany = { query: open, pagination: { per_page: 151 } }
    expect(code(await send('POST', '/conversations/search', tooMany))).toBe('parameter_invalid')
    expect(
      (await send('POST', '/conversations/search', { query: { field: 'x', operator: '=', value: 1 } })).status,
    ).toBe(400)
    expect((await send('GET', '/conversations?per_page=2')).body).toMatchObject({ pages: { per_page: 2 } })
    expect((await send('GET', '/conversations?per_page=500')).status).toBe(400)
  })

  test('one conversation: the first message is the source, bodies are HTML or plain', async () => {
    const id = sandbox.control.inject({ text: 'a < b\nsecond line', channel: 'email', subject: 'Letters' })
    const html = await send('GET', `/conversations/${id}`)
    expect(html.body).toMatchObject({
      source: { type: 'email', subject: 'Letters', body: '<p>a &lt; b<br>second line</p>', author: { type: 'user' } },
      open: true,
      state: 'open',
      waiting_since: expect.any(Number) as number,
    })
    expect((await send('GET', `/conversations/${id}?display_as=plaintext`)).body).toMatchObject({
      source: { body: 'a < b\nsecond line' },
    })
    expect(code(await send('GET', '/conversations/0'))).toBe('conversation_not_found')
  })

  test("a customer's photograph is a picture", async () => {
    const [first = ''] = sandbox.control.conversations()
    const source = sandbox.control.conversation(first)?.['source'] as { attachments: { url: string }[] }
    const response = await fetch(source.attachments[0]?.url ?? '')
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(
      Buffer.from(await response.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG')
  })
})

describe('writes', () => {
  test('a comment ends the wait, a note does not, both append a part', async () => {
    const id = newest()
    const note = await send('POST', `/conversations/${id}/reply`, {
      message_type: 'note',
      type: 'admin',
      admin_id: admin,
      body: 'Look here',
    })
    expect(note.body['waiting_since']).not.toBeNull()
    const comment = await send('POST', `/conversations/${id}/reply`, {
      message_type: 'comment',
      type: 'admin',
      admin_id: admin,
      body: '<p>Hi</p>',
    })
    expect(comment.body['waiting_since']).toBeNull()
    expect(partsOf(comment).map((part) => [part['part_type'], part['body']])).toEqual([
      ['note', '<p>Look here</p>'],
      ['comment', '<p>Hi</p>'],
    ])
    expect(sandbox.control.counters().parts['note']).toBe(1)
  })

  test('a customer writes through the same door, also to their last conversation', async () => {
    const id = newest()
    const contacts = sandbox.control.conversation(id)?.['contacts'] as { contacts: { id: string }[] } | undefined
    const contact = contacts?.contacts[0]?.id
    const body = { message_type: 'comment', type: 'user', intercom_user_id: contact, body: 'Me again' }
    const sent = await send('POST', '/conversations/last/reply', body)
    expect(sent.body).toMatchObject({ id })
    expect(partsOf(sent)).toMatchObject([{ author: { type: 'user', id: contact } }])
  })

  test('close, reopen by a comment, snooze, open, assign, unassign', async () => {
    const id = newest()
    const change = (body: object): Promise<Sent> =>
      send('POST', `/conversations/${id}/parts`, { type: 'admin', admin_id: admin, ...body })
    expect((await change({ message_type: 'close', body: 'Done' })).body).toMatchObject({ open: false, state: 'closed' })
    const comment = { message_type: 'comment', type: 'admin', admin_id: admin, body: 'One more thing' }
    expect((await send('POST', `/conversations/${id}/reply`, comment)).body).toMatchObject({ state: 'open' })
    expect((await change({ message_type: 'snoozed', snoozed_until: 4_000_000_000 })).body).toMatchObject({
      open: true,
      state: 'snoozed',
    })
    expect((await change({ message_type: 'open' })).body).toMatchObject({ state: 'open', snoozed_until: null })
    const team = await change({ message_type: 'assignment', type: 'team', assignee_id: '814866' })
    expect(team.body).toMatchObject({ team_assignee_id: 814866 })
    expect(partsOf(team).at(-1)).toMatchObject({ part_type: 'assignment', assigned_to: { type: 'team', id: '814866' } })
    expect((await change({ message_type: 'assignment', assignee_id: 700100202 })).body).toMatchObject({
      admin_assignee_id: 700100202,
    })
    expect((await change({ message_type: 'assignment', assignee_id: '0' })).body).toMatchObject({
      admin_assignee_id: null,
    })
    expect(code(await change({ message_type: 'assignment', assignee_id: '1' }))).toBe('assignee_not_found')
    expect(code(await change({ message_type: 'close', admin_id: '1' }))).toBe('admin_not_found')
    expect(code(await change({ message_type: 'explode' }))).toBe('parameter_invalid')
  })

  test('tags: by id only, once, and off again with a body on DELETE', async () => {
    const id = newest()
    const made = await send('POST', '/tags', { name: 'ai_processed' })
    expect((await send('POST', '/tags', { name: 'ai_processed' })).body).toEqual(made.body)
    const tag = String(made.body['id'])
    expect(code(await send('POST', `/conversations/${id}/tags`, { id: 'ai_processed', admin_id: admin }))).toBe(
      'tag_not_found',
    )
    await send('POST', `/conversations/${id}/tags`, { id: tag, admin_id: admin })
    await send('POST', `/conversations/${id}/tags`, { id: tag, admin_id: admin })
    expect(sandbox.control.conversation(id)?.['tags']).toMatchObject({ tags: [{ id: tag, name: 'ai_processed' }] })
    expect((await send('DELETE', `/conversations/${id}/tags/${tag}`)).status).toBe(400)
    expect((await send('DELETE', `/conversations/${id}/tags/${tag}`, { admin_id: admin })).status).toBe(200)
    expect(sandbox.control.conversation(id)?.['tags']).toMatchObject({ tags: [] })
    expect((await send('GET', '/tags')).body['data']).toContainEqual({ type: 'tag', id: '86', name: 'escalate' })
  })

  test('what is refused: nobody, nothing, no JSON', async () => {
    const id = newest()
    const reply = { message_type: 'comment', type: 'admin', admin_id: '1', body: 'x' }
    expect(code(await send('POST', `/conversations/${id}/reply`, reply))).toBe('admin_not_found')
    expect(code(await send('POST', `/conversations/${id}/reply`, { ...reply, admin_id: admin, body: ' ' }))).toBe(
      'parameter_not_found',
    )
    expect((await send('POST', `/conversations/${id}/reply`, { message_type: 'shout' })).status).toBe(400)
  })
})

test('over the limit: 429 with the reset time', async () => {
  const small = await startSandbox({
    directory: null,
    life: 'off',
    controlToken: null,
    rateLimit: 1,
    now: () => 1_000_000,
  })
  const get = (): Promise<Response> =>
    fetch(`${small.baseUrls.helpdesk}/me`, { headers: { authorization: `Bearer ${small.keys.helpdesk}` } })
  expect((await get()).status).toBe(200)
  const limited = await get()
  expect([limited.status, limited.headers.get('x-ratelimit-reset')]).toEqual([429, '1010'])
  await small.stop()
})
