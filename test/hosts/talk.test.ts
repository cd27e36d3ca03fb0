import { describe, expect, test, vi } from 'vitest'
import { VoiceSettingsSchema } from '#contract/call-settings.ts'
import { watchTalk } from '#main/hosts/talk.ts'
import { AppError } from '#main/kernel/errors.ts'
import { createFeed, follow } from '#main/kernel/feed.ts'
import type { EngineEvent, VoiceEngine } from '#main/services/voice/engine-contract.ts'
import { virtualClock } from '#test/support/virtual-clock.ts'

function watch() {
  const events = createFeed<EngineEvent>()
  const asked: unknown[] = []
  const state = { refuses: false, end: () => {} }
  const note = (name: string) => async (input: unknown) => {
    asked.push([name, input])
    return {}
  }
  const voice = {
    open: async (input: { callId: string }) => {
      asked.push(['open', input.callId])
      if (state.refuses) throw new AppError('unreachable', 'No.')
      return { knowledge: { attached: false, why: 'no_collections' }, outOfSight: [], voice: 'ara' }
    },
    press: note('press'),
    release: note('release'),
    loseKey: note('loseKey'),
    devices: async () => ({ devices: [], note: null }),
    testDevices: async function* () {
      yield { type: 'playing' }
      await new Promise<void>((resolve) => (state.end = resolve))
    },
    events: (_input: object, options?: { signal?: AbortSignal }) =>
      follow(events, options?.signal ?? new AbortController().signal),
  } as unknown as VoiceEngine
  let changes = 0
  const clock = { ...virtualClock(), now: () => 0 }
  const watched = watchTalk(voice, { clock, log: () => {} })
  watched.talk.onChange(() => (changes += 1))
  const heard: EngineEvent[] = []
  const listening = async () => {
    for await (const event of watched.engine.events({})) heard.push(event)
  }
  void listening()
  const open = (callId: string, more: { medium?: 'voice' | 'text'; globalKey?: string | null } = {}) =>
    watched.engine.open({
      callId,
      agent: {},
      medium: more.medium ?? 'voice',
      connection: { baseUrl: 'http://x', allowedHosts: [], key: 'k' },
      settings: VoiceSettingsSchema.parse({ globalKey: more.globalKey ?? null }),
      recordingPath: null,
      consent: null,
    })
  const phase = (callId: string, at: string, locked = false) =>
    events.publish({
      type: 'now',
      callId,
      now: { talk: { phase: at, locked, sinceMs: 0 } },
    } as unknown as EngineEvent)
  const ended = (callId: string) =>
    events.publish({ type: 'ended', callId, atMs: 1, why: 'operator', message: '', recording: null })
  return { ...watched, open, phase, ended, asked, heard, state, changes: () => changes }
}

describe('whether sound is wanted', () => {
  test('from the moment a voice call is opened until it has ended', async () => {
    const it = watch()
    expect([it.talk.isArmed(), it.talk.hears(), it.talk.globalKey()]).toEqual([false, false, null])
    const opening = it.open('c1', { globalKey: 'F9' })
    expect([it.talk.isArmed(), it.talk.hears(), it.talk.globalKey()]).toEqual([true, true, 'F9'])
    await opening
    it.ended('c1')
    await vi.waitFor(() => expect(it.talk.isArmed()).toBe(false))
    expect(it.talk.globalKey()).toBeNull()
    expect(it.changes()).toBe(2)
    expect(it.heard.map(({ type }) => type)).toEqual(['ended'])
  })

  test('not for a call in writing, nor for one that did not open', async () => {
    const it = watch()
    await it.open('c1', { medium: 'text' })
    expect(it.talk.isArmed()).toBe(false)
    it.state.refuses = true
    await expect(it.open('c2')).rejects.toThrow('No.')
    expect(it.talk.isArmed()).toBe(false)
  })

  test('while devices are tried, and for a while after somebody looked at them', async () => {
    const it = watch()
    const feed = it.engine.testDevices({ seconds: 1 })[Symbol.asyncIterator]()
    await feed.next()
    expect([it.talk.isArmed(), it.talk.hears()]).toEqual([true, true])
    const over = feed.next()
    it.state.end()
    await over
    expect(it.talk.isArmed()).toBe(false)
    const asked = it.engine.devices({})
    expect([it.talk.isArmed(), it.talk.hears()]).toEqual([true, false])
    await asked
    await vi.waitFor(() => expect(it.talk.isArmed()).toBe(false))
  })
})

test('the key begins and ends talking, and a lost one is told to every call', async () => {
  const it = watch()
  it.talk.toggle()
  await it.open('c1')
  await it.open('c2')
  it.talk.toggle()
  it.phase('c2', 'talking')
  await vi.waitFor(() => expect(it.heard).toHaveLength(1))
  it.talk.toggle()
  it.talk.loseKey('suspend')
  expect(it.asked.slice(2)).toEqual([
    ['press', { callId: 'c2', repeat: false }],
    ['release', { callId: 'c2' }],
    ['loseKey', { callId: 'c1', why: 'suspend' }],
    ['loseKey', { callId: 'c2', why: 'suspend' }],
  ])
})

test('a turn that two presses have locked open is ended by the key', async () => {
  const it = watch()
  await it.open('c1')
  it.phase('c1', 'talking', true)
  await vi.waitFor(() => expect(it.heard).toHaveLength(1))
  it.talk.toggle()
  await vi.waitFor(() =>
    expect(it.asked.slice(1)).toEqual([
      ['press', { callId: 'c1', repeat: false }],
      ['release', { callId: 'c1' }],
    ]),
  )
})

test('a word of the host stands among the events of the call', async () => {
  const it = watch()
  await it.open('c1')
  it.talk.tell('The key F9 talks in this window only.')
  await vi.waitFor(() => expect(it.heard).toHaveLength(1))
  expect(it.heard[0]).toMatchObject({ type: 'device', callId: 'c1', text: 'The key F9 talks in this window only.' })
  it.close()
})

test('what is under way names the key that the system gave, not the one that was wished for', async () => {
  const it = watch()
  await it.open('c1', { globalKey: 'F9' })
  it.phase('c1', 'armed')
  await vi.waitFor(() => expect(it.heard).toHaveLength(1))
  it.talk.setKey('F9')
  it.phase('c1', 'talking')
  await vi.waitFor(() => expect(it.heard).toHaveLength(2))
  expect(it.heard.map((event) => (event.type === 'now' ? event.now.globalKey : event))).toEqual([null, 'F9'])
  it.close()
})
