import { afterAll, beforeAll, expect, test } from 'vitest'
import { hands, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { until } from '#test/support/until.ts'

/** A person takes a conversation over and hands it back: whether the agent writes again depends on who waits. */
let rig: DeskInProcess
let my: ReturnType<typeof hands>
beforeAll(async () => {
  rig = await startDesk()
  my = hands(rig)
})
afterAll(() => rig.stop())

const takeOver = async (words: string) => {
  my.script(words, { text: 'First.' })
  const id = await my.customerWrites(words)
  const { id: first } = await my.proposal(id, 'send_reply', 'pending')
  const { id: ours } = await my.conversation(id)
  await rig.desk().conversations.setControl({ id: ours, control: 'human' })
  await my.proposal(id, 'send_reply', 'superseded')
  return { id, first, ours, handBack: () => rig.desk().conversations.setControl({ id: ours, control: 'agent' }) }
}

test('a customer nobody answered meanwhile is the agent’s again', async () => {
  const { id, first, handBack } = await takeOver('Nobody says anything.')
  await handBack()
  expect((await my.proposal(id, 'send_reply', 'pending')).id).not.toBe(first)
  expect(my.agentRequests('Nobody says anything.')).toHaveLength(2)
})

test('one whom the person answered is not', async () => {
  const { id, handBack, ours } = await takeOver('Somebody says something.')
  await rig.desk().conversations.write({ id: ours, text: 'I did it.', internal: false })
  await until('my own words', async () => ((await my.conversation(id)).waitingSince === null ? true : null))
  await handBack()
  await my.activity(id, 'idle')
  expect(my.agentRequests('Somebody says something.')).toHaveLength(1)
})
