import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { openStore } from '#main/store/index.ts'
import { program } from '#test/support/programs.ts'
import { storeOptions, temporaryDirectory } from '#test/support/store.ts'

/** Runs the process until it has told of `count` decisions, kills it in the middle of whatever it does. */
async function decideUntilKilled(directory: string, prefix: string, count: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [program('deciding-process'), directory, prefix], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const told: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    told.push(line)
    if (told.length === count) child.kill('SIGKILL')
  }
  if (child.signalCode === null && child.exitCode === null) await once(child, 'exit')
  expect(child.signalCode).toBe('SIGKILL')
  return told
}

test('every decision somebody was told of survives SIGKILL, and none is there by half', async () => {
  const directory = temporaryDirectory()
  const told: string[] = []
  try {
    for (let round = 0; round < 6; round += 1) {
      told.push(...(await decideUntilKilled(directory.path, `round-${round}`, 3 + Math.floor(Math.random() * 25))))
      const store = await openStore(storeOptions(directory.path))
      expect(store.opening).toMatchObject({ isNew: false, wasClean: false, stoppedAt: expect.any(Number) })
      for (const id of told) expect((await store.ledger.get(id)).state).toBe('scheduled')
      const { items } = await store.ledger.list({ states: [], conversationId: null, cursor: null, limit: 10_000 })
      const signed = items.filter(({ decision }) => decision !== null).map(({ id }) => id)
      const outbox = await store.ledger.outbox(['ready'])
      expect(outbox.map(({ proposalId }) => proposalId).toSorted()).toEqual(signed.toSorted())
      expect((await store.ledger.counts()).all).toBe(items.length - signed.length)
      for (const { id, state } of items) {
        expect(await store.ledger.history(id)).toHaveLength(state === 'scheduled' ? 3 : 2)
      }
      expect(await store.ledger.verify()).toEqual([])
      expect(await store.check()).toEqual([])
      await store.close()
    }
  } finally {
    directory.remove()
  }
})
