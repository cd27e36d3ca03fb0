import { MessageChannel } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { ToPageSchema, type FromPage, type ToPage } from '#contract/audio-link.ts'
import { createPageMicrophone } from '#main/clients/devices/page-microphone.ts'
import { createPageSpeaker } from '#main/clients/devices/page-speaker.ts'
import { createPageLink } from '#main/clients/devices/page.ts'
import { systemClock } from '#main/kernel/clock.ts'
import { until } from '#test/support/until.ts'

/** A device of a page that takes its time: what the page is told when nobody waits for it any more, and when it said no. */
const wish = { rate: 24_000, device: null, echoCancellation: true, noiseSuppression: true, gain: true }
const deaf = { frame: () => {}, lost: () => {}, moved: () => {}, position: () => {} }

function joinPage(answer: (word: ToPage, say: (word: FromPage) => void) => void = () => {}) {
  const link = createPageLink({ clock: systemClock, log: () => {}, arrivalMs: 5000 })
  const { port1, port2 } = new MessageChannel()
  const words: ToPage[] = []
  const say = (word: FromPage) => port2.postMessage(JSON.stringify(word))
  port2.on('message', (data: unknown) => {
    const word = ToPageSchema.parse(JSON.parse(String(data)))
    words.push(word)
    answer(word, say)
  })
  onTestFinished(() => {
    link.close()
    port2.close()
  })
  const told = (type: ToPage['type']) => words.filter((word) => word.type === type).length
  return { link, words, say, told, attach: () => link.attach(port1) }
}

test('a call that ends while the page asks a person: the page is told at once', async () => {
  const page = joinPage()
  page.attach()
  const ends = new AbortController()
  const opening = createPageMicrophone(page.link).open(wish, deaf, { signal: ends.signal })
  const speaking = createPageSpeaker(page.link, systemClock).open(wish, deaf, { signal: ends.signal })
  await until('both are asked for', () => (page.told('capture') + page.told('playback') === 2 ? true : null))
  ends.abort()
  await expect(opening).rejects.toMatchObject({ code: 'cancelled' })
  await expect(speaking).rejects.toMatchObject({ code: 'cancelled' })
  await until('both are given back', () => (page.told('stop_capture') + page.told('stop_playback') === 2 ? true : null))
})

test('a call that ends before a page comes waits for none', async () => {
  const { link } = joinPage()
  const ends = new AbortController()
  const opening = createPageMicrophone(link).open(wish, deaf, { signal: ends.signal })
  ends.abort()
  await expect(opening).rejects.toMatchObject({ code: 'cancelled' })
  await expect(createPageSpeaker(link, systemClock).open(wish, deaf, { signal: ends.signal })).rejects.toMatchObject({
    code: 'cancelled',
  })
})

test('an opening that was overtaken takes nothing from the one after it', async () => {
  const page = joinPage((word, say) => {
    if (word.type === 'playback' && word.device === 'ears')
      say({ type: 'playing', rate: 24_000, label: 'Ears', latencyMs: 1 })
  })
  page.attach()
  const speaker = createPageSpeaker(page.link, systemClock)
  const ends = new AbortController()
  const first = speaker.open(wish, deaf, { signal: ends.signal })
  const refused = expect(first).rejects.toMatchObject({ code: 'cancelled' })
  await until('the first', () => (page.told('playback') === 1 ? true : null))
  const second = speaker.open({ ...wish, device: 'ears' }, deaf)
  await Promise.resolve()
  ends.abort()
  await refused
  expect(await second).toMatchObject({ label: 'Ears' })
  expect(page.told('stop_playback')).toBe(0)
})

test('who said no is not asked again until something changed, or a person wants it', async () => {
  const page = joinPage((word, say) => {
    if (word.type === 'capture') say({ type: 'capture_failed', stream: word.stream, message: 'No.', denied: true })
  })
  page.attach()
  const microphone = createPageMicrophone(page.link)
  const attempt = (asks: boolean) => expect(microphone.open(wish, deaf, { asks })).rejects.toThrow('No.')
  await attempt(false)
  await attempt(false)
  await attempt(false)
  expect(page.told('capture')).toBe(1)
  await attempt(true)
  expect(page.told('capture')).toBe(2)
  const changed = new Promise<void>((resolve) => page.link.onChange(resolve))
  page.say({ type: 'devices_changed' })
  await changed
  await attempt(false)
  await attempt(false)
  expect(page.told('capture')).toBe(3)
})
