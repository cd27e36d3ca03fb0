import { describe, expect, test } from 'vitest'
import { AppError } from '#main/kernel/errors.ts'
import { createDeviceKeeper } from '#main/services/voice/device-keeper.ts'
import type { Opening } from '#main/kernel/sound.ts'
import { virtualClock } from '#test/support/virtual-clock.ts'
import { until } from '#test/support/until.ts'

function keep(outcomes: ('opens' | 'fails')[]) {
  const clock = { ...virtualClock(), now: () => 0 }
  const log: string[] = []
  const times: number[] = []
  const openings: Opening[] = []
  let lose: (error: AppError) => void = () => undefined
  let move: (label: string) => void = () => undefined
  let count = 0
  const keeper = createDeviceKeeper({
    clock,
    what: 'microphone',
    open: async ({ lost, moved, opening }) => {
      times.push(clock.monotonic())
      openings.push(opening)
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
    clock,
    log,
    times,
    openings,
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

  test('a person may be asked the first time, and when they ask for it, which is then tried at once', async () => {
    const outcomes = Array<'fails'>(100_000).fill('fails')
    const { keeper, openings, times, clock, open } = keep(outcomes)
    keeper.open()
    await until('some tries', () => (openings.length >= 6 ? true : null))
    expect(openings.slice(0, 6).map(({ asks }) => asks)).toEqual([true, false, false, false, false, false])
    const [before, asked] = [openings.length, clock.monotonic()]
    outcomes.splice(0)
    keeper.open()
    await open()
    expect(openings[before]?.asks).toBe(true)
    expect((times[before] ?? 0) - asked).toBeLessThan(100)
    keeper.again()
    await until('another one', () => (keeper.device()?.label === `device ${openings.length}` ? true : null))
    expect(openings.at(-1)?.asks).toBe(true)
  })

  test('one that is being opened is told when it is not wanted any more', async () => {
    const { keeper, openings, open } = keep([])
    keeper.open()
    await open()
    expect(openings[0]?.signal?.aborted).toBe(false)
    await keeper.close()
    expect(openings[0]?.signal?.aborted).toBe(true)
  })
})
