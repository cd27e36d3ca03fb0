import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Proposal } from '#contract/proposal.ts'
import { account } from '#test/support/account.ts'
import { hands, seen, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { movingClock } from '#test/support/moving-clock.ts'
import { until } from '#test/support/until.ts'

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

  test('a file whose answer was lost is known by its content: not stored twice, and an older one of its size is not it', async () => {
    const { id: into } = (await rig.desk().collections.list({})).collections[0] ?? expect.fail('no collection')
    const upload = async (text: string) => {
      const wish = { collectionId: into, name: 'prices.md', bytes: text.length, changedAt: 1 }
      const { id } = await rig.desk().collections.beginUpload(wish)
      await rig.desk().collections.addPiece({ id, offset: 0, data: Buffer.from(text).toString('base64') })
      return id
    }
    const seenUpload = async (id: string) => {
      const controller = new AbortController()
      for await (const { uploads } of rig.desk().collections.uploads({}, { signal: controller.signal }))
        return uploads.find((one) => one.id === id) ?? null
      return null
    }
    const goesOn = async (id: string) => {
      await until('it to be unknown', async () => (await seenUpload(id))?.state === 'unknown' || null)
      await rig.desk().collections.resumeUpload({ id })
      await until('it to be over', async () => ((await seenUpload(id)) === null ? true : null))
    }
    const prices = () =>
      control()
        .collections()
        .files.filter(({ filename }) => filename === 'prices.md')
    const post = { service: 'xai', method: 'POST', path: '/v1/files' } as const
    control().fault({ ...post, kind: 'lost_response' })
    await goesOn(await upload('Laces cost 10.'))
    expect(prices().map(({ text }) => text)).toEqual(['Laces cost 10.'])
    control().fault({ ...post, kind: 'status', status: 503 })
    await goesOn(await upload('Laces cost 12.'))
    expect(prices().map(({ text }) => text)).toEqual(['Laces cost 10.', 'Laces cost 12.'])
  })
})
