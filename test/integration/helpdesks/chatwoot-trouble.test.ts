import { afterAll, beforeAll, expect, test } from 'vitest'
import { throughChatwoot } from '#test/support/chatwoot-desk.ts'
import { hands, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { until } from '#test/support/until.ts'

/** What goes wrong at Chatwoot without anybody at the desk: it is said in the conversation, and nothing goes where it cannot arrive. */
let rig: DeskInProcess
let my: ReturnType<typeof hands>
beforeAll(async () => {
  rig = await startDesk({ change: throughChatwoot })
  my = hands(rig)
})
afterAll(() => rig.stop())

const answered = async (words: string) => {
  my.script(words, { text: `About “${words}”: yes.` })
  const id = await my.customerWrites(words)
  return { id, reply: await my.proposal(id, 'send_reply', 'pending') }
}
const texts = async (id: string) => {
  await rig.desk().sync.now({})
  const { messages } = await rig.desk().conversations.get({ id: (await my.conversation(id)).id })
  return messages.map(({ text }) => text)
}
const written = () => rig.sandbox.control.counters().parts['comment'] ?? 0

test('an answer that was not delivered afterwards is said under it, with why', async () => {
  const { id, reply } = await answered('Do you mend zips?')
  await my.approve(reply)
  await my.proposal(id, 'send_reply', 'succeeded')
  rig.sandbox.control.happen({ conversation: id, undelivered: 'The mailbox is full' })
  await until('it to be said', async () =>
    (await texts(id)).includes('Chatwoot could not deliver the message above: The mailbox is full') ? true : null,
  )
  expect((await texts(id)).filter((text) => text.includes('mend zips?”: yes'))).toHaveLength(1)
})

test('where the channel takes no answer any more nothing is sent, and it says why', async () => {
  const { id, reply } = await answered('Are the soles glued?')
  rig.sandbox.control.happen({ conversation: id, over: true })
  const before = written()
  await my.approve(reply)
  const failed = await my.proposal(id, 'send_reply', 'failed')
  expect(failed.outcome).toMatchObject({ error: { message: expect.stringContaining('takes no answer') } })
  expect(written()).toBe(before)
})

test('words a customer deleted are gone here too, as they are there', async () => {
  const { id } = await answered('My code is 4711 in secret')
  await my.customerWrites('And forget 0815 please', id)
  expect(await texts(id)).toContain('And forget 0815 please')
  rig.sandbox.control.happen({ conversation: id, gone: true })
  await until('the words to be gone', async () => ((await texts(id)).includes('And forget 0815 please') ? null : true))
  expect(await texts(id)).toContain('[redacted]')
})
