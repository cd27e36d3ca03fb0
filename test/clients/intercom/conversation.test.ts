import { expect, test } from 'vitest'
import { newestPartId, readConversation } from '#main/clients/intercom/conversation.ts'
import { ConversationWireSchema } from '#main/clients/intercom/wire.ts'
import { createPace } from '#main/clients/helpdesk/pace.ts'

const admin = { type: 'admin', id: '9', name: 'Bo', email: 'bo@example.com' }
const user = { type: 'user', id: 'u1', name: 'Jo', email: 'jo@example.com' }
const part = (id: string, rest: object): object => ({
  type: 'conversation_part',
  id,
  part_type: 'comment',
  body: '<p>x</p>',
  created_at: 100,
  author: admin,
  ...rest,
})
const conversation = (rest: object, ...parts: unknown[]): object => ({
  type: 'conversation',
  id: '531',
  created_at: 10,
  updated_at: 200,
  title: null,
  state: 'open',
  open: true,
  waiting_since: 20,
  admin_assignee_id: null,
  team_assignee_id: null,
  source: { type: 'conversation', id: '500', subject: '<p>Order</p>', body: '<p>Where is my order?</p>', author: user },
  contacts: { type: 'contact.list', contacts: [{ type: 'contact', id: 'u1' }] },
  tags: { type: 'tag.list', tags: [{ id: '86', name: 'escalate' }] },
  conversation_parts: { type: 'conversation_part.list', conversation_parts: parts },
  ...rest,
})
test('an assignment names who is known', () => {
  const assigned = part('3', { part_type: 'assignment', body: null, assigned_to: { type: 'team', id: '8' } })
  const wire = ConversationWireSchema.parse(conversation({}, assigned))
  const textWith = (nameOf: (id: string) => string | null) => readConversation(wire, null, nameOf).parts[1]?.text
  expect(textWith((id) => (id === '8' ? 'Workshop' : null))).toMatch(/assignment to Workshop$/)
  expect(textWith(() => null)).toMatch(/assignment to team 8$/)
})

const read = (rest: object, ...parts: unknown[]) =>
  readConversation(ConversationWireSchema.parse(conversation(rest, ...parts)), null)

test('a transcript is the source and the parts, in time order', () => {
  const found = read({}, part('4', { created_at: 120 }), part('3', { created_at: 110, author: user }))
  expect(found).toMatchObject({
    externalId: '531',
    channel: 'chat',
    state: 'open',
    subject: 'Order',
    assignee: null,
    tags: ['escalate'],
    customer: { externalId: 'u1', name: 'Jo', email: 'jo@example.com' },
    createdAt: 10_000,
    updatedAt: 200_000,
    waitingSince: 20_000,
  })
  expect(found.parts.map((one) => [one.externalId, one.author, one.kind, one.text, one.at])).toEqual([
    ['source-500', 'customer', 'comment', 'Where is my order?', 10_000],
    ['3', 'customer', 'comment', 'x', 110_000],
    ['4', 'operator', 'comment', 'x', 120_000],
  ])
})

test.each([
  ['user', 'customer'],
  ['lead', 'customer'],
  ['contact', 'customer'],
  ['admin', 'operator'],
  ['team', 'operator'],
  ['bot', 'bot'],
  ['fin', 'bot'],
])('author type %s is %s', (type, author) => {
  expect(read({}, part('3', { author: { type, id: '1', name: 'N' } })).parts[1]).toMatchObject({
    author,
    authorName: 'N',
  })
})

test.each([
  ['comment', '<p>x</p>', 'comment', 'x'],
  ['quick_reply', '<p>x</p>', 'comment', 'x'],
  ['note', '<p>x</p>', 'note', 'x'],
  ['note_and_reopen', '<p>x</p>', 'note', 'x'],
  ['close', '<p>x</p>', 'comment', 'x'],
  ['assignment', '<p>x</p>', 'note', 'x'],
  ['assignment', null, 'event', 'Bo: assignment to admin 7'],
  ['close', null, 'event', 'Bo: close to admin 7'],
  ['conversation_attribute_updated_by_admin', null, 'event', 'Bo: conversation attribute updated by admin to admin 7'],
  ['something_new', '<p>x</p>', 'event', 'Bo: something new to admin 7\nx'],
])('part type %s with body %j is a %s', (type, body, kind, text) => {
  const assigned = { type: 'admin', id: 7 }
  expect(read({}, part('3', { part_type: type, body, assigned_to: assigned })).parts[1]).toMatchObject({ kind, text })
})

test('ids as numbers, missing fields and strange ones do no harm', () => {
  const found = read(
    {
      id: 531,
      admin_assignee_id: 700,
      team_assignee_id: 8,
      state: 'weird',
      open: false,
      tags: null,
      contacts: 7,
      title: 'T',
      waiting_since: null,
      source: null,
    },
    part('3', { id: 3, author: { type: 'lead', id: 77 } }),
  )
  expect(found).toMatchObject({
    externalId: '531',
    assignee: '700',
    state: 'closed',
    channel: 'other',
    tags: [],
    subject: 'T',
    waitingSince: null,
    customer: { externalId: '77', name: 'Customer', email: null },
    parts: [{ externalId: '3' }],
  })
})

test('a part that makes no sense stays visible, the others stay themselves', () => {
  const parts = read({}, part('3', {}), { id: 4 }, null).parts
  expect(parts.map((one) => [one.externalId, one.kind])).toEqual([
    ['source-500', 'comment'],
    ['3', 'comment'],
    ['unreadable-531-1', 'event'],
    ['unreadable-531-2', 'event'],
  ])
})

test('attachments and pictures in the body; redacted words are gone', () => {
  const upload = {
    type: 'upload',
    name: 'a.pdf',
    url: 'https://x.test/a.pdf',
    content_type: 'application/pdf',
    filesize: 12,
  }
  const seen = read(
    {},
    part('3', { body: 'see <img src="https://x.test/b.png">', attachments: [upload, { name: 'no url' }] }),
  )
  expect(seen.parts[1]).toMatchObject({
    text: 'see',
    attachments: [
      { name: 'a.pdf', url: 'https://x.test/a.pdf', contentType: 'application/pdf', bytes: 12 },
      { name: 'image', url: 'https://x.test/b.png', contentType: 'image/*', bytes: null },
    ],
  })
  expect(read({}, part('3', { redacted: true })).parts[1]).toMatchObject({ text: '[redacted]', html: null })
})

test('the part a write made is the newest of its type by that admin', () => {
  const wire = ConversationWireSchema.parse(
    conversation(
      {},
      part('3', { created_at: 100 }),
      part('5', { created_at: 150 }),
      part('6', { created_at: 160, author: { ...admin, id: '10' } }),
      part('7', { created_at: 170, part_type: 'note' }),
      part('8', { created_at: 180, author: user }),
      part('9', { created_at: 190, part_type: 'assign_and_reopen' }),
      { broken: true },
    ),
  )
  expect(newestPartId(wire, 'comment', '9')).toBe('5')
  expect(newestPartId(wire, 'note', '9')).toBe('7')
  expect(newestPartId(wire, 'assignment', '9')).toBe('9')
  expect(newestPartId(wire, 'close', '9')).toBeNull()
})

test('the pace slows when a tenth is left, stops when nothing is, and forgets when the window reopens', async () => {
  let now = 1_768_000_000_000
  const waits: number[] = []
  const pace = createPace({
    now: () => now,
    monotonic: () => 0,
    sleep: (ms) => {
      waits.push(ms)
      now += ms
      return Promise.resolve()
    },
  })
  const signal = new AbortController().signal
  const seen = (remaining: number): void =>
    pace.observe({
      'x-ratelimit-limit': '100',
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset': String(now / 1000 + 10),
    })
  seen(50)
  await pace.wait(signal)
  expect(waits).toEqual([])
  seen(5)
  await pace.wait(signal)
  await pace.wait(signal)
  expect(waits).toEqual([2000, 2000])
  seen(0)
  await pace.wait(signal)
  expect(waits.at(-1)).toBe(10_000)
  seen(90)
  await pace.wait(signal)
  expect(waits).toHaveLength(3)
  pace.refused(4000)
  await pace.wait(signal)
  expect(waits.at(-1)).toBe(4000)
})
