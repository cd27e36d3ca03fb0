import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Claim } from '#main/domain/policy/budget.ts'
import { emptyDocument } from '#main/domain/policy/document.ts'
import type { ProposalEvent } from '#main/domain/proposal.ts'
import { openForWriting } from '#main/store/database.ts'
import { documentOf, makeRule, refund } from '#test/support/policies.ts'
import { emptyStore, incomingConversation, newProposal, standingClock, storedTurn } from '#test/support/store.ts'

const hour = 3_600_000
const clock = standingClock()
let opened: Awaited<ReturnType<typeof emptyStore>>
let conversation: number
let number = 0
beforeEach(async () => {
  opened = await emptyStore({ clock })
  const [merged] = await opened.store.conversations.merge([incomingConversation('c')], null)
  conversation = merged?.conversation.id ?? 0
})
afterEach(() => opened.remove())

const claim = (amount: number, limit: number, windowMs: number | null = hour): Claim => ({
  charge: { rule: 'r1', budget: 'sum', scope: '', amount },
  limit,
  windowMs,
  words: `amount ${limit} per hour`,
})

/** One bundle in which a rule approves every proposal, each with its claim. */
async function proposeByRule(
  claims: readonly Claim[],
  more: { readonly sampled?: boolean } = {},
): Promise<readonly string[]> {
  const turn = storedTurn(`t${(number += 1)}`, conversation)
  const made = claims.map(({ charge }, position) =>
    newProposal(`p${number}-${position}`, conversation, turn.id, {
      position,
      policy: { verdict: 'allow', rule: 'Small', sampled: more.sampled === true, charges: [charge] },
    }),
  )
  await opened.store.ledger.propose({
    turn,
    proposals: made.map((proposal, index) => {
      const { arguments: args, argsHash, sentence } = proposal
      const approved: ProposalEvent = {
        type: 'approved',
        verb: 'approve',
        signer: { by: 'rule', name: 'Small' },
        revision: 0,
        arguments: args,
        argsHash,
        sentence,
      }
      return {
        id: proposal.id,
        events: [{ type: 'proposed', proposal }, approved],
        outboxKey: proposal.id,
        policy: { facts: refund({ arguments: args }), claims: claims.slice(index, index + 1) },
      }
    }),
    conversation: {},
  })
  return made.map(({ id }) => id)
}

/** One proposal that waits for a person. */
async function proposeAsked(): Promise<{ readonly id: string; readonly argsHash: string }> {
  const turn = storedTurn(`t${(number += 1)}`, conversation)
  const proposal = newProposal(`p${number}`, conversation, turn.id)
  await opened.store.ledger.propose({
    turn,
    proposals: [
      {
        id: proposal.id,
        events: [{ type: 'proposed', proposal }, { type: 'asked' }],
        outboxKey: null,
        policy: { facts: refund({ schemaHash: 'v1' }), claims: [] },
      },
    ],
    conversation: {},
  })
  return proposal
}

const decided = (
  proposal: { readonly id: string; readonly argsHash: string },
  event: ProposalEvent,
  suspends: readonly { rule: string; cause: string }[] = [],
) =>
  opened.store.ledger.commit({
    id: proposal.id,
    expect: { states: ['pending'], revision: 0, argsHash: proposal.argsHash },
    events: [event],
    ...(event.type === 'approved' ? { outbox: { state: 'ready' as const, key: proposal.id } } : {}),
    suspends,
  })
/** It went out and arrived. */
const arrived = async (id: string) => {
  const commit = async (event: ProposalEvent, state: 'started' | 'done') => {
    const { revision, argsHash, state: now } = await opened.store.ledger.get(id)
    return opened.store.ledger.commit({
      id,
      expect: { states: [now], revision, argsHash },
      events: [event],
      outbox: { state },
    })
  }
  await commit({ type: 'attempted', number: 1, idempotencyKey: id }, 'started')
  await commit({ type: 'succeeded', receipt: null, result: null, resolvedBy: null }, 'done')
}
const person = { by: 'person', name: 'Maya', surface: 'test' } as const
const rejected: ProposalEvent = {
  type: 'rejected',
  signer: person,
  reasons: [],
  text: '',
  scope: 'call',
  next: 'continue',
  result: null,
}

test('versions are appended, compared with what they were made from, and never changed', async () => {
  const { policies } = opened.store
  expect(await policies.current()).toMatchObject({ version: 0, document: emptyDocument })
  const one = documentOf(makeRule())
  expect(await policies.save({ document: one, basedOn: 0, by: 'Jo' })).toMatchObject({ version: 1, by: 'Jo' })
  const both = await Promise.allSettled([
    policies.save({ document: documentOf(makeRule({ name: 'a' })), basedOn: 1, by: 'Jo' }),
    policies.save({ document: documentOf(makeRule({ name: 'b' })), basedOn: 1, by: 'Kofi' }),
  ])
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect(both[1]).toMatchObject({ reason: { code: 'changed', data: { version: 2, who: 'Jo' } } })
  expect((await policies.current()).document.rules[0]?.name).toBe('a')
  const db = openForWriting(opened.options.file)
  expect(() => db.exec(`update policy_versions set by = 'x'`)).toThrow(/never changed/)
  expect(() => db.exec('delete from policy_versions')).toThrow(/never removed/)
  expect(() => db.exec(`insert or replace into policy_versions select * from policy_versions`)).toThrow(/never/)
  db.close()
})

test('a decision and what it suspends are on disk together, or neither is', async () => {
  const { policies } = opened.store
  await policies.save({ document: documentOf(makeRule(), makeRule({ id: 'r2' })), basedOn: 0, by: 'Jo' })
  const proposal = await proposeAsked()
  await decided(proposal, rejected, [{ rule: 'r1', cause: 'Maya rejected' }])
  const { version, document, by, cause } = await policies.current()
  expect({ version, by, cause }).toEqual({ version: 2, by: 'Policy', cause: 'Maya rejected' })
  expect(document.rules.map(({ suspended }) => suspended?.cause ?? null)).toEqual(['Maya rejected', null])
  await expect(decided(proposal, rejected, [{ rule: 'r2', cause: 'too late' }])).rejects.toMatchObject({
    code: 'already_decided',
  })
  const other = await proposeAsked()
  await decided(other, rejected, [{ rule: 'r1', cause: 'again' }])
  expect((await policies.current()).version).toBe(2)
})

test('a budget is never overspent, whatever arrives together, and counting again gives the same', async () => {
  const { policies } = opened.store
  const bundles = fc.array(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 12,
  })
  await fc.assert(
    fc.asyncProperty(bundles, fc.integer({ min: 0, max: 120 }), async (amounts, limit) => {
      clock.advance(2 * hour)
      const results = await Promise.allSettled(
        amounts.map((bundle) => proposeByRule(bundle.map((amount) => claim(amount, limit)))),
      )
      const accepted = amounts.filter((_, index) => results[index]?.status === 'fulfilled').flat()
      const sum = accepted.reduce((total, amount) => total + amount, 0)
      expect(sum).toBeLessThanOrEqual(limit)
      for (const result of results)
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'conflict' })
      const spent = () => policies.spent([claim(0, limit)], clock.now())
      expect(await spent()).toEqual([sum])
      await policies.recount()
      expect(await spent()).toEqual([sum])
    }),
    { numRuns: 40 },
  )
})

test('a bundle that does not fit leaves nothing behind', async () => {
  await expect(proposeByRule([claim(5, 10), claim(6, 10)])).rejects.toMatchObject({
    code: 'conflict',
    data: { budget: 'amount 10 per hour' },
  })
  expect(await opened.store.ledger.ofConversation(conversation)).toEqual([])
  expect(await opened.store.policies.spent([claim(0, 10)], clock.now())).toEqual([0])
})

test('an hour looks back sixty minutes; what is left out is what was asked', async () => {
  const { policies } = opened.store
  const [id = ''] = await proposeByRule([claim(5, 10)])
  clock.advance(hour - 1)
  expect(await policies.spent([claim(0, 10), claim(0, 10, null)], clock.now())).toEqual([5, 5])
  expect(await policies.spent([claim(0, 10)], clock.now(), id)).toEqual([0])
  clock.advance(1)
  expect(await policies.spent([claim(0, 10), claim(0, 10, null)], clock.now())).toEqual([0, 5])
})

test('a person’s yes makes a version of a tool known, a rule’s does not', async () => {
  const { policies } = opened.store
  const [byRule = ''] = await proposeByRule([claim(1, 10)])
  await arrived(byRule)
  expect(await policies.isUsed('refund_order', 'v1')).toBe(false)
  const proposal = await proposeAsked()
  const { sentence, arguments: args } = await opened.store.ledger.get(proposal.id)
  await decided(proposal, {
    type: 'approved',
    verb: 'approve',
    signer: person,
    revision: 0,
    arguments: args,
    argsHash: proposal.argsHash,
    sentence,
  })
  expect(await policies.isUsed('refund_order', 'v1'), 'it can still be taken back').toBe(false)
  expect(await policies.streaks(1)).toEqual([])
  await arrived(proposal.id)
  expect(await policies.isUsed('refund_order', 'v1')).toBe(true)
  expect(await policies.isUsed('refund_order', 'v2')).toBe(false)
  expect(await policies.streaks(1)).toMatchObject([[{ verb: 'approve', by: 'person', facts: { schemaHash: 'v1' } }]])
  expect(await policies.streaks(2)).toEqual([])
})

test('what was drawn waits for a second look, once', async () => {
  const { policies } = opened.store
  await policies.save({ document: documentOf(makeRule()), basedOn: 0, by: 'Jo' })
  const ids = [
    ...(await proposeByRule([claim(1, 10)], { sampled: true })),
    ...(await proposeByRule([claim(1, 10)], { sampled: true })),
  ]
  await proposeByRule([claim(1, 10)])
  const page = await policies.reviews({ open: true, cursor: null, limit: 1 })
  expect(page).toMatchObject({
    open: 2,
    items: [{ proposalId: ids[1], tool: 'refund_order', rule: 'Small', outcome: null }],
  })
  const rest = await policies.reviews({ open: true, cursor: page.next, limit: 5 })
  expect(rest.items.map(({ proposalId }) => proposalId)).toEqual([ids[0]])
  const say = (outcome: 'seen' | 'ok' | 'bad', suspends: readonly { rule: string; cause: string }[] = []) =>
    policies.review({ proposalId: ids[0] ?? '', outcome, by: 'Jo', note: 'n', suspends })
  expect(await say('seen')).toMatchObject({ outcome: 'seen', by: 'Jo' })
  expect(await say('bad', [{ rule: 'r1', cause: 'Jo did not agree' }])).toMatchObject({ outcome: 'bad', note: 'n' })
  expect((await policies.current()).document.rules[0]?.suspended?.cause).toBe('Jo did not agree')
  await expect(say('ok')).rejects.toMatchObject({ code: 'already_decided', data: { who: 'Jo', outcome: 'bad' } })
  await expect(
    policies.review({ proposalId: 'none', outcome: 'ok', by: 'Jo', note: '', suspends: [] }),
  ).rejects.toMatchObject({ code: 'not_found' })
  expect((await policies.reviews({ open: true, cursor: null, limit: 5 })).items).toHaveLength(1)
  expect((await policies.reviews({ open: false, cursor: null, limit: 5 })).items).toHaveLength(2)
})

test('a rule is tried on the newest decisions, with the titles people saw', async () => {
  for (let index = 0; index < 12; index += 1) {
    const proposal = await proposeAsked()
    if (index === 3) await decided(proposal, rejected)
    else if (index < 10) {
      const { sentence, arguments: args } = await opened.store.ledger.get(proposal.id)
      await decided(proposal, {
        type: 'approved',
        verb: 'approve',
        signer: person,
        revision: 0,
        arguments: args,
        argsHash: proposal.argsHash,
        sentence,
      })
      await arrived(proposal.id)
    }
  }
  const defaults = { R0: 'allow', R1: 'ask', R2: 'ask', R3: 'ask', R4: 'ask' } as const
  const simulate = (last: number, ...tools: string[]) =>
    opened.store.policies.simulate({
      rule: makeRule(tools.length === 0 ? {} : { when: [{ field: 'tool', in: tools }] }),
      defaults,
      last,
    })
  for (const tools of [[], ['refund_order'], ['refund_order', 'other']]) {
    expect(await simulate(100, ...tools)).toMatchObject({
      considered: 10,
      matched: 10,
      conflicts: [{ how: 'rejected', title: 'Refund £42.00' }],
    })
    expect(await simulate(6, ...tools)).toMatchObject({ considered: 6, matched: 6, conflictCount: 0 })
  }
  expect(await simulate(100, 'other')).toMatchObject({ considered: 10, matched: 0 })
})
