import { expect, it } from 'vitest'
import { outcomeText, timelineEntries } from '#renderer/app/Inbox/timeline-entries.ts'
import { makeConversation, makeMessage, makeProposal, minute } from '#test/support/fake-data.ts'
import type { Proposal, ProposalState } from '#contract/proposal.ts'

const now = new Date(2026, 4, 5, 14, 0).getTime()
const conversation = makeConversation(
  { id: 1, customer: 'Ana', channel: 'chat', subject: '', waited: 60, words: [] },
  now,
)
const message = (id: number, at: number, change = {}) => makeMessage(conversation, id, at, `m${id}`, change)
const proposal = (id: string, state: ProposalState, at: number, change: Partial<Proposal> = {}) =>
  makeProposal(
    conversation,
    at,
    { id, tool: 'get_order', kind: 'tool', risk: 0, state, sentence: ['Look up ', ['7']], arguments: {} },
    change,
  )
const view = (messages: ReturnType<typeof message>[], proposals: Proposal[], olderThan: number | null = null) => ({
  conversation,
  messages,
  olderThan,
  turns: [],
  proposals,
})
const keys = (...all: Parameters<typeof timelineEntries>) =>
  timelineEntries(...all).flatMap((entry) => (entry.kind === 'day' ? [] : [entry.key]))

it('puts settled proposals among the messages by the time they settled', () => {
  const shown = keys(
    view([message(1, now - 9 * minute), message(2, now - minute)], [proposal('a', 'succeeded', now - 5 * minute)]),
    null,
  )
  expect(shown).toEqual(['m1', 'pa', 'm2'])
})

it('leaves open proposals to the dock, and a sent reply to its message', () => {
  const sent = proposal('r', 'succeeded', now)
  expect(keys(view([message(1, now, { proposalId: 'r' })], [sent, proposal('p', 'pending', now)]), null)).toEqual([
    'm1',
  ])
})

it('shows no line whose messages are not loaded', () => {
  expect(keys(view([message(9, now)], [proposal('old', 'succeeded', now - 90 * minute)], 9), null)).toEqual(['m9'])
})

it('says where the agent answered nothing, and nothing of turns that became proposals', () => {
  const turn = (id: string, at: number, change: { text?: string; callIds?: string[] } = {}) => ({
    id,
    conversationId: 1,
    afterMessage: 1,
    at,
    text: '',
    callIds: [],
    ragResults: [],
    guardrail: null,
    usage: null,
    latencyMs: 1,
    ...change,
  })
  const turns = [
    turn('silent', now - 5 * minute),
    turn('spoken', now - 4 * minute, { text: 'Hi' }),
    turn('calling', now - 3 * minute, { callIds: ['c'] }),
  ]
  const messages = [message(1, now - 9 * minute), message(2, now - minute)]
  expect(keys({ ...view(messages, []), turns }, null)).toEqual(['m1', 'tsilent', 'm2'])
  expect(keys({ ...view(messages.slice(1), [], 2), turns }, null)).toEqual(['m2'])
})

it('begins each day with its date', () => {
  const entries = timelineEntries(
    view([message(1, now - 26 * 60 * minute), message(2, now - minute), message(3, now)], []),
    null,
  )
  expect(entries.map((entry) => entry.kind)).toEqual(['day', 'message', 'day', 'message', 'message'])
})

it('ends with the draft, or with a sign that the agent reads', () => {
  const thinking = {
    ...view([], []),
    conversation: { ...conversation, agent: { activity: 'thinking', note: null, rounds: 1 } as const },
  }
  expect(keys(thinking, 'Hel')).toEqual(['draft'])
  expect(timelineEntries(thinking, null)[0]?.kind).toBe('thinking')
})

it('says what became of it, and what did not happen', () => {
  const signer = { by: 'person', name: 'Jo', surface: 'window' } as const
  const decision = { verb: 'approve', signer, at: now, reason: 'Returns are 14 days', reasons: [] } as const
  const text = (state: ProposalState, change: Partial<Proposal> = {}) =>
    outcomeText(proposal('a', state, now, { decision: { ...decision, reasons: [] }, ...change }))
  expect(text('succeeded', { revision: 1 })).toBe(' countersigned by Jo, edited')
  expect(text('succeeded', { decision: { ...decision, signer: { by: 'rule', name: 'Reads' }, reasons: [] } })).toBe(
    ' by rule Reads',
  )
  const went = (summary: string) => ({
    outcome: {
      result: null,
      receipt: { status: 200, remoteId: null, summary },
      error: null,
      retryable: false,
      at: now,
      resolvedBy: null,
    },
  })
  expect(text('succeeded', went('HTTP 204'))).toBe(' countersigned by Jo')
  expect(text('succeeded', went('Part 41 is there'))).toBe(' countersigned by Jo: Part 41 is there')
  expect(text('rejected')).toBe(' rejected by Jo, not run: Returns are 14 days')
  expect(text('unknown')).toBe(' countersigned by Jo, may have happened')
  expect(text('superseded', { note: 'the customer wrote' })).toBe(' outdated, not run: the customer wrote')
  expect(text('answered')).toBe(' answered by Jo, not run')
  const error = { code: 'step_failed', message: 'Refused.' }
  const outcome = { result: null, receipt: null, error, retryable: true, at: now, resolvedBy: null }
  const step = (name: string, state: 'done' | 'failed') => ({ name, label: name, state, detail: null })
  expect(text('failed', { outcome })).toBe(' did not happen: Refused.')
  expect(text('failed', { outcome, steps: [step('tag', 'failed'), step('note', 'done')] })).toBe(
    ' done in part: Tag failed. Note was done.',
  )
})
