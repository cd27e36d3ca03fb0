import { createHash, createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ActivityQuery } from '#main/store/activity.ts'
import type { Anchor } from '#main/store/chain.ts'
import { openForWriting, type Connection } from '#main/store/database.ts'
import { openStore, type OpenedStore, type StoreOptions } from '#main/store/index.ts'
import { load } from '#test/support/database-dump.ts'
import {
  approvedBy,
  emptyStore,
  pendingProposals,
  storeOptions,
  temporaryDirectory,
  testKey,
} from '#test/support/store.ts'

/** Ten rows, five proposals: row 2n-1 is the proposal, row 2n that it asks. */
let store: OpenedStore
let options: StoreOptions
let remove: () => Promise<void>

beforeEach(async () => {
  ;({ store, options, remove } = await emptyStore())
  await pendingProposals(store, ['p1', 'p2', 'p3', 'p4', 'p5'])
})
afterEach(() => remove())

const anchorHere = async (why: Anchor['why'] = 'day'): Promise<Anchor> => {
  const head = await store.audit.head()
  return { at: options.clock.now(), seq: head!.seq, seal: head!.seal, why }
}

/** By hand, on the file: the triggers are no hindrance to whoever can write it. */
function tamper(change: (db: Connection) => void): void {
  const db = openForWriting(options.file)
  try {
    db.pragma('foreign_keys = OFF')
    db.exec('drop trigger ledger_forbids_update; drop trigger ledger_forbids_delete;')
    change(db)
  } finally {
    db.close()
  }
}
const altered = (column: string, value: string, seq = 4) =>
  tamper((db) => db.exec(`update ledger set ${column} = ${value} where seq = ${seq}`))

test('what was written is found as it was written, whoever asks and however it went', async () => {
  expect(await store.audit.verify([await anchorHere()])).toEqual({ events: 10, before: 0, unknown: null, broken: null })
  // A transaction that is taken back in the middle leaves no gap and no wrong link.
  const [made] = await pendingProposals(store, ['q1'])
  const expectation = { states: ['pending'], revision: 0, argsHash: made!.argsHash } as const
  const doomed = {
    id: 'q1',
    expect: expectation,
    events: [approvedBy('Jo', made!)],
    outbox: { state: 'done' },
  } as const
  const good = { ...doomed, outbox: { state: 'ready', key: 'k' } } as const
  const results = await Promise.allSettled([doomed, good, doomed].map((commit) => store.ledger.commit(commit)))
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected'])
  expect(await store.audit.verify([])).toMatchObject({ events: 13, broken: null })
  await store.close()
  store = await openStore(options)
  await pendingProposals(store, ['q2'])
  expect(await store.audit.verify([])).toMatchObject({ events: 15, broken: null })
})

describe('what was tampered with is found and named', () => {
  test.each([
    ['payload', `replace(payload, '42', '43')`, 3],
    ['payload', `'{"type":"asked" }'`, 4],
    ['type', `'approved'`, 4],
    ['at', 'at + 1', 4],
    ['proposal_id', `'p1'`, 4],
    ['conversation_id', '7', 4],
    ['seal', `replace(seal, 'a', 'b')`, 4],
    ['seal', 'null', 4],
  ])('another %s: %s', async (column, value, seq) => {
    altered(column, value, seq)
    const { broken } = await store.audit.verify([])
    expect(broken).toMatchObject({ seq, what: `Row ${seq} is not as it was written.` })
  })

  test('one row removed, at the beginning and in the middle', async () => {
    tamper((db) => db.exec('delete from ledger where seq = 6'))
    expect((await store.audit.verify([])).broken).toEqual({ seq: 6, proposalId: null, what: 'Row 6 is missing.' })
    onFile('delete from ledger where seq < 3')
    expect((await store.audit.verify([])).broken).toMatchObject({ seq: 1, what: 'Rows 1 to 2 are missing.' })
  })

  test('one row removed and the rest moved up', async () => {
    tamper((db) => {
      db.exec('delete from ledger where seq = 6')
      for (let seq = 7; seq <= 10; seq += 1) db.exec(`update ledger set seq = ${seq - 1} where seq = ${seq}`)
    })
    expect((await store.audit.verify([])).broken).toMatchObject({ seq: 6 })
  })

  test('two rows in each other’s place', async () => {
    tamper((db) => {
      db.exec('update ledger set seq = 99 where seq = 4')
      db.exec('update ledger set seq = 4 where seq = 7')
      db.exec('update ledger set seq = 7 where seq = 99')
    })
    expect((await store.audit.verify([])).broken).toMatchObject({ seq: 4 })
  })

  test('a row put in at the end without the key', async () => {
    tamper((db) =>
      db.exec(
        `insert into ledger select 11, proposal_id, conversation_id, type, payload, at, seal from ledger where seq = 10`,
      ),
    )
    expect((await store.audit.verify([])).broken).toMatchObject({ seq: 11, proposalId: 'p5' })
  })

  test('rows cut off at the end, by an anchor', async () => {
    const anchor = await anchorHere('stop')
    tamper((db) => db.exec('delete from ledger where seq > 7'))
    expect((await store.audit.verify([])).broken).toBeNull()
    expect((await store.audit.verify([anchor])).broken).toEqual({
      seq: 8,
      proposalId: null,
      what: 'The rows after 7 are gone: on 2023-11-14 there was a row 10.',
    })
  })

  test('a ledger cut off and grown again', async () => {
    const anchor = await anchorHere()
    tamper((db) =>
      db.exec(
        "delete from ledger where seq > 7; update proposals set entries = json_remove(entries, '$[1]') where id > 'p3'",
      ),
    )
    await pendingProposals(store, ['q1', 'q2'])
    expect((await store.audit.verify([])).broken).toBeNull()
    expect((await store.audit.verify([anchor])).broken).toMatchObject({ seq: 10 })
  })

  test('all seals taken off', async () => {
    const anchor = await anchorHere()
    tamper((db) => db.exec('update ledger set seal = null'))
    expect(await store.audit.verify([anchor])).toMatchObject({ broken: { seq: 10 } })
  })

  test('seals of another key behind those of ours', async () => {
    altered('seal', `'0badc0de' || substr(seal, 9)`, 10)
    expect((await store.audit.verify([])).broken).toMatchObject({ seq: 10 })
  })
})

function onFile(sql: string): void {
  const db = openForWriting(options.file)
  db.pragma('foreign_keys = OFF')
  db.exec(sql)
  db.close()
}

test('a backup that took the ledger’s place is said, and what was anchored before it no longer binds', async () => {
  const before = await anchorHere()
  tamper((db) => db.exec('delete from ledger where seq > 7'))
  const replaced = await anchorHere('replaced')
  expect(replaced.seq).toBe(7)
  expect((await store.audit.verify([before, replaced])).broken).toBeNull()
  // It binds what came before its end all the same.
  const early: Anchor = { at: 0, seq: 5, seal: 'something else', why: 'day' }
  expect((await store.audit.verify([early, before, replaced])).broken).toMatchObject({ seq: 5 })
})

test('with a new key the desk works on, and what the old one sealed is called unknown', async () => {
  await store.close()
  const anchor = { at: 0, seq: 10, seal: 'x', why: 'day' } as const
  store = await openStore({ ...options, ledgerKey: new Uint8Array(32).fill(8) })
  expect(await store.audit.verify([])).toMatchObject({ events: 10, unknown: { from: 1, to: 10 }, broken: null })
  await pendingProposals(store, ['q1'])
  expect(await store.audit.verify([])).toMatchObject({ events: 12, unknown: { from: 1, to: 10 }, broken: null })
  expect((await store.audit.verify([anchor])).broken).toMatchObject({ seq: 10 })
  altered('seal', `replace(seal, 'a', 'b')`, 10)
  expect((await store.audit.verify([])).broken).toMatchObject({ seq: 11 })
})

test('rows from before the chain are covered by the first seal', async () => {
  const directory = temporaryDirectory()
  const older = storeOptions(directory.path)
  const db = openForWriting(older.file)
  const fixture = new URL('../../fixtures/schema/0050.sql', import.meta.url)
  load(db, readFileSync(fixture, 'utf8'))
  const rows = db.prepare('select count(*) from ledger').pluck().get() as number
  db.close()
  const upgraded = await openStore(older)
  await pendingProposals(upgraded, ['new'])
  expect(await upgraded.audit.verify([])).toEqual({ events: rows + 2, before: rows, unknown: null, broken: null })
  const again = openForWriting(older.file)
  again.exec(`drop trigger ledger_forbids_update; update ledger set at = at + 1 where seq = 1`)
  again.close()
  expect((await upgraded.audit.verify([])).broken).toMatchObject({ seq: rows + 1 })
  await upgraded.close()
  directory.remove()
})

/** Twenty lines after the first line of an export, without a line of the desk. */
function verifyExport(text: string, key: Uint8Array): string {
  const lines = text.split('\n').filter((line) => line !== '')
  const end = JSON.parse(lines.pop()!) as { rows: number; sha256: string }
  const body = `${lines.join('\n')}\n`
  if (createHash('sha256').update(body).digest('hex') !== end.sha256) return 'the file was changed'
  const rows = lines.slice(1).map((line) => JSON.parse(line) as Record<string, string | number | null>)
  const id = createHash('sha256').update('countersign ledger key\n').update(key).digest('hex').slice(0, 8)
  const origin = createHash('sha256')
  let before: string | null = null
  for (const [index, { seq, proposal, conversation, type, payload, at, seal }] of rows.entries()) {
    if (seq !== index + 1) return `row ${index + 1} is missing`
    const fields = [seq, proposal, conversation, type, payload, at]
    if (seal === null) origin.update(`${JSON.stringify(fields)}\n`)
    else {
      before ??= rows[0]!['seal'] === null ? origin.digest('hex') : ''
      const expected: string = createHmac('sha256', key)
        .update(JSON.stringify([before, ...fields]))
        .digest('hex')
      if (seal !== `${id}:${expected}`) return `row ${seq} was changed`
      before = String(seal)
    }
  }
  return rows.length === end.rows ? 'as it was written' : 'rows are missing'
}

test('an export can be verified by its own first line and the key alone', async () => {
  const { file, rows, bytes, sha256 } = await store.audit.export()
  const text = readFileSync(file, 'utf8')
  expect({ rows, bytes }).toEqual({ rows: 10, bytes: Buffer.byteLength(text) })
  expect(text).toContain(sha256)
  expect(JSON.parse(text.split('\n')[0]!)).toMatchObject({
    countersign: 'ledger',
    format: 1,
    verify: expect.any(Array),
  })
  expect(verifyExport(text, testKey)).toBe('as it was written')
  expect(verifyExport(text.replace('#W1', '#W2'), testKey)).toBe('the file was changed')
  const forge = (change: (lines: string[]) => string[]) => {
    const lines = change(text.trimEnd().split('\n').slice(0, -1))
    const body = `${lines.join('\n')}\n`
    const end = { end: true, rows: lines.length - 1, sha256: createHash('sha256').update(body).digest('hex') }
    return `${body}${JSON.stringify(end)}\n`
  }
  expect(
    verifyExport(
      forge((lines) => lines),
      testKey,
    ),
  ).toBe('as it was written')
  expect(
    verifyExport(
      forge((lines) => lines.with(3, lines[3]!.replace('42', '43'))),
      testKey,
    ),
  ).toBe('row 3 was changed')
  expect(
    verifyExport(
      forge((lines) => lines.toSpliced(4, 1)),
      testKey,
    ),
  ).toBe('row 4 is missing')
  // The same moment again: another file, never over the one that is there.
  await expect(store.audit.export()).rejects.toThrow()
})

test('what happened, newest first, by person, kind and tool, page by page', async () => {
  const made = await pendingProposals(store, ['r1', 'r2'], { tool: 'send_reply', kind: 'reply', risk: 2 })
  const commit = (proposal: (typeof made)[number], who: string) =>
    store.ledger.commit({
      id: proposal.id,
      expect: { states: ['pending'], revision: 0, argsHash: proposal.argsHash },
      events: [approvedBy(who, proposal)],
      outbox: { state: 'ready', key: `key of ${proposal.id}` },
    })
  await commit(made[0]!, 'Jo')
  await commit(made[1]!, 'Sam')
  const all: ActivityQuery = { before: null, limit: 100, who: null, types: null, tool: null, risk: null, state: null }
  const seqs = async (more: Partial<ActivityQuery>) =>
    (await store.audit.activity({ ...all, ...more })).entries.map(({ seq }) => seq)
  expect(await seqs({})).toEqual([16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
  expect(await seqs({ who: 'Jo' })).toEqual([15])
  expect(await seqs({ types: ['approved'] })).toEqual([16, 15])
  expect(await seqs({ tool: 'send_reply', types: ['asked'] })).toEqual([14, 12])
  expect(await seqs({ types: ['approved', 'asked'], risk: 2 })).toEqual([16, 15, 14, 12])
  expect(await seqs({ state: 'scheduled', types: ['proposed'] })).toEqual([13, 11])
  expect(await seqs({ who: 'Agent', tool: 'refund_order' })).toEqual([9, 7, 5, 3, 1])
  const first = await store.audit.activity({ ...all, limit: 3, types: ['asked'] })
  expect(first.entries.map(({ seq }) => seq)).toEqual([14, 12, 10])
  expect(await seqs({ before: first.before!, types: ['asked'] })).toEqual([8, 6, 4, 2])
  expect((await store.audit.activity({ ...all, before: 1 })).before).toBeNull()
  const [newest] = (await store.audit.activity({ ...all, limit: 1 })).entries
  expect(newest).toMatchObject({ proposalId: 'r2', customer: 'Ana Ruiz', proposal: { state: 'scheduled' } })
})
