import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { hands, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { until } from '#test/support/until.ts'

/** An agent that answers neither words nor calls: shown as that, and asked again when a person says so. */
let rig: DeskInProcess
let my: ReturnType<typeof hands>
beforeAll(async () => {
  rig = await startDesk()
  my = hands(rig)
})
afterEach(() => rig.sandbox.control.clearScripts())
afterAll(() => rig.stop())

async function silentAbout(words: string) {
  my.script(words, { text: '' })
  const id = await my.customerWrites(words)
  const conversation = await my.activity(id, 'idle')
  return { id, ours: conversation.id, conversation }
}

test('is shown as what it is, and not asked about again by itself', async () => {
  const { id, ours, conversation } = await silentAbout('Say nothing.')
  expect(conversation.agent).toMatchObject({ note: 'The agent answered nothing.', rounds: 1 })
  const { turns, proposals } = await rig.desk().conversations.get({ id: ours })
  expect(turns).toMatchObject([{ text: '', callIds: [] }])
  expect(proposals).toEqual([])
  await rig.desk().sync.now({})
  await rig.restart()
  await my.activity(id, 'idle')
  expect(my.agentRequests('Say nothing.')).toHaveLength(1)
})

test('continue asks once more each time; an answer then becomes a proposal', async () => {
  const words = 'Think twice.'
  const { id, ours } = await silentAbout(words)
  await rig.desk().conversations.continueAgent({ id: ours })
  await until('the second silence', async () =>
    (await rig.desk().conversations.get({ id: ours })).turns.length === 2 ? true : null,
  )
  await my.activity(id, 'idle')
  expect(my.agentRequests(words)).toHaveLength(2)
  my.script(words, { text: 'Now I know.' })
  await rig.desk().conversations.continueAgent({ id: ours })
  const reply = await my.proposal(id, 'send_reply', 'pending')
  expect(reply.arguments).toEqual({ text: 'Now I know.' })
  expect((await my.conversation(id)).agent).toMatchObject({ activity: 'waiting', note: null, rounds: 1 })
  expect(my.agentRequests(words)).toHaveLength(3)
  await rig.desk().conversations.continueAgent({ id: ours })
  await my.activity(id, 'waiting')
  expect(my.agentRequests(words)).toHaveLength(3)
})

test('after calls too, within the loop limit', async () => {
  const { configuration } = await rig.desk().settings.get({})
  if (configuration.agent === undefined) throw new Error('The sample has an agent.')
  await rig.desk().settings.import({
    configuration: { ...configuration, agent: { ...configuration.agent, loopLimit: 2 } },
  })
  try {
    const words = 'Look and say nothing.'
    const lookup = (id: string) => ({ calls: [{ id, name: 'lookup_order', arguments: { order_id: '10433' } }] })
    my.script(words, lookup('first'), { text: '' })
    const id = await my.customerWrites(words)
    const { id: ours } = await my.activity(id, 'idle')
    expect(my.agentRequests(words)).toHaveLength(2)
    my.script(words, lookup('first'), lookup('second'), lookup('third'), lookup('fourth'))
    await rig.desk().conversations.continueAgent({ id: ours })
    await my.activity(id, 'limit')
    expect(my.agentRequests(words)).toHaveLength(4)
  } finally {
    await rig.desk().settings.import({ configuration })
  }
})

test('a desk that stops before it could ask does so when it starts again', async () => {
  const words = 'Ask me later.'
  const { id, ours } = await silentAbout(words)
  rig.sandbox.control.fault({ service: 'xai', kind: 'status', status: 400 })
  await rig.desk().conversations.continueAgent({ id: ours })
  await my.activity(id, 'failed')
  my.script(words, { text: 'Later it is.' })
  rig.sandbox.control.clearFaults()
  await rig.restart()
  expect((await my.proposal(id, 'send_reply', 'pending')).arguments).toEqual({ text: 'Later it is.' })
})
