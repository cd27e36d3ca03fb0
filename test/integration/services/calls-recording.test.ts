import { dirname } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Call } from '#contract/call.ts'
import type { EngineEvent } from '#main/services/voice/engine-contract.ts'
import { openStore } from '#main/store/index.ts'
import { startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { createScriptedEngine, recordingsInMemory, type ScriptedEngine } from '#test/support/scripted-engine.ts'
import { storeOptions } from '#test/support/store.ts'
import { until } from '#test/support/until.ts'

let rig: DeskInProcess
let scripted: ScriptedEngine
let files: Map<string, Uint8Array>
let recordings: ReturnType<typeof recordingsInMemory>
/** The engine does not answer when it is asked to end a call. */
let isStuck: boolean

beforeEach(async () => {
  scripted = createScriptedEngine()
  files = new Map()
  recordings = recordingsInMemory(files)
  isStuck = false
  const engine = {
    ...scripted.engine,
    close: async (input: { callId: string }) => {
      if (isStuck) throw new Error('It does not answer.')
      return scripted.engine.close(input)
    },
  }
  rig = await startDesk({
    change: (configuration) => ({ ...configuration, voice: { ...configuration.voice, consent: 'announce' } }),
    voice: { engine: () => engine, recordings },
  })
})
afterEach(() => rig.stop())

const calls = () => rig.desk().calls
const fileOf = (id: string) => ({ file: `/recordings/${id}.wav`, bytes: 4, durationMs: 900, sha256: 'ab'.repeat(32) })
const kept = (id: string) => rig.store().calls.recording(id)
const is = (callId: string, state: Extract<EngineEvent, { type: 'recording' }>['state'], durationMs: number) =>
  scripted.say({ type: 'recording', callId, atMs: 4000 + durationMs, state, durationMs, message: '' })
const call = (id: string, wanted: (call: Call) => boolean) =>
  until('the call to be so', async () => {
    const { call: now } = await calls().get({ id })
    return wanted(now) ? now : null
  })

async function record(): Promise<string> {
  const { agents } = await calls().agents({})
  const agentId = agents[0]?.id ?? ''
  const { id } = await calls().start({ agentId, caller: 'Ada', number: null, medium: 'voice', dryRun: false })
  scripted.now(id)
  await until('the notice', () => scripted.of('say')[0] ?? null)
  scripted.line(id, { itemId: 'd1', heard: String(scripted.of('say')[0]?.['text']), tag: 'disclosure' })
  scripted.say({ type: 'spoken', callId: id, atMs: 4000, tag: 'disclosure', itemId: 'd1', heardMs: 3100, whole: true })
  await until('the recording to be asked for', () => scripted.of('record')[0] ?? null)
  is(id, 'recording', 0)
  await call(id, ({ recording }) => recording.state === 'recording')
  return id
}

test('a recording that is still being written is left alone, and kept when it comes', async () => {
  const id = await record()
  isStuck = true
  recordings.left = fileOf(id)
  expect(await calls().end({ id })).toMatchObject({ state: 'ended', recording: { state: 'off' } })
  expect([recordings.repaired, await kept(id)]).toEqual([[], null])
  scripted.say({ type: 'ended', callId: id, atMs: 5000, why: 'operator', message: '', recording: fileOf(id) })
  const after = await call(id, ({ recording }) => recording.state === 'kept')
  expect(after).toMatchObject({ end: { why: 'failed' }, recording: { durationMs: 900, repaired: false } })
  expect(await kept(id)).toMatchObject({ file: `${id}.wav`, offsetMs: 4000 })
})

test('what an engine left that died lies where it was recorded, and is said to be put right', async () => {
  const id = await record()
  recordings.left = fileOf(id)
  scripted.die()
  const after = await call(id, ({ state }) => state === 'ended')
  expect(after.recording).toMatchObject({ state: 'kept', repaired: true })
  expect(await kept(id)).toMatchObject({ offsetMs: 4000 })
})

test('so does what a killed desk left', async () => {
  const id = await record()
  await rig.restart(async () => {
    const store = await openStore(storeOptions(dirname(rig.databaseFile)))
    await store.calls.keep(id, { call: { state: 'live', endedAt: null, end: null } })
    await store.close()
    recordings.left = fileOf(id)
  })
  expect(await kept(id)).toMatchObject({ offsetMs: 4000 })
})

test('a recording that could not be finished is put right at the next start', async () => {
  const id = await record()
  is(id, 'failed', 900)
  expect(await calls().end({ id })).toMatchObject({ recording: { state: 'failed' } })
  await rig.restart(() => {
    recordings.parts = [id, 'c_unknown']
    recordings.left = fileOf(id)
  })
  expect((await calls().get({ id })).call).toMatchObject({
    state: 'ended',
    end: { why: 'operator' },
    recording: { state: 'kept', repaired: true, durationMs: 900 },
  })
  expect(await kept(id)).toMatchObject({ file: `${id}.wav`, offsetMs: 4000 })
})

test('an outline that is finished late does not bring back what was removed', async () => {
  const id = await record()
  const drawing = Promise.withResolvers<Uint8Array>()
  const begun = Promise.withResolvers<void>()
  const peaks = async (): Promise<Uint8Array> => {
    begun.resolve()
    return drawing.promise
  }
  Object.assign(recordings, { peaks })
  scripted.recording = fileOf(id)
  await calls().end({ id })
  await begun.promise
  await calls().removeRecording({ id })
  drawing.resolve(new Uint8Array([1]))
  await rig.restart()
  expect(await kept(id)).toBeNull()
})

test('what was switched off and on again is a gap; what stays off is the end of the file', async () => {
  const id = await record()
  for (const [state, at] of [
    ['off', 2000],
    ['recording', 5000],
    ['off', 7000],
  ] as const)
    is(id, state, at)
  await call(id, ({ recording }) => recording.durationMs === 7000)
  scripted.recording = { ...fileOf(id), durationMs: 7000 }
  const { recording } = await calls().end({ id })
  expect(recording.gaps).toEqual([{ fromMs: 2000, toMs: 5000, why: 'paused' }])
})
