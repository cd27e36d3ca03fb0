import { describe, expect, test } from 'vitest'
import { createPlayback, type Place, type PlaybackPorts } from '#main/services/voice/playback.ts'
import type { FlushedAt, SpeakerPosition } from '#main/kernel/sound.ts'

const rate = 24_000
const place = (itemId: string, responseId = 'r'): Place => ({ itemId, responseId, contentIndex: 0 })
const ms = (length: number): Int16Array => new Int16Array((length * rate) / 1000).fill(1)

function ear(change: Partial<PlaybackPorts> = {}) {
  let now = 0
  const log: string[] = []
  const given: [string, number][] = []
  let flushed: FlushedAt | null = null
  const speaker = {
    rate,
    latencyMs: 25,
    play: (item: string, samples: Int16Array) => void given.push([item, samples.length]),
    flush: async () => flushed,
  }
  const playback = createPlayback({
    now: () => now,
    rate,
    speaker: () => speaker,
    toSpeaker: (samples) => samples,
    played: (samples) => log.push(`played ${(samples.length / rate) * 1000}`),
    began: (itemId, at) => log.push(`${itemId} began ${at}`),
    ended: (itemId, heardMs, whole) => log.push(`${itemId} ended ${heardMs} ${whole}`),
    problem: (code) => log.push(code),
    changed: () => undefined,
    ...change,
  })
  const at = (item: string, renderedMs: number, more: Partial<SpeakerPosition> = {}): SpeakerPosition => ({
    item,
    renderedSamples: (renderedMs * rate) / 1000,
    queuedMs: 0,
    outputLatencyMs: 0,
    underruns: 0,
    playing: true,
    ...more,
  })
  return {
    playback,
    log,
    given,
    at,
    pass: (passed: number) => (now += passed),
    stopAt: (position: FlushedAt | null) => (flushed = position),
  }
}

describe('what reached an ear', () => {
  test('an answer that is heard to its end, by the word of the loudspeaker', () => {
    const { playback, log, at, pass } = ear()
    playback.add(place('a'), ms(300))
    playback.finish('a')
    pass(100)
    playback.position(at('a', 100))
    expect([playback.isSpeaking(), playback.isBusy()]).toEqual([true, true])
    pass(200)
    playback.position(at('a', 300, { playing: false }))
    expect(log).toEqual(['a began 0', 'played 100', 'played 200', 'a ended 300 true'])
    expect([playback.isSpeaking(), playback.isBusy(), playback.playedSamples()]).toEqual([false, false, 7200])
  })

  test('what the next item stands behind was heard to its end', () => {
    const { playback, log, at } = ear()
    playback.add(place('a'), ms(100))
    playback.add(place('b'), ms(100))
    playback.position(at('b', 20))
    expect(log.filter((word) => word.includes('ended'))).toEqual(['a ended 100 true'])
  })

  test('silence tells how far each came; nothing of them plays later', async () => {
    const { playback, at, stopAt, given } = ear()
    playback.add(place('a'), ms(1000))
    playback.add(place('b'), ms(1000))
    playback.position(at('a', 300))
    stopAt(at('a', 420, { outputLatencyMs: 15, playing: false }))
    expect(await playback.silence()).toMatchObject([
      { ...place('a'), heardMs: 405, latencyMs: 25 },
      { ...place('b'), heardMs: 0, latencyMs: 25 },
    ])
    expect([playback.isDead(place('a')), playback.isDead(place('c')), playback.isDead(place('c', 'other'))]).toEqual([
      true,
      true,
      false,
    ])
    expect(given).toHaveLength(2)
    expect(playback.isBusy()).toBe(false)
    expect(await playback.silence()).toEqual([])
  })

  test('a position is never more than was received', async () => {
    const { playback, at, stopAt } = ear()
    playback.add(place('a'), ms(200))
    stopAt(at('a', 900))
    expect(await playback.silence()).toMatchObject([{ ...place('a'), heardMs: 200 }])
  })

  test('who silences it a second time waits for the first; a device that did not answer is said to be one', async () => {
    const { playback, at, stopAt } = ear()
    playback.add(place('a'), ms(200))
    stopAt({ ...at('a', 100, { outputLatencyMs: 30 }), unconfirmed: true })
    const log: string[] = []
    const first = playback.silence().then((cuts) => {
      log.push('first')
      expect(cuts).toMatchObject([{ heardMs: 70, latencyMs: 30, confirmed: false }])
    })
    const second = playback.silence().then((cuts) => log.push(`second ${cuts.length}`))
    await Promise.all([first, second])
    expect(log).toEqual(['first', 'second 0'])
  })

  test('underruns add up over loudspeakers that count anew', () => {
    const { playback, at } = ear()
    playback.add(place('a'), ms(500))
    for (const underruns of [0, 1, 2, 0, 1]) playback.position(at('a', 100, { underruns }))
    expect(playback.underruns()).toBe(3)
  })

  test('another loudspeaker goes on where the one before was lost', () => {
    const { playback, log, at, given } = ear()
    playback.add(place('a'), ms(500))
    playback.finish('a')
    playback.position(at('a', 200))
    playback.reopened()
    expect(given).toEqual([
      ['a', 12_000],
      ['a', 7200],
    ])
    playback.position(at('a', 300, { playing: false }))
    expect(log.at(-1)).toBe('a ended 500 true')
  })

  test('without a loudspeaker nothing is waited for', () => {
    const { playback, log, pass } = ear({ speaker: () => null })
    playback.add(place('a'), ms(500))
    playback.finish('a')
    playback.tick()
    pass(3100)
    playback.tick()
    expect(log).toEqual(['a ended 0 false'])
  })

  test('one that says nothing any more has nothing left', () => {
    const { playback, log, at, pass } = ear()
    playback.add(place('a'), ms(500))
    playback.finish('a')
    playback.position(at('a', 400, { playing: false }))
    pass(1600)
    playback.tick()
    expect(log.at(-1)).toBe('a ended 400 false')
  })

  test('more than 90 s cannot wait, and that is said once', () => {
    const { playback, log, given } = ear()
    for (let second = 0; second < 100; second += 1) playback.add(place('a'), ms(1000))
    expect(given).toHaveLength(90)
    expect(log).toEqual(['too_large'])
  })

  test('another rate is another number of samples', () => {
    const speaker = { rate: 48_000, latencyMs: 0, play: () => undefined, flush: async () => null }
    const { playback, at, log } = ear({ speaker: () => speaker })
    playback.add(place('a'), ms(100))
    playback.position({ ...at('a', 0), renderedSamples: 2400 })
    expect(log).toContain('played 50')
  })
})
