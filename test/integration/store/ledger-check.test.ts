import { afterEach, beforeEach, expect, test } from 'vitest'
import { openForWriting } from '#main/store/database.ts'
import type { OpenedStore, StoreOptions } from '#main/store/index.ts'
import { emptyStore, pendingProposals } from '#test/support/store.ts'

/** The whole check of the ledger as a screen asks for it: ten entries of five proposals. */
let store: OpenedStore
let options: StoreOptions
let remove: () => Promise<void>

beforeEach(async () => {
  ;({ store, options, remove } = await emptyStore())
  await pendingProposals(store, ['p1', 'p2', 'p3', 'p4', 'p5'])
})
afterEach(() => remove())

async function told(signal: AbortSignal) {
  const found = []
  for await (const one of store.audit.check([], signal)) found.push(one)
  return found
}

test('it tells how far it is, and says the same as the checks it is made of', async () => {
  const all = await told(new AbortController().signal)
  expect(all).toContainEqual({ type: 'progress', what: 'entries', done: 10, total: 10 })
  expect(all).toContainEqual({ type: 'progress', what: 'proposals', done: 5, total: 5 })
  const chain = await store.audit.verify([])
  expect(all.at(-1)).toEqual({ type: 'result', chain, snapshots: await store.ledger.verify() })
})

test('what was altered is found by both of its parts', async () => {
  const db = openForWriting(options.file)
  db.exec('drop trigger ledger_forbids_update')
  db.exec(`update ledger set payload = '{}' where seq = 4`)
  db.close()
  const all = await told(new AbortController().signal)
  expect(all.at(-1)).toMatchObject({ type: 'result', chain: { broken: { seq: 4 } }, snapshots: ['p2'] })
})

test('where nobody listens any more it ends without a result', async () => {
  expect((await told(AbortSignal.abort())).map(({ type }) => type)).not.toContain('result')
})
