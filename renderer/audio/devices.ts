import type { Device } from '#contract/call.ts'

/** The sound devices of this browser, and what can be said about one from its name. */

/** The browser lists the device of the system a second time, under these names. */
const aliases = ['default', 'communications']

const kinds = { audioinput: 'input', audiooutput: 'output' } as const
const unnamed = { input: 'Microphone', output: 'Loudspeaker' } as const

export async function listDevices(): Promise<readonly Device[]> {
  const all = await navigator.mediaDevices.enumerateDevices()
  return (['audioinput', 'audiooutput'] as const).flatMap((kind) => {
    const ours = all.filter((device) => device.kind === kind)
    const standard = ours.find(({ deviceId }) => deviceId === 'default')
    // Before anybody was asked for the microphone, devices have neither id nor name.
    const real = ours.filter(({ deviceId }) => deviceId !== '' && !aliases.includes(deviceId))
    return real.slice(0, 90).map((device, place): Device => ({
      id: device.deviceId,
      label: (device.label || `${unnamed[kinds[kind]]} ${place + 1}`).slice(0, 200),
      kind: kinds[kind],
      backend: 'page',
      isDefault: standard === undefined ? place === 0 : isSame(standard, device),
    }))
  })
}

const isSame = (alias: MediaDeviceInfo, device: MediaDeviceInfo) =>
  alias.groupId === device.groupId && (alias.label === '' || alias.label.endsWith(device.label))

/** What changes when a device comes or goes, or another one becomes the default. */
export const fingerprintOf = (devices: readonly Device[]): string =>
  JSON.stringify(devices.map(({ id, kind, label, isDefault }) => [id, kind, label, isDefault]))

/** A headset whose microphone is open falls back to telephone sound, in both directions. */
export function hintOf(label: string, deviceRate: number | undefined): string | null {
  const telephone = deviceRate !== undefined && deviceRate <= 16_000
  const headset = /hands[- ]?free|headset \(.*bluetooth|bluetooth|\bHSP\b|\bHFP\b|airpods/i.test(label)
  if (telephone)
    return `This device delivers ${deviceRate / 1000} kHz, like a telephone. A wired microphone would sound better.`
  return headset ? 'A Bluetooth headset sounds like a telephone while its microphone is open.' : null
}
