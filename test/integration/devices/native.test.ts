import { expect, test } from 'vitest'
import { createNativeMicrophone, loadNative } from '#main/clients/devices/native.ts'
import { systemClock } from '#main/kernel/clock.ts'
import { AppError } from '#main/kernel/errors.ts'

const wish = { rate: 24_000, device: null, echoCancellation: false, noiseSuppression: false, gain: false }
const deaf = { frame: () => {}, lost: () => {}, moved: () => {} }

test('the microphone of the system opens, or says why it does not', async () => {
  const microphone = createNativeMicrophone(systemClock)
  const opened = await microphone.open(wish, deaf).catch((thrown: unknown) => thrown)
  if (opened instanceof AppError) expect(['unreachable', 'not_found']).toContain(opened.code)
  else {
    const device = opened as Awaited<ReturnType<typeof microphone.open>>
    expect(device).toMatchObject({ rate: 24_000, label: expect.any(String) as string })
    await device.close()
  }
})

test('a package that is missing, or does not load, is no microphone', async () => {
  const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })
  const load = () => Promise.reject(missing)
  await expect(createNativeMicrophone(systemClock, load).devices()).rejects.toThrow('Cannot find package')
  const native = await loadNative().catch((thrown: unknown) => thrown)
  if (native instanceof AppError) expect(native.message).toMatch(/not installed|does not load/)
  else expect(native).toHaveProperty('Microphone')
})
