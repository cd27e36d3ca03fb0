import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import type { VoiceSettings } from '#contract/call-settings.ts'
import type { SecretName } from '#contract/settings.ts'
import { resampleWhole } from '#main/clients/devices/resampler.ts'
import { correlate } from '#test/support/correlate.ts'
import { append, findSpeech, quiet, toSamples } from '#test/support/found-speech.ts'
import { appears, openScreen, startBrowser } from '#test/support/page.ts'
import { startPulse, whyNoPulse } from '#test/support/pulse.ts'
import { spawnSandbox, type SpawnedSandbox } from '#test/support/sandbox-spawn.ts'
import { until } from '#test/support/until.ts'
import { writeWave } from '#test/support/wave-file.ts'
import { program } from '#test/support/programs.ts'
import { startWorld, type World } from '#test/support/world.ts'

/** From what a microphone hears to the service, and from the service to what a loudspeaker plays, with nothing taken out between. */
const rate = 24_000
/** Time to arm the microphone and to press the key. */
const leadSeconds = 5
const windowMs = 5
const window = (rate * windowMs) / 1000
const speech = await findSpeech()
const noPulse = whyNoPulse()
const processing = { echoCancellation: false, noiseSuppression: false, gain: false }
const closings: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closings.splice(0).toReversed()) await close()
})

async function company(): Promise<SpawnedSandbox> {
  const sandbox = await spawnSandbox()
  closings.push(sandbox.stop)
  return sandbox
}

async function deskFor(
  sandbox: SpawnedSandbox,
  environment: NodeJS.ProcessEnv,
  voice: Partial<VoiceSettings>,
): Promise<World> {
  const world = await startWorld({
    entry: program('desk-killed-at'),
    environment: { COUNTERSIGN_PASSPHRASE: 'only for this test', DESK_SAMPLE: 'never', ...environment },
  })
  closings.push(world.stop)
  const { configuration } = sandbox
  await world.desk().settings.import({
    configuration: { ...configuration, voice: { ...configuration.voice, consent: 'none', processing, ...voice } },
  })
  for (const [name, value] of Object.entries(sandbox.keys))
    await world.desk().settings.saveSecret({ name: name as SecretName, value })
  return world
}

/** A call with the shop line, on the screen of this desk, and ready to talk. */
async function callOnScreen(browser: Browser, world: World): Promise<{ readonly page: Page; readonly id: string }> {
  const { page } = await openScreen(browser, world.url())
  await appears(page.getByText('Desk connected'))
  await page.getByRole('button', { name: /^Calls/ }).click()
  const { agents } = await world.desk().calls.agents({})
  const { id } = await world.desk().calls.start({
    agentId: agents.find(({ name }) => name === 'Shop Line')?.id ?? '',
    caller: 'Ada Marsh',
    number: null,
    medium: 'voice',
    dryRun: false,
  })
  await until('the call to be ready', async () => {
    const { now } = await world.desk().calls.get({ id })
    return now?.talk.phase === 'armed' && now.output !== null && now.line.state === 'ready' ? true : null
  })
  await page.getByRole('log', { name: 'Captions' }).focus()
  return { page, id }
}

const arrived = async (sandbox: SpawnedSandbox): Promise<Int16Array> =>
  toSamples(Buffer.from(await sandbox.control.voiceSound(), 'base64'))

test(`what a browser’s microphone hears is what the service gets (${speech.source})`, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'countersign-spoken-'))
  closings.push(() => rm(directory, { recursive: true, force: true }))
  const fileRate = 48_000
  const spoken = await resampleWhole(speech.samples, speech.rate, fileRate)
  const file = join(directory, 'said.wav')
  const samples = append(quiet(leadSeconds, fileRate), spoken, quiet(30, fileRate))
  await writeFile(file, writeWave({ rate: fileRate, samples }))
  const browser = await startBrowser([
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-audio-capture=${file}%noloop`,
    '--autoplay-policy=no-user-gesture-required',
  ])
  closings.push(() => browser.close())
  const sandbox = await company()
  // No sound server: the page is what is left.
  const world = await deskFor(sandbox, { PULSE_SERVER: `unix:${join(directory, 'nobody')}` }, {})
  const { page, id } = await callOnScreen(browser, world)
  expect((await world.desk().calls.get({ id })).now?.input?.backend).toBe('page')
  await page.keyboard.down('Space')
  // A second of it went into the test of the microphone.
  const seconds = leadSeconds - 1 + speech.samples.length / speech.rate
  await until('all that is said', async () => ((await arrived(sandbox)).length > seconds * rate ? true : null), 40)
  await page.keyboard.up('Space')
  const reference = await resampleWhole(speech.samples, speech.rate, rate)
  const { worst, driftMs, windows } = correlate(reference, await arrived(sandbox), { rate })
  expect(windows.length).toBeGreaterThan(6)
  expect(worst).toBeGreaterThanOrEqual(0.95)
  expect(driftMs).toBeLessThan(1)
})

const heardTitle =
  noPulse === null ? 'a loudspeaker that can be listened to' : `NOT LISTENED TO ANY LOUDSPEAKER: ${noPulse}`
test.skipIf(noPulse !== null)(`${heardTitle}: silent soon after the press, and cut where it was heard`, async () => {
  const pulse = await startPulse()
  closings.push(pulse.stop)
  // The room of a microphone is never quite silent.
  void pulse.playInto('mouth', quiet(90, rate), rate)
  const browser = await startBrowser(
    ['--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required'],
    pulse.environment,
  )
  closings.push(() => browser.close())
  const sandbox = await company()
  // One word of many letters is one tone without a gap.
  const says = 'A'.repeat(200)
  await sandbox.control.voice({ voice: 'tones', deltaMs: 5, turns: [{ hears: 'Go on', says }] })
  const world = await deskFor(sandbox, pulse.environment, {})
  const { page, id } = await callOnScreen(browser, world)
  const { now } = await world.desk().calls.get({ id })
  expect([now?.input?.backend, now?.output?.backend]).toEqual(['pulse', 'page'])
  const stop = await pulse.listenTo('ears.monitor', rate)
  await world.desk().calls.type({ id, text: 'Go on' })
  await until('the agent to speak', async () =>
    (await world.desk().calls.get({ id })).now?.agentSpeaking === true ? true : null,
  )
  await page.waitForTimeout(1500)
  await page.evaluate(() =>
    addEventListener('keydown', ({ timeStamp }) => {
      sessionStorage.setItem('pressed', String(performance.timeOrigin + timeStamp))
    }),
  )
  await page.keyboard.down('Space')
  await until('the truncation', async () => (await sandbox.control.voiceCounters()).truncations[0] ?? null)
  await page.waitForTimeout(500)
  const { samples: heard, beganAt } = await stop()
  const pressedAt = Number(await page.evaluate(() => sessionStorage.getItem('pressed')))
  await page.keyboard.up('Space')
  // A machine that is busy leaves holes in what it plays: they are not heard, and do not count.
  const windows = Array.from({ length: Math.floor(heard.length / window) }, (_, place) =>
    heard.subarray(place * window, (place + 1) * window).some((sample) => Math.abs(sample) > 1500),
  )
  const heardMs = windows.filter(Boolean).length * windowMs
  const last = (windows.lastIndexOf(true) + 1) * window
  const [cutMs = 0] = (await sandbox.control.voiceCounters()).truncations
  // Both by the clock on the wall: what the browser says of the key, and what came from the loudspeaker.
  const silentAfterMs = beganAt + (last * 1000) / rate - pressedAt
  console.info(`From the press to silence at the loudspeaker: ${silentAfterMs.toFixed(0)} ms`)
  expect(heardMs).toBeGreaterThan(1000)
  expect(Math.abs(heardMs - cutMs)).toBeLessThan(50)
  expect(silentAfterMs).toBeGreaterThan(0)
  expect(silentAfterMs).toBeLessThan(200)
})
