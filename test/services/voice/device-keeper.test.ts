import { describe, expect, test } from 'vitest'
import { AppError } from '#main/kernel/errors.ts'
import { createDeviceKeeper } from '#main/services/voice/device-keeper.ts'
import { virtualClock } from '#test/support/virtual-clock.ts'
import { until } from '#test/support/until.ts'

function keep(outcomes: ('opens' | 'fails')[]) {
  const clock = { ...virtualClock(), now: () => 0 }
  const log: string[] = []
  const times: number[] = []
  let lose: (error: AppError) => void = () => undefined
  let move: (label: string) => void = () => undefined
  let count = 0
  const keeper = createDeviceKeeper({
    clock,
    what: 'microphone',
    open: async ({ lost, moved }) => {
      times.push(clock.monotonic())
      count += 1
      const label = `device ${count}`
      if (outcomes.shift() === 'fails') throw new AppError('unreachable', 'There is none.')
      lose = lost
      move = (next) => moved({ label: next, rate: 24_000, latencyMs: null, hint: null })
      return {
        label,
        rate: 24_000,
        latencyMs: 5,
        hint: null,
        backend: 'file' as const,
        followsDefault: true,
        note: null,
        close: async () => void log.push(`closed ${label}`),
      }
    },
    opened: (device) => log.push(`opened ${device.label}`),
    failed: (error) => log.push(`failed ${error.code}`),
    tell: (text) => log.push(text),
  })
  return {
    keeper,
    log,
    times,
    lose: () => lose(new AppError('unreachable', 'It was unplugged.')),
    move: (label: string) => move(label),
    open: () => until('an open device', () => (keeper.device() === null ? null : true)),
  }
}

describe('a device that is kept open', () => {
  test('is opened until it opens, soon and then less often', async () => {
    const { keeper, log, times, open } = keep(['fails', 'fails', 'fails'])
    keeper.open()
    await open()
    expect(log).toEqual([
      'failed unreachable',
      'failed unreachable',
      'failed unreachable',
      'The microphone is now "device 4".',
      'opened device 4',
    ])
    expect(times.map((at) => at - (times[0] ?? 0))).toEqual([0, 100, 400, 1000])
    expect([keeper.inUse()?.label, keeper.note()]).toEqual(['device 4', null])
  })

  test('is opened again at once after it was lost; the old one is deaf', async () => {
    const { keeper, log, lose, move, open } = keep([])
    keeper.open()
    await open()
    const oldLose = lose
    lose()
    await until('the next one', () => (log.includes('opened device 2') ? true : null))
    expect(log).toEqual([
      'opened device 1',
      'The microphone was lost: It was unplugged.',
      'closed device 1',
      'The microphone is now "device 2".',
      'opened device 2',
    ])
    move('Headset')
    expect([log.at(-1), keeper.inUse()?.label]).toEqual(['The microphone is now "Headset".', 'Headset'])
    await keeper.close()
    oldLose()
    expect([keeper.device(), log.at(-1)]).toEqual([null, 'closed device 2'])
  })
})
