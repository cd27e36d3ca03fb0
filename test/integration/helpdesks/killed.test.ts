import { afterAll, beforeAll, expect, test } from 'vitest'
import { throughChatwoot } from '#test/support/chatwoot-desk.ts'
import { createRig, proposalOf, seen, until, type Rig } from '#test/support/desk-rig.ts'

/** A real desk process is killed while Chatwoot writes down a signed answer: unknown, found by one read, never written twice. */
let rig: Rig
beforeAll(async () => {
  rig = await createRig(throughChatwoot)
})
afterAll(() => rig.stop())

test('killed in the middle of a signed answer', async () => {
  const words = 'Did it go out?'
  await rig.sandbox.control.script({ contains: words, turns: [{ text: 'It **did**, once.' }] })
  const dying = await rig.startDesk(null)
  const id = await rig.sandbox.control.inject({ text: words })
  const pending = await proposalOf(dying, id, 'send_reply', ['pending'])
  await rig.sandbox.control.fault({ service: 'helpdesk', method: 'POST', kind: 'slow_answer', ms: 60_000 })
  await dying.desk().proposals.decide({ verb: 'approve', ...seen(pending) })
  const written = async () => (await rig.sandbox.control.counters()).parts['comment'] ?? 0
  await until('the answer to be written down', async () => ((await written()) === 1 ? true : null))
  await dying.kill('SIGKILL')
  await rig.sandbox.control.clearFaults()

  const desk = await rig.startDesk(null)
  const { proposal } = await desk.desk().proposals.get({ id: pending.id })
  expect(proposal.state).toBe('unknown')
  const found = await desk.desk().proposals.resolve({ id: pending.id, how: 'check' })
  expect(found.state).toBe('succeeded')
  await desk.desk().sync.now({})
  expect(await written()).toBe(1)
})
