import { afterEach, expect, test } from 'vitest'
import type { TimelineEntry } from '#contract/transcript.ts'
import { hands, seen, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'

/** A conversation that went through everything, as one list: each thing once, causes before effects, and no key anywhere. */
let rig: DeskInProcess
afterEach(() => rig.stop())

const canary = 'xai-CANARYcanary0123456789'
const tool = 'update_address'
const elsewhere = { order_id: '10460', address: '9 Mill Lane, Kendal' }
const further = { order_id: '10460', address: '10 Mill Lane, Kendal' }

const briefly = (entry: TimelineEntry): string => {
  switch (entry.kind) {
    case 'message':
      return `${entry.message.author}: ${entry.message.text.slice(0, 20)}`
    case 'decision':
      return `${entry.verb} ${entry.changes.map(({ pointer }) => pointer).join()}`.trim()
    case 'receipt':
      return `${entry.result} ${entry.attempt ?? '-'}/${entry.attempts ?? '-'}`
    case 'rule':
      return `rule ${entry.event}`
    case 'proposal':
      return `proposed ${entry.tool}`
    default:
      return entry.kind
  }
}

test('proposed, edited, failed, tried again, undone and refused: every row once and in its order', async () => {
  rig = await startDesk()
  const my = hands(rig)
  const words = `Send it elsewhere. My key is ${canary}`
  my.script(
    'Send it elsewhere.',
    {
      calls: [{ id: 'c1', name: tool, arguments: elsewhere }],
      rag: [{ text: 'Ask twice.', score: 0.8, collection_id: 'a' }],
    },
    { text: 'It goes there now.' },
    { text: 'All right.' },
  )
  const id = await my.customerWrites(words)
  const pending = await my.proposal(id, tool, 'pending')
  rig.sandbox.control.fault({ service: 'company', method: 'PUT', kind: 'status', status: 429, times: 1 })
  await rig.desk().proposals.decide({ verb: 'edit', ...seen(pending), arguments: further, reason: 'A typing error.' })
  await my.retry(await my.proposal(id, tool, 'failed'))
  const done = await my.proposal(id, tool, 'succeeded')
  await my.reject(await my.proposal(id, 'send_reply', 'pending'), 'Not yet.', { next: 'stop' })
  const inverse = await rig.desk().proposals.undo({ id: done.id })
  await rig.desk().proposals.decide({ verb: 'edit', ...seen(inverse), arguments: elsewhere })
  await my.proposal(id, tool, 'undone')

  const { id: conversationId } = await my.conversation(id)
  const view = await rig.desk().timeline.view({ conversationId })
  expect(view.entries.map(briefly)).toEqual([
    'customer: Send it elsewhere. M',
    'retrieval',
    'proposed update_address',
    'rule asked',
    'edit /address',
    'failed 1/2',
    'retry',
    'succeeded 2/2',
    'proposed send_reply',
    'rule asked',
    'reject',
    'rule undo_requested',
    'proposed update_address',
    'rule asked',
    'edit /address',
    'succeeded 1/1',
    'undone -/-',
  ])
  expect(new Set(view.entries.map((entry) => entry.id)).size).toBe(view.entries.length)
  const times = view.entries.map(({ at }) => at)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(view.proposals.map((one) => one.tool).toSorted()).toEqual(['send_reply', tool, tool])

  const { turns } = await rig.desk().timeline.raw({ conversationId })
  expect(turns.length).toBeGreaterThan(1)
  const raw = JSON.stringify(turns)
  expect(raw).toContain('Send it elsewhere.')
  expect(raw).not.toContain('CANARY')
  const detail = await rig.desk().proposals.get({ id: done.id })
  expect(JSON.stringify(detail.raw)).toContain('Send it elsewhere.')
  expect(JSON.stringify(detail.raw)).not.toContain('CANARY')
  await expect(rig.desk().timeline.view({ conversationId: 999_999 })).rejects.toMatchObject({ code: 'not_found' })
})
