import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sha256 } from '#main/domain/canonical.ts'
import { openForReading, openForWriting } from '#main/store/database.ts'
import { openStore } from '#main/store/index.ts'
import { migrations, type Migration } from '#main/store/migrate.ts'
import { load, schemaOf } from '#test/support/database-dump.ts'
import { pendingProposals, storeOptions, temporaryDirectory } from '#test/support/store.ts'
import { foundIn } from '#test/support/search.ts'

const fixtures = fileURLToPath(new URL('../../fixtures/schema/', import.meta.url))
let directory: ReturnType<typeof temporaryDirectory>
const options = (more = {}) => storeOptions(directory.path, more)

beforeEach(() => {
  directory = temporaryDirectory()
})
afterEach(() => directory.remove())

/** Of each shipped migration. A line here never changes; new ones are added. */
const shipped = [
  { number: 10, hash: '524d9feeaaff9e6c8b8bc01d75e363de1ed276c8df4c3d9497ed37b9de931daf' },
  { number: 30, hash: '4910487c57358a6d60c0fb8f982d85d029e5230ff66065045bf200b944669384' },
  { number: 40, hash: '82383cd72897eb3efba68626daab5b5fd06d763793b4cf925a03be801367d716' },
  { number: 50, hash: '1c9ac309a88e388f9f0338135dda4697f3da9661f7a84b2fa4f9f51aeb6c885e' },
  { number: 60, hash: 'f32bd8cf11be49e20c8bcc6d26506cbc36d8d05a7536b3e010e409e61ba2e9c8' },
  { number: 70, hash: '2ff761970748660e45f8156e4af8e7c3731fa1c6a408100a4424cf329e643c94' },
  { number: 75, hash: '9799a6afa74fdd7ad30cef0bde5da97bc3e76e4a1df4e0e03e935c03e1791aa7' },
  { number: 80, hash: '7d9ce57e284ee51d75160032eddd7888a4d4d5c04d45cdbc0204bcacfbd207bb' },
  { number: 90, hash: 'a941e63c02a6acd0ced14d8f473c1d64f9f1ba5907f9d47b336a45b35eaa2397' },
  { number: 95, hash: '3afd23e5810ec76ebf69ea8435b6bb26604c1007e47b5dcd2cd80ea7dcdf353b' },
  { number: 100, hash: 'f9c872b753556a4cd63b108862ad7a78e8f14cbed8624e45b95ce5cf542ee460' },
  { number: 105, hash: 'ef918263e3d8dfc78f2b34918e0d9b4490129732e9b86b9b8f54eaccd9693dc9' },
  { number: 110, hash: '61504fbf3ec2c744e0be967749fe5b7e64131cdd05d3642d32aaeaf658329d17' },
  { number: 115, hash: '923a9f59061ec61c3397780937a63bc5962d2db5264a439730844b43d763fa69' },
  { number: 120, hash: '593a5fc49a1a84339a5d85fda1d5284b50a209b8c4c8aa76246ba8d08d77fcf6' },
  { number: 125, hash: '130a620812094c453b46a7e76c15baa1fb265771905dcb7af53fba6e1ff20ab4' },
  { number: 130, hash: '023be1345a9d6fd84a0facf8fc9750aa9e0090c8fdd760f6727982d8085d6134' },
  { number: 135, hash: 'e2c629857594d5b76152d1e81df913dde186de03377838a53865c0c1c6c9d7b0' },
  { number: 140, hash: 'd518fc748a6f2ddd4c77e566ce65c39982e7dbe8e207f01e0ccb1ed962b0a33b' },
]

test('shipped migrations are as they were shipped', () => {
  expect(migrations.map(({ number, sql }) => ({ number, hash: sha256(sql) }))).toEqual(shipped)
})

test('there is a dump of every released schema', () => {
  expect(readdirSync(fixtures).toSorted()).toEqual(
    migrations.map(({ number }) => `${String(number).padStart(4, '0')}.sql`),
  )
})

test.each(migrations.map(({ number }) => number))(
  'a database of version %i becomes one of today, rows and all',
  async (number) => {
    const db = openForWriting(options().file)
    load(db, readFileSync(`${fixtures}${String(number).padStart(4, '0')}.sql`, 'utf8'))
    db.close()
    const store = await openStore(options())
    const fresh = await openStore(options({ file: `${directory.path}/fresh.sqlite` }))
    const [upgraded, made] = [options().file, `${directory.path}/fresh.sqlite`].map((file) => {
      const reading = openForReading(file)
      const schema = schemaOf(reading).toSorted((a, b) => (a.name < b.name ? -1 : 1))
      reading.close()
      return schema
    })
    expect(upgraded).toEqual(made)
    await fresh.close()
    expect(await store.conversations.get(1)).toMatchObject({
      externalId: 'fixture-1',
      tags: ['vip'],
      waitingSince: 1000,
    })
    expect(await store.ledger.get('fixture-p1')).toMatchObject({ state: 'scheduled' })
    expect(await store.ledger.outbox(['ready'])).toMatchObject([{ key: 'fixture-key', proposalId: 'fixture-p1' }])
    expect(await ids(store)).toEqual(['fixture-p2'])
    expect(await foundIn(store, 'parcel')).toEqual([1])
    expect(await store.settings.get('configuration')).toEqual({ version: 1 })
    expect(await store.settings.cursor('helpdesk')).toBe('1000')
    expect(await store.ledger.verify()).toEqual([])
    expect(await store.check()).toEqual([])
    await store.close()
  },
)

const ids = async (store: Awaited<ReturnType<typeof openStore>>) =>
  (await store.ledger.queue({ view: 'all', cursor: null, limit: 5 })).items.map(({ id }) => id)

const next = (sql: string): readonly Migration[] => [...migrations, { number: 990, sql }]

async function existing(): Promise<void> {
  const store = await openStore(options())
  await pendingProposals(store, ['p1'])
  await store.close()
}

test('before the first pending migration the database is backed up', async () => {
  await existing()
  const store = await openStore(options({ migrations: next('alter table conversations add column extra text') }))
  expect(store.opening.upgradedFrom).toBe(migrations.at(-1)!.number)
  const [backup] = await store.backup.list()
  const old = openForReading(backup!.file)
  expect(old.pragma('user_version', { simple: true })).toBe(migrations.at(-1)!.number)
  old.close()
  await store.close()
  const again = await openStore(options({ migrations: next('') }))
  expect(again.opening.upgradedFrom).toBeNull()
  expect(await again.backup.list()).toHaveLength(1)
  await again.close()
})

test.each([
  ['fails half way', 'create table half(a text) strict; insert into nowhere values (1)'],
  ['leaves loose ends', `create table half(a integer references proposals(seq)) strict; insert into half values (99)`],
])('a migration that %s leaves the database as it was', async (_, sql) => {
  await existing()
  await expect(openStore(options({ migrations: next(sql) }))).rejects.toThrow()
  const store = await openStore(options())
  expect(await ids(store)).toEqual(['p1'])
  await store.close()
  const db = openForReading(options().file)
  expect(schemaOf(db).map(({ name }) => name)).not.toContain('half')
  db.close()
})

test('a version that never was, and an order that never was, are refused', async () => {
  await existing()
  const db = openForWriting(options().file)
  db.pragma('user_version = 5')
  db.close()
  await expect(openStore(options())).rejects.toMatchObject({ code: 'database_damaged' })
  const out = [
    { number: 20, sql: '' },
    { number: 10, sql: '' },
  ]
  const file = `${directory.path}/other.sqlite`
  await expect(openStore(options({ file, migrations: out }))).rejects.toMatchObject({ code: 'internal' })
  expect(existsSync(options().backupDirectory)).toBe(false)
})

test('migrations that were applied and are not known are refused', async () => {
  await existing()
  const db = openForWriting(options().file)
  db.exec(`insert into meta(key, value) values ('migrated_7', '0')`)
  db.close()
  await expect(openStore(options())).rejects.toMatchObject({ code: 'database_damaged' })
})
