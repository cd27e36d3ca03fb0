import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createPageMicrophone } from '#main/clients/devices/page-microphone.ts'
import { createPageSpeaker } from '#main/clients/devices/page-speaker.ts'
import { createPageLink, type PageLink } from '#main/clients/devices/page.ts'
import { resampleWhole } from '#main/clients/devices/resampler.ts'
import { systemClock } from '#main/kernel/clock.ts'
import type { SoundFrame, SpeakerPosition } from '#main/kernel/sound.ts'
import { correlate } from '#test/support/correlate.ts'
import { openDoorForTests, type DoorForTests } from '#test/support/door.ts'
import { findSpeech, lasting, padded } from '#test/support/found-speech.ts'
import { openScreen, startBrowser } from '#test/support/page.ts'
import { until } from '#test/support/until.ts'
import { makeSpeech } from '#test/support/voice.ts'
import { writeWave } from '#test/support/wave-file.ts'

/** The built page in a real browser whose microphone is a file, and the desk's end of the link behind the real door. */
const rate = 24_000
const fileRate = 48_000
const spokenSeconds = 8
const speech = await findSpeech()
const wish = { rate, device: null, echoCancellation: false, noiseSuppression: false, gain: false }

let browser: Browser
let door: DoorForTests
let directory: string
let link: PageLink
let page: Page
let closePage: () => Promise<void>
let spoken: Int16Array

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'countersign-audio-'))
  spoken = await lasting(speech, fileRate, spokenSeconds)
  const file = join(directory, 'said.wav')
  await writeFile(file, writeWave({ rate: fileRate, samples: padded(spoken, fileRate, 1, 60) }))
  browser = await startBrowser([
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-audio-capture=${file}%noloop`,
    '--autoplay-policy=no-user-gesture-required',
  ])
  door = await openDoorForTests({
    rendererDirectory: join(import.meta.dirname, '..', '..', 'out', 'renderer'),
  })
  link = createPageLink({ clock: systemClock, log: () => {}, arrivalMs: 10_000 })
})
afterAll(async () => {
  await browser?.close()
  link?.close()
  await door?.stop()
  await rm(directory, { recursive: true, force: true })
})

/** Signs in, and opens the page that does nothing but lend its sound. */
async function enter(by = browser, prepare: (opened: Page) => Promise<void> = async () => {}): Promise<void> {
  const screen = await openScreen(by, `${door.origin}/nothing`, { allowed: [/404/] })
  page = screen.page
  closePage = screen.close
  await prepare(page)
  // Not by the page: what a test runs in it counts as a gesture, also for the page after it.
  const { token, origin } = door
  const headers = { origin, 'sec-fetch-site': 'same-origin' }
  const signedIn = await page.context().request.post(`${origin}/session`, { headers, data: { token } })
  expect(signedIn.ok(), signedIn.statusText()).toBe(true)
  const before = door.audio.length
  await page.goto(`${door.origin}/audio.html`)
  link.attach(await until('the page', () => door.audio[before] ?? null))
}

// A machine that gives the browser no time loses sound, and the page says so: three chances for ten undisturbed seconds.
test(
  `what is said to the page arrives at the desk whole, while the page is busy (${speech.source})`,
  { retry: 2 },
  async () => {
    await enter()
    const frames: SoundFrame[] = []
    const losses: string[] = []
    const opened = await createPageMicrophone(link).open(wish, {
      frame: (frame) => frames.push(frame),
      lost: (error) => losses.push(error.message),
      moved: () => {},
    })
    expect(opened).toMatchObject({ rate, hint: null })
    // The page's own thread stands still for half of the time; the sound does not pass through it.
    await page.evaluate(() => {
      setInterval(() => {
        const end = performance.now() + 500
        while (performance.now() < end);
      }, 1000)
    })
    await until('all that is said', () => (frames.length > (spokenSeconds + 2) * 50 ? true : null), 30)
    const devices = await createPageMicrophone(link).devices()
    await opened.close()
    await closePage()
    const heard = Int16Array.from(frames.flatMap(({ samples }) => [...samples]))
    const reference = await resampleWhole(spoken, fileRate, rate)
    const found = correlate(reference.subarray(0, spokenSeconds * rate), heard, { rate })
    expect(losses).toEqual([])
    expect(frames.map(({ sequence }) => sequence)).toEqual(frames.map((_, place) => place + frames[0]!.sequence))
    expect(found.windows.length).toBeGreaterThan(8)
    expect(found.worst, JSON.stringify(found)).toBeGreaterThan(0.95)
    expect(found.driftMs).toBeLessThan(1)
    expect(devices.length).toBeGreaterThan(0)
    expect(link.counts()).toEqual({ refused: 0, late: 0 })
  },
)

test('a browser that waits for a gesture: what was given up meanwhile is let go at once, and one click begins the rest', async () => {
  const strict = await startBrowser(['--autoplay-policy=document-user-activation-required'])
  onTestFinished(() => strict.close())
  let states: readonly string[] = []
  await enter(strict, async (opened) => {
    opened.on('console', (message) => {
      if (message.text().startsWith('states')) states = message.text().split(' ').slice(1)
    })
    // A script that a test runs counts as a gesture: this one comes with the page, and only tells how the sound stands.
    await opened.addInitScript(() => {
      const contexts: AudioContext[] = []
      const original = window.AudioContext
      window.AudioContext = class extends original {
        constructor(options?: AudioContextOptions) {
          super(options)
          contexts.push(this)
        }
      }
      setInterval(() => console.debug(['states', ...contexts.map(({ state }) => state)].join(' ')), 50)
    })
  })
  // With a microphone open a page may sound at once: it waits where somebody else hears the operator.
  const speaker = createPageSpeaker(link, systemClock)
  const deaf = { position: () => {}, lost: () => {} }
  const ends = new AbortController()
  const givenUp = speaker.open({ rate, device: null }, deaf, { signal: ends.signal })
  await expect.poll(() => states, { timeout: 8000 }).toEqual(['suspended'])
  ends.abort()
  await expect(givenUp).rejects.toThrow()
  await expect.poll(() => states, { timeout: 8000 }).toEqual(['closed'])
  const opening = speaker.open({ rate, device: null }, deaf)
  await expect.poll(() => states, { timeout: 8000 }).toEqual(['closed', 'suspended'])
  await page.mouse.click(5, 5)
  const opened = await opening
  expect(opened.rate).toBe(rate)
  expect(states[1]).not.toBe('closed')
  await opened.close()
  await expect.poll(() => states, { timeout: 8000 }).toEqual(['closed', 'closed'])
  await closePage()
})

test('no script but the one of the link becomes a worker, and that one only by the page itself', async () => {
  await enter()
  const refusals = await page.evaluate(() => {
    const tries = ['/sound/link-worker.js', 'blob:x', '/sound/play-worklet.js'].map(
      (address) => () => new Worker(address),
    )
    const types = (window as unknown as { trustedTypes: { createPolicy: (name: string, rules: object) => unknown } })
      .trustedTypes
    return [...tries, () => types.createPolicy('desk-worker', {}), () => types.createPolicy('other', {})].map(
      (attempt) => {
        try {
          attempt()
          return 'done'
        } catch (error) {
          return (error as Error).name
        }
      },
    )
  })
  expect(refusals).toEqual(Array(5).fill('TypeError'))
  await page.context().close()
})

test('an answer is heard to its end, or to where it was made silent, and the page says how far', async () => {
  await enter()
  const positions: SpeakerPosition[] = []
  const speaker = createPageSpeaker(link, systemClock)
  const losses: string[] = []
  const opened = await speaker.open(
    { rate, device: null },
    {
      position: (position) => positions.push(position),
      lost: (error) => losses.push(error.message),
    },
  )
  expect(opened.rate).toBe(rate)
  const short = makeSpeech(1, 0.7)
  opened.play('short', short.subarray(0, 7000))
  opened.play('short', short.subarray(7000))
  const end = await until('its end', () => positions.find(({ playing }) => !playing) ?? null)
  expect(end).toMatchObject({ item: 'short', renderedSamples: short.length, queuedMs: 0, underruns: 0 })
  opened.play('long', makeSpeech(2, 5))
  const begun = await until('its beginning', () => positions.find(({ item }) => item === 'long') ?? null)
  const at = performance.now()
  await until('a second of it', () => ((positions.at(-1)?.renderedSamples ?? 0) > rate ? true : null))
  const asked = performance.now()
  const flushed = await opened.flush()
  const answered = performance.now()
  const renderedMs = ((flushed?.renderedSamples ?? 0) * 1000) / rate
  const beganMs = (begun.renderedSamples * 1000) / rate
  expect(flushed).toMatchObject({ item: 'long', queuedMs: 0, playing: false })
  // The sample counter goes with the clock; a busy machine tells of it later, not otherwise.
  expect(renderedMs - beganMs).toBeGreaterThan(asked - at - 150)
  expect(renderedMs - beganMs).toBeLessThan(answered - at + 150)
  opened.play('after', makeSpeech(3, 0.2))
  const after = await until('what comes after', () => positions.find(({ item }) => item === 'after') ?? null)
  expect(after.renderedSamples).toBeLessThan(0.2 * rate + 1)
  await opened.close()
  expect(losses).toEqual([])
  await closePage()
  await until('the page gone', () => (link.isThere() ? null : true))
})
