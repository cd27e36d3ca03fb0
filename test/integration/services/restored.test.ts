import { afterEach, expect, test } from 'vitest'
import { examineFile } from '#main/store/backup.ts'
import { migrations } from '#main/store/migrate.ts'
import { commitRestore, prepareRestore } from '#main/store/restore.ts'
import type { BackupFile } from '#main/store/store.ts'
import { hands, startDesk, type DeskInProcess, type DeskOptions } from '#test/support/desk-in-process.ts'
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
  rig.sandbox.control.fault({ service: 'helpdesk', method: 'POST', path: '*/reply', kind: 'slow_answer', ms: 1500 })
  await my.approve(await my.proposal(id, 'send_reply', 'pending'))
  await my.proposal(id, 'send_reply', 'succeeded')
  const made = await until('the backup', () => backup)
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
