import { expect, test } from 'vitest'
import type { Proposal } from '#contract/proposal.ts'
import { answeredRejection } from '#renderer/app/Inbox/dock/rejections.ts'
import { makeConversation, makeProposal } from '#test/support/fake-data.ts'

const conversation = makeConversation(
  { id: 1, customer: 'Ana', channel: 'chat', subject: '', waited: 5, words: [] },
  1_000_000,
)
const made = (id: string, at: number, state: Proposal['state'], tool = 'refund_order'): Proposal =>
  makeProposal(conversation, at, { id, tool, kind: 'tool', risk: 3, state, sentence: [], arguments: {} })

const next = made('next', 50, 'pending')
const refused = made('refused', 10, 'rejected')

test('what comes after a rejection of the same tool answers it', () => {
  expect(answeredRejection(next, [refused, next])?.id).toBe('refused')
  expect(answeredRejection(next, [refused, made('again', 20, 'rejected'), next])?.id).toBe('again')
})

test.each([
  ['another tool', [made('other', 10, 'rejected', 'erase_account')]],
  ['the tool ran since', [refused, made('ran', 20, 'succeeded')]],
  ['it was rejected later', [made('later', 60, 'rejected')]],
  ['nothing was there before', []],
])('%s: it answers nothing', (_, here) => expect(answeredRejection(next, [...here, next])).toBeNull())

test('what is decided has been looked at', () =>
  expect(answeredRejection({ ...next, state: 'succeeded' }, [refused])).toBeNull())
