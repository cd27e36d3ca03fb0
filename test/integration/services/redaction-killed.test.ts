import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { waveHeader } from '#main/services/voice/wave-header.ts'
import { temporaryDirectory } from '#test/support/store.ts'
import { until } from '#test/support/until.ts'
import { makeSpeech } from '#test/support/voice.ts'
import { program } from '#test/support/programs.ts'
import { startWorld, type World } from '#test/support/world.ts'

/** A desk killed while words and sound are taken out has taken them out when it is there again: of both nothing is left. */
const rate = 24_000
const points = ['redacted', 'sound_written', 'sound_kept'] as const
const canaries = ['4111 1111 1111 1111', 'Quetzalcoatl Underwood', 'zanzibar-fjord-77']
let directory: ReturnType<typeof temporaryDirectory>
let world: World
let call: { readonly id: string; readonly conversationId: number }

beforeAll(async () => {
  directory = temporaryDirectory()
  const sound = join(directory.path, 'speech.wav')
  const samples = new Int16Array(rate * 8)
  samples.set(makeSpeech(3, 6))
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
  await writeFile(sound, Buffer.concat([waveHeader(rate, bytes.length), bytes]))
  world = await startWorld({
    profileDirectory: join(directory.path, 'profile'),
    entry: program('desk-with-sound'),
    environment: { DESK_SOUND: sound },
  })
  call = await record()
  await world.stop()
})
afterEach(() => world.stop())
afterAll(async () => {
  await world.stop()
  directory.remove()
})

/** A call of the sample company, recorded, in which the canaries were typed. */
async function record(): Promise<typeof call> {
  const { configuration } = await world.desk().settings.get({})
  const voice = {
    ...configuration.voice,
    consent: 'announce' as const,
    turns: 'hands_free' as const,
    opus: false,
    input: { backend: 'file' as const, id: 'speech.wav' },
    output: { backend: 'file' as const, id: 'speech.wav' },
  }
  await world.desk().settings.import({ configuration: { ...configuration, voice } })
  const calls = () => world.desk().calls
  const { agents } = await calls().agents({})
  const { id, conversationId } = await calls().start({
    agentId: agents.find(({ name }) => name === 'Shop Line')?.id ?? '',
    caller: 'Ada Marsh',
    number: null,
    medium: 'voice',
    dryRun: false,
  })
  await until('the recording to begin', async () =>
    (await calls().get({ id })).call.recording.state === 'recording' ? true : null,
  )
  const began = performance.now()
  await calls().type({ id, text: `It is ${canaries.join(', and ')}.` })
  await until('three seconds of recording', async () => (performance.now() - began > 3000 ? true : null))
  await calls().end({ id })
  await until('the recording to be kept', async () =>
    (await calls().get({ id })).call.recording.state === 'kept' ? true : null,
  )
  return { id, conversationId }
}

/** Copies that the desk makes of itself keep the words they were made with: they are another matter. */
async function filesWith(text: string): Promise<readonly string[]> {
  const all = await readdir(world.profileDirectory, { recursive: true, withFileTypes: true })
  const files = all
    .filter((one) => one.isFile() && !one.parentPath.includes('backups'))
    .map(({ parentPath, name }) => join(parentPath, name))
  const found = await Promise.all(
    files.map(async (file) => {
      const bytes = await readFile(file).catch(() => Buffer.alloc(0))
      return [text, text.replaceAll(/[ -]/g, '')].some((one) => bytes.includes(one)) ? [file] : []
    }),
  )
  return found.flat()
}

/** The samples of the recording as it is kept, and the only file of the call. */
async function soundOf(fromMs: number, toMs: number): Promise<Buffer> {
  const folder = join(world.profileDirectory, 'sample', 'calls')
  const names = await readdir(folder)
  expect(names).toHaveLength(1)
  const bytes = await readFile(join(folder, names[0] ?? ''))
  const at = (ms: number): number => 44 + Math.round((ms * rate) / 1000) * 4
  return bytes.subarray(at(fromMs), at(toMs))
}

const deskKilledAt = (point: string): Promise<World> =>
  startWorld({
    profileDirectory: join(directory.path, 'profile'),
    entry: program('desk-killed-at'),
    environment: { KILL_AT: point },
  })

test.each(points)('killed at “%s”, a redaction is finished at the next start', async (point) => {
  const at = points.indexOf(point)
  const words = canaries[at] ?? ''
  world = await deskKilledAt(point)
  const { conversationId, id } = call
  const { fromMs: offset = 0 } = (await world.desk().calls.get({ id })).call.recording
  const [fromMs, toMs] = [500 + at * 700, 900 + at * 700]
  expect(await filesWith(words)).not.toEqual([])
  expect((await soundOf(fromMs, toMs)).some((byte) => byte !== 0)).toBe(true)
  const sound = { fromMs: offset + fromMs, toMs: offset + toMs }
  const reason = `Killed at ${point}`
  await expect(world.desk().redaction.redact({ conversationId, entryId: null, words, sound, reason })).rejects.toThrow()
  expect(await world.ended()).toMatchObject({ signal: 'SIGKILL' })

  await world.stop()
  world = await deskKilledAt('')
  const done = await until('the redaction to be finished', async () => {
    const { redactions } = await world.desk().annotations.notes({ conversationId })
    const mine = redactions.find((one) => one.reason === reason)
    return mine?.open === null ? mine : null
  })
  expect(done.what).toMatch(/^Words in .*, \d\.\d s of sound$/)
  expect(await world.desk().audit.verify({})).toMatchObject({ ok: true })
  await world.stop()
  expect(await filesWith(words)).toEqual([])
  expect((await soundOf(fromMs + 5, toMs - 5)).every((byte) => byte === 0)).toBe(true)
})
