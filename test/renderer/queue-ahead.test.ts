import { expect, it } from 'vitest'
import type { ConversationView } from '#contract/index.ts'
import type { ProposalDetail } from '#contract/proposal.ts'
import { createAhead, type Place } from '#renderer/state/ahead.ts'
import { around } from '#renderer/state/neighbours.ts'
import { emptyQueue } from '#renderer/state/queue.ts'
import { keepSame } from '#renderer/state/same.ts'
import { makeConversation, makeItem, makeProposal } from '#test/support/fake-data.ts'

const conversation = (id: number) =>
  makeConversation({ id, customer: 'Ana', channel: 'chat', subject: '', waited: 1, words: [] }, 1e9)
const proposal = (id: string, conversationId: number) =>
  makeProposal(conversation(conversationId), 1, { id, tool: 't', kind: 'tool', risk: 2, sentence: [], arguments: {} })
const detailOf = ({ proposalId, conversationId }: Place): ProposalDetail => {
  const own = proposal(proposalId, conversationId)
  return { proposal: own, bundle: [own], tool: null, ragResults: [], history: [], raw: null, similar: [] }
}
const viewOf = ({ proposalId, conversationId }: Place): ConversationView => ({
  conversation: conversation(conversationId),
  messages: [],
  olderThan: null,
  turns: [],
  proposals: [proposal(proposalId, conversationId)],
})
const place = (number: number): Place => ({ proposalId: `p${number}`, conversationId: number })

/** A desk that answers when it is told to, and writes down what it was asked. */
function slowDesk() {
  const asked: string[] = []
  const answers: (() => void)[] = []
  const later = <T>(name: string, value: T) => {
    asked.push(name)
    return new Promise<T>((resolve) => answers.push(() => resolve(value)))
  }
  const number = (id: string) => Number(id.slice(1))
  return {
    asked,
    ahead: createAhead(
      {
        detail: (id) => later(id, detailOf(place(number(id)))),
        view: (id) => later(`c${id}`, viewOf(place(id))),
      },
      3,
    ),
    /** Answers all that is open, and lets whoever waited go on. */
    answer: async () => {
      answers.splice(0).forEach((give) => give())
      await new Promise((resolve) => setTimeout(resolve, 0))
    },
  }
}

it('reads one place after the other, and only what is missing', async () => {
  const { asked, ahead, answer } = slowDesk()
  ahead.want([place(1), place(2)])
  expect(asked).toEqual(['p1', 'c1'])
  await answer()
  expect(asked).toEqual(['p1', 'c1', 'p2', 'c2'])
  await answer()
  ahead.want([place(1), place(2)])
  expect(asked.length).toBe(4)
  expect(ahead.detail('p2')?.proposal.id).toBe('p2')
  expect(ahead.view(2)?.conversation.id).toBe(2)
})

it('a newer wish replaces the rest of an older one', async () => {
  const { asked, ahead, answer } = slowDesk()
  ahead.want([place(1), place(2), place(3)])
  ahead.want([place(7)])
  await answer()
  expect(asked).toEqual(['p1', 'c1', 'p7', 'c7'])
})

it('holds a few, and the oldest go first', async () => {
  const { ahead, answer } = slowDesk()
  for (const number of [1, 2, 3, 4]) {
    ahead.want([place(number)])
    await answer()
  }
  expect([1, 2, 3, 4].map((number) => ahead.detail(`p${number}`) !== null)).toEqual([false, true, true, true])
  expect([1, 2, 3, 4].map((number) => ahead.view(number) !== null)).toEqual([false, true, true, true])
})

it('what has changed is not believed any longer: by proposal, by sibling, by conversation, all of it', async () => {
  const { ahead, answer } = slowDesk()
  const read = async () => {
    ahead.want([place(1)])
    await answer()
    expect(ahead.detail('p1')).not.toBeNull()
  }
  for (const forget of [
    () => ahead.forget({ proposalId: 'p1' }),
    () => ahead.forget({ proposalId: 'another', conversationId: 1 }),
    () => ahead.clear(),
  ]) {
    await read()
    forget()
    expect([ahead.detail('p1'), ahead.view(1)]).toEqual([null, null])
  }
  const together = { ...detailOf(place(1)), bundle: [proposal('p1', 1), proposal('p9', 1)] }
  ahead.keep(together, null)
  ahead.forget({ proposalId: 'p9' })
  expect(ahead.detail('p1')).toBeNull()
})

it('an answer that was under way when something changed is asked for again', async () => {
  const { asked, ahead, answer } = slowDesk()
  ahead.want([place(1)])
  ahead.forget({ proposalId: 'p1' })
  await answer()
  expect(ahead.detail('p1')).toBeNull()
  expect(asked).toEqual(['p1', 'c1', 'p1', 'c1'])
  await answer()
  expect(ahead.detail('p1')).not.toBeNull()
})

it('a failure is not kept, and the next place is still read', async () => {
  const ahead = createAhead({
    detail: async (id) => {
      if (id === 'p1') throw new Error('gone')
      return detailOf(place(2))
    },
    view: async (id) => viewOf(place(id)),
  })
  ahead.want([place(1), place(2)])
  await new Promise((resolve) => setTimeout(resolve, 0))
  expect([ahead.detail('p1'), ahead.detail('p2') === null]).toEqual([null, false])
})

it('what lies ahead comes before what lies behind, in the direction of the last step', () => {
  const rows = [1, 2, 3, 4, 5].map((number) => ({
    item: makeItem(conversation(number), proposal(`p${number}`, number)),
    section: 'now' as const,
  }))
  const queue = { ...emptyQueue(), rows }
  const ids = (selected: string | null, direction: 1 | -1) =>
    [...new Set(around(queue, selected, direction).map(({ proposalId }) => proposalId))].join(' ')
  expect(ids('p2', 1)).toBe('p3 p1 p4 p5')
  expect(ids('p4', -1)).toBe('p3 p5 p2 p1')
  expect(ids('p5', 1)).toBe('p4')
  expect(ids('elsewhere', 1)).toBe('')
  expect(ids(null, 1)).toBe('')
})

it('what is read again keeps every part that is the same', () => {
  const before = { one: { a: [1, { b: 2 }], c: 'x' }, two: [{ id: 1 }, { id: 2 }] }
  const copy = structuredClone(before)
  expect(keepSame(before, copy)).toBe(before)
  const after = { ...structuredClone(before), two: [{ id: 1 }, { id: 3 }, { id: 4 }] }
  const kept = keepSame(before, after)
  expect(kept).toEqual(after)
  expect(kept.one).toBe(before.one)
  expect(kept.two[0]).toBe(before.two[0])
  expect(keepSame<unknown>({ a: undefined }, {})).toEqual({})
  expect(keepSame<unknown>({ a: 1 }, { b: undefined })).toEqual({ b: undefined })
  expect(keepSame<unknown>([1], { 0: 1 })).toEqual({ 0: 1 })
})
