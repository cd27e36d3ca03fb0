import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRandom, type Figure } from '#bench/support/stats.ts'
import { startBrowser } from '#bench/support/window.ts'
import { createPageMicrophone } from '#main/clients/devices/page-microphone.ts'
import { createPageLink } from '#main/clients/devices/page.ts'
import { resampleWhole } from '#main/clients/devices/resampler.ts'
import { systemClock } from '#main/kernel/clock.ts'
import type { SoundFrame } from '#main/kernel/sound.ts'
import { correlate } from '#test/support/correlate.ts'
import { openDoorForTests } from '#test/support/door.ts'
import { until } from '#test/support/until.ts'
import { writeWave } from '#test/support/wave-file.ts'

/**
 * What a browser's microphone loses: Chromium hears a file, and its frames go through the page's worklet and the socket to the
 * desk's end. They are counted by their numbers, and each second is searched for in the file, so that a loss nobody numbered is
 * seen as well. On a machine without time to spare Chromium loses sound, and says so: this wants a quiet one. VOICE_SECONDS says how
 * long; absent, 60 s.
 */
const seconds = Number(process.env['VOICE_SECONDS'] ?? 60)
const rate = 24_000
const fileRate = 48_000
const framesPerSecond = 50

/** Noise without its highest part: no second of it is like another, and it survives a change of rate. */
function noise(length: number): Int16Array {
  const random = createRandom(7)
  let low = 0
  return Int16Array.from({ length: length * rate }, () => {
    low += (random.next() - 0.5 - low) * 0.3
    return Math.round(low * 20_000)
  })
}

const wish = { rate, device: null, echoCancellation: false, noiseSuppression: false, gain: false }

async function hear(file: string): Promise<{ readonly frames: readonly SoundFrame[]; readonly refused: number }> {
  const browser = await startBrowser([
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-audio-capture=${file}%noloop`,
    '--autoplay-policy=no-user-gesture-required',
  ])
  const door = await openDoorForTests({ rendererDirectory: join(import.meta.dirname, '..', 'out', 'renderer') })
  const link = createPageLink({ clock: systemClock, log: () => {}, arrivalMs: 10_000 })
  try {
    const page = await (await browser.newContext()).newPage()
    await page.goto(`${door.origin}/nothing`)
    await page.evaluate(async (token) => {
      const headers = { 'Content-Type': 'application/json' }
      await fetch('/session', { method: 'POST', headers, body: JSON.stringify({ token }) })
    }, door.token)
    await page.goto(`${door.origin}/audio.html`)
    link.attach(await until('the page', () => door.audio[0] ?? null))
    const frames: SoundFrame[] = []
    const losses: Error[] = []
    const opened = await createPageMicrophone(link).open(wish, {
      frame: (frame) => frames.push(frame),
      lost: (error) => losses.push(error),
      moved: () => {},
    })
    await sleep(seconds * 1000)
    await opened.close()
    const [lost] = losses
    if (lost !== undefined) throw lost
    const { refused, late } = link.counts()
    return { frames, refused: refused + late }
  } finally {
    link.close()
    await door.stop()
    await browser.close()
  }
}

export async function run(): Promise<readonly Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'countersign-voice-page-'))
  try {
    const source = noise(seconds + 30)
    const file = join(directory, 'noise.wav')
    await writeFile(file, writeWave({ rate: fileRate, samples: await resampleWhole(source, rate, fileRate) }))
    const { frames, refused } = await hear(file)
    const steps = frames.slice(1).map(({ sequence }, place) => sequence - (frames[place]?.sequence ?? 0))
    const lost = steps.reduce((sum, step) => sum + Math.max(0, step - 1), 0)
    const doubled = steps.filter((step) => step < 1).length
    const heard = Int16Array.from(frames.flatMap(({ samples }) => [...samples]))
    // A device that has just been opened needs a moment.
    const { worst, driftMs, windows } = correlate(heard.subarray(rate), source, { rate })
    const waited = (frames.length + lost) / framesPerSecond
    return [
      {
        name: `frames lost and doubled of ${frames.length} in ${waited.toFixed(0)} s from a browser’s microphone to the desk`,
        ours: `${lost} and ${doubled}`,
        limit: '–',
        ratio: null,
        goal: '0',
        met: lost === 0 && doubled === 0 && refused === 0,
      },
      {
        name: `${windows.length} seconds of it searched for in the file, the least like it ${worst.toFixed(3)}: moved against each other by`,
        ours: `${driftMs.toFixed(2)} ms`,
        limit: '–',
        ratio: null,
        goal: '< 1 ms, ≥ 0.95',
        met: driftMs < 1 && worst >= 0.95,
      },
    ]
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
