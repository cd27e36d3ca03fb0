import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sandbox } from '#main/sandbox/index.ts'
import { startSandbox } from '#main/sandbox/index.ts'
import type { Description } from '#test/support/published.ts'
import { answerSchema, createJudge, readDescription } from '#test/support/published.ts'

/** What the sandbox answers is what the published descriptions say such a service answers. */
type Fields = Record<string, unknown>
type Call = { readonly method: string; readonly path: string; readonly body?: unknown; readonly token?: string }
type Sent = Call & { readonly status: number; readonly answer: unknown }

const intercom = readDescription('intercom-2.14.yaml')
const xai = readDescription('xai-openapi.yaml')

function titleOf(what: string, file: string, found: Description | null): string {
  if (found !== null) return what
  const title = `NOT CHECKED: ${what} (${file} is not beside this repository)`
  console.warn(title)
  return title
}

/** Fields the sandbox sends although the description does not know them: what, and on whose word. */
const beyond = {
  '/app: secure': 'the example of GET /me in the same description has it',
  '/teammates: admins':
    'the description calls the list `teammates` in an object of type `admin.list`, shows only null in its examples, and the notes on the API have `admins`, as every other admin.list',
} as const
const beyondKey = ['api_key_blocked', 'api_key_disabled', 'api_key_id', 'modified_by', 'team_blocked'].map(
  (name) => `: ${name}`,
)

const admin = '700100201'
const byAdmin = { type: 'admin', admin_id: admin }
const open = { field: 'open', operator: '=', value: true }

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null, world: 'sample' })
  // Two minutes of customers: arrivals, impatience, photographs.
  for (let second = 0; second < 120; second += 1) sandbox.control.tick(1000)
})
afterAll(() => sandbox.stop())

const contactOf = (conversation: string): string => {
  const contacts = sandbox.control.conversation(conversation)?.['contacts'] as { contacts: { id: string }[] }
  return contacts.contacts[0]?.id ?? ''
}

async function send(call: Call, at: Sandbox = sandbox): Promise<Sent> {
  const response = await fetch(`${at.baseUrls.helpdesk}${call.path}`, {
    method: call.method,
    headers: {
      authorization: `Bearer ${call.token ?? at.keys.helpdesk}`,
      'intercom-version': '2.14',
      'content-type': 'application/json',
    },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  })
  return { ...call, status: response.status, answer: await response.json() }
}

/** `:conversation` is a new one, `:contact` the customer who wrote it; also in bodies. */
function prepare(call: Call): Call {
  const conversation = sandbox.control.inject({ text: 'Hello there', channel: 'email', subject: 'A question' })
  const fill = (text: string): string =>
    text.replaceAll(':conversation', conversation).replaceAll(':contact', contactOf(conversation))
  return JSON.parse(fill(JSON.stringify(call))) as Call
}

const reply = (body: object): Call => ({ method: 'POST', path: '/conversations/:conversation/reply', body })
const parts = (body: object): Call => ({ method: 'POST', path: '/conversations/:conversation/parts', body })
const get = (path: string): Call => ({ method: 'GET', path })
const post = (path: string, body: object): Call => ({ method: 'POST', path, body })
const tag: Call = post('/conversations/:conversation/tags', { id: '86', admin_id: admin })
const untag: Call = { method: 'DELETE', path: '/conversations/:conversation/tags/86', body: { admin_id: admin } }

const answered: readonly (readonly [string, Call])[] = [
  ['who am I', get('/me')],
  ['admins', get('/admins')],
  ['one admin', get(`/admins/${admin}`)],
  ['teams', get('/teams')],
  ['a list of conversations', get('/conversations?per_page=5')],
  ['a search', post('/conversations/search', { query: open, pagination: { per_page: 150 } })],
  ['a page of a search', post('/conversations/search', { query: open, pagination: { per_page: 2 } })],
  ['a search that finds nothing', post('/conversations/search', { query: { ...open, field: 'id', value: 'none' } })],
  ['one conversation', get('/conversations/:conversation')],
  ['one conversation as plain text', get('/conversations/:conversation?display_as=plaintext')],
  ['a comment', reply({ ...byAdmin, message_type: 'comment', body: '<p>Hi</p>' })],
  [
    'a comment with a picture',
    reply({ ...byAdmin, message_type: 'comment', body: 'Look', attachment_urls: ['https://files.example/a.png'] }),
  ],
  ['a note', reply({ ...byAdmin, message_type: 'note', body: 'Look here' })],
  ['the customer', reply({ type: 'user', intercom_user_id: ':contact', message_type: 'comment', body: 'Me again' })],
  ['close', parts({ ...byAdmin, message_type: 'close' })],
  ['close with words', parts({ ...byAdmin, message_type: 'close', body: 'Done' })],
  ['open', parts({ admin_id: admin, message_type: 'open' })],
  ['snooze', parts({ admin_id: admin, message_type: 'snoozed', snoozed_until: 4_000_000_000 })],
  ['assign an admin', parts({ ...byAdmin, message_type: 'assignment', assignee_id: '700100202' })],
  ['assign a team', parts({ type: 'team', admin_id: admin, message_type: 'assignment', assignee_id: '814866' })],
  ['unassign', parts({ ...byAdmin, message_type: 'assignment', assignee_id: '0' })],
  ['tags', get('/tags')],
  ['create a tag', post('/tags', { name: 'ai_processed' })],
  ['attach a tag', tag],
  ['a contact', get('/contacts/:contact')],
  ['a contact by its external id', get('/contacts/find_by_external_id/C-2001')],
  ['contacts', post('/contacts/search', { query: { field: 'role', operator: '=', value: 'user' } })],
  ['a new conversation', post('/conversations', { from: { type: 'user', id: ':contact' }, body: 'Hello' })],
]

/** `own`: the description has this status for this route; `common`: it has not, and its one error envelope holds. */
const refused: readonly (readonly [string, number, 'own' | 'common', Call])[] = [
  ['a wrong token', 401, 'common', { ...get('/me'), token: 'no' }],
  ['a wrong token', 401, 'own', { ...get('/admins'), token: 'no' }],
  ['a wrong token', 401, 'own', { ...reply({ ...byAdmin, message_type: 'note', body: 'x' }), token: 'no' }],
  ['a wrong token', 401, 'own', { ...untag, token: 'no' }],
  ['no such admin', 404, 'own', get('/admins/1')],
  ['no such conversation', 404, 'own', get('/conversations/0')],
  ['no such admin', 404, 'own', reply({ ...byAdmin, admin_id: '1', message_type: 'note', body: 'x' })],
  ['no such assignee', 404, 'own', parts({ ...byAdmin, message_type: 'assignment', assignee_id: '1' })],
  ['no such tag', 404, 'own', { ...tag, body: { id: 'escalate', admin_id: admin } }],
  ['a tag that is not on it', 404, 'own', untag],
  ['no such customer', 404, 'own', post('/conversations', { from: { type: 'user', id: 'nobody' }, body: 'x' })],
  ['no such contact', 404, 'common', get('/contacts/nobody')],
  ['no such address', 404, 'common', get('/nowhere')],
  ['a tag without a name', 400, 'own', post('/tags', {})],
  ['an unknown field', 400, 'common', post('/conversations/search', { query: { ...open, field: 'x' } })],
]

describe.skipIf(intercom === null)(
  titleOf('the sample helpdesk answers as Intercom 2.14', 'intercom-2.14.yaml', intercom),
  () => {
    const description = intercom ?? {}
    const judge = createJudge(description)
    const withoutQuery = (sent: Sent): Sent => ({ ...sent, path: sent.path.replace(/\?.*/, '') })
    const own = (sent: Sent): Fields | null => answerSchema(description, withoutQuery(sent))
    const schemaOf = (sent: Sent): Fields => {
      const found = own(sent) ?? (sent.status >= 400 ? { $ref: '#/components/schemas/error' } : null)
      if (found === null) throw new Error(`nothing describes ${sent.method} ${sent.path} ${sent.status}`)
      return found
    }
    const unexpected = (sent: Sent): readonly string[] =>
      judge
        .unknownFields(schemaOf(sent), sent.answer)
        .filter((field) => !Object.keys(beyond).some((known) => field.endsWith(known)))
    const expectDescribed = (sent: Sent): void => {
      expect(judge.problems(schemaOf(sent), sent.answer), JSON.stringify(sent.answer)).toEqual([])
      expect(unexpected(sent)).toEqual([])
    }

    test.each(answered)('%s', async (_what, call) => {
      const sent = await send(prepare(call))
      expect(sent.status).toBe(200)
      expectDescribed(sent)
    })

    test('a tag taken off again', async () => {
      const attach = prepare(tag)
      expect((await send(attach)).status).toBe(200)
      const sent = await send({ ...untag, path: `${attach.path}/86` })
      expect(sent.status).toBe(200)
      expectDescribed(sent)
    })

    test('every conversation of the sample world', async () => {
      const ids = sandbox.control.conversations()
      expect(ids.length).toBeGreaterThan(8)
      for (const id of ids) {
        const sent = await send(get(`/conversations/${id}`))
        expect(sent.status).toBe(200)
        expectDescribed(sent)
      }
    })

    test.each(refused)('refused: %s (%i, %s)', async (_what, status, described, call) => {
      const sent = await send(prepare(call))
      expect(sent.status).toBe(status)
      expect(own(sent) === null ? 'common' : 'own').toBe(described)
      expectDescribed(sent)
    })

    test.each([409, 422, 500, 503])('refused by script: %i', async (status) => {
      sandbox.control.fault({ service: 'helpdesk', kind: 'status', status })
      const sent = await send(prepare(parts({ ...byAdmin, message_type: 'close' })))
      expect(sent.status).toBe(status)
      expectDescribed(sent)
    })

    test('refused: over the limit (429)', async () => {
      const small = await startSandbox({
        directory: null,
        life: 'off',
        controlToken: null,
        rateLimit: 1,
        now: () => 1_000_000,
      })
      try {
        expect((await send(get('/me'), small)).status).toBe(200)
        const sent = await send(get('/me'), small)
        expect(sent.status).toBe(429)
        expectDescribed(sent)
      } finally {
        await small.stop()
      }
    })

    test('what goes beyond the description is still there, or the list above is too long', async () => {
      const me = await send(get('/me'))
      const noted = await send(prepare(reply({ ...byAdmin, message_type: 'note', body: 'x' })))
      const found = [me, noted].flatMap((sent) => judge.unknownFields(schemaOf(sent), sent.answer))
      expect(found).toEqual(Object.keys(beyond))
    })

    test.each<readonly [string, string, (one: Fields) => void]>([
      ['a number for an id', '/id: must be string', (one) => (one['id'] = 531)],
      ['text for a time', '/created_at: must be integer', (one) => (one['created_at'] = 'yesterday')],
      ['null where none may be', '/open: must be boolean', (one) => (one['open'] = null)],
      [
        'text where a number or null is',
        '/admin_assignee_id: must be integer',
        (one) => (one['admin_assignee_id'] = '7'),
      ],
      ['an unknown state', '/state: must be equal to one of the allowed values', (one) => (one['state'] = 'waiting')],
      [
        'an address that is none',
        '/source/author/email: must match format "email"',
        (one) => ((one['source'] as { author: Fields }).author['email'] = 'nobody'),
      ],
      [
        'a list of parts that is none',
        '/conversation_parts/conversation_parts: must be array',
        (one) => ((one['conversation_parts'] as Fields)['conversation_parts'] = {}),
      ],
      [
        'a body of a part that is an object',
        '/conversation_parts/conversation_parts/*/body: must be string',
        (one) =>
          (((one['conversation_parts'] as { conversation_parts: Fields[] }).conversation_parts[0] ?? {})['body'] = {}),
      ],
    ])('the check would notice %s', async (_what, problem, spoil) => {
      const sent = await send(prepare(reply({ ...byAdmin, message_type: 'note', body: 'x' })))
      const answer = structuredClone(sent.answer) as Fields
      spoil(answer)
      expect(judge.problems(schemaOf(sent), answer)).toContain(problem)
    })

    test('the check would notice what is missing and what is misspelt', async () => {
      const wrong = await send(get('/conversations/0'))
      const { errors: _errors, ...rest } = wrong.answer as Fields
      expect(judge.problems(schemaOf(wrong), rest)).toEqual([": must have required property 'errors'"])
      const nameless = { ...rest, errors: [{ message: 'x' }] }
      expect(judge.problems(schemaOf(wrong), nameless)).toEqual(["/errors/*: must have required property 'code'"])
      const made = await send(prepare(post('/conversations', { from: { type: 'user', id: ':contact' }, body: 'x' })))
      const { conversation_id: _id, ...message } = made.answer as Fields
      expect(judge.problems(schemaOf(made), message)).toEqual([": must have required property 'conversation_id'"])
      const misspelt = { ...message, conversation_id: '1', conversationId: '1' }
      expect(judge.unknownFields(schemaOf(made), misspelt)).toEqual([': conversationId'])
    })
  },
)

describe.skipIf(xai === null)(titleOf('the sample key check answers as the xAI API', 'xai-openapi.yaml', xai), () => {
  const description = xai ?? {}
  const judge = createJudge(description)

  test('GET /v1/api-key, and the check would notice a wrong type', async () => {
    const headers = { authorization: `Bearer ${sandbox.keys.xai}` }
    const response = await fetch(`${sandbox.baseUrls.xai}/api-key`, { headers })
    expect([response.status, new URL(response.url).pathname]).toEqual([200, '/v1/api-key'])
    const answer = (await response.json()) as Fields
    // The description puts /v1 into the address of the server.
    const schema = answerSchema(description, { method: 'GET', path: '/api-key', status: 200 })
    expect(schema).not.toBeNull()
    expect(judge.problems(schema ?? {}, answer)).toEqual([])
    // The description is shorter than the answer the notes on the API show; the desk reads the three flags among these.
    expect(judge.unknownFields(schema ?? {}, answer)).toEqual(beyondKey)
    expect(judge.problems(schema ?? {}, { ...answer, acls: 'api-key:model:*' })).toEqual(['/acls: must be array'])
    expect(judge.problems(schema ?? {}, { ...answer, create_time: null })).toEqual(['/create_time: must be string'])
  })
})
