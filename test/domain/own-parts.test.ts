import { describe, expect, it } from 'vitest'
import type { Message } from '#contract/conversation.ts'
import {
  answeredAt,
  clockSkewMs,
  matchOwnParts,
  partsOfOthers,
  sentWithoutId,
  type Sent,
} from '#main/domain/own-parts.ts'
import { approved, attempted, done, history, replyMade } from '#test/support/proposals.ts'

const sentAt = 1_000_000
const sent = (proposalId: string, words: string, more: Partial<Sent> = {}): Sent => ({
  proposalId,
  kind: 'comment',
  words,
  sentAt,
  ...more,
})
const part = (externalId: string, text: string, more: { kind?: 'comment' | 'note'; at?: number } = {}) => ({
  externalId,
  text,
  kind: 'comment' as const,
  at: sentAt + 1,
  ...more,
})
const stored = (externalId: string | null, text: string, more: Partial<Message> = {}): Message => ({
  id: 1,
  conversationId: 1,
  externalId,
  author: 'agent',
  authorName: '',
  kind: 'comment',
  text,
  html: null,
  attachments: [],
  at: sentAt + 1,
  proposalId: null,
  ...more,
})
const ours = (...input: Parameters<typeof matchOwnParts>) => [...matchOwnParts(...input)]

describe('a part under our admin is ours', () => {
  it('when it has the words of something that left, however the helpdesk wrapped them', () => {
    expect(ours([sent('a', 'Hello Ana,\n\nit is here.')], [], [part('1', 'Hello Ana, it  is here.')])).toEqual(['1'])
  })

  it('not by other words, as another kind, or from before it left', () => {
    const parts = [
      part('1', 'Hello Bea'),
      part('2', 'Hello', { kind: 'note' }),
      part('3', 'Hello', { at: sentAt - clockSkewMs - 1 }),
    ]
    expect(ours([sent('a', 'Hello')], [], parts)).toEqual([])
    expect(ours([sent('a', 'Hello')], [], [part('4', 'Hello', { at: sentAt - clockSkewMs })])).toEqual(['4'])
  })

  it('although this machine’s clock is hours ahead, if it came after the words it answers', () => {
    const ahead = { sentAt: sentAt + 9 * 3_600_000 }
    const asked = stored('c1', 'Where is it?', { author: 'customer', at: sentAt })
    const context = { lastCustomerPart: 'c1', lastHumanPart: null, state: 'open', assignee: null } as const
    const after = answeredAt({ context }, [asked])
    expect(after).toBe(sentAt)
    expect(ours([sent('a', 'Hello', ahead)], [asked], [part('1', 'Hello')])).toEqual([])
    expect(ours([sent('a', 'Hello', { ...ahead, after })], [asked], [part('1', 'Hello')])).toEqual(['1'])
    const earlier = part('2', 'Hello', { at: sentAt - 1 })
    expect(ours([sent('a', 'Hello', { ...ahead, after })], [asked], [earlier])).toEqual([])
    // Where not all of what it was made for is known, nothing is guessed.
    expect(answeredAt({ context: { ...context, lastHumanPart: 'h1' } }, [asked])).toBeNull()
    expect(answeredAt({}, [asked])).toBeNull()
  })

  it('once: who writes the same words again is a colleague, in this reading or a later one', () => {
    expect(ours([sent('a', 'Hello')], [], [part('1', 'Hello'), part('2', 'Hello')])).toEqual(['1'])
    expect(ours([sent('a', 'Hello')], [stored('1', 'Hello')], [part('2', 'Hello')])).toEqual([])
    expect(ours([sent('a', 'Hello')], [stored('1', 'Hello', { proposalId: 'a' })], [part('2', 'Hello')])).toEqual([])
  })

  it('as often as it was sent', () => {
    const both = [sent('a', 'Hello'), sent('b', 'Hello', { sentAt: sentAt + 5 })]
    expect(ours(both, [], [part('1', 'Hello'), part('2', 'Hello'), part('3', 'Hello')])).toEqual(['1', '2'])
    expect(ours(both, [stored('1', 'Hello', { proposalId: 'a' })], [part('1', 'Hello'), part('2', 'Hello')])).toEqual([
      '2',
    ])
  })

  it('although a message without an id stands for it here, or a colleague said the same before', () => {
    expect(ours([sent('a', 'Hello')], [stored(null, 'Hello', { proposalId: 'a' })], [part('1', 'Hello')])).toEqual([
      '1',
    ])
    expect(ours([sent('a', 'Hello')], [stored('0', 'Hello', { author: 'operator' })], [part('1', 'Hello')])).toEqual([
      '1',
    ])
  })
})

describe('what left without an id we know', () => {
  const made = replyMade('Hello')
  const running = history(made, [{ type: 'asked' }, approved(made), attempted])
  const left = history(made, [{ type: 'asked' }, approved(made), attempted, { type: 'sent' }])
  const lost = history(made, [
    { type: 'asked' },
    approved(made),
    attempted,
    { type: 'sent' },
    { type: 'lost', error: { code: 'timed_out', message: '' } },
  ])
  const look = (proposal: Parameters<typeof sentWithoutId>[0]) => sentWithoutId(proposal, 'comment', 'Hello')

  it('is under way or lost, not what has not left or came back with a receipt', () => {
    expect(look(left)).toEqual({
      proposalId: made.id,
      kind: 'comment',
      words: 'Hello',
      sentAt: left.attempts[0]?.sentAt,
    })
    expect(look(lost)).not.toBeNull()
    expect(look(running)).toBeNull()
    expect(look(history(made, [{ type: 'asked' }]))).toBeNull()
    expect(look({ ...left, state: 'failed' })).toBeNull()
  })

  it('or was said to have happened, where nobody could name the part', () => {
    const receipt = (remoteId: string | null) => ({ status: 200, remoteId, summary: '' })
    const settled = (remoteId: string | null) => {
      const { outcome, ...rest } = done(made)
      return { ...rest, outcome: outcome === null ? null : { ...outcome, receipt: receipt(remoteId) } }
    }
    expect(look(settled(null))).not.toBeNull()
    expect(look(settled('part-1'))).toBeNull()
  })
})

it('a look for traces skips what belongs to others', () => {
  const known = [
    stored('mine', 'Hello', { proposalId: 'a' }),
    stored('nobody', 'Hello'),
    stored('other', 'Hello', { proposalId: 'b' }),
    stored('colleague', 'Hello', { author: 'operator' }),
    stored(null, 'Hello', { proposalId: 'b' }),
  ]
  expect([...partsOfOthers('a', known)]).toEqual(['other', 'colleague'])
})
