import { closeSync, openSync, readdirSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { OpenedStore, StoreOptions } from '#main/store/index.ts'
import { emptyStore, pendingProposals, standingClock } from '#test/support/store.ts'

const clock = standingClock()
let store: OpenedStore
let options: StoreOptions
let remove: () => Promise<void>

beforeEach(async () => {
  ;({ store, options, remove } = await emptyStore({ clock, backupsKept: () => 3 }))
})
afterEach(() => remove())

const day = 24 * 60 * 60 * 1000

test('a backup is one private file that stands alone, as of one moment', async () => {
  await pendingProposals(store, ['p1'])
  const [backup] = await Promise.all([store.backup.create(), pendingProposals(store, ['p2'])])
  expect(backup).toMatchObject({ verified: true, at: clock.now() })
  expect(backup.bytes).toBe(statSync(backup.file).size)
  expect(statSync(backup.file).mode & 0o777).toBe(0o600)
  expect(await store.backup.verify(backup.file)).toEqual(backup)
  expect(readdirSync(options.backupDirectory)).toHaveLength(1)
})

test('one a day is made, and old ones go', async () => {
  expect(await store.backup.createIfDue()).not.toBeNull()
  expect(await store.backup.createIfDue()).toBeNull()
  for (let count = 0; count < 5; count += 1) {
    clock.advance(day)
    expect(await store.backup.createIfDue()).toMatchObject({ at: clock.now() })
  }
  expect((await store.backup.list()).map(({ at }) => at)).toEqual([0, 1, 2].map((days) => clock.now() - days * day))
})

test('a backup that does not open is set aside and never counts', async () => {
  const backup = await store.backup.create()
  const handle = openSync(backup.file, 'r+')
  writeSync(handle, Buffer.alloc(4096, 1), 0, 4096, 0)
  closeSync(handle)
  expect(await store.backup.verify(backup.file)).toMatchObject({ verified: false })
  expect(await store.backup.list()).toMatchObject([{ verified: false }])
  expect(await store.backup.createIfDue()).toMatchObject({ verified: true })
})

test('only files of the backup directory can be verified', async () => {
  const elsewhere = join(options.backupDirectory, '..', 'countersign-20250101T000000000Z.db')
  writeFileSync(elsewhere, '')
  await expect(store.backup.verify(elsewhere)).rejects.toMatchObject({ code: 'not_found' })
  await expect(store.backup.verify('desk.sqlite')).rejects.toMatchObject({ code: 'not_found' })
})

test('a copy that was given up in the middle makes room for the next', async () => {
  const orphan = join(options.backupDirectory, 'countersign-20200101T000000000Z.db.part')
  await store.backup.create()
  writeFileSync(orphan, 'half')
  await Promise.all([store.backup.create(), store.backup.create()])
  expect(readdirSync(options.backupDirectory).filter((name) => name.endsWith('.part'))).toEqual([])
  expect(await store.backup.list()).toHaveLength(3)
})

test('the backup that is about to be restored does not make room for another', async () => {
  const oldest = await store.backup.create()
  for (let count = 0; count < 4; count += 1) {
    clock.advance(day)
    await store.backup.createSparing(oldest.file)
  }
  expect((await store.backup.list()).map(({ file }) => file)).toContain(oldest.file)
  clock.advance(day)
  await store.backup.create()
  expect((await store.backup.list()).map(({ file }) => file)).not.toContain(oldest.file)
})
