import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AuditReport } from '#contract/audit.ts'
import { runCommandLine } from '#main/hosts/cli/run.ts'
import { openForWriting } from '#main/store/database.ts'

/** The command line on a profile of its own, with the sample company: a desk is opened and stopped for each command. */
let folder: string
let profile: string
const run = async (...words: string[]) => {
  let [out, err] = ['', '']
  const code = await runCommandLine([...words, '--profile', profile], {
    environment: {},
    standardInput: async () => '',
    print: (text) => void (out += text),
    complain: (text) => void (err += text),
    whenStopped: async () => {},
  })
  return { code, out, err }
}
const inSample = (name: string) => join(profile, 'sample', name)
const anchors = async () => (await readFile(inSample('ledger-anchors.jsonl'), 'utf8')).trimEnd().split('\n')
const onFile = (sql: string) => {
  const db = openForWriting(inSample('desk.sqlite'))
  db.pragma('foreign_keys = OFF')
  db.exec(sql)
  db.close()
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-audit-'))
  profile = join(folder, 'profile')
  expect(await run('batch', '--limit', '2')).toMatchObject({ code: 0, err: '' })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('key and anchors lie beside the database, for nobody else; a stop without news adds no anchor', async () => {
  for (const name of ['audit.key', 'ledger-anchors.jsonl'])
    expect((await stat(inSample(name))).mode & 0o777).toBe(0o600)
  expect(await readFile(inSample('audit.key'))).toHaveLength(32)
  const before = await anchors()
  expect(JSON.parse(before.at(-1)!)).toMatchObject({
    why: 'stop',
    seal: expect.stringMatching(/^[0-9a-f]{8}:[0-9a-f]{64}$/),
  })
  const key = await readFile(inSample('audit.key'))
  const verified = await run('audit', 'verify', '--json')
  expect(JSON.parse(verified.out)).toMatchObject({ ok: true, broken: null, snapshots: [], anchors: before.length })
  expect(await anchors()).toEqual(before)
  expect(await readFile(inSample('audit.key'))).toEqual(key)
})

test('lists who did what, and by whom', async () => {
  const listed = await run('audit', 'list', '--limit', '5')
  expect(listed).toMatchObject({ code: 0, err: '' })
  expect(listed.out).toMatch(/More: --before \d+/)
  const agents = JSON.parse((await run('audit', 'list', '--person', 'Agent', '--json')).out) as {
    entries: { type: string }[]
  }
  expect(new Set(agents.entries.map(({ type }) => type))).toEqual(new Set(['proposed']))
})

test('exports into a new file only', async () => {
  const file = join(folder, 'ledger.jsonl')
  expect(await run('audit', 'export', file)).toMatchObject({ code: 0, err: '' })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
  expect(JSON.parse(lines[0]!)).toMatchObject({ countersign: 'ledger' })
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ end: true, rows: lines.length - 2 })
  expect(await run('audit', 'export', file)).toMatchObject({ code: 4, err: expect.stringContaining('already') })
})

test('an entry changed in the file is found and named; so is a cut, against an anchor', async () => {
  onFile(`drop trigger ledger_forbids_update; drop trigger ledger_forbids_delete`)
  onFile(`update ledger set at = at + 1 where seq = 2`)
  onFile(`update proposals set body = json_set(body, '$.risk', 4) where seq = 1`)
  const changed = await run('audit', 'verify')
  expect(changed).toMatchObject({ code: 4, out: '' })
  expect(changed.err).toContain('Row 2 is not as it was written.')
  expect(changed.err).toContain('Not what their entries add up to: ')
  onFile(`update ledger set at = at - 1 where seq = 2`)
  onFile(`update proposals set body = json_set(body, '$.risk', risk) where seq = 1`)
  onFile(`create table kept as select * from ledger where seq = (select max(seq) from ledger)`)
  onFile(`delete from ledger where seq = (select max(seq) from ledger)`)
  expect((await run('audit', 'verify')).err).toMatch(/The rows after \d+ are gone/)
  onFile(`insert into ledger select * from kept; drop table kept`)
  expect((await run('audit', 'verify')).code).toBe(0)
})

test('a backup that took the ledger’s place is told, and lets it go on', async () => {
  const last = JSON.parse((await anchors()).at(-1)!) as { seq: number }
  onFile(
    `create table kept as select * from ledger where seq = ${last.seq}; delete from ledger where seq = ${last.seq}`,
  )
  const mark = { at: 1763800000000, backupAt: 1763700000000, aside: 'desk.sqlite.gone', why: 'replaced' }
  onFile(`insert or replace into settings values ('database.restored', '${JSON.stringify(mark)}')`)
  const told = await run('audit', 'verify', '--json')
  const report = (JSON.parse(told.err) as { error: { data: AuditReport } }).error.data
  expect(report).toMatchObject({ broken: null, replaced: [{ at: 1763800000000, seq: last.seq - 1, lost: 1 }] })
  onFile(`delete from settings where key = 'database.restored'`)
  onFile(`insert into ledger select * from kept; drop table kept`)
})

test('a key that is gone, or is none, is followed by another; the desk works on and says what it cannot check', async () => {
  await writeFile(inSample('audit.key'), 'short')
  const verified = await run('audit', 'verify')
  expect(verified.code).toBe(4)
  expect(verified.err).toMatch(/Entries 1 to \d+ carry seals of a key that is not here/)
  expect(await readFile(inSample('audit.key'))).toHaveLength(32)
})

test('what was taken out for good is listed by whom and why, and says nothing of it', async () => {
  const db = openForWriting(inSample('desk.sqlite'))
  const said = db.prepare<[], { id: number; text: string }>(
    `select conversation_id as id, text from messages where author = 'customer' and length(text) > 20 limit 1`,
  )
  const found = said.get() ?? expect.fail('Nobody said anything.')
  db.close()
  const words = found.text.slice(0, 20).trim()
  const taken = await run('redact', String(found.id), '--words', words, '--reason', 'She asked for it')
  expect(taken).toMatchObject({ code: 0, err: '' })
  expect(taken.out).toContain('What it does not reach:')
  const listed = await run('audit', 'list', '--type', 'redacted')
  expect(listed).toMatchObject({ code: 0, err: '' })
  expect(listed.out).toContain('Took something out for good')
  expect(listed.out).toContain('She asked for it')
  expect(listed.out).not.toContain(words)
})
