import { dirname } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Call, CallView, ConsentMode } from '#contract/call.ts'
import type { Configuration } from '#contract/settings.ts'
import { sha256 } from '#main/domain/canonical.ts'
import { openStore } from '#main/store/index.ts'
import { startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { createScriptedEngine, recordingsInMemory, type ScriptedEngine } from '#test/support/scripted-engine.ts'
import { storeOptions } from '#test/support/store.ts'
import { until } from '#test/support/until.ts'

let rig: DeskInProcess
let scripted: ScriptedEngine
let files: Map<string, Uint8Array>
let recordings: ReturnType<typeof recordingsInMemory>
let configuration: Configuration

beforeEach(async () => {
  scripted = createScriptedEngine()
  files = new Map()
  recordings = recordingsInMemory(files)
  rig = await startDesk({ voice: { engine: () => scripted.engine, recordings } })
  configuration = (await rig.desk().settings.get({})).configuration as Configuration
})
afterEach(() => rig.stop())

const calls = () => rig.desk().calls
const view = (id: string): Promise<CallView> => calls().get({ id })
const recorded = () => scripted.of('record').map(({ state }) => state)
const disclosures = () => scripted.of('say').filter(({ tag }) => tag === 'disclosure')

async function begin(consent: ConsentMode | null): Promise<Call> {
  await rig.desk().settings.import({ configuration: { ...configuration, voice: { ...configuration.voice, consent } } })
  const { agents } = await calls().agents({})
  const call = await calls().start({
    agentId: agents[0]?.id ?? '',
    caller: null,
    number: null,
    medium: 'voice',
    dryRun: false,
  })
  scripted.now(call.id)
  return until('the call to be live', async () => {
    const { call: now } = await view(call.id)
    return now.state === 'live' ? now : null
  })
}

const spoken = (callId: string, whole: boolean, words?: string) => {
  const heard = words ?? String(disclosures().at(-1)?.['text'])
  scripted.line(callId, { itemId: 'd1', heard, tag: 'disclosure' })
  scripted.say({ type: 'spoken', callId, atMs: 4000, tag: 'disclosure', itemId: 'd1', heardMs: 3100, whole })
}
const is = (
  callId: string,
  state: 'recording' | 'paused' | 'disk_low' | 'off',
  durationMs: number,
  atMs = durationMs,
) => scripted.say({ type: 'recording', callId, atMs, state, durationMs, message: '' })
const state = (id: string, wanted: Call['recording']['state']) =>
  until(`the recording to be ${wanted}`, async () => {
    const { call } = await view(id)
    return call.recording.state === wanted ? call : null
  })

test('nobody chose: nothing is said and nothing recorded', async () => {
  const { id } = await begin(null)
  expect((await view(id)).call).toMatchObject({
    consent: null,
    recording: { state: 'off' },
    caller: expect.stringMatching(/^Test of /),
  })
  expect([disclosures(), recorded()]).toEqual([[], []])
  expect(scripted.of('open')[0]).toMatchObject({ consent: null })
})

test('announced: recorded once all of it was heard, with the proof on disk before', async () => {
  const { id } = await begin('announce')
  const text = configuration.voice.disclosure.announce
  expect(disclosures()).toEqual([expect.objectContaining({ text, interruptible: false })])
  expect((await view(id)).call.recording.state).toBe('waiting')
  spoken(id, false)
  await until('it to be said again', () => (disclosures().length === 2 ? true : null))
  expect(recorded()).toEqual([])
  spoken(id, true)
  await until('the recording to be asked for', () => (recorded().length === 1 ? true : null))
  expect((await rig.store().calls.get(id)).consent).toEqual({
    mode: 'announce',
    text,
    version: sha256(text).slice(0, 12),
    spokenAt: expect.any(Number),
    heardMs: 3100,
    response: 'announced',
    notedBy: null,
  })
})

test('a notice that is cut off again and again leaves the call without a recording', async () => {
  const { id } = await begin('announce')
  for (const count of [1, 2, 3]) {
    await until(`attempt ${count}`, () => (disclosures().length === count ? true : null))
    spoken(id, false)
  }
  await until('the mark', async () =>
    (await view(id)).marks.some(({ text }) => text.includes('Nothing is recorded')) ? true : null,
  )
  expect([disclosures().length, recorded()]).toEqual([3, []])
})

test('other words than the notice are no notice, however they came to be said', async () => {
  const { id } = await begin('announce')
  const { announce } = configuration.voice.disclosure
  spoken(id, true, 'Good morning, how can I help?')
  await until('it to be said again', () => (disclosures().length === 2 ? true : null))
  expect((await view(id)).call.consent).toMatchObject({ spokenAt: null, response: 'waiting' })
  expect(recorded()).toEqual([])
  spoken(id, true, ` ${announce.toUpperCase().replaceAll('.', ' .')}`)
  await until('the recording to be asked for', () => (recorded().length === 1 ? true : null))
})

test('asked: recorded only once somebody notes that the caller agrees', async () => {
  const { id } = await begin('ask')
  await expect(calls().noteConsent({ id, agreed: true })).rejects.toMatchObject({ code: 'conflict' })
  spoken(id, true)
  await until('the question to be heard', async () => (await view(id)).call.consent?.spokenAt ?? null)
  expect(recorded()).toEqual([])
  expect((await calls().noteConsent({ id, agreed: true })).consent).toMatchObject({
    response: 'agreed',
    notedBy: 'Jo Lindqvist',
  })
  expect(recorded()).toEqual(['on'])
  await calls().noteConsent({ id, agreed: false })
  expect(recorded()).toEqual(['on', 'off'])
  expect((await view(id)).call).toMatchObject({ consent: { response: 'refused' }, recording: { state: 'off' } })
})

test('a pause is a gap; a disk without room ends the recording and not the call; the end keeps what there is', async () => {
  const { id } = await begin('announce')
  spoken(id, true)
  await until('the recording to be asked for', () => (recorded().length === 1 ? true : null))
  is(id, 'recording', 0, 4000)
  await state(id, 'recording')
  await calls().pauseRecording({ id, paused: true })
  expect(recorded().at(-1)).toBe('paused')
  is(id, 'paused', 2000, 6000)
  await state(id, 'paused')
  is(id, 'recording', 5000, 9000)
  await state(id, 'recording')
  is(id, 'disk_low', 7000, 11_000)
  const low = await state(id, 'disk_low')
  expect(low).toMatchObject({
    state: 'live',
    recording: {
      gaps: [
        { fromMs: 2000, toMs: 5000, why: 'paused' },
        { fromMs: 7000, toMs: null, why: 'disk_low' },
      ],
    },
  })
  files.set(`${id}.wav`, new Uint8Array([82, 73, 70, 70]))
  const file = `/recordings/${id}.wav`
  scripted.recording = { file, bytes: 4, durationMs: 7000, sha256: 'ab'.repeat(32) }
  const ended = await calls().end({ id })
  expect(ended.recording).toMatchObject({ state: 'kept', durationMs: 7000, repaired: false })
  expect(await rig.store().calls.recording(id)).toMatchObject({ file: `${id}.wav`, offsetMs: 4000 })
  expect(await calls().audio({ id, offset: 2 })).toEqual({ bytes: 4, data: 'RkY=', type: 'audio/wav' })
  expect(await calls().peaks({ id })).toEqual({ perSecond: 50, data: 'AQIDBA==' })
  expect((await calls().removeRecording({ id })).recording.state).toBe('off')
  expect(files.size).toBe(0)
  await expect(calls().audio({ id, offset: 0 })).rejects.toMatchObject({ code: 'not_found' })
})

test('an engine that dies ends its calls, with what was recorded put right', async () => {
  const { id } = await begin('announce')
  recordings.left = { file: `/recordings/${id}.wav`, bytes: 4, durationMs: 900, sha256: 'cd'.repeat(32) }
  scripted.line(id, { itemId: 'i1', lane: 'caller', state: 'partial', heard: 'I wanted to' })
  scripted.die()
  const call = await until('the end', async () => {
    const { call: now } = await view(id)
    return now.state === 'ended' ? now : null
  })
  expect(call).toMatchObject({ end: { why: 'failed' }, recording: { state: 'kept', durationMs: 900 } })
  expect((await view(id)).lines).toMatchObject([{ heard: 'I wanted to', state: 'partial' }])
})

test('taken, handed back, told: in words, and the agent’s voice speaks for the operator', async () => {
  const { id, conversationId } = await begin(null)
  await calls().take({ id })
  expect((await view(id)).now?.taken).toBe('Jo Lindqvist')
  await calls().handBack({ id })
  expect(scripted.of('setTaken').map(({ taken }) => taken)).toEqual([true, false])
  await calls().tellCaller({ id, text: 'We are closed on Monday.' })
  const tag = String(scripted.of('say')[0]?.['tag'])
  scripted.line(id, { itemId: 't1', heard: 'We are closed on Monday.', tag })
  const line = await until('the line', async () => (await view(id)).lines[0] ?? null)
  expect(line).toMatchObject({ lane: 'operator', kind: 'told' })
  await until('the message', async () => {
    const { messages } = await rig.desk().conversations.get({ id: conversationId })
    return messages[0]?.author === 'operator' && messages[0].authorName === 'Jo Lindqvist' ? true : null
  })
  scripted.say({ type: 'usage', callId: id, sessionMs: 90_000, sentMs: 0, playedMs: 0, textItems: 10, tokens: 0 })
  await until('the cost', async () => ((await view(id)).call.cost.amount === 0.115 ? true : null))
})

test('a desk that stops in an orderly way ends its calls first; one that did not puts them right at its start', async () => {
  const { id } = await begin('announce')
  await rig.restart()
  expect((await view(id)).call).toMatchObject({ state: 'ended', end: { why: 'operator' } })
  const cut = await begin('announce')
  // As a kill leaves it: under way on disk, and nobody there.
  await rig.restart(async () => {
    const store = await openStore(storeOptions(dirname(rig.databaseFile)))
    await store.calls.keep(cut.id, { call: { state: 'live', endedAt: null, end: null } })
    await store.close()
  })
  expect((await view(cut.id)).call).toMatchObject({ state: 'ended', end: { why: 'desk_stopped' } })
  expect(recordings.repaired).toContain(cut.id)
})

test('where a smaller file is wished for, it takes the place of the recording once it is known', async () => {
  configuration = { ...configuration, voice: { ...configuration.voice, opus: true } }
  const { id } = await begin('announce')
  files.set(`${id}.wav`, new Uint8Array([82, 73, 70, 70]))
  scripted.recording = { file: `/recordings/${id}.wav`, bytes: 4, durationMs: 7000, sha256: 'ab'.repeat(32) }
  await calls().end({ id })
  await until('the smaller file', async () =>
    (await rig.store().calls.recording(id))?.file === `${id}.opus` && !files.has(`${id}.wav`) ? true : null,
  )
  expect(await rig.store().calls.recording(id)).toMatchObject({ bytes: 1, sha256: 'ef'.repeat(32) })
  expect(await calls().audio({ id, offset: 0 })).toMatchObject({ bytes: 1, type: 'audio/ogg' })
  expect((await calls().peaks({ id })).data).toBe('AQIDBA==')
})
