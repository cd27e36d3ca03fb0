import { writeSync } from 'node:fs'
import { openStore } from '#main/store/index.ts'
import { approvedBy, pendingProposals, storeOptions } from '#test/support/store.ts'

/** Decides as fast as it can, and says the id of each decision once its promise has resolved. Ends when killed. */
const [directory, prefix] = process.argv.slice(2)
const store = await openStore(storeOptions(directory!))
for (let count = 0; ; count += 1) {
  const id = `${prefix}-${count}`
  const [proposal] = await pendingProposals(store, [id])
  await store.ledger.commit({
    id,
    expect: { states: ['pending'], revision: 0, argsHash: proposal!.argsHash },
    events: [approvedBy('Jo', proposal!)],
    outbox: { state: 'ready', key: `key of ${id}` },
  })
  writeSync(1, `${id}\n`)
}
