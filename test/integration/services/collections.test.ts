import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Collection, CollectionAct, Upload } from '#contract/collection.ts'
import { account } from '#test/support/account.ts'
import { startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { until } from '#test/support/until.ts'

/** Collections of the sample's account, filled and emptied by people of one desk. */
let rig: DeskInProcess
let my: ReturnType<typeof account>

beforeAll(async () => {
  // As it stands open, so that it takes up by itself what a stop cut short.
  rig = await startDesk({ poll: true })
  my = account(rig)
  rig.sandbox.control.library({ stepMs: 0 })
})
afterEach(() => {
  my.asBefore()
  rig.sandbox.control.library({ stepMs: 0, pageSize: 0 })
})
afterAll(() => rig.stop())

const control = () => rig.sandbox.control
const act = (one: CollectionAct, typed = '') => rig.desk().collections.propose({ act: one, consent: { typed } })
const called = async (name: string): Promise<Collection> => {
  const found = (await rig.desk().collections.list({})).collections.find((one) => one.name === name)
  if (found === undefined) throw new Error(`There is no collection ${name}.`)
  return found
}
const stored = () =>
  control()
    .requests('xai')
    .filter(({ method, path }) => method === 'POST' && path === '/v1/files')
const begin = async (name: string, bytes: number, into = 'Gear care') =>
  rig.desk().collections.beginUpload({ collectionId: (await called(into)).id, name, bytes, changedAt: 1 })
const add = (id: string, text: string, offset = 0) =>
  rig.desk().collections.addPiece({ id, offset, data: Buffer.from(text).toString('base64') })
const upload = async (name: string, text: string): Promise<Upload> => {
  const { id } = await begin(name, Buffer.byteLength(text))
  return add(id, text)
}
const uploads = async (): Promise<readonly Upload[]> => {
  const controller = new AbortController()
  for await (const seen of rig.desk().collections.uploads({}, { signal: controller.signal })) return seen.uploads
  return []
}
const over = (id: string) =>
  until('the upload to be over', async () => ((await uploads()).some((one) => one.id === id) ? null : true))
const becomes = (id: string, ...states: Upload['state'][]) =>
  until(`the upload to be ${states.join(' or ')}`, async () => {
    const one = (await uploads()).find((each) => each.id === id)
    return one !== undefined && one.message !== null && states.includes(one.state) ? one : null
  })
const documentsOf = async (name: string) =>
  (await rig.desk().collections.get({ id: (await called(name)).id })).documents

test('made, named, and deleted only with its name typed; what an agent looks in says who would miss it', async () => {
  control().library({ pageSize: 1 })
  expect((await called('Help centre')).agents).toEqual([{ id: expect.any(String), name: 'Workshop Line' }])
  await expect(act({ act: 'createCollection', name: ' ', description: '' })).rejects.toMatchObject({
    data: { pointer: '/name' },
  })
  control().fault({ service: 'management', method: 'POST', kind: 'lost_response' })
  const lost = await my.ended(await act({ act: 'createCollection', name: 'Repairs', description: '' }), 'unknown')
  expect(lost.risk).toBe(2)
  await rig.desk().proposals.resolve({ id: lost.id, how: 'check' })
  await my.ended(lost, 'succeeded')
  const made = await called('Repairs')
  await my.ended(
    await act({ act: 'changeCollection', id: made.id, name: 'Repairs and care', description: 'Soles' }),
    'succeeded',
  )
  expect(await called('Repairs and care')).toMatchObject({ description: 'Soles', documents: 0, agents: [] })
  await expect(act({ act: 'deleteCollection', id: made.id })).rejects.toMatchObject({ data: { pointer: '/typed' } })
  await my.ended(await act({ act: 'deleteCollection', id: made.id }, 'Repairs and care'), 'succeeded')
  expect((await rig.desk().collections.list({})).collections.map(({ name }) => name)).toEqual([
    'Gear care',
    'Help centre',
  ])
  const help = await called('Help centre')
  const review = await rig.desk().collections.review({ act: 'deleteCollection', id: help.id })
  expect(review).toMatchObject({ risk: 4, typed: { expected: 'Help centre' } })
  expect(review.checks[0]).toMatchObject({ result: 'warn', detail: 'Workshop Line will find nothing there.' })
})

test('a document is stored once, proposed, indexed in steps, found by words, and taken out as a proposal', async () => {
  control().library({ stepMs: 60_000 })
  const before = stored().length
  const { id } = await upload('laces.md', 'Laces. Replace waxed laces once a year.')
  await over(id)
  expect(stored()).toHaveLength(before + 1)
  const laces = (await documentsOf('Gear care')).find(({ name }) => name === 'laces.md')
  expect(laces).toMatchObject({ state: 'processing', bytes: 39, contentType: 'text/markdown', open: [] })
  control().library({ stepMs: 0 })
  const { id: gear } = await called('Gear care')
  const search = (query: string) =>
    rig.desk().collections.search({ query, collectionIds: [gear], mode: 'hybrid', limit: 5 })
  expect((await search('waxed laces')).matches[0]).toMatchObject({ document: 'laces.md', score: 1 })
  expect((await search('helicopter')).matches).toEqual([])
  expect((await documentsOf('Gear care')).find(({ name }) => name.startsWith('boot'))).toMatchObject({
    state: 'failed',
    error: 'No text could be extracted from the file',
  })
  const removal = await act({ act: 'removeDocument', id: gear, documentId: laces?.id ?? '' })
  expect(removal.risk).toBe(3)
  await my.ended(removal, 'succeeded')
  expect((await search('waxed laces')).matches.map(({ document }) => document)).not.toContain('laces.md')
})

test('pieces outlast a stop; a cut in mid-upload is looked for, and never sent a second time where it arrived', async () => {
  const text = 'Soles. Resoling takes two weeks.'
  const first = await begin('soles.md', text.length)
  await add(first.id, text.slice(0, 10))
  await rig.restart()
  expect(await begin('soles.md', text.length)).toMatchObject({ id: first.id, received: 10, state: 'receiving' })
  await expect(rig.desk().collections.resumeUpload({ id: first.id })).rejects.toMatchObject({ code: 'blocked' })
  await expect(add(first.id, 'too much and more than it has', 20)).rejects.toMatchObject({ code: 'invalid_input' })
  const before = stored().length
  // It arrives, its answer does not, and the first question about it is refused as well.
  control().fault({ service: 'xai', method: 'POST', path: '/v1/files', kind: 'lost_response' })
  control().fault({ service: 'xai', method: 'GET', path: '/v1/files', kind: 'status', status: 403 })
  await add(first.id, text.slice(10), 10)
  expect((await becomes(first.id, 'unknown')).message).toMatch(/^Nobody knows whether it arrived\./)
  await rig.desk().collections.resumeUpload({ id: first.id })
  await until('the question to be refused', async () => (control().waitingFaults() === 0 ? true : null))
  const asked = () =>
    control()
      .requests('xai')
      .filter(({ method, path }) => method === 'GET' && path.startsWith('/v1/files'))
  const earlier = asked().length
  await rig.restart()
  await until('it to be looked for, with nobody there', async () => (asked().length > earlier ? true : null))
  await until('it to be found', async () => {
    const one = (await uploads()).find((each) => each.id === first.id)
    return one === undefined || one.state === 'proposed' ? true : null
  })
  await over(first.id)
  expect(stored()).toHaveLength(before + 1)
  expect((await documentsOf('Gear care')).filter(({ name }) => name === 'soles.md')).toHaveLength(1)
  const folder = join(dirname(rig.databaseFile), 'documents')
  expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([])
})

test('what is refused says so, is kept where it can go on, and goes on without being stored anew', async () => {
  await expect(begin('film.mov', 5)).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('md'),
  })
  await expect(begin('empty.md', 0)).rejects.toMatchObject({ code: 'invalid_input' })
  await expect(begin('huge.pdf', 60 * 1024 * 1024)).rejects.toMatchObject({ code: 'too_large' })
  const before = stored().length
  control().fault({ service: 'xai', method: 'POST', path: '/v1/files', kind: 'status', status: 413 })
  const { id } = await upload('felt.md', 'Felt. Keep it dry.')
  expect(await becomes(id, 'stopped')).toMatchObject({
    message: expect.stringContaining('nothing so large'),
    fileId: null,
  })
  // Stored this time; adding it is refused, and goes on from there.
  control().fault({ service: 'management', method: 'POST', kind: 'status', status: 400 })
  await rig.desk().collections.resumeUpload({ id })
  const refused = await until('the addition to fail', async () => {
    const one = (await uploads()).find((each) => each.id === id)
    return one?.state === 'stopped' && one.fileId !== null ? one : null
  })
  expect(refused.message).toContain('not valid')
  await rig.desk().collections.resumeUpload({ id })
  await over(id)
  expect(stored()).toHaveLength(before + 2)
  const other = await begin('other.md', 5)
  await rig.desk().collections.cancelUpload({ id: other.id })
  expect(await uploads()).toEqual([])
})

test('without its key, with a wrong one, or with nonsense for an answer, it is said what is missing', async () => {
  const list = () => rig.desk().collections.list({})
  for (const [status, code] of [
    [401, 'unauthorised'],
    [403, 'forbidden'],
  ] as const) {
    control().fault({ service: 'management', kind: 'status', status })
    await expect(list()).rejects.toMatchObject({ code, message: expect.stringMatching(/management/i) })
  }
  control().fault({ service: 'management', kind: 'malformed' })
  await expect(list()).rejects.toMatchObject({ code: 'protocol' })
  control().fault({ service: 'management', kind: 'error_200', code: 'Some requested entity was not found' })
  await expect(list()).rejects.toMatchObject({ code: 'not_found' })
  const { id } = await called('Gear care')
  await rig.desk().settings.removeSecret({ name: 'management' })
  await expect(list()).rejects.toMatchObject({ code: 'missing_secret', data: { secret: 'management', what: 'key' } })
  // What an agent would find is asked with the other key.
  const found = await rig
    .desk()
    .collections.search({ query: 'leather', collectionIds: [id], mode: 'keyword', limit: 1 })
  expect(found.matches).toMatchObject([{ document: null, collectionIds: [id] }])
})
