import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Person } from '#contract/approval.ts'
import type { Proposal } from '#contract/proposal.ts'
import type { Rule } from '#contract/policy.ts'
import type { OutputLevels } from '#contract/reply.ts'
import type { Configuration } from '#contract/settings.ts'
import { hands, seen, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { movingClock } from '#test/support/moving-clock.ts'
import { documentOf, makeRule } from '#test/support/policies.ts'

/** Words that were signed are looked at again before they leave: what became stricter meanwhile stops them, unsent. */
const clock = movingClock()
const pin = 'correct horse 9'
const undoMs = 60_000
let rig: DeskInProcess
let my: ReturnType<typeof hands>
let sam: Person
let settings: Configuration

beforeAll(async () => {
  const undoSeconds = { email: 60, chat: 60, phone: 60, sms: 60, social: 60, other: 60 }
  rig = await startDesk({ clock, change: (one) => ({ ...one, timing: { ...one.timing, undoSeconds } }) })
  my = hands(rig)
  sam = await rig.desk().people.add({ name: 'Sam Okafor', pin })
  settings = (await rig.desk().settings.get({})).configuration
})
afterEach(async () => {
  rig.sandbox.control.clearScripts()
  await rig.desk().settings.import({ configuration: settings })
})
afterAll(() => rig.stop())

const stricter = (levels: Partial<OutputLevels>, more: Partial<Configuration> = {}) =>
  rig.desk().settings.import({
    configuration: { ...settings, outputChecks: { ...settings.outputChecks, ...levels }, ...more },
  })
const setRules = async (...rules: readonly Rule[]) => {
  const { version } = await rig.desk().policies.get({})
  await rig.desk().policies.save({ document: documentOf(...rules), basedOn: version })
}
async function waits(asks: string, says: string): Promise<{ readonly id: string; readonly reply: Proposal }> {
  my.script(asks, { text: says })
  const id = await my.customerWrites(asks)
  return { id, reply: await my.proposal(id, 'send_reply', 'pending') }
}
const sentTo = (id: string) => my.writes(new RegExp(`/conversations/${id}/reply`))
const passTime = () => clock.advance(undoMs + 1000)

describe('between the signature and the way out', () => {
  test('a check made stricter stops what was signed; milder or unchanged settings do not', async () => {
    const { id, reply } = await waits('Voucher, stricter.', 'You get a voucher of $50 by Friday.')
    await my.approve(reply)
    await my.proposal(id, 'send_reply', 'scheduled')
    await stricter({ unsourced: 'confirm' })
    passTime()
    const back = await my.proposal(id, 'send_reply', 'pending')
    expect(back.note).toBe('Signed, not sent. A claim without a source: the signature does not cover it.')
    expect(sentTo(id)).toEqual([])
    // Confirmed under the new setting it goes out, and a setting that is milder again changes nothing.
    await expect(my.approve(back)).rejects.toMatchObject({ code: 'blocked', data: { confirm: true } })
    await rig.desk().proposals.decide({ verb: 'approve', ...seen(back), confirmed: true })
    await my.proposal(id, 'send_reply', 'scheduled')
    await stricter({ unsourced: 'warn' })
    passTime()
    await my.proposal(id, 'send_reply', 'succeeded')
    expect(sentTo(id)).toHaveLength(1)
  })

  test('a rule that refuses by now stops it; one that asks two by now has it signed by two', async () => {
    const { id, reply } = await waits('Refused since.', 'All is well with it.')
    await my.approve(reply)
    await my.proposal(id, 'send_reply', 'scheduled')
    await setRules(
      makeRule({ id: 'no', name: 'No words', verdict: 'deny', when: [{ field: 'tool', in: ['send_reply'] }] }),
    )
    passTime()
    const back = await my.proposal(id, 'send_reply', 'pending')
    expect(back.note).toMatch(/^Signed, not sent\. No words: a rule refuses it/)
    await expect(my.approve(back)).rejects.toMatchObject({ code: 'blocked' })
    await setRules(
      makeRule({ id: 'two', name: 'Two', verdict: 'ask_two', when: [{ field: 'tool', in: ['send_reply'] }] }),
    )
    expect(await my.approve(back)).toMatchObject({ state: 'awaiting_second' })
    await setRules()
    expect(sentTo(id)).toEqual([])
  })

  test('what a rule signed waits for a person as soon as no rule would sign it', async () => {
    await setRules(
      makeRule({ id: 'yes', name: 'Words', verdict: 'allow', when: [{ field: 'tool', in: ['send_reply'] }] }),
    )
    my.script('Rule goes.', { text: 'All is well with it.' })
    const id = await my.customerWrites('Rule goes.')
    await my.proposal(id, 'send_reply', 'scheduled')
    await setRules()
    passTime()
    expect((await my.proposal(id, 'send_reply', 'pending')).note).toMatch(/not for a rule to sign any more/)
    expect(sentTo(id)).toEqual([])
  })

  test('a promise counts as unkept once its action was refused', async () => {
    const args = { customer_id: 'C-2012', amount: 3, reason: 'Unkept.' }
    const call = { id: 'call_1', name: 'issue_store_credit', arguments: args }
    my.script('Unkept.', { text: 'I have issued a credit.', calls: [call] })
    const id = await my.customerWrites('Unkept.')
    await my.approve(await my.proposal(id, 'send_reply', 'pending'))
    passTime()
    await my.reject(await my.proposal(id, 'issue_store_credit', 'pending'), 'Not this one.')
    const back = await my.proposal(id, 'send_reply', 'pending')
    expect(back.note).toBe('Signed, not sent. Says it was done: no refund ran here: the signature does not cover it.')
    expect(sentTo(id)).toEqual([])
  })
})

describe('at a second signature', () => {
  test('it is given back with the reason when the first one does not cover what is asked for by now', async () => {
    await setRules(
      makeRule({ id: 'two', name: 'Two', verdict: 'ask_two', when: [{ field: 'tool', in: ['send_reply'] }] }),
    )
    const { id, reply } = await waits('Two look.', 'You get a voucher of $50 by Friday.')
    const first = await my.approve(reply)
    const second = { ...seen(first), person: sam.id, pin }
    await stricter({ unsourced: 'block' })
    await expect(rig.desk().proposals.countersign(second)).rejects.toMatchObject({ code: 'changed' })
    const back = await my.proposal(id, 'send_reply', 'pending')
    expect(back).toMatchObject({
      signatures: [],
      note: expect.stringMatching(/does not cover it\. Nothing was sent\.$/),
    })
    await stricter({ unsourced: 'ask_two' })
    const again = await my.approve(back)
    await rig.desk().proposals.countersign({ ...second, ...seen(again) })
    passTime()
    await my.proposal(id, 'send_reply', 'succeeded')
    expect(sentTo(id)).toHaveLength(1)
    await setRules()
  })
})

describe('several at once', () => {
  test('words in which something is found by now are left out of the table and out of the signature', async () => {
    await stricter({ unsourced: 'off' })
    const { id, reply } = await waits('Together.', 'You get a voucher of $50 by Friday.')
    const [free] = (await rig.desk().together.look({ ids: [reply.id] })).rows
    expect(free?.excluded).toBe(null)
    await stricter({ unsourced: 'warn' })
    const [row] = (await rig.desk().together.look({ ids: [reply.id] })).rows
    expect(row?.excluded).toBe('A claim without a source')
    const { results } = await rig.desk().together.sign({ rows: [seen(reply)] })
    expect(results).toEqual([{ id: reply.id, state: null, dueAt: null, why: 'A claim without a source' }])
    passTime()
    expect(sentTo(id)).toEqual([])
  })
})

describe('an edit', () => {
  test('an amount past a rule that asks two is signed by two, whatever was proposed', async () => {
    const tool = 'issue_store_credit'
    await setRules(
      makeRule({
        id: 'big',
        name: 'Big',
        verdict: 'ask_two',
        when: [
          { field: 'tool', in: [tool] },
          { field: 'argument', pointer: '/amount', op: 'gt', value: 10 },
        ],
      }),
    )
    const args = { customer_id: 'C-2012', amount: 3, reason: 'Edited past.' }
    my.script('Edited past.', { calls: [{ id: 'call_1', name: tool, arguments: args }] })
    const id = await my.customerWrites('Edited past.')
    const credit = await my.proposal(id, tool, 'pending')
    const next = await rig
      .desk()
      .proposals.decide({ verb: 'edit', ...seen(credit), arguments: { ...args, amount: 50 } })
    expect(next.state).toBe('awaiting_second')
    await setRules()
  })
})

describe('whose data it is', () => {
  test('an order both wrote about is no leak; an address only the other one has asks two', async () => {
    await waits('Gift order #W77123, from the giver.', 'Thank you.')
    const { reply: shared } = await waits('Gift order #W77123, from the receiver.', 'Order #W77123 is on our list.')
    const found = async (one: Proposal) =>
      (await rig.desk().proposals.get({ id: one.id })).review?.findings.map(({ check }) => check) ?? []
    expect(await found(shared)).not.toContain('other_customer')
    const { id, reply } = await waits(
      'And who gave it?',
      'It was gift.order.w77123.from.the.giver.@mail.example, order #W77123.',
    )
    expect((await found(reply)).filter((check) => check === 'other_customer')).toHaveLength(2)
    expect(await my.approve(reply)).toMatchObject({ state: 'awaiting_second' })
    expect(sentTo(id)).toEqual([])
  })
})
