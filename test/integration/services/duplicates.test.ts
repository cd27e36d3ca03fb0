import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Proposal } from '#contract/proposal.ts'
import { hands, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { movingClock } from '#test/support/moving-clock.ts'

/** The same call for the same customer within a day is never made by a rule alone, whichever conversation asks for it. */
const hour = 60 * 60 * 1000
const clock = movingClock()
let rig: DeskInProcess
let my: ReturnType<typeof hands>
beforeAll(async () => {
  rig = await startDesk({
    clock,
    change: (configuration) => ({
      ...configuration,
      defaultDecisions: { R0: 'allow', R1: 'allow', R2: 'allow', R3: 'allow', R4: 'allow' },
    }),
  })
  my = hands(rig)
})
afterAll(() => rig.stop())

const tool = 'issue_store_credit'
let amount = 100
beforeEach(() => {
  amount += 1
})
const credit = (more: object = {}) => ({
  id: 'c',
  name: tool,
  arguments: { customer_id: 'C-2012', amount, reason: 'Late.', ...more },
})
const given = (): number => rig.sandbox.control.effects().filter((effect) => effect.input['amount'] === amount).length

let messages = 0
/** A customer opens a conversation in which the agent asks for the credit. */
async function asks(
  customer: string,
  call: { id: string; name: string; arguments: object } = credit(),
): Promise<string> {
  const text = `Where is my credit, number ${(messages += 1)}.`
  my.script(text, { calls: [call] }, { text: `Answer ${messages}.` })
  const id = rig.sandbox.control.inject({ text, customer: { name: customer, email: `${customer}@mail.example` } })
  await rig.desk().sync.now({})
  return id
}
const duplicateCheck = (proposal: Proposal) => proposal.checks.find((check) => check.id === 'duplicate')

test('in another conversation it asks, and says what was done when and where', async () => {
  const first = await asks(`ana${amount}`)
  const done = await my.proposal(first, tool, 'succeeded')
  expect(done.decision?.signer.by).toBe('rule')
  expect(duplicateCheck(done)).toMatchObject({ result: 'pass' })
  clock.advance(3 * hour)
  const second = await asks(`ana${amount}`)
  const again = await my.proposal(second, tool, 'pending')
  expect(again.policy.verdict).toBe('ask')
  const check = duplicateCheck(again)
  expect(check).toMatchObject({ result: 'warn', label: 'The same call was done 3 h before this one' })
  expect(check?.detail).toContain(`in conversation ${done.conversationId} of the same customer`)
  expect(check?.detail).toContain(new Date(done.outcome?.at ?? 0).toISOString().slice(0, 16).replace('T', ' '))
  expect(given()).toBe(1)
  await my.approve(again)
  await my.proposal(second, tool, 'succeeded')
  expect(given()).toBe(2)
})

test('another customer, other arguments or another day are another call', async () => {
  await my.proposal(await asks(`bo${amount}`), tool, 'succeeded')
  await my.proposal(await asks(`cy${amount}`), tool, 'succeeded')
  await my.proposal(await asks(`bo${amount}`, credit({ reason: 'Later still.' })), tool, 'succeeded')
  expect(given()).toBe(3)
  clock.advance(25 * hour)
  await my.proposal(await asks(`bo${amount}`), tool, 'succeeded')
  expect(given()).toBe(4)
})

test('the order of the arguments makes no difference', async () => {
  await my.proposal(await asks(`di${amount}`), tool, 'succeeded')
  const turned = { ...credit(), arguments: Object.fromEntries(Object.entries(credit().arguments).toReversed()) }
  expect(duplicateCheck(await my.proposal(await asks(`di${amount}`, turned), tool, 'pending'))?.result).toBe('warn')
})

test('two conversations that ask at the same moment: one runs, the other asks', async () => {
  const words = [1, 2, 3, 4].map((number) => `At once, ${amount}, ${number}.`)
  words.forEach((text) => my.script(text, { calls: [credit()] }, { text: '' }))
  const customer = { name: 'Eve', email: `eve${amount}@mail.example` }
  const ids = words.map((text) => rig.sandbox.control.inject({ text, customer }))
  await rig.desk().sync.now({})
  const all = await Promise.all(ids.map((id) => my.proposal(id, tool, 'succeeded', 'pending')))
  expect(all.map((one) => one.state).toSorted()).toEqual(['pending', 'pending', 'pending', 'succeeded'])
  expect(given()).toBe(1)
})

test('one that may have happened counts, words to the customer as well, reads do not', async () => {
  rig.sandbox.control.fault({ service: 'company', method: 'POST', kind: 'lost_response' })
  await my.proposal(await asks(`flo${amount}`), tool, 'unknown')
  const again = await my.proposal(await asks(`flo${amount}`), tool, 'pending')
  expect(duplicateCheck(again)?.label).toContain('may have happened')

  const words = `Same words, ${amount}.`
  const lookup = { id: 'l', name: 'lookup_order', arguments: { order_id: '10433' } }
  my.script(words, { calls: [lookup] }, { text: 'It is on its way.' })
  const open = () =>
    rig.sandbox.control.inject({ text: words, customer: { name: 'Gus', email: `g${amount}@x.example` } })
  const first = open()
  await rig.desk().sync.now({})
  await my.proposal(first, 'send_reply', 'succeeded')
  const second = open()
  await rig.desk().sync.now({})
  expect((await my.proposal(second, 'send_reply', 'pending')).policy).toMatchObject({ verdict: 'ask' })
  expect((await my.proposal(second, 'lookup_order', 'succeeded')).decision?.signer.by).toBe('rule')
})
