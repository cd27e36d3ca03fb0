import { expect, it } from 'vitest'
import { findTyped, typeOn, type Typed } from '#renderer/app/Inbox/type-ahead.ts'
import type { QueueRow } from '#renderer/state/queue.ts'
import { makeConversation, makeItem, makeProposal } from '#test/support/fake-data.ts'

const row = (id: string, title: string, customer: string): QueueRow => {
  const conversation = makeConversation({ id: 1, customer, channel: 'chat', subject: '', waited: 1, words: [] }, 1e9)
  const proposal = makeProposal(conversation, 1, { id, tool: 't', kind: 'tool', risk: 2, sentence: [], arguments: {} })
  return { item: { ...makeItem(conversation, proposal), title }, section: 'now' }
}
const rows = [
  row('1', 'Refund £42.00', 'Ana Ruiz'),
  row('2', 'Reply', 'Bjørn Ås'),
  row('3', 'Refund £7.95', 'Émile'),
  row('4', 'Escalate', 'Anders'),
]
const found = (selected: string | null, text: string) => findTyped(rows, selected, text)?.item.id ?? null

it('finds by what is to be done and for whom', () => {
  expect(found(null, 'refund £7')).toBe('3')
  expect(found(null, 'ANDERS')).toBe('4')
  expect(found(null, 'emile')).toBe('3')
  expect(found(null, 'xyz')).toBeNull()
  expect(findTyped([], null, 'a')).toBeNull()
})

it('one letter goes on to the next, round the end; the same again goes on again', () => {
  expect(found('1', 'r')).toBe('2')
  expect(found('2', 'rr')).toBe('3')
  expect(found('3', 'rrr')).toBe('1')
  expect(found('4', 'a')).toBe('1')
})

it('a longer word may stay on the row it has reached', () => {
  expect(found('1', 'an')).toBe('1')
  expect(found('1', 'and')).toBe('4')
  expect(found('3', 're')).toBe('3')
})

it('gathers letters until a pause, and takes no keys that type nothing', () => {
  const typed = (keys: readonly (readonly [string, number])[]) =>
    keys.reduce<Typed | null>((before, [key, at]) => typeOn(before, key, at) ?? before, null)?.text
  expect(
    typed([
      ['a', 0],
      ['n', 500],
      [' ', 900],
      ['r', 1500],
    ]),
  ).toBe('an r')
  expect(
    typed([
      ['a', 0],
      ['n', 1000],
    ]),
  ).toBe('n')
  expect(
    typed([
      ['Shift', 0],
      ['A', 10],
      ['ArrowLeft', 20],
      ['é', 30],
    ]),
  ).toBe('Aé')
  expect(typeOn(null, ' ', 0)).toBeNull()
})
