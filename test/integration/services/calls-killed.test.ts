import { createHash } from 'node:crypto'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CallLine } from '#contract/call.ts'
import { waveHeader } from '#main/services/voice/wave-header.ts'
import { temporaryDirectory } from '#test/support/store.ts'
import { until } from '#test/support/until.ts'
import { makeSpeech } from '#test/support/voice.ts'
import { program } from '#test/support/programs.ts'
import { startWorld, type World } from '#test/support/world.ts'

let directory: ReturnType<typeof temporaryDirectory>
let world: World

beforeEach(async () => {
  directory = temporaryDirectory()
  const sound = join(directory.path, 'speech.wav')
  const samples = new Int16Array(24_000 * 6)
  samples.set(makeSpeech(3, 1.5))
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
  await writeFile(sound, Buffer.concat([waveHeader(24_000, bytes.length), bytes]))
  world = await startWorld({
    entry: program('desk-with-sound'),
    environment: { DESK_SOUND: sound },
  })
})
afterEach(async () => {
  await world.stop()
  directory.remove()
})

const calls = () => world.desk().calls

test('a desk killed in mid-call has what was heard and recorded until the last second', async () => {
  const { configuration } = await world.desk().settings.get({})
  const voice = {
    ...configuration.voice,
    consent: 'announce' as const,
    turns: 'hands_free' as const,
    input: { backend: 'file' as const, id: 'speech.wav' },
    output: { backend: 'file' as const, id: 'speech.wav' },
  }
  await world.desk().settings.import({ configuration: { ...configuration, voice } })
  const { agents } = await calls().agents({})
  const { id, conversationId } = await calls().start({
    agentId: agents.find(({ name }) => name === 'Shop Line')?.id ?? '',
    caller: 'Ada Marsh',
    number: null,
    medium: 'voice',
    dryRun: false,
  })
  const recording = await until('the recording to begin', async () => {
    const { call } = await calls().get({ id })
    return call.recording.state === 'recording' ? call : null
  })
  const began = performance.now()
  expect(recording.consent).toMatchObject({
    mode: 'announce',
    response: 'announced',
    version: expect.stringMatching(/^[0-9a-f]{12}$/),
  })
  await calls().type({ id, text: 'Hello, are you there?' })
  let seen: { readonly at: number; readonly lines: readonly CallLine[] }[] = []
  await until('four seconds of recording and an answer', async () => {
    const { lines } = await calls().get({ id })
    seen = [...seen, { at: performance.now(), lines }]
    const isAnswered = lines.some(({ lane, kind, heard }) => lane === 'agent' && kind === 'speech' && heard !== '')
    return isAnswered && performance.now() - began > 4000 ? true : null
  })
  const killedAt = performance.now()
  await world.kill('SIGKILL')
  const recordedMs = killedAt - began
  await world.restart()

  const after = await calls().get({ id })
  expect(after.call).toMatchObject({
    state: 'ended',
    end: { why: 'desk_stopped' },
    recording: { state: 'kept', repaired: true },
    consent: { response: 'announced' },
  })
  expect(after.now).toBeNull()
  // Whatever was on the screen a second before is there, as it was or further on.
  const second = seen.findLast(({ at }) => at < killedAt - 1000)?.lines ?? []
  for (const line of second) {
    const kept = after.lines.find(({ itemId }) => itemId === line.itemId)
    expect(`${kept?.heard}${kept?.unheard}`.startsWith(line.heard.slice(0, 5))).toBe(true)
  }
  expect(after.lines.length).toBeGreaterThanOrEqual(second.length)
  expect(after.call.recording.durationMs).toBeGreaterThan(recordedMs - 1500)
  const { messages } = await world.desk().conversations.get({ id: conversationId })
  expect(messages.map(({ text }) => text)).toContain('Hello, are you there?')

  const folder = join(world.profileDirectory, 'sample', 'calls')
  const names = await readdir(folder)
  expect(names).toEqual([`${id}.wav`])
  const file = await readFile(join(folder, `${id}.wav`))
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
  expect((await stat(join(folder, `${id}.wav`))).mode & 0o077).toBe(0)
  const first = await calls().audio({ id, offset: 0 })
  expect(first.bytes).toBe(file.length)
  expect(Buffer.from(first.data, 'base64').equals(file.subarray(0, 256 * 1024))).toBe(true)
  const { data } = await calls().peaks({ id })
  const peaks = Buffer.from(data, 'base64')
  expect(peaks.length).toBe(4 * Math.ceil(after.call.recording.durationMs / 20))
  expect(createHash('sha256').update(file).digest('hex')).toMatch(/^[0-9a-f]{64}$/)
  await calls().removeRecording({ id })
  expect(await readdir(folder)).toEqual([])
})
