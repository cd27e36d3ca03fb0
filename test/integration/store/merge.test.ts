import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Message } from '#contract/conversation.ts'
import type { OpenedStore } from '#main/store/index.ts'
import type { IncomingConversation, IncomingMessage } from '#main/store/store.ts'
import { approvedBy, emptyStore, incomingConversation, incomingMessage, pendingProposals } from '#test/support/store.ts'
import { foundIn } from '#test/support/search.ts'

let store: OpenedStore
let remove: () => Promise<void>

beforeEach(async () => {
  ;({ store, remove } = await emptyStore())
})
afterEach(() => remove())

const everything = { before: null, limit: 200 }

type Said = { readonly by: 'customer' | 'operator' | 'bot' | 'us'; readonly kind: 'comment' | 'note' }
/** What a sync reads: the parts from `first` up to `last` of everything that was ever said, as it stood then. */
type Reading = { readonly first: number; readonly last: number }

const said: fc.Arbitrary<Said> = fc.record({
  by: fc.constantFrom('customer', 'operator', 'bot', 'us'),
  kind: fc.constantFrom('comment', 'comment', 'comment', 'note'),
})
const story = fc.array(said, { minLength: 1, maxLength: 12 })
const readings = (length: number): fc.Arbitrary<readonly Reading[]> =>
  fc.array(
    fc
      .tuple(fc.nat({ max: length - 1 }), fc.integer({ min: 1, max: length }))
      .map(([a, b]) => ({ first: Math.min(a, b - 1), last: b })),
    { minLength: 1, maxLength: 10 },
  )

const part = ({ by, kind }: Said, index: number): IncomingMessage =>
  incomingMessage(`part-${index}`, {
    author: by === 'us' ? 'operator' : by,
    ours: by === 'us',
    kind: by === 'customer' ? 'comment' : kind,
    at: 1000 + index,
  })

const reading = (parts: readonly Said[], id: string, { first, last }: Reading): IncomingConversation =>
  incomingConversation(id, {
    updatedAt: 1000 + last,
    state: last % 3 === 0 ? 'snoozed' : 'open',
    assignee: `admin-${last % 2}`,
    tags: [`as of ${last}`],
    messages: parts.map(part).slice(first, last),
  })

function expected(id: string, parts: readonly Said[], seen: readonly Reading[]) {
  const newest = Math.max(...seen.map(({ last }) => last))
  const known = parts
    .map((item, index) => ({ ...item, message: part(item, index), index }))
    .filter(({ index }) => seen.some(({ first, last }) => index >= first && index < last))
  const comments = known.filter(({ message }) => message.kind === 'comment')
  const lastOutward = comments.findLastIndex(({ by }) => by !== 'customer')
  return {
    ids: known.map(({ message }) => message.externalId).toSorted(),
    tags: [`as of ${newest}`],
    waitingSince: comments[lastOutward + 1]?.message.at ?? null,
    material: {
      lastCustomerPart: comments.findLast(({ by }) => by === 'customer')?.message.externalId ?? null,
      lastHumanPart: comments.findLast(({ by }) => by === 'operator' || by === 'bot')?.message.externalId ?? null,
      state: newest % 3 === 0 ? 'snoozed' : 'open',
      assignee: `admin-${newest % 2}`,
      tags: [`as of ${newest}`],
      subject: `Subject of ${id}`,
    },
  }
}

test('readings in any order and any number end in the same conversation', async () => {
  let run = 0
  const stories = story.chain((parts) => fc.tuple(fc.constant(parts), readings(parts.length)))
  await fc.assert(
    fc.asyncProperty(stories, async ([parts, syncs]) => {
      const id = `conversation-${(run += 1)}`
      const returned: string[] = []
      for (const [index, sync] of syncs.entries()) {
        const merged = await store.conversations.merge([reading(parts, id, sync)], null)
        returned.push(...merged.flatMap(({ messages }) => messages.map(({ externalId }) => externalId ?? '')))
        const conversation = (await store.conversations.byExternalId(id))!
        const want = expected(id, parts, syncs.slice(0, index + 1))
        const { messages } = await store.conversations.messages(conversation.id, everything)
        expect(messages.map(({ externalId }) => externalId ?? '').toSorted()).toEqual(want.ids)
        expect(await store.conversations.material(conversation.id)).toEqual(want.material)
        expect(conversation.tags).toEqual(want.tags)
        expect(conversation.waitingSince).toBe(want.waitingSince)
        expect(await store.conversations.merge([reading(parts, id, sync)], null)).toEqual([])
      }
      // Every message is told of exactly once.
      expect(returned.toSorted()).toEqual(expected(id, parts, syncs).ids)
    }),
    { numRuns: 60 },
  )
})

test('messages are numbered without gaps in the order they arrive, over all conversations', async () => {
  const many = Array.from({ length: 5 }, (_, index) => incomingConversation(`c${index}`))
  await store.conversations.merge(many, { name: 'helpdesk', value: 'page 1' })
  const again = await store.conversations.merge(
    [incomingConversation('c2', { messages: [incomingMessage('c2-1'), incomingMessage('c2-2', { at: 900 })] })],
    { name: 'helpdesk', value: 'page 2' },
  )
  expect(again.flatMap(({ messages }) => messages.map(({ id }) => id))).toEqual([6])
  expect(await store.settings.cursor('helpdesk')).toBe('page 2')
})

test('a merge that fails moves neither messages nor cursor', async () => {
  const broken = { ...incomingConversation('c2'), state: 'gone' as 'open' }
  await expect(
    store.conversations.merge([incomingConversation('c1'), broken], { name: 'helpdesk', value: '1' }),
  ).rejects.toThrow()
  expect(await store.conversations.byExternalId('c1')).toBeNull()
  expect(await store.settings.cursor('helpdesk')).toBeNull()
  expect(await foundIn(store, 'text')).toEqual([])
})

test('a message edited over there is edited here, and found by its new words only', async () => {
  const messages = (text: string) => [incomingMessage('m1', { text })]
  await store.conversations.merge([incomingConversation('c1', { messages: messages('my card is 4111') })], null)
  const [merged] = await store.conversations.merge(
    [incomingConversation('c1', { messages: messages('removed'), updatedAt: 2000 })],
    null,
  )
  expect(merged?.messages.map(({ id, text }) => [id, text])).toEqual([[1, 'removed']])
  expect(await foundIn(store, '4111')).toEqual([])
  expect(await foundIn(store, 'removed')).toEqual([1])
  // The reading from before the edit comes late: nothing is turned back.
  expect(
    await store.conversations.merge([incomingConversation('c1', { messages: messages('my card is 4111') })], null),
  ).toEqual([])
  expect(await store.check()).toEqual([])
})

const reply = (conversationId: number, externalId: string | null): Omit<Message, 'id'> => ({
  conversationId,
  externalId,
  author: 'agent',
  authorName: 'Support agent',
  kind: 'comment',
  text: 'It is  on its way.',
  html: null,
  attachments: [],
  at: 5000,
  proposalId: 'p1',
})

const echoOf = (externalId: string): IncomingMessage =>
  incomingMessage(externalId, { author: 'operator', ours: true, text: 'It is on its\nway.', at: 5001 })

test.each(['echo first', 'receipt first'])('one reply is one message: %s', async (order) => {
  for (const remoteId of ['remote-1', null]) {
    const [proposal] = await pendingProposals(store, [`p-${order}-${remoteId}`], { kind: 'reply', tool: 'send_reply' })
    const { id } = proposal!
    const conversation = await store.conversations.get(proposal!.conversationId)
    const echo = incomingConversation(conversation.externalId, {
      updatedAt: 6000,
      messages: [incomingMessage(`${conversation.externalId}-1`), echoOf('remote-1')],
    })
    const receive = async () => {
      const { message } = await store.ledger.commit({
        id,
        expect: { states: ['pending'], revision: 0, argsHash: proposal!.argsHash },
        events: [approvedBy('Jo', proposal!)],
        outbox: { state: 'ready', key: `key of ${id}` },
        message: { ...reply(conversation.id, remoteId), proposalId: id },
      })
      expect(message?.proposalId).toBe(id)
    }
    if (order === 'receipt first') await receive()
    await store.conversations.merge([echo], null)
    if (order === 'echo first') await receive()
    expect(await store.conversations.merge([echo], null)).toEqual([])
    const { messages } = await store.conversations.messages(conversation.id, everything)
    expect(messages.map(({ externalId, proposalId, author }) => [externalId, proposalId, author])).toEqual([
      [`${conversation.externalId}-1`, null, 'customer'],
      ['remote-1', id, 'agent'],
    ])
    expect(await store.conversations.material(conversation.id)).toMatchObject({ lastHumanPart: null })
    expect((await store.conversations.get(conversation.id)).waitingSince).toBeNull()
  }
})

test('a message of ours that nobody here knows of is stored as the agent’s', async () => {
  const [merged] = await store.conversations.merge(
    [incomingConversation('c1', { messages: [echoOf('remote-9')] })],
    null,
  )
  expect(merged?.messages).toMatchObject([{ author: 'agent', proposalId: null }])
  expect(merged?.after.lastHumanPart).toBeNull()
})

test('a reading from before our own close does not reopen; news after it does', async () => {
  const [proposal] = await pendingProposals(store, ['p1'], { kind: 'close', tool: 'CLOSE' })
  const { conversationId } = proposal!
  const conversation = await store.conversations.get(conversationId)
  await store.ledger.commit({
    id: 'p1',
    expect: { states: ['pending'], revision: 0, argsHash: proposal!.argsHash },
    events: [approvedBy('Jo', proposal!)],
    outbox: { state: 'ready', key: 'key of p1' },
    conversation: { state: 'closed' },
  })
  const stale = incomingConversation(conversation.externalId)
  expect(await store.conversations.merge([stale], null)).toEqual([])
  expect((await store.conversations.get(conversationId)).state).toBe('closed')
  // In the same second of the helpdesk's clock the customer wrote again, which reopened it.
  const news = [...stale.messages, incomingMessage('news')]
  const [merged] = await store.conversations.merge([{ ...stale, messages: news }], null)
  expect(merged?.conversation.state).toBe('open')
  expect(merged?.before?.state).toBe('closed')
})

test('a person’s own words through this desk are not a colleague’s', async () => {
  const [proposal] = await pendingProposals(store, ['p1'], { kind: 'reply', tool: 'send_reply' })
  const before = await store.conversations.material(proposal!.conversationId)
  await store.ledger.commit({
    id: 'p1',
    expect: { states: ['pending'], revision: 0, argsHash: proposal!.argsHash },
    events: [approvedBy('Jo', proposal!)],
    outbox: { state: 'ready', key: 'key of p1' },
    message: { ...reply(proposal!.conversationId, 'remote-1'), author: 'operator', authorName: 'Jo' },
  })
  expect(await store.conversations.material(proposal!.conversationId)).toEqual(before)
})
