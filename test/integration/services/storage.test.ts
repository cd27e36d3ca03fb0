import { systemClock } from '#main/kernel/clock.ts'
import { createHurriedClock } from '#test/support/sped-clock.ts'
import { closeSync, openSync, writeSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import type { HttpTool } from '#contract/tool.ts'
import { openForWriting } from '#main/store/database.ts'
import { createSoundness } from '#test/support/disk.ts'
import { hands, seen, startDesk, type DeskInProcess, type DeskOptions } from '#test/support/desk-in-process.ts'
import { fillDatabase, limitedTo } from '#test/support/full-disk.ts'
import { sendJson, startPeer } from '#test/support/peer.ts'
import { until } from '#test/support/until.ts'

/** The disk is full, in the words of SQLite itself: what is known is not lost, what is not recorded does not happen. */
let rig: DeskInProcess
let my: ReturnType<typeof hands>
let giveBack: (() => void) | null = null
const pages = 600

/** Long enough not to fit into what a full file has left. */
const words = `I am sorry. ${'sorry'.repeat(6000)}`

async function start(more: DeskOptions = {}): Promise<void> {
  giveBack = null
  rig = await startDesk({
    clock: createHurriedClock(systemClock, 10),
    store: { migrations: limitedTo(pages) },
    ...more,
  })
  my = hands(rig)
}
afterEach(() => rig.stop())

const fill = () => (giveBack ??= fillDatabase(rig.databaseFile, pages))
const makeRoom = () => fill()()
const storage = async () => (await rig.desk().app.get({})).storage
const stateIs = (state: string) =>
  until(`the disk to be ${state}`, async () => ((await storage())?.state === state ? true : null))

/** The disk fills while the request is under way; the answer comes when it is full. */
async function sendIntoFullDisk(question: string): Promise<string> {
  my.script(question, { text: words })
  const id = await my.customerWrites(question)
  const pending = await my.proposal(id, 'send_reply', 'pending')
  rig.sandbox.control.fault({ service: 'helpdesk', method: 'POST', path: '*/reply', kind: 'slow_answer', ms: 60_000 })
  await my.approve(pending)
  await until('the disk to be full', () => giveBack)
  rig.sandbox.control.clearFaults()
  return id
}

test('an outcome that cannot be written is kept, and written as soon as there is room', async () => {
  await start({ onPoint: (point) => void (point === 'sent' && fill()) })
  const id = await sendIntoFullDisk('Where is my rope?')
  await until('an outcome that cannot be written', async () => ((await storage())?.unrecorded === 1 ? true : null))
  expect(await storage()).toMatchObject({ state: 'full', since: expect.any(Number) })
  expect(my.writes(/reply/)).toHaveLength(1)
  // The conversation can be read, and shows nothing that is not on disk.
  const [proposal] = await my.proposals(id)
  expect(proposal?.state).toBe('executing')
  const { messages } = await rig.desk().conversations.get({ id: proposal?.conversationId ?? 0 })
  expect(messages.every((message) => message.author === 'customer')).toBe(true)

  makeRoom()
  await my.proposal(id, 'send_reply', 'succeeded')
  expect(await storage()).toMatchObject({ unrecorded: 0 })
  await stateIs('ok')
  expect(my.writes(/reply/)).toHaveLength(1)
  expect(await rig.store().ledger.verify()).toEqual([])
})

test('stopped before there was room, it is unknown at the next start and never sent again', async () => {
  await start({ onPoint: (point) => void (point === 'sent' && fill()) })
  const id = await sendIntoFullDisk('Where is my harness?')
  await until('an outcome that cannot be written', async () => ((await storage())?.unrecorded === 1 ? true : null))
  await rig.restart()
  expect((await my.proposals(id)).at(-1)?.state).toBe('unknown')
  expect(my.writes(/reply/)).toHaveLength(1)
})

test('a decision that cannot be recorded is refused and stays open; signed when there is room, it runs by itself', async () => {
  await start()
  my.script('Can I return it?', { text: 'Yes.' })
  const id = await my.customerWrites('Can I return it?')
  const pending = await my.proposal(id, 'send_reply', 'pending')
  fill()
  const edited = { verb: 'edit' as const, ...seen(pending), arguments: { text: words } }
  await expect(rig.desk().proposals.decide(edited)).rejects.toMatchObject({ code: 'disk_full' })
  await stateIs('full')
  expect((await my.proposals(id))[0]).toEqual(pending)
  makeRoom()
  await stateIs('ok')
  await rig.desk().proposals.decide(edited)
  await my.proposal(id, 'send_reply', 'succeeded')
})

test('while it lasts nothing begins: what is signed waits, and goes out when there is room', async () => {
  await start()
  my.script('May I come by?', { text: 'Please do.' })
  const id = await my.customerWrites('May I come by?')
  const pending = await my.proposal(id, 'send_reply', 'pending')
  fill()
  await rig
    .desk()
    .conversations.write({ id: pending.conversationId, text: words, internal: false })
    .catch(() => {})
  await stateIs('full')
  // A small one may still fit into the file: durable, and not begun.
  const signed = await my.approve(pending).catch(() => null)
  await rig
    .desk()
    .sync.now({})
    .catch(() => {})
  expect(my.writes(/reply/)).toHaveLength(0)
  makeRoom()
  if (signed === null) {
    await stateIs('ok')
    await my.approve(pending)
  }
  await my.proposal(id, 'send_reply', 'succeeded')
  expect(my.writes(/reply/)).toHaveLength(1)
})

const reportTool = (url: string): HttpTool => ({
  kind: 'http',
  name: 'make_report',
  description: '',
  risk: 3,
  parameters: { type: 'object', properties: {} },
  sentence: null,
  system: 'Reports',
  reversible: false,
  inverse: null,
  amountPointer: null,
  access: 'write',
  request: { method: 'POST', url: `${url}/reports`, headers: {} },
  timeoutMs: 10_000,
  idempotent: false,
  probe: null,
})

test('the agent is told nothing before the outcome is on disk', async () => {
  const full = Promise.withResolvers<void>()
  const peer = await startPeer(async (response) => {
    await full.promise
    sendJson(response, 200, { report: 'long'.repeat(10_000) })
  })
  await start({
    onPoint: (point) => {
      if (point !== 'sent') return
      fill()
      full.resolve()
    },
    change: (configuration) => ({
      ...configuration,
      allowedHosts: [...configuration.allowedHosts, peer.host],
      tools: [...configuration.tools, reportTool(peer.url)],
    }),
  })
  try {
    my.script('A report please', { calls: [{ id: 'c1', name: 'make_report', arguments: {} }] }, { text: 'Here it is.' })
    const id = await my.customerWrites('A report please.')
    await my.approve(await my.proposal(id, 'make_report', 'pending'))
    await until('an outcome that cannot be written', async () => ((await storage())?.unrecorded === 1 ? true : null))
    expect(my.agentRequests('A report please')).toHaveLength(1)
    makeRoom()
    await my.proposal(id, 'send_reply', 'pending')
    const told = my.agentRequests('A report please').map((body) => body.messages.filter((one) => 'tool_call_id' in one))
    expect(told.map((results) => results.length)).toEqual([0, 1])
    expect(peer.seen).toHaveLength(1)
  } finally {
    await peer.close()
  }
})

/** Zeros over the pages of the table, as a disk that forgot them; what is cached in this process is gone with a restart. */
function forgetMessages(file: string): void {
  const db = openForWriting(file)
  const root = db.prepare(`select rootpage from sqlite_master where name = 'messages'`).pluck().get() as number
  const size = Number(db.pragma('page_size', { simple: true }))
  db.pragma('wal_checkpoint(truncate)')
  db.close()
  const handle = openSync(file, 'r+')
  writeSync(handle, Buffer.alloc(size), 0, size, (root - 1) * size)
  closeSync(handle)
}

test('damage met while running: all of it stands still, what can be read is read, and nothing is sent', async () => {
  const soundness = createSoundness()
  await start({ disk: { soundness } })
  my.script('Is anybody there?', { text: 'Yes, we are.' })
  const id = await my.customerWrites('Is anybody there?')
  const pending = await my.proposal(id, 'send_reply', 'pending')
  await rig.restart(() => forgetMessages(rig.databaseFile))
  await expect(rig.desk().conversations.get({ id: pending.conversationId })).rejects.toMatchObject({
    code: 'database_damaged',
  })
  expect(soundness.reported).not.toEqual([])
  expect(await storage()).toMatchObject({ state: 'damaged', since: expect.any(Number) })
  // The queue and the proposal can be read; deciding is refused and leaves everything as it was.
  const { items } = await rig.desk().inbox.page({ view: 'all', cursor: null, limit: 10 })
  expect(items.map((item) => item.id)).toEqual([pending.id])
  await expect(my.approve(pending)).rejects.toMatchObject({ code: 'database_damaged' })
  await expect(rig.desk().sync.now({})).rejects.toMatchObject({ code: 'database_damaged' })
  await expect(rig.desk().batch.run({ limit: 1 })).rejects.toMatchObject({ code: 'database_damaged' })
  expect(await rig.store().ledger.get(pending.id)).toEqual(pending)
  expect(my.writes(/reply/)).toHaveLength(0)
})
