import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bringBackRecordings, recordingsOf } from '#main/store/recording-copies.ts'
import type { StoredCall } from '#main/store/call-rows.ts'
import { emptyStore, standingClock } from '#test/support/store.ts'

/** Recordings stand beside each backup, are proved with it, leave with it, and come back with it. */
let world: Awaited<ReturnType<typeof emptyStore>>
const clock = standingClock()
const sound = Buffer.from('RIFF of a call')

beforeEach(async () => {
  world = await emptyStore({ clock })
  mkdirSync(world.options.recordingDirectory)
  writeFileSync(join(world.options.recordingDirectory, 'c1.wav'), sound)
  const call: Omit<StoredCall, 'conversationId'> = {
    id: 'c1',
    agent: { id: 'a', name: 'Order Support', voice: 'Eve' },
    caller: 'Ana Ruiz',
    number: null,
    medium: 'voice',
    dryRun: false,
    state: 'ended',
    startedAt: 1000,
    liveAt: 1000,
    endedAt: 2000,
    end: { why: 'operator', message: '' },
    recording: { state: 'kept', durationMs: 1000, gaps: [], repaired: false },
    consent: null,
    knowledge: null,
    outOfSight: [],
    cost: { amount: 0, currency: 'USD' },
  }
  await world.store.calls.begin(call, { externalId: 'x', name: 'Ana Ruiz', email: null })
  const sha256 = createHash('sha256').update(sound).digest('hex')
  const recording = { file: 'c1.wav', bytes: sound.length, sha256, offsetMs: 0, peaks: null }
  await world.store.calls.keep('c1', { recording })
})
afterEach(() => world.remove())

const live = () => join(world.options.recordingDirectory, 'c1.wav')

test('a backup holds the recordings, takes no room for them twice, and says which are not as they were', async () => {
  const { file } = await world.store.backup.create()
  const held = join(recordingsOf(file), 'c1.wav')
  expect(readFileSync(held)).toEqual(sound)
  expect(statSync(held).ino).toBe(statSync(live()).ino)
  expect(await world.store.backup.verify(file)).toMatchObject({ verified: true, recordings: { kept: 1, wrong: [] } })
  rmSync(held)
  writeFileSync(held, 'other')
  expect(await world.store.backup.verify(file)).toMatchObject({
    verified: true,
    recordings: { kept: 0, wrong: ['c1.wav'] },
  })
})

test('a recording that is missing comes back with its backup, one that is wrong does not', async () => {
  const { file } = await world.store.backup.create()
  expect(await bringBackRecordings(file, world.options.file)).toEqual({ back: 0, lost: 0 })
  rmSync(live())
  expect(await bringBackRecordings(file, world.options.file)).toEqual({ back: 1, lost: 0 })
  expect(readFileSync(live())).toEqual(sound)
  rmSync(live())
  writeFileSync(join(recordingsOf(file), 'c1.wav'), 'other')
  expect(await bringBackRecordings(file, world.options.file)).toEqual({ back: 0, lost: 1 })
  expect(existsSync(live())).toBe(false)
})

test('recordings leave with their backup', async () => {
  for (let made = 0; made < 5; made += 1) {
    clock.advance(1000)
    await world.store.backup.create()
  }
  const names = readdirSync(world.options.backupDirectory)
  expect(names.filter((name) => name.endsWith('.db'))).toHaveLength(3)
  expect(names.filter((name) => name.endsWith('.calls'))).toHaveLength(3)
})
