import { afterEach, beforeEach, expect, test } from 'vitest'
import { openForReading } from '#main/store/database.ts'
import type { OpenedStore, StoreOptions } from '#main/store/index.ts'
import { createKeeper, type Keeper } from '#main/store/search/keeper.ts'
import { createTranscriptSearch } from '#main/store/search/search.ts'
import { roundMs } from '#main/store/write-ahead-log.ts'
import { foundIn } from '#test/support/search.ts'
import { approvedBy, emptyStore, incomingConversation, pendingProposals } from '#test/support/store.ts'

let store: OpenedStore
let options: StoreOptions
let keeper: Keeper
let remove: () => Promise<void>

beforeEach(async () => {
  ;({ store, options, remove } = await emptyStore())
  keeper = createKeeper(options.file)
})
afterEach(async () => {
  keeper.close()
  await remove()
})

const approve = async () => {
  const [made] = await pendingProposals(store, ['p1'])
  while (keeper.catchUp(1000) > 0);
  await store.ledger.commit({
    id: 'p1',
    expect: { states: ['pending'], revision: 0, argsHash: made!.argsHash },
    events: [approvedBy('Maja', made!)],
    outbox: { state: 'ready', key: 'p1' },
  })
}

/** As the index has it at this moment, without waiting for what is left. */
async function indexed(text: string): Promise<readonly number[]> {
  const db = openForReading(options.file)
  try {
    return await foundIn({ search: createTranscriptSearch(db, { catchUp: () => 0 }) }, text)
  } finally {
    db.close()
  }
}

test('what was decided is read in the ledger, where nobody noted it, and once', async () => {
  await approve()
  const db = openForReading(options.file)
  try {
    const noted = db.prepare<[], number>('select count(*) from search_changed').pluck()
    expect(noted.get()).toBe(0)
    expect(await indexed('by:Maja')).toEqual([])
    while (keeper.catchUp(1000) > 0);
    expect(await indexed('by:Maja')).toEqual([1])
    const before = db.pragma('data_version', { simple: true })
    expect(keeper.catchUp(1000)).toBe(0)
    expect(db.pragma('data_version', { simple: true }), 'nothing is written where nothing is left').toBe(before)
  } finally {
    db.close()
  }
})

test('whoever writes is left alone for two seconds, and no longer', async () => {
  await approve()
  keeper.keep()
  expect(await indexed('by:Maja')).toEqual([])
  for (let passed = roundMs; passed < 2000; passed += roundMs) {
    await store.conversations.merge([incomingConversation(`at ${passed}`)], null)
    keeper.keep()
    expect(await indexed('by:Maja')).toEqual([])
  }
  await store.conversations.merge([incomingConversation('still writing')], null)
  keeper.keep()
  expect(await indexed('by:Maja')).toEqual([1])
})

test('once nobody writes, the next round indexes', async () => {
  await approve()
  keeper.keep()
  keeper.keep()
  expect(await indexed('by:Maja')).toEqual([1])
})
