import { closeSync, openSync, readdirSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openForReading, openForWriting, write } from '#main/store/database.ts'
import { openOrRecoverStore, openStore } from '#main/store/index.ts'
import { migrations } from '#main/store/migrate.ts'
import { recoverDatabase } from '#main/store/recover.ts'
import {
  incomingConversation,
  incomingMessage,
  pendingProposals,
  storeOptions,
  temporaryDirectory,
} from '#test/support/store.ts'
import { foundIn } from '#test/support/search.ts'

let directory: ReturnType<typeof temporaryDirectory>
const options = () => storeOptions(directory.path)

beforeEach(() => {
  directory = temporaryDirectory()
})
afterEach(() => directory.remove())

test('a connection that writes is durable, strict about keys and private', async () => {
  const store = await openStore(options())
  await store.close()
  const db = openForWriting(options().file)
  const pragma = (name: string) => db.pragma(name, { simple: true })
  expect({
    journal_mode: pragma('journal_mode'),
    synchronous: pragma('synchronous'),
    foreign_keys: pragma('foreign_keys'),
    trusted_schema: pragma('trusted_schema'),
    temp_store: pragma('temp_store'),
    busy_timeout: pragma('busy_timeout'),
    wal_autocheckpoint: pragma('wal_autocheckpoint'),
  }).toEqual({
    journal_mode: 'wal',
    synchronous: 2,
    foreign_keys: 1,
    trusted_schema: 0,
    temp_store: 2,
    busy_timeout: 5000,
    wal_autocheckpoint: 20_000,
  })
  const tables = db.prepare<[], { name: string; strict: number; type: string }>('pragma table_list').all()
  const loose = tables.filter(
    ({ name, strict, type }) => type === 'table' && strict === 0 && !name.startsWith('sqlite_'),
  )
  expect(loose).toEqual([])
  db.prepare('insert into settings(key, value) values (?, ?)').run('a', '1')
  for (const side of ['', '-wal', '-shm']) expect(statSync(options().file + side).mode & 0o777).toBe(0o600)
  db.close()
})

test('it remembers how it was left', async () => {
  const first = await openStore(options())
  expect(first.opening).toEqual({ isNew: true, wasClean: true, stoppedAt: null, upgradedFrom: 0 })
  await first.close()
  const second = await openStore(options())
  expect(second.opening).toEqual({
    isNew: false,
    wasClean: true,
    stoppedAt: options().clock.now(),
    upgradedFrom: null,
  })
  await second.close()
  expect(readdirSync(directory.path)).toEqual(['desk.sqlite'])
})

test('a database of a newer version is refused and left as it is', async () => {
  const store = await openStore(options())
  await store.close()
  const db = openForWriting(options().file)
  db.pragma('user_version = 990')
  db.close()
  const before = readFileSync(options().file)
  await expect(openStore(options())).rejects.toMatchObject({ code: 'database_newer', data: { version: 990 } })
  await expect(openOrRecoverStore(options())).rejects.toMatchObject({ code: 'database_newer' })
  expect(readFileSync(options().file).equals(before)).toBe(true)
})

test('what is no database is set aside, and the newest backup that passes its check takes its place', async () => {
  const clock = options().clock
  const store = await openStore(options())
  await pendingProposals(store, ['p1'])
  await store.backup.create()
  await pendingProposals(store, ['p2'])
  const newest = await store.backup.create()
  await pendingProposals(store, ['p3'])
  await store.close()
  scribble(newest.file, 4096 * 3)
  scribble(options().file, 0)
  await expect(openStore(options())).rejects.toMatchObject({ code: 'database_damaged' })

  const { store: recovered, recovery } = await openOrRecoverStore(options())
  expect(recovery).toMatchObject({ how: 'restored', from: { at: clock.now() }, lostEntries: null })
  expect((await recovered.ledger.get('p1')).state).toBe('pending')
  await expect(recovered.ledger.get('p2')).rejects.toMatchObject({ code: 'not_found' })
  expect((await recovered.backup.list()).map(({ verified }) => verified)).toEqual([false, true])
  await recovered.close()
  expect(readdirSync(directory.path).filter((name) => name.startsWith('desk.sqlite.damaged-'))).toHaveLength(1)
})

test('what was lost is counted where the damaged file can still tell', async () => {
  const store = await openStore(options())
  await pendingProposals(store, ['p1'])
  await store.backup.create()
  await pendingProposals(store, ['p2', 'p3'])
  await store.close()
  const db = openForWriting(options().file)
  const page = db.prepare<[], number>(`select rootpage from sqlite_schema where name = 'conversations'`).pluck().get()!
  db.close()
  scribble(options().file, (page - 1) * 4096)
  const damaged = await openStore(options())
  expect(await damaged.check()).not.toEqual([])
  await expect(damaged.conversations.get(1)).rejects.toMatchObject({ code: 'database_damaged' })
  await damaged.close()
  const { file, backupDirectory, log, clock } = options()
  expect(await recoverDatabase({ file, backupDirectory, log, migrations, at: clock.now() })).toMatchObject({
    how: 'restored',
    lostEntries: 4,
    lostUntil: clock.now(),
  })
  const recovered = await openStore(options())
  expect(await recovered.check()).toEqual([])
  expect((await recovered.ledger.counts()).all).toBe(1)
  await recovered.close()
})

test('without any backup the caller is told, and nothing was touched', async () => {
  writeFileSync(options().file, 'not a database at all'.repeat(1000))
  await expect(openOrRecoverStore(options())).rejects.toMatchObject({ code: 'database_damaged' })
  expect(readdirSync(directory.path)).toEqual(['desk.sqlite'])
})

test('a full disk and a read-only one are said by code, and nothing was recorded', async () => {
  const store = await openStore(options())
  await store.close()
  const db = openForWriting(options().file)
  const pages = Number(db.pragma('page_count', { simple: true }))
  db.pragma(`max_page_count = ${pages}`)
  const fill = () =>
    write(db, () => db.prepare('insert into settings(key, value) values (?, ?)').run('a', 'x'.repeat(1e6)))
  expect(fill).toThrow(expect.objectContaining({ code: 'disk_full', data: { sqlite: 'SQLITE_FULL' } }))
  expect(db.prepare('select count(*) from settings').pluck().get()).toBe(0)
  db.close()
  const reading = openForReading(options().file)
  const change = () => write(reading, () => reading.prepare('delete from settings').run())
  expect(change).toThrow(expect.objectContaining({ code: 'disk_full', data: { sqlite: 'SQLITE_READONLY' } }))
  reading.close()
})

test('a damaged search index is rebuilt and costs nothing else', async () => {
  const store = await openStore(options())
  const messages = [incomingMessage('m1', { text: 'parcel' }), incomingMessage('m2', { text: 'refund' })]
  await store.conversations.merge([incomingConversation('c1', { messages })], null)
  expect(await foundIn(store, 'parcel')).toEqual([1])
  await store.close()
  const db = openForWriting(options().file)
  db.unsafeMode(true)
  db.exec(`delete from search_index_data where id > 10`)
  db.close()
  const { file, backupDirectory, log } = options()
  expect(await recoverDatabase({ file, backupDirectory, log, migrations, at: 1 })).toEqual({ how: 'search_rebuilt' })
  const again = await openStore(options())
  expect(await foundIn(again, 'parcel')).toEqual([1])
  expect(await again.check()).toEqual([])
  await again.close()
})

function scribble(file: string, at: number): void {
  const handle = openSync(file, 'r+')
  writeSync(handle, Buffer.alloc(4096, 0x5a), 0, 4096, at)
  closeSync(handle)
}
