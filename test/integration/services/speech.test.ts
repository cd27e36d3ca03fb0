import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSpeechFiles } from '#main/hosts/speech-files.ts'
import { startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'

/** Replies read aloud and dictated, against the sandbox's own speech. */
let rig: DeskInProcess
beforeAll(async () => {
  rig = await startDesk()
  rig.sandbox.control.voice({ voice: 'tones', deltaMs: 0 })
})
afterAll(() => rig.stop())

const speech = () => rig.desk().speech
const asked = (path: string) => rig.sandbox.control.requests('xai').filter((request) => request.path === path)
const kept = () => readdir(join(dirname(rig.databaseFile), 'speech')).catch(() => [])
const fault = (path: string, status: number, times = 1) =>
  rig.sandbox.control.fault({ service: 'xai', path, kind: 'status', status, times })

test('a reply is said without its marks, by what the service says its sound is, and paid for once', async () => {
  const text = '**Hello Ana**, see https://larch.example/returns.'
  const spoken = await speech().speak({ text, voice: 'Xai_Leo' })
  expect(spoken).toMatchObject({
    type: 'audio/wav',
    words: 'Hello Ana, see larch.example.',
    voice: 'leo',
    by: 'speech',
  })
  expect(Buffer.from(spoken.data, 'base64').toString('latin1', 0, 4)).toBe('RIFF')
  expect(asked('/v1/tts')[0]?.body).toMatchObject({ text: spoken.words, voice_id: 'leo', language: 'auto' })
  expect(await speech().speak({ text, voice: 'leo' })).toEqual({ ...spoken, by: 'kept' })
  expect(asked('/v1/tts')).toHaveLength(1)
  expect(await speech().speak({ text, voice: 'eve' })).toMatchObject({ by: 'speech' })
  expect(await kept()).toHaveLength(2)
  await expect(speech().speak({ text: '```\ncode\n```' })).rejects.toMatchObject({ code: 'invalid_input' })
  // What is dictated is what the sandbox said before, which it knows by ear.
  expect(await speech().dictate({ type: 'audio/wav', data: spoken.data })).toMatchObject({
    text: spoken.words,
    language: 'en',
  })
})

test('where the service makes no speech, the line of calls says it; where nothing does, it says why', async () => {
  fault('/v1/tts', 404)
  const spoken = await speech().speak({ text: 'Good morning from the shop.' })
  expect(spoken).toMatchObject({ type: 'audio/wav', by: 'call', voice: 'eve' })
  expect(Buffer.from(spoken.data, 'base64').length).toBeGreaterThan(24_000)
  fault('/v1/tts', 401)
  await expect(speech().speak({ text: 'Nobody hears this.' })).rejects.toMatchObject({
    code: 'unauthorised',
    data: { words: 'Nobody hears this.' },
  })
  rig.sandbox.control.fault({ service: 'xai', path: '/v1/tts', kind: 'content_type', contentType: 'text/html' })
  // It may have been made and paid for: nobody asks by another way.
  const lines = asked('/v1/realtime').length
  await expect(speech().speak({ text: 'Nor this.' })).rejects.toMatchObject({ code: 'protocol' })
  fault('/v1/tts', 500)
  await expect(speech().speak({ text: 'Nor that.' })).rejects.toMatchObject({ code: 'remote_failed' })
  expect(asked('/v1/realtime')).toHaveLength(lines)
})

test('who asks for a text that is being said waits for it, and one request is paid', async () => {
  const before = asked('/v1/tts').length
  const text = 'Two windows read this aloud.'
  const both = await Promise.all([speech().speak({ text }), speech().speak({ text })])
  expect(both.map(({ words }) => words)).toEqual([text, text])
  expect(asked('/v1/tts')).toHaveLength(before + 1)
})

test('voices come from the service, or are the five every desk knows', async () => {
  const { voices, source } = await speech().voices({})
  expect(source).toBe('service')
  expect(voices.map(({ id }) => id)).toContain('carina')
  fault('/v1/tts/voices', 403)
  expect(await speech().voices({})).toMatchObject({ source: 'known', voices: { length: 5 } })
})

test('with words that are taken out, all that was spoken goes', async () => {
  // What the agent proposes about these words would keep them until it is decided.
  await rig.desk().app.pause({})
  const external = rig.sandbox.control.inject({
    text: 'My number is 55512345.',
    customer: { name: 'Ana', email: 'a@b.example' },
  })
  await rig.desk().sync.now({})
  const found = await rig.store().conversations.byExternalId(external)
  expect((await kept()).length).toBeGreaterThan(0)
  await rig.desk().redaction.redact({
    conversationId: found?.id ?? 0,
    entryId: null,
    words: '55512345',
    sound: null,
    reason: 'The customer asked for it',
  })
  expect(await kept()).toEqual([])
})

test('the folder keeps to its bound, the sound not heard for longest goes first', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'countersign-speech-'))
  try {
    const files = createSpeechFiles(join(directory, 'speech'), 2500)
    const names = ['a', 'b', 'c'].map((letter) => letter.repeat(64))
    for (const name of names) {
      await files.write(name, new Uint8Array(1000))
      await new Promise((resolve) => setTimeout(resolve, 15))
      await files.read(names[0] ?? '')
    }
    expect((await readdir(join(directory, 'speech'))).map((name) => name[0])).toEqual(['a', 'c'])
    await expect(files.read('../secret')).rejects.toMatchObject({ code: 'not_found' })
  } finally {
    await rm(directory, { recursive: true })
  }
})
