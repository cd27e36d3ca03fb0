import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Proposal } from '#contract/proposal.ts'
import { account } from '#test/support/account.ts'
import { hands, seen, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { movingClock } from '#test/support/moving-clock.ts'

/**
 * The clock of the desk and those of the services are hours apart. What happened although its receipt was lost is found, and
 * done once; what did not happen is not taken for something alike that was there before.
 */
const hour = 3_600_000

describe.each([
  ['ahead', 6 * hour],
  ['behind', -6 * hour],
])('a desk whose clock is six hours %s', (_, ms) => {
  const clock = movingClock()
  const company = movingClock()
  let rig: DeskInProcess
  let my: ReturnType<typeof hands> & ReturnType<typeof account>
  beforeAll(async () => {
    clock.suspend(ms)
    rig = await startDesk({ clock, companyNow: company.now })
    my = { ...hands(rig), ...account(rig) }
  })
  afterAll(() => rig.stop())

  const control = () => rig.sandbox.control
  const consent = { typed: '' }
  const check = async (lost: Proposal) => rig.desk().proposals.resolve({ id: lost.id, how: 'check' })

  const acts = [
    {
      what: 'an agent',
      where: { service: 'xai', method: 'POST', path: '/v1/agents' },
      propose: async () => {
        const { configuration } = (await rig.desk().agents.templates({})).templates[0] ?? expect.fail('no template')
        return my.act({ act: 'create', draft: { ...configuration, name: 'Night Line' }, template: null })
      },
      count: () =>
        control()
          .voiceAccount()
          .agents.filter(({ name }) => name === 'Night Line').length,
    },
    {
      what: 'a number',
      where: { service: 'xai', method: 'POST', path: '/v1/phone-numbers' },
      propose: () => my.doNumber({ act: 'buy', areaCode: '415', name: 'Spring line', description: '' }, '415'),
      count: () =>
        control()
          .voiceAccount()
          .numbers.filter(({ name }) => name === 'Spring line').length,
    },
    {
      what: 'a collection',
      where: { service: 'management', method: 'POST' },
      propose: () =>
        rig.desk().collections.propose({ act: { act: 'createCollection', name: 'Repairs', description: '' }, consent }),
      count: async () =>
        (await rig.desk().collections.list({})).collections.filter(({ name }) => name === 'Repairs').length,
    },
    {
      what: 'an action of the bot',
      where: { service: 'bot', method: 'POST', path: '/v1/actions/act_stripe_refund/runs' },
      propose: () => {
        const wish = { actionId: 'act_stripe_refund', input: { order_number: '10433', amount: 13 } }
        return rig.desk().bot.proposeRun({ wish, consent })
      },
      count: () => control().botWorld().runs.length,
    },
  ] as const

  test.each(acts)(
    '$what is found where its answer was lost, and where it was not made the older one is not it',
    async ({ where, propose, count }) => {
      control().fault({ ...where, kind: 'lost_response' })
      expect(await check(await my.ended(await propose(), 'unknown'))).toMatchObject({ state: 'succeeded' })
      expect(await count()).toBe(1)
      company.suspend(3 * hour)
      control().fault({ ...where, kind: 'status', status: 503 })
      const lost = await my.ended(await propose(), 'unknown')
      expect(await check(lost)).toMatchObject({ state: 'failed', outcome: { error: { code: 'not_run' } } })
      expect(await count()).toBe(1)
      company.suspend(-3 * hour)
    },
  )

  const words = 'Hand me over'
  const escalate = { id: 'e', name: 'ESCALATE', arguments: { reason: 'Angry.', priority: 'high' } }
  const notes = (id: string) => JSON.stringify(control().conversation(id)).split('AI Escalation: Angry.').length - 1
  const escalates = async (text: string, conversation?: string) => {
    const id = await my.customerWrites(text, conversation)
    await my.approve(await my.proposal(id, 'ESCALATE', 'pending'))
    return id
  }

  test('the note of a hand-over is found where its answer was lost, not left again, and an older one is not it', async () => {
    const path = '/conversations/*/reply'
    my.script(words, ...Array.from({ length: 4 }, () => ({ calls: [escalate] })))
    control().fault({ service: 'helpdesk', method: 'POST', path, kind: 'lost_response' })
    const id = await escalates(`${words}.`)
    const lost = await my.proposal(id, 'ESCALATE', 'unknown')
    // Whoever is asked is wrong: the next attempt looks for itself.
    await rig.desk().proposals.resolve({ id: lost.id, how: 'not_happened', note: 'No.' })
    const failed = await my.proposal(id, 'ESCALATE', 'failed')
    await rig.desk().proposals.decide({ verb: 'retry', ...seen(failed) })
    await my.proposal(id, 'ESCALATE', 'succeeded')
    expect(notes(id)).toBe(1)
    company.suspend(3 * hour)
    control().fault({ service: 'helpdesk', method: 'POST', path, kind: 'status', status: 503 })
    await escalates(`${words}, please.`, id)
    const missing = await my.proposal(id, 'ESCALATE', 'unknown')
    const looked = await check(missing)
    expect(looked.steps.find(({ name }) => name === 'note')).toMatchObject({ state: 'failed' })
    expect(notes(id)).toBe(1)
    company.suspend(-3 * hour)
  })
})
