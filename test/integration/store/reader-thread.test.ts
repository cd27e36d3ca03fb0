import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startReader } from '#main/hosts/reader-thread.ts'
import { emptyStore, incomingConversation, incomingMessage, pendingProposals, quiet } from '#test/support/store.ts'
import { searchFor } from '#test/support/search.ts'

test('search, checks and backups are done by another thread', async () => {
  const { store, remove } = await emptyStore({ reader: (file) => startReader(file, quiet) })
  try {
    await pendingProposals(store, ['p1'])
    const messages = [incomingMessage('m', { text: 'Where is my parcel?' })]
    await store.conversations.merge([incomingConversation('c', { messages })], null)
    const page = await searchFor(store, 'par*')
    expect(page).toMatchObject({
      hits: [{ snippet: { text: 'Where is my parcel?', ranges: [[12, 18]] } }],
      next: null,
      behind: null,
    })
    expect(await store.ledger.verify()).toEqual([])
    expect(await store.check()).toEqual([])
    const made = await store.backup.create()
    expect(made).toMatchObject({ verified: true })
    expect(await store.backup.verify(made.file)).toEqual(made)
  } finally {
    await remove()
  }
})

test('what is wrong with a question comes back as a typed error', async () => {
  const { store, remove } = await emptyStore({ reader: (file) => startReader(file, quiet) })
  try {
    await expect(searchFor(store, 'a', { limit: 0 })).rejects.toMatchObject({ code: 'invalid_input' })
  } finally {
    await remove()
  }
})

test('a backup under way is given up when the store closes, and leaves nothing behind', async () => {
  const { store, options, remove } = await emptyStore({ reader: (file) => startReader(file, quiet) })
  try {
    const refused = expect(store.backup.create()).rejects.toThrow()
    await store.close()
    await refused
    expect(readdirSync(options.backupDirectory)).toEqual([])
    await expect(store.backup.create()).rejects.toMatchObject({ code: 'cancelled' })
  } finally {
    await remove()
  }
})
