import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { shopLine } from '#main/sandbox/account/voice-agents.ts'
import type { StoredCall } from '#main/store/call-rows.ts'
import { account } from '#test/support/account.ts'
import { startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'

/** Phone numbers of the sample's account, changed by people of one desk. */
let rig: DeskInProcess
let my: ReturnType<typeof account>
const shop = shopLine.agent_id

beforeAll(async () => {
  rig = await startDesk()
  my = account(rig)
})
afterEach(() => my.asBefore())
afterAll(() => rig.stop())

const liveCall: Omit<StoredCall, 'conversationId'> = {
  id: 'c_1',
  agent: { id: '', name: '', voice: 'eve' },
  caller: 'Ada',
  number: null,
  medium: 'voice',
  dryRun: false,
  state: 'live',
  startedAt: 1000,
  liveAt: 1000,
  endedAt: null,
  end: null,
  recording: { state: 'off', durationMs: 0, gaps: [], repaired: false },
  consent: null,
  knowledge: null,
  outOfSight: [],
  cost: { amount: 0, currency: 'USD' },
}

describe('numbers', () => {
  test('one that is taken names its holder; moved, it is taken and given with the present names', async () => {
    const desk = my.numberCalled('Front desk')
    const seasonal = my.numberCalled('Seasonal line')
    if (desk === undefined || seasonal === undefined) throw new Error('no numbers')
    const { agents } = await rig.desk().agents.list({})
    const act = {
      act: 'create' as const,
      draft: { ...(await rig.desk().agents.get({ id: shop })).configuration, name: 'Night Line' },
      template: null,
    }
    expect(agents).toHaveLength(2)
    const made = await my.ended(await my.act(act), 'succeeded')
    const night = made.outcome?.receipt?.remoteId ?? ''
    await expect(
      my.doNumber({ act: 'assign', id: desk.phone_number_id, agentId: night, move: false }),
    ).rejects.toMatchObject({ code: 'conflict', data: { holder: { id: shop, name: 'Shop Line' } } })
    const moved = await my.ended(
      await my.doNumber({ act: 'assign', id: desk.phone_number_id, agentId: night, move: true }),
      'succeeded',
    )
    expect(moved.steps.map(({ state }) => state)).toEqual(['done', 'done'])
    expect(my.numberCalled('Front desk')?.agent_id).toBe(night)
    expect(
      my
        .requests('PATCH')
        .slice(-2)
        .map(({ body }) => body),
    ).toEqual([
      { agent: { name: 'Shop Line' }, field_mask: { paths: ['name'] }, phone_number_id: '' },
      { agent: { name: 'Night Line' }, field_mask: { paths: ['name'] }, phone_number_id: desk.phone_number_id },
    ])
    await my.ended(await my.doNumber({ act: 'unassign', id: desk.phone_number_id }), 'succeeded')
    expect(my.numberCalled('Front desk')?.agent_id).toBeNull()
    await my.ended(
      await my.doNumber({ act: 'assign', id: seasonal.phone_number_id, agentId: night, move: false }),
      'succeeded',
    )
    expect((await rig.desk().numbers.get({ id: seasonal.phone_number_id })).agentName).toBe('Night Line')
  })

  test('bought once, whatever becomes of the answer; explained where it cannot be', async () => {
    const act = { act: 'buy', areaCode: '212', name: 'Spring line', description: '' } as const
    await expect(my.doNumber(act)).rejects.toMatchObject({ data: { pointer: '/typed' } })
    await expect(my.doNumber({ ...act, areaCode: '12' }, '12')).rejects.toMatchObject({
      data: { pointer: '/areaCode' },
    })
    rig.sandbox.control.account({ purchaseRefused: 405 })
    const refused = await my.ended(await my.doNumber(act, '212'), 'failed')
    expect(refused.outcome).toMatchObject({
      retryable: false,
      error: { message: expect.stringContaining('Use the console') },
    })
    rig.sandbox.control.account({ purchaseRefused: null })
    rig.sandbox.control.fault({
      service: 'xai',
      method: 'POST',
      path: '/v1/phone-numbers',
      kind: 'status_after',
      status: 503,
    })
    const before = my.requests('POST').length
    const lost = await my.ended(await my.doNumber(act, '212'), 'unknown')
    expect(my.requests('POST')).toHaveLength(before + 1)
    await rig.desk().proposals.resolve({ id: lost.id, how: 'check' })
    expect(await my.ended(lost, 'succeeded')).toMatchObject({
      outcome: { receipt: { summary: expect.stringContaining('+1212') } },
    })
  })

  test('while its agent holds a call here, a number stays where it is and the agent too', async () => {
    const seasonal = my.numberCalled('Seasonal line')
    const agentId = seasonal?.agent_id ?? ''
    const { agents } = await rig.desk().agents.list({})
    const name = agents.find(({ id }) => id === agentId)?.name ?? ''
    const customer = { externalId: 'call:c_1', name: 'Ada', email: null }
    await rig.store().calls.begin({ ...liveCall, agent: { id: agentId, name, voice: 'eve' } }, customer)
    const id = seasonal?.phone_number_id ?? ''
    await expect(my.doNumber({ act: 'unassign', id })).rejects.toMatchObject({ code: 'blocked' })
    await expect(my.doNumber({ act: 'release', id }, '0119')).rejects.toMatchObject({ code: 'blocked' })
    const remove = { act: 'delete' as const, id: agentId }
    expect((await rig.desk().agents.review(remove)).obstacles).toHaveLength(1)
    await rig.store().calls.keep('c_1', { call: { state: 'ended' } })
    await my.ended(await my.doNumber({ act: 'unassign', id }), 'succeeded')
  })

  test('renamed by mask, released after its last four digits', async () => {
    const spring = my.numberCalled('Spring line')
    if (spring === undefined) throw new Error('nothing was bought')
    const id = spring.phone_number_id
    const act = { act: 'rename', id, name: 'Spring line', description: 'Until June', clearDescription: false } as const
    await my.ended(await my.doNumber(act), 'succeeded')
    expect(my.requests('PATCH').at(-1)?.body).toEqual({
      description: 'Until June',
      field_mask: { paths: ['description'] },
    })
    await expect(my.doNumber({ act: 'release', id }, '0000')).rejects.toMatchObject({ data: { pointer: '/typed' } })
    await my.ended(await my.doNumber({ act: 'release', id }, spring.phone_number.slice(-4)), 'succeeded')
    expect(my.numberCalled('Spring line')).toBeUndefined()
  })
})
