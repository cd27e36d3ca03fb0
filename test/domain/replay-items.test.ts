import { expect, test } from 'vitest'
import { cutAt, replayItems } from '#main/domain/replay-items.ts'
import type { Message } from '#contract/conversation.ts'

const message = (id: number, text: string): Message => ({
  id,
  conversationId: 1,
  externalId: null,
  author: 'customer',
  authorName: 'Ada',
  kind: 'comment',
  text,
  html: null,
  attachments: [],
  at: id,
  proposalId: null,
})
const turn = (id: string, afterMessage: number) => ({
  id,
  afterMessage,
  at: afterMessage,
  text: '',
  origin: 'agent' as const,
  calls: [],
})
const stored = {
  messages: [message(1, 'One'), message(3, 'Two')],
  turns: [turn('t_a', 1), turn('t_b', 3)],
  proposals: [],
}
const cut = (point: string, before = false) => {
  const found = cutAt(stored, point, before)
  return found === null ? null : [found.messages.map(({ id }) => id), found.turns.map(({ id }) => id)]
}

test('a conversation is cut after a message, or before and after a turn', () => {
  expect(cut('m1')).toEqual([[1], []])
  expect(cut('m3')).toEqual([[1, 3], ['t_a']])
  expect(cut('m3', true)).toEqual([[1], ['t_a']])
  expect(cut('t_a')).toEqual([[1], ['t_a']])
  expect(cut('t_b', true)).toEqual([[1, 3], ['t_a']])
  expect([cut('m2'), cut('t_c'), cut('')]).toEqual([null, null, null])
  expect(replayItems(stored)).toMatchObject([{ text: 'One' }, { text: 'Two' }])
})
