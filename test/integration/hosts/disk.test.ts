import { existsSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { StorageStatus } from '#contract/storage.ts'
import { openForWriting } from '#main/store/database.ts'
import { createRig, proposalOf, seen, type Rig } from '#test/support/desk-rig.ts'
import { canMount, freeze, mountSmallDisk, thaw, type SmallDisk } from '#test/support/small-disk.ts'
import { until } from '#test/support/until.ts'
import { startWorld, type World } from '#test/support/world.ts'

/**
 * The real desk process on a real file system that is full, or that refuses to be written. Where this machine lets nobody
 * mount or freeze anything, the same is tested on SQLite's own limits in test/integration/services/storage.test.ts.
 */
const storageOf = async (world: World): Promise<StorageStatus | undefined> => (await world.desk().app.get({})).storage
const stateIs = (world: World, ...states: readonly StorageStatus['state'][]) =>
  until(
    `the disk to be ${states.join(' or ')}`,
    async () => {
      const storage = await storageOf(world)
      return storage !== undefined && states.includes(storage.state) ? storage : null
    },
    40,
  )

/** What the log of the database still has room for would be written without a byte more of disk: it is emptied first. */
async function fillUp(small: SmallDisk | null): Promise<void> {
  if (small === null) throw new Error('There is no small disk.')
  const file = join(small.path, 'profile', 'desk.sqlite')
  await until('a full disk with an empty log', () => {
    const other = openForWriting(file)
    other.pragma('wal_checkpoint(truncate)')
    small.fill()
    const isEmpty = statSync(`${file}-wal`).size === 0
    if (!isEmpty) small.makeRoom()
    other.close()
    return isEmpty ? true : null
  })
}

const freezable = (() => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-freeze-'))
  const file = join(directory, 'one')
  writeFileSync(file, '')
  const can = freeze([file])
  if (can) thaw([file])
  void rm(directory, { recursive: true })
  return can
})()

let rig: Rig | null = null
let disk: SmallDisk | null = null
afterEach(async () => {
  await rig?.stop()
  disk?.remove()
  rig = null
  disk = null
})

/** A credit that waits for a signature on a desk whose profile lies on the small disk. */
async function propose(world: World, amount: number) {
  const words = `My order came late, case ${amount}.`
  const args = { customer_id: 'C-2012', amount, reason: 'The order came late.' }
  await rig?.sandbox.control.script({
    contains: words,
    turns: [{ calls: [{ id: 'call_1', name: 'issue_store_credit', arguments: args }] }, { text: 'Done.' }],
  })
  const externalId = (await rig?.sandbox.control.inject({ text: words })) ?? ''
  const pending = await proposalOf(world, externalId, 'issue_store_credit', ['pending'])
  const credits = async () =>
    ((await rig?.sandbox.control.effects()) ?? []).filter((effect) => effect.input['amount'] === amount).length
  return { externalId, pending, credits }
}

describe.skipIf(!canMount())('a full disk', { timeout: 120_000 }, () => {
  beforeEach(async () => {
    disk = mountSmallDisk(48)
    rig = await createRig(undefined, disk.path)
  })

  test('is a state of the desk, in which nothing is lost and nothing begins, and which ends by itself', async () => {
    const world = (await rig?.startDesk(null)) as World
    // So small a disk has always little room.
    await stateIs(world, 'low')
    const { pending, credits, externalId } = await propose(world, 11)
    await fillUp(disk)
    // The customer writes, the desk reads it, and cannot keep it.
    await rig?.sandbox.control.inject({ text: `One more question. ${'really '.repeat(20_000)}` })
    await stateIs(world, 'full')
    await until('how full it is', async () => ((await storageOf(world))?.freeBytes === 0 ? true : null))
    await world
      .desk()
      .proposals.decide({ verb: 'approve', ...seen(pending) })
      .catch((thrown: unknown) => expect(thrown).toMatchObject({ code: 'disk_full' }))
    // What is there can be read, and the process lives.
    expect((await world.desk().conversations.list({ state: 'all', cursor: null, limit: 50 })).items).not.toEqual([])
    expect(await credits()).toBe(0)
    disk?.makeRoom()
    await stateIs(world, 'low')
    const { proposal } = await world.desk().proposals.get({ id: pending.id })
    if (proposal.state === 'pending') await world.desk().proposals.decide({ verb: 'approve', ...seen(proposal) })
    await proposalOf(world, externalId, 'issue_store_credit', ['succeeded'])
    expect(await credits()).toBe(1)
    expect(world.complaints()).toBe('')
  })

  test('an outcome is kept until there is room; killed before that, it is unknown and not sent again', async () => {
    const world = (await rig?.startDesk(null)) as World
    for (const amount of [21, 22]) {
      const { pending, credits, externalId } = await propose(world, amount)
      await rig?.sandbox.control.fault({ service: 'company', method: 'POST', kind: 'slow_answer', ms: 60_000 })
      await world.desk().proposals.decide({ verb: 'approve', ...seen(pending) })
      await until('the credit', async () => ((await credits()) === 1 ? true : null))
      await fillUp(disk)
      await rig?.sandbox.control.clearFaults()
      await until('an outcome that is not recorded', async () =>
        (await storageOf(world))?.unrecorded === 1 ? true : null,
      )
      if (amount === 21) {
        disk?.makeRoom()
        await proposalOf(world, externalId, 'issue_store_credit', ['succeeded'])
        await stateIs(world, 'low')
      } else {
        await world.kill('SIGKILL')
        disk?.makeRoom()
        const next = (await rig?.startDesk(null)) as World
        const { proposal } = await next.desk().proposals.get({ id: pending.id })
        expect(proposal.state).toBe('unknown')
        const settled = await next.desk().proposals.resolve({ id: pending.id, how: 'check' })
        expect(settled.state).toBe('succeeded')
      }
      expect(await credits()).toBe(1)
    }
  })

  test('a copy takes none of the room that decisions need', async () => {
    const world = (await rig?.startDesk(null)) as World
    const { file } = await world.desk().backup.create({})
    disk?.fillBut(1024 * 1024)
    await expect(world.desk().backup.create({})).rejects.toMatchObject({ code: 'disk_full' })
    await expect(world.desk().backup.restore({ file })).rejects.toMatchObject({ code: 'disk_full' })
    expect((await storageOf(world))?.state).toBe('low')
    expect(readdirSync(world.profileDirectory).filter((name) => /restoring|next/.test(name))).toEqual([])
    disk?.makeRoom()
    expect(await world.desk().backup.restore({ file })).toMatchObject({ from: { file } })
  })

  test('a desk that finds it full when it starts says so with its own code, and starts when there is room', async () => {
    await (await rig?.startDesk(null))?.stop()
    const profileDirectory = join(disk?.path ?? '', 'profile')
    const before = existsSync(join(profileDirectory, 'desk.sqlite'))
    disk?.fill()
    await expect(startWorld({ profileDirectory })).rejects.toThrow(/\(12\)[\s\S]*disk_full/)
    expect(existsSync(join(profileDirectory, 'desk.sqlite'))).toBe(before)
    disk?.makeRoom()
    const world = await startWorld({ profileDirectory })
    expect(await world.desk().app.get({})).toMatchObject({ database: null, sample: false })
    await world.stop()
  })
})

describe.skipIf(!freezable)('a disk that goes read-only', { timeout: 120_000 }, () => {
  test('is told from a full one, and ends by itself', async () => {
    rig = await createRig()
    const world = await rig.startDesk(null)
    const { pending, credits, externalId } = await propose(world, 31)
    const files = ['desk.sqlite', 'desk.sqlite-wal'].map((name) => join(world.profileDirectory, name))
    expect(freeze(files)).toBe(true)
    try {
      const decided = world.desk().proposals.decide({ verb: 'approve', ...seen(pending) })
      await expect(decided).rejects.toMatchObject({ code: 'disk_full' })
      await stateIs(world, 'read_only')
    } finally {
      thaw(files)
    }
    await stateIs(world, 'ok', 'low')
    expect((await world.desk().proposals.get({ id: pending.id })).proposal).toEqual(pending)
    await world.desk().proposals.decide({ verb: 'approve', ...seen(pending) })
    await proposalOf(world, externalId, 'issue_store_credit', ['succeeded'])
    expect(await credits()).toBe(1)
  })
})
