import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openForWriting } from '#main/store/database.ts'
import { spawnSandbox, type SpawnedSandbox } from '#test/support/sandbox-spawn.ts'
import { readStamps } from '#test/support/stamped-frames.ts'
import { until } from '#test/support/until.ts'
import { openingOf, startVoiceEngine, type RunningEngine } from '#test/support/voice-engine-thread.ts'

/** Calls on the engine's own thread, with a service in another process, while something goes wrong around them. */
const callId = 'call_test'
let sandbox: SpawnedSandbox
let engine: RunningEngine
beforeEach(async () => {
  sandbox = await spawnSandbox()
  await sandbox.control.voice({ voice: 'tones', deltaMs: 1 })
  engine = startVoiceEngine({ microphone: { kind: 'stamped' } })
  await engine.client.open({ ...openingOf(sandbox), agent: { instructions: 'Help.' } })
  await engine.now((now) => now.talk.phase === 'armed' && now.line.state === 'ready')
})
afterEach(async () => {
  await engine.close()
  await sandbox.stop()
})

const press = () => engine.client.press({ callId, repeat: false })
const commits = async (times: number): Promise<true> =>
  until('the commit', async () => {
    const { received } = await sandbox.control.voiceCounters()
    return (received['input_audio_buffer.commit'] ?? 0) >= times ? true : null
  })
/** The frames that arrived, by their numbers. */
async function arrivedFrames(): Promise<readonly number[]> {
  const sound = Buffer.from(await sandbox.control.voiceSound(), 'base64')
  return readStamps(sound).map((stamp) => stamp?.sequence ?? Number.NaN)
}
const inOneRow = (frames: readonly number[]): boolean =>
  frames.every((sequence, place) => sequence === (frames[0] ?? 0) + place)

test('searches in SQLite that stop the main thread again and again take nothing from what is said', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-voice-'))
  const db = openForWriting(join(directory, 'words.sqlite'))
  try {
    db.exec(`create virtual table words using fts5(text);
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 30000)
      insert into words select 'order ' || i || ' tent pole came broken and I want my money back ' || (i * 7919 % 9973) from n`)
    const search = db.prepare(
      `select rowid, snippet(words, 0, '[', ']', '…', 12) from words where words match ? order by rank limit 50`,
    )
    await press()
    const end = performance.now() + 3000
    let longest = 0
    let searches = 0
    while (performance.now() < end) {
      const began = performance.now()
      while (performance.now() - began < 250) {
        search.all('order OR tent OR money')
        searches += 1
      }
      longest = Math.max(longest, performance.now() - began)
      await sleep(20)
    }
    await engine.client.release({ callId })
    await commits(1)
    const frames = await arrivedFrames()
    expect(searches).toBeGreaterThan(3)
    expect(longest).toBeGreaterThan(240)
    expect(frames.length).toBeGreaterThan(150)
    expect(inOneRow(frames)).toBe(true)
    const moments = (await sandbox.control.voiceMoments()).filter(({ type }) => type === 'input_audio_buffer.append')
    const gaps = moments.slice(1).map(({ at }, place) => at - (moments[place]?.at ?? at))
    // Three frames to an event; far below the time for which the main thread stood still each time. Sound that waited for it would come in
    // bursts, a quarter of the gaps as long as that.
    expect(gaps.toSorted((one, other) => other - one)[Math.floor(gaps.length / 10)]).toBeLessThan(160)
  } finally {
    db.close()
    rmSync(directory, { recursive: true })
  }
})

test('a key whose coming up nobody heard of ends the turn, with all that was said until then', async () => {
  await press()
  await sleep(800)
  await engine.client.loseKey({ callId, why: 'blur' })
  await engine.event('notice', ({ notice }) => notice === 'key_lost')
  await commits(1)
  const frames = await arrivedFrames()
  expect(frames.length).toBeGreaterThan((800 + 200) / 20 - 5)
  expect(inOneRow(frames)).toBe(true)
  await engine.event('line', ({ line }) => line.lane === 'agent' && line.state === 'final')
  // Nothing is sent after that, and the next press is one.
  await press()
  await sleep(500)
  await engine.client.release({ callId })
  await commits(2)
})

test('a microphone that is unplugged in mid-sentence: what was said counts, and the next one is there for the next turn', async () => {
  await press()
  await sleep(700)
  await engine.unplug()
  await engine.event('device', ({ text }) => text.includes('lost'))
  await engine.event('notice', ({ notice }) => notice === 'microphone_lost')
  await commits(1)
  const said = await arrivedFrames()
  expect(said.length).toBeGreaterThan(700 / 20)
  expect(inOneRow(said)).toBe(true)
  await engine.event('device', ({ text }) => text.includes('is now'))
  // Until now the key was held down.
  await engine.client.release({ callId })
  await engine.event('line', ({ line }) => line.lane === 'agent' && line.state === 'final')
  await press()
  await sleep(700)
  await engine.client.release({ callId })
  await commits(2)
  const next = (await arrivedFrames()).slice(said.length)
  expect(next.length).toBeGreaterThan(700 / 20)
  expect(inOneRow(next)).toBe(true)
  expect(engine.all('ended')).toEqual([])
})

test('half an event, half a sample and news out of order: each is told, and the call goes on', async () => {
  await engine.client.close({ callId })
  const path = '/v1/realtime'
  await sandbox.control.fault({ service: 'xai', path, kind: 'out_of_order', after: 7, by: 4 })
  await sandbox.control.fault({ service: 'xai', path, kind: 'bad_sound', after: 1, how: 'odd_bytes' })
  await sandbox.control.fault({ service: 'xai', path, kind: 'malformed', after: 14 })
  const again = 'call_again'
  await engine.client.open({ ...openingOf(sandbox), callId: again, agent: { instructions: 'Help.' } })
  await engine.event('now', (event) => event.callId === again && event.now.line.state === 'ready')
  const answer = (text: string) =>
    engine.event(
      'line',
      ({ line }) => line.lane === 'agent' && line.state === 'final' && line.heard === `You said: ${text}`,
    )
  await engine.client.type({ callId: again, text: 'Hello' })
  await answer('Hello')
  await engine.client.type({ callId: again, text: 'Are you still there' })
  await answer('Are you still there')
  const told = engine.all('problem').map(({ code, message }) => `${code}: ${message}`)
  expect(told.toSorted()).toEqual([
    'protocol: A frame of the voice socket is not an event.',
    'protocol: A piece of sound ends in half a sample.',
  ])
  expect(engine.all('ended').filter((event) => event.callId === again)).toEqual([])
})
