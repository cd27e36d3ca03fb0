import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Configuration } from '#contract/settings.ts'
import { hands, seen, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { movingClock } from '#test/support/moving-clock.ts'

/** Scenario 5: what was signed is still outdated by what happens inside its fifteen seconds, heard of early or late. */
const clock = movingClock()
const seconds = 15
const withWindows = (configuration: Configuration): Configuration => ({
  ...configuration,
  timing: {
    ...configuration.timing,
    undoSeconds: { email: seconds, chat: seconds, phone: seconds, sms: seconds, social: seconds, other: seconds },
  },
})
let rig: DeskInProcess
let my: ReturnType<typeof hands>
beforeAll(async () => {
  rig = await startDesk({ clock, change: withWindows })
  my = hands(rig)
})
afterEach(() => rig.sandbox.control.clearScripts())
afterAll(() => rig.stop())

const colleague = '700100202'
const sentTo = (id: string) => my.writes(new RegExp(`/conversations/${id}/(reply|parts)`))
const tagged = (id: string) => my.atHelpdesk(`/conversations/${id}/tags`, { id: '86', admin_id: colleague })

/** A reply that is on its way for fifteen seconds, and a close in another conversation that nobody has signed. */
async function begin(name: string) {
  const [writes, closes] = [`${name}: where is it?`, `${name}: that was all.`]
  const draft = `It is on its way, ${name}.`
  my.script(writes, { text: draft })
  my.script(closes, { calls: [{ id: 'end', name: 'CLOSE', arguments: { resolution_summary: 'Answered.' } }] })
  const [first, second] = [await my.customerWrites(writes), await my.customerWrites(closes)]
  const close = await my.proposal(second, 'CLOSE', 'pending')
  const reply = await rig
    .desk()
    .proposals.decide({ verb: 'approve', ...seen(await my.proposal(first, 'send_reply', 'pending')) })
  expect(reply).toMatchObject({ state: 'scheduled', dueAt: expect.any(Number) })
  expect((reply.dueAt ?? 0) - clock.now()).toBeGreaterThan((seconds - 5) * 1000)
  return { first, second, reply, close, draft }
}
const othersAct = async (first: string, second: string): Promise<void> => {
  rig.sandbox.control.inject({ conversation: first, text: 'Wait, it has just come.' })
  await my.atHelpdesk(`/conversations/${second}/reply`, {
    message_type: 'comment',
    type: 'admin',
    admin_id: colleague,
    body: 'I look after this one.',
  })
}

describe('the customer writes on the one, a colleague answers the other', () => {
  test('heard of inside the countdown: both are outdated at once, the draft is kept and can go on', async () => {
    const { first, second, reply, close, draft } = await begin('Early')
    await othersAct(first, second)
    await rig.desk().sync.now({})
    expect(await my.proposal(first, 'send_reply', 'superseded')).toMatchObject({
      id: reply.id,
      note: 'the customer wrote again',
      arguments: { text: draft },
      attempts: [],
    })
    expect(await my.proposal(second, 'CLOSE', 'superseded')).toMatchObject({
      id: close.id,
      note: 'a colleague answered',
    })
    clock.advance(5 * 60_000)
    await rig.desk().sync.now({})
    expect(sentTo(first)).toEqual([])
    expect((await my.conversation(first)).control).toBe('agent')
    expect(await my.conversation(second)).toMatchObject({ control: 'human', state: 'open' })
  })

  test('heard of after it: the last look before sending finds it, and the customer gets nothing from us', async () => {
    const { first, second, reply, close } = await begin('Late')
    await othersAct(first, second)
    clock.advance(seconds * 1000)
    expect(await my.proposal(first, 'send_reply', 'superseded')).toMatchObject({ id: reply.id, attempts: [] })
    // A yes to the close that comes too late is a look of its own.
    await my.approve(close).catch(() => {})
    expect(await my.proposal(second, 'CLOSE', 'superseded')).toMatchObject({ id: close.id, attempts: [] })
    await rig.desk().sync.now({})
    expect(sentTo(first)).toEqual([])
    expect(sentTo(second)).toHaveLength(1)
    expect(await my.conversation(second)).toMatchObject({ control: 'human', state: 'open' })
  })
})

test('a mere tag on either outdates neither: the one goes out once, the other can still be signed', async () => {
  const { first, second, close } = await begin('Tag')
  await tagged(first)
  await tagged(second)
  await rig.desk().sync.now({})
  expect((await my.conversation(first)).tags).not.toEqual([])
  clock.advance(seconds * 1000)
  await my.proposal(first, 'send_reply', 'succeeded')
  expect(sentTo(first)).toHaveLength(1)
  await my.approve(await my.proposal(second, 'CLOSE', 'pending'))
  expect(await my.proposal(second, 'CLOSE', 'succeeded')).toMatchObject({ id: close.id })
})
