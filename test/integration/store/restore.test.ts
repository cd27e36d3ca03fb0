import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, readdirSync, writeFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { examineFile } from '#main/store/backup.ts'
import { openForWriting } from '#main/store/database.ts'
import { openStore, type OpenedStore, type StoreOptions } from '#main/store/index.ts'
import { migrations } from '#main/store/migrate.ts'
import { recoveryOf } from '#main/store/recover.ts'
import { commitRestore, isThere, prepareRestore, readRestoredMark, type RestorePoint } from '#main/store/restore.ts'
import type { BackupFile } from '#main/store/store.ts'
import { program } from '#test/support/programs.ts'
import { emptyStore, pendingProposals, standingClock, storeOptions, temporaryDirectory } from '#test/support/store.ts'

const clock = standingClock()
let store: OpenedStore
let options: StoreOptions
let remove: () => Promise<void>
beforeEach(async () => {
  ;({ store, options, remove } = await emptyStore({ clock }))
})
afterEach(() => remove())

const prepare = (backup: BackupFile) =>
  prepareRestore({
    file: options.file,
    backup,
    why: 'replaced',
    at: clock.now(),
    migrations,
    examine: async (file) => examineFile(file),
    watch: () => {},
  })
const waiting = async (file: string): Promise<number> => {
  const opened = await openStore({ ...options, file })
  const { all } = await opened.ledger.counts()
  await opened.close()
  return all
}

test('going back brings the old state, keeps the present files and says so', async () => {
  await pendingProposals(store, ['p1'])
  const backup = await store.backup.create()
  await pendingProposals(store, ['p2'])
  const prepared = await prepare(backup)
  // Made ready beside the work: what happens meanwhile is in the old files.
  await pendingProposals(store, ['p3'])
  await store.close()
  const aside = commitRestore(prepared, () => {})
  expect(aside).toMatch(/desk\.sqlite\.replaced-\d/)
  const restored = await openStore(options)
  expect((await restored.ledger.counts()).all).toBe(1)
  expect(await restored.check()).toEqual([])
  expect(await restored.ledger.verify()).toEqual([])
  const recovery = await recoveryOf(options.file, restored.settings)
  expect(recovery).toMatchObject({ how: 'restored', why: 'replaced', from: { at: backup.at }, aside, lostEntries: 4 })
  await restored.close()
  expect(await waiting(aside ?? '')).toBe(3)
})

test('a database that died with its log beside it is kept with that log', async () => {
  const directory = temporaryDirectory()
  try {
    run(directory.path, '')
    const { file } = storeOptions(directory.path)
    const aside = readdirSync(directory.path).find((name) => /replaced-[^-]*$/.test(name))
    const kept = await openStore({ ...storeOptions(directory.path), file: `${directory.path}/${aside}` })
    expect((await kept.ledger.counts()).all).toBe(2)
    await kept.close()
    expect(await idsIn(file)).toEqual(['before'])
  } finally {
    directory.remove()
  }
})

const run = (directory: string, killAt: string) =>
  spawnSync(process.execPath, [program('restoring-process'), directory, killAt])

async function idsIn(file: string): Promise<readonly string[]> {
  const opened = await openStore(storeOptions(dirname(file)))
  const { items } = await opened.ledger.list({ states: [], conversationId: null, cursor: null, limit: 10 })
  expect(await opened.check()).toEqual([])
  expect(await opened.ledger.verify()).toEqual([])
  await opened.close()
  return items.map(({ id }) => id).toSorted()
}

const points: readonly (readonly [RestorePoint, readonly string[]])[] = [
  ['copied', ['after', 'before']],
  ['ready', ['after', 'before']],
  ['decided', ['before']],
  ['set_aside', ['before']],
  ['done', ['before']],
]

test.each(points)('killed when %s, the next start finds one whole database', async (point, ids) => {
  const directory = temporaryDirectory()
  try {
    expect(run(directory.path, point).signal).toBe('SIGKILL')
    const { file } = storeOptions(directory.path)
    expect(isThere(file)).toBe(true)
    expect(await idsIn(file)).toEqual(ids)
    const names = readdirSync(directory.path).filter((name) => /restoring|next/.test(name))
    expect(names).toEqual([])
    // Nothing was lost on the way: what is not in the database lies beside it.
    expect(readdirSync(directory.path).some((name) => name.includes('replaced'))).toBe(ids.length === 1)
  } finally {
    directory.remove()
  }
})

test('a backup that is damaged, or from a newer program, changes nothing', async () => {
  const backup = await store.backup.create()
  const newer = openForWriting(backup.file)
  newer.pragma('user_version = 99990')
  newer.pragma('journal_mode = DELETE')
  newer.close()
  await expect(prepare(backup)).rejects.toMatchObject({ code: 'database_newer' })
  const other = await store.backup.create()
  const handle = openSync(other.file, 'r+')
  writeSync(handle, Buffer.alloc(8192, 7), 0, 8192, 8192)
  closeSync(handle)
  await expect(prepare(other)).rejects.toMatchObject({ code: 'database_damaged' })
  writeFileSync(other.file, 'no database at all')
  await expect(prepare(other)).rejects.toMatchObject({ code: 'database_damaged' })
  expect(existsSync(`${options.file}.restoring`)).toBe(false)
  expect(await readRestoredMark(store.settings)).toBeNull()
  await pendingProposals(store, ['still works'])
})
