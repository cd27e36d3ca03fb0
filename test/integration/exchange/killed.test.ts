import { spawnSync } from 'node:child_process'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore, type OpenedStore } from '#main/store/index.ts'
import { canMount, mountSmallDisk } from '#test/support/small-disk.ts'
import { program } from '#test/support/programs.ts'
import { storeOptions, temporaryDirectory } from '#test/support/store.ts'

/** An import that is ended without warning, or meets a full disk, leaves what was before or all of it. */
const many = 240
const content = Buffer.from(
  Array.from({ length: many }, (_, at) => {
    const messages = [0, 1, 2].map((index) => ({ role: index === 1 ? 'assistant' : 'user', content: `${at} ${index}` }))
    return `${JSON.stringify({ id: `${at}`, messages })}\n`
  }).join(''),
)

let directory: ReturnType<typeof temporaryDirectory>
beforeEach(() => {
  directory = temporaryDirectory()
})
afterEach(() => directory.remove())

async function uploaded(path: string): Promise<string> {
  const store = await openStore(storeOptions(path))
  const id = store.exchange.uploads.begin(content.length)
  store.exchange.uploads.add(id, 0, content)
  await store.close()
  return id
}

const conversations = async (store: OpenedStore): Promise<number> => {
  let [count, cursor]: [number, string | null] = [0, null]
  do {
    const page: Awaited<ReturnType<typeof store.conversations.list>> = await store.conversations.list({
      state: 'closed',
      cursor,
      limit: 100,
    })
    count += page.items.length
    cursor = page.next
  } while (cursor !== null)
  return count
}

/** What a desk does when it starts. */
async function resume(store: OpenedStore): Promise<void> {
  for (const { id, done } of await store.exchange.imports()) {
    if (!done) for await (const _ of store.exchange.apply(id, null)) void _
  }
}

test.each([40, 84, 95])('killed at step %i', async (step) => {
  const id = await uploaded(directory.path)
  const ended = spawnSync(process.execPath, [program('importing-process'), directory.path, id, String(step)], {
    encoding: 'utf8',
  })
  expect([ended.signal, ended.stderr.replaceAll(/\(node:\d+\) (Experimental|Module).*\n.*\n?/g, '')]).toEqual([
    'SIGKILL',
    '',
  ])
  const store = await openStore(storeOptions(directory.path))
  const wasDecided = (await store.exchange.imports()).length > 0
  if (!wasDecided) expect(await conversations(store)).toBe(0)
  await resume(store)
  expect(await conversations(store)).toBe(wasDecided ? many : 0)
  const first = wasDecided ? (await store.conversations.messages(1, { before: null, limit: 9 })).messages : []
  expect(first).toHaveLength(wasDecided ? 3 : 0)
  expect(await store.check()).toEqual([])
  await store.close()
})

test.skipIf(!canMount())(
  'a disk that is full leaves the desk as it was, and says so (needs a mount of its own)',
  async () => {
    const disk = mountSmallDisk(24)
    try {
      const id = await uploaded(disk.path)
      const store = await openStore(storeOptions(disk.path))
      disk.fillBut(48 * 1024)
      const stage = async () => {
        for await (const _ of store.exchange.stage(id, new AbortController().signal)) void _
      }
      await expect(stage()).rejects.toMatchObject({ code: 'disk_full' })
      expect(await store.exchange.imports()).toEqual([])
      disk.makeRoom()
      await stage()
      disk.fillBut(64 * 1024)
      expect(() => store.exchange.apply(id, { by: 'Jo', name: 'x', sha256: '', keepTheirs: false })).toThrow(/room/)
      expect(await conversations(store)).toBe(0)
      disk.makeRoom()
      for await (const _ of store.exchange.apply(id, { by: 'Jo', name: 'x', sha256: '', keepTheirs: false })) void _
      expect(await conversations(store)).toBe(many)
      await store.close()
    } finally {
      disk.remove()
    }
  },
)
