import { afterAll, beforeAll, expect, test } from 'vitest'
import { run as botRun } from '#main/hosts/cli/bot-run.ts'
import type { Call } from '#main/hosts/cli/command.ts'
import { account } from '#test/support/account.ts'
import { startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { until } from '#test/support/until.ts'

/** Actions of the bot take the road of everything that is signed: written down, run once, found again where nobody knows. */
let rig: DeskInProcess
let my: ReturnType<typeof account>
beforeAll(async () => {
  rig = await startDesk({ poll: true })
  my = account(rig)
  rig.sandbox.control.bot({ stepMs: 0, latencyMs: 0, perMinute: 10_000 })
})
afterAll(() => rig.stop())

const bot = () => rig.desk().bot
const runs = () => rig.sandbox.control.botWorld().runs
const consent = { typed: '' }
const refund = (amount: number) => ({ actionId: 'act_stripe_refund', input: { order_number: '10433', amount } })

test('an action is looked at, rehearsed and run, each once and by its tier; what does not fit is refused before', async () => {
  const review = await bot().reviewRun(refund(12))
  expect(review).toMatchObject({ risk: 3, obstacles: [], request: { path: '/v1/actions/act_stripe_refund/runs' } })
  expect(await bot().reviewRun({ ...refund(12), input: { amount: -1 } })).toMatchObject({
    obstacles: [expect.stringContaining('order_number')],
  })
  expect(runs()).toEqual([])
  const dry = await my.ended(await bot().proposeRun({ wish: { ...refund(12), dryRun: true }, consent }), 'succeeded')
  expect(dry).toMatchObject({ tool: 'desk_rehearse_bot_action', risk: 1 })
  expect(runs()).toMatchObject([{ dry_run: true }])
  const done = await my.ended(await bot().proposeRun({ wish: refund(12), consent }), 'succeeded')
  expect(done).toMatchObject({ tool: 'desk_run_bot_action', risk: 3, decision: { signer: { by: 'person' } } })
  expect(runs()[0]).toMatchObject({ dry_run: false, idempotency_key: expect.stringContaining(done.id) })
  const look = { actionId: 'act_shopify_order_status', input: { order_number: '0' } }
  expect(await my.ended(await bot().proposeRun({ wish: look, consent }), 'failed')).toMatchObject({
    tool: 'desk_look_up_by_bot',
    risk: 1,
    outcome: { error: { message: 'There is no such order.' } },
  })
  const off = { actionId: 'act_stripe_subscription', input: {} }
  expect((await bot().reviewRun(off)).obstacles).toHaveLength(2)
})

test('an answer that is lost leaves the outcome unknown; its runs tell, and it is not run twice', async () => {
  const before = runs().length
  rig.sandbox.control.fault({
    service: 'bot',
    kind: 'lost_response',
    method: 'POST',
    path: '/v1/actions/act_stripe_refund/runs',
  })
  const lost = await bot().proposeRun({ wish: refund(13), consent })
  await my.ended(lost, 'unknown')
  await rig.desk().proposals.resolve({ id: lost.id, how: 'check' })
  await my.ended(lost, 'succeeded')
  expect(runs()).toHaveLength(before + 1)
  rig.sandbox.control.fault({
    service: 'bot',
    kind: 'status',
    status: 503,
    method: 'POST',
    path: '/v1/actions/act_stripe_refund/runs',
  })
  const missing = await bot().proposeRun({ wish: refund(14), consent })
  await my.ended(missing, 'unknown')
  await rig.desk().proposals.resolve({ id: missing.id, how: 'check' })
  expect(await my.ended(missing, 'failed')).toMatchObject({ outcome: { error: { code: 'not_run' } } })
  expect(runs()).toHaveLength(before + 1)
})

test('a token of a customer that ran out is fetched once more, and the action asked for once more with the same key', async () => {
  const path = '/v1/actions/act_shopify_own_orders/runs'
  const error = { type: 'user_token_error', code: 'expired_user_token', message: 'The user token has expired.' }
  rig.sandbox.control.fault({ service: 'bot', kind: 'status', status: 401, path, method: 'POST', body: { error } })
  const before = runs().length
  const wish = { actionId: 'act_shopify_own_orders', input: {} }
  expect((await bot().reviewRun(wish)).obstacles).toEqual([expect.stringContaining('whose')])
  const whose = { ...wish, email: 'ana.ruiz@mail.example' }
  const done = await my.ended(await bot().proposeRun({ wish: whose, consent }), 'succeeded', 'failed', 'unknown')
  expect(done).toMatchObject({ state: 'succeeded', arguments: { customer: 'ana.ruiz@mail.example' } })
  const asked = rig.sandbox.control.requests('bot').filter((one) => one.path === path && one.method === 'POST')
  expect(asked).toHaveLength(2)
  expect(new Set(asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  expect(rig.sandbox.control.requests('company').filter((one) => one.path === '/customer-token')).toHaveLength(2)
  expect(runs()).toHaveLength(before + 1)
  expect(JSON.stringify(done)).not.toMatch(/eyJ/)
  const nobody = { ...wish, email: 'nobody@mail.example' }
  const refused = await my.ended(await bot().proposeRun({ wish: nobody, consent }), 'succeeded', 'failed', 'unknown')
  expect(refused).toMatchObject({
    state: 'failed',
    outcome: { error: { message: expect.stringContaining('endpoint') } },
  })
  expect(runs()).toHaveLength(before + 1)
})

test('on the command line: looked at, for a customer by their address, and what is no JSON is refused', async () => {
  const run = (operand: string, options: Record<string, string | true>) => {
    const call: Call = {
      operands: [operand],
      option: (name) => (typeof options[name] === 'string' ? options[name] : undefined),
      all: () => [],
      flag: (name) => options[name] === true,
      standardInput: async () => '',
    }
    return botRun.run(rig.desk(), call)
  }
  const own = await run('act_shopify_own_orders', { email: 'ana.ruiz@mail.example', yes: true })
  expect(own.json).toMatchObject({ state: 'succeeded' })
  const before = runs().length
  expect((await run('act_stripe_refund', { input: '{"order_number":"10433","amount":3}', review: true })).text).toMatch(
    /^R3 .*Refund a payment/,
  )
  await expect(run('act_stripe_refund', { input: '[1]' })).rejects.toMatchObject({ code: 'invalid_input' })
  expect(runs()).toHaveLength(before)
})

test('it stands in the conversation it was run from, where no agent can ask for it', async () => {
  const externalId = rig.sandbox.control.inject({ text: 'Where is order 10433?' })
  const conversation = await until('the conversation', () => rig.store().conversations.byExternalId(externalId))
  const wish = {
    actionId: 'act_shopify_order_status',
    input: { order_number: '10433' },
    conversationId: conversation.id,
  }
  const done = await my.ended(await bot().proposeRun({ wish, consent }), 'succeeded')
  expect(done).toMatchObject({
    conversationId: conversation.id,
    outcome: { result: { data: { order_id: '10433' } } },
  })
  const turn = await rig.store().conversations.turn(done.turnId)
  expect(turn).toMatchObject({ origin: 'person' })
})
