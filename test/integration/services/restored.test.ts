import { afterEach, expect, test } from 'vitest'
import { examineFile } from '#main/store/backup.ts'
import { migrations } from '#main/store/migrate.ts'
import { commitRestore, prepareRestore } from '#main/store/restore.ts'
import type { BackupFile } from '#main/store/store.ts'
import { hands, seen, startDesk, type DeskInProcess, type DeskOptions } from '#test/support/desk-in-process.ts'
import { until } from '#test/support/until.ts'

/** A database from the past knows nothing of what was sent since. Nothing goes out twice because of that. */
let rig: DeskInProcess
let my: ReturnType<typeof hands>
const start = async (options: DeskOptions) => {
  rig = await startDesk(options)
  my = hands(rig)
}
afterEach(() => rig.stop())

async function goBackTo(backup: BackupFile): Promise<void> {
  await rig.restart(async () => {
    const watch = () => {}
    const examine = async (file: string) => examineFile(file)
    const how = { file: rig.databaseFile, backup, why: 'replaced' as const, at: Date.now(), migrations, examine, watch }
    commitRestore(await prepareRestore(how), watch)
  })
}

test('what ran when the backup was made is unknown, and found by looking', async () => {
  let backup: Promise<BackupFile> | null = null
  await start({ onPoint: (point) => void (point === 'sent' && (backup ??= rig.store().backup.create())) })
  my.script('Is it in stock?', { text: 'It is.' })
  const id = await my.customerWrites('Is it in stock?')
  rig.sandbox.control.fault({ service: 'helpdesk', method: 'POST', path: '*/reply', kind: 'slow_answer', ms: 20_000 })
  await my.approve(await my.proposal(id, 'send_reply', 'pending'))
  const made = await until('the backup', () => backup)
  rig.sandbox.control.clearFaults()
  await my.proposal(id, 'send_reply', 'succeeded')
  await goBackTo(made)
  const [unknown] = await my.proposals(id)
  expect(unknown).toMatchObject({ state: 'unknown', outcome: { error: { code: 'restored' } } })
  expect((await rig.desk().app.get({})).startReport?.needsChecking.map((one) => one.id)).toEqual([unknown?.id])
  const settled = await rig.desk().proposals.resolve({ id: unknown?.id ?? '', how: 'check' })
  expect(settled.state).toBe('succeeded')
  expect(my.writes(/reply/)).toHaveLength(1)
})

/** A rule signed, and the way to the helpdesk was cut when the backup was made; it was sent later. */
async function signedThenSent(): Promise<{ readonly id: string; readonly made: BackupFile }> {
  await start({
    change: (configuration) => ({
      ...configuration,
      defaultDecisions: { ...configuration.defaultDecisions, R2: 'allow' },
    }),
  })
  my.script('When do you open?', { text: 'At nine.' })
  rig.sandbox.control.fault({ service: 'xai', kind: 'latency', ms: 700 })
  const id = await my.customerWrites('When do you open?')
  rig.sandbox.control.fault({ service: 'helpdesk', kind: 'reset', times: 1000 })
  await my.proposal(id, 'send_reply', 'scheduled')
  const made = await rig.store().backup.create()
  rig.sandbox.control.clearFaults()
  await my.proposal(id, 'send_reply', 'succeeded')
  return { id, made }
}

test('what was signed and is found at the helpdesk is outdated, and its conversation a person’s', async () => {
  const { id, made } = await signedThenSent()
  await goBackTo(made)
  expect((await my.proposals(id))[0]).toMatchObject({ state: 'superseded' })
  expect((await my.conversation(id)).control).toBe('human')
  expect(my.writes(/reply/)).toHaveLength(1)
})

test('where the helpdesk cannot be asked, a person is, also where a rule had signed', async () => {
  const { id, made } = await signedThenSent()
  rig.sandbox.control.fault({ service: 'helpdesk', kind: 'reset', times: 1000 })
  await goBackTo(made)
  const [asked] = await my.proposals(id)
  expect(asked).toMatchObject({ state: 'pending', note: expect.stringContaining('perhaps sent since') })
  expect((await rig.desk().app.get({})).startReport?.returnedToPending.map((one) => one.id)).toEqual([asked?.id])
  // Another start finds nothing more to put right, and still nobody but a person signs.
  await rig.restart()
  expect((await my.proposals(id))[0]?.state).toBe('pending')
  expect(my.writes(/reply/)).toHaveLength(1)
})

test('what waited when the backup was made may have been signed since: its card says so', async () => {
  await start({})
  my.script('Is it waterproof?', { text: 'It is.' })
  const id = await my.customerWrites('Is it waterproof?')
  const waiting = await my.proposal(id, 'send_reply', 'pending')
  expect((await rig.desk().proposals.get({ id: waiting.id })).restored ?? null).toBeNull()
  const made = await rig.store().backup.create()
  rig.sandbox.control.fault({ service: 'helpdesk', method: 'GET', kind: 'reset', times: 1000 })
  await goBackTo(made)
  const { restored } = await rig.desk().proposals.get({ id: waiting.id })
  expect(restored).toMatchObject({ backupAt: made.at })
  await rig.restart()
  expect((await rig.desk().proposals.get({ id: waiting.id })).restored).toMatchObject({ backupAt: made.at })
})

test('an undoing that ran when the backup was made is unknown, and its end is the end of what it undoes', async () => {
  let backup: Promise<BackupFile> | null = null
  let isUndoing = false
  await start({
    onPoint: (point) => void (isUndoing && point === 'sent' && (backup ??= rig.store().backup.create())),
  })
  const args = { order_id: '10460', address: '9 Mill Lane, Kendal' }
  my.script('Send it elsewhere.', { calls: [{ id: 'c1', name: 'update_address', arguments: args }] }, { text: 'Done.' })
  const id = await my.customerWrites('Send it elsewhere.')
  await my.approve(await my.proposal(id, 'update_address', 'pending'))
  const done = await my.proposal(id, 'update_address', 'succeeded')
  const inverse = await rig.desk().proposals.undo({ id: done.id })
  isUndoing = true
  rig.sandbox.control.fault({ service: 'company', method: 'PUT', kind: 'slow_answer', ms: 20_000 })
  const address = { order_id: '10460', address: '1 Old Street, Kendal' }
  await rig.desk().proposals.decide({ verb: 'edit', ...seen(inverse), arguments: address })
  const made = await until('the backup', () => backup)
  rig.sandbox.control.clearFaults()
  await my.proposal(id, 'update_address', 'undone')
  await goBackTo(made)
  const get = async (which: string) => (await rig.desk().proposals.get({ id: which })).proposal
  expect(await get(inverse.id)).toMatchObject({ state: 'unknown', outcome: { error: { code: 'restored' } } })
  expect(await get(done.id)).toMatchObject({ state: 'undo_pending', compensatedBy: inverse.id })
  await rig.desk().proposals.resolve({ id: inverse.id, how: 'happened', note: 'The order shows it.' })
  expect(await get(done.id)).toMatchObject({ state: 'undone' })
})
