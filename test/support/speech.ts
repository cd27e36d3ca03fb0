import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { resampleWhole } from '#main/clients/devices/resampler.ts'
import { readWave } from '#main/clients/devices/wave.ts'
import { makeSpeech } from '#test/support/voice.ts'

/** Speech for tests with sound: recordings that lie beside the checkout, else speech-like sound of our own making. */
const directory = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'speech')
const names = ['hello.wav', 'order_status.wav', 'check_order_12345.wav', 'thank_you.wav']

/** At least so much of it; the recordings follow one another, again and again. */
export async function someSpeech(rate: number, seconds: number): Promise<Int16Array> {
  const files = names.map((name) => join(directory, name)).filter(existsSync)
  if (files.length === 0) return makeSpeech(7, seconds, rate)
  const waves = files.map((file) => readWave(readFileSync(file)))
  const pieces = await Promise.all(waves.map((wave) => resampleWhole(wave.samples, wave.rate, rate)))
  const said: number[] = []
  for (let turn = 0; said.length < seconds * rate; turn += 1) said.push(...(pieces[turn % pieces.length] ?? []))
  return Int16Array.from(said)
}

/** With silence in front of it and behind it. */
export function padded(samples: Int16Array, rate: number, beforeSeconds: number, afterSeconds: number): Int16Array {
  const whole = new Int16Array(samples.length + Math.round((beforeSeconds + afterSeconds) * rate))
  whole.set(samples, Math.round(beforeSeconds * rate))
  return whole
}
