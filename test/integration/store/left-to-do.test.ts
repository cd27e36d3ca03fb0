import { afterEach, beforeEach, expect, test } from 'vitest'
import type { OpenedStore } from '#main/store/index.ts'
import {
  approvedBy,
  asked,
  emptyStore,
  incomingConversation,
  newProposal,
  pendingProposals,
  storedTurn,
} from '#test/support/store.ts'

const seen = async (id: string) => {
  const { state, revision, argsHash } = await store.ledger.get(id)
  return { states: [state], revision, argsHash }
}

let store: OpenedStore
let remove: () => Promise<void>
beforeEach(async () => {
  ;({ store, remove } = await emptyStore())
})
afterEach(() => remove())

const leftToDo = async () => (await store.conversations.leftToDo({ before: null, span: 100 })).ids

const reject = async (id: string) =>
  store.ledger.commit({
    id,
    expect: await seen(id),
    events: [
      {
        type: 'rejected',
        text: 'No.',
        reasons: [],
        scope: 'call',
        next: 'continue',
        signer: { by: 'person', name: 'Kim', surface: 'test' },
        result: { error: 'rejected' },
      },
    ],
  })

test('a conversation that waits for a person is left alone until that person decides', async () => {
  const [proposal] = await pendingProposals(store, ['p1'])
  expect(await leftToDo()).toEqual([])
  // Decided, and the desk stopped before anything followed from it.
  await reject('p1')
  expect(await leftToDo()).toEqual([proposal!.conversationId])
  await store.conversations.concludeTurn(proposal!.turnId)
  expect(await leftToDo()).toEqual([])
})

test('what is signed and was not sent is looked at', async () => {
  const [proposal] = await pendingProposals(store, ['p1', 'p2'])
  await store.ledger.commit({
    id: 'p1',
    expect: await seen('p1'),
    events: [approvedBy('Kim', proposal!)],
    outbox: { state: 'ready', key: 'p1-r1' },
  })
  expect(await leftToDo()).toEqual([proposal!.conversationId])
})

test('a conversation that says something else than that it waits is looked at', async () => {
  const [proposal] = await pendingProposals(store, ['p1'])
  await store.conversations.patch(proposal!.conversationId, { activity: 'thinking' })
  expect(await leftToDo()).toEqual([proposal!.conversationId])
  await store.conversations.patch(proposal!.conversationId, { activity: 'waiting', control: 'human' })
  expect(await leftToDo()).toEqual([proposal!.conversationId])
  await store.conversations.patch(proposal!.conversationId, { activity: 'idle' })
  expect(await leftToDo()).toEqual([])
})

test('only the newest turn counts', async () => {
  const [proposal] = await pendingProposals(store, ['p1'])
  const { conversationId } = proposal!
  await reject('p1')
  expect(await leftToDo()).toEqual([conversationId])
  const turn = { ...storedTurn('second', conversationId), concluded: true }
  const next = newProposal('p2', conversationId, turn.id)
  await store.ledger.propose({
    turn,
    proposals: [{ id: 'p2', events: asked(next), outboxKey: null }],
    conversation: { activity: 'waiting' },
  })
  expect(await leftToDo()).toEqual([])
})

test('a customer who waits and was never asked about is looked at, by whoever is in charge of it', async () => {
  const [merged] = await store.conversations.merge([incomingConversation('c', { waitingSince: 1000 })], null)
  const { id } = merged!.conversation
  expect(await leftToDo()).toEqual([id])
  await store.conversations.patch(id, { control: 'human' })
  expect(await leftToDo()).toEqual([])
})

test('stretches cover all conversations once, the newest first', async () => {
  const names = Array.from({ length: 7 }, (_, index) => `c${index}`)
  await store.conversations.merge(
    names.map((name) => incomingConversation(name, { waitingSince: 1000 })),
    null,
  )
  const found: number[] = []
  let before: number | null = null
  let stretches = 0
  do {
    const stretch: Awaited<ReturnType<typeof store.conversations.leftToDo>> = await store.conversations.leftToDo({
      before,
      span: 3,
    })
    found.push(...stretch.ids)
    before = stretch.before
    stretches += 1
  } while (before !== null)
  expect(found).toEqual([7, 6, 5, 4, 3, 2, 1])
  expect(stretches).toBe(3)
})
