import { describe, expect, test } from 'vitest'
import type { Call, CallLine } from '#contract/call.ts'
import { ConfigurationSchema } from '#contract/settings.ts'
import { AppError } from '#main/kernel/errors.ts'
import { createFeed } from '#main/kernel/feed.ts'
import { createJournal, type CallHappened } from '#main/services/calls/journal.ts'
import { createLiveCall } from '#main/services/calls/live-call.ts'
import type { CallChange } from '#main/store/calls.ts'
import { quiet } from '#test/support/store.ts'
import { until } from '#test/support/until.ts'

const configuration = ConfigurationSchema.parse({ version: 1 })
const call: Call = {
  id: 'c_1',
  conversationId: 7,
  agent: { id: 'a', name: 'Shop Line', voice: 'eve' },
  caller: 'Ada',
  number: null,
  medium: 'voice',
  dryRun: false,
  state: 'live',
  startedAt: 1000,
  liveAt: 1000,
  endedAt: null,
  end: null,
  signed: 0,
  edited: 0,
  refused: 0,
  open: 0,
  recording: { state: 'off', durationMs: 0, gaps: [], repaired: false },
  consent: null,
  knowledge: null,
  outOfSight: [],
  cost: { amount: 0, currency: 'USD' },
}
const line = (seq: number, heard: string, state: CallLine['state'] = 'final'): CallLine => ({
  seq,
  itemId: `i${seq}`,
  lane: 'caller',
  kind: 'speech',
  state,
  heard,
  unheard: '',
  at: 0,
  startMs: 0,
  endMs: 0,
  words: [],
  timing: 'estimated',
})

/** A journal over a disk that refuses as often as it is told to; sleeps end when the test says so. */
function stage() {
  const written: CallChange[] = []
  const told: CallHappened[] = []
  const sleeps: { readonly ms: number; readonly wake: () => void }[] = []
  const disk = { refusals: 0 }
  const happened = createFeed<CallHappened>()
  happened.subscribe(({ value }) => void told.push(value))
  let stored = call
  const journal = createJournal(
    {
      clock: {
        now: () => 5000,
        monotonic: () => 5000,
        sleep: (ms, signal) =>
          new Promise((wake, reject) => {
            sleeps.push({ ms, wake })
            signal?.addEventListener('abort', () => reject(new Error('aborted')))
          }),
      },
      configuration: () => configuration,
      log: quiet,
      record: {
        keepCall: async (_id, change) => {
          await Promise.resolve()
          if (disk.refusals > 0) {
            disk.refusals -= 1
            throw new AppError('disk_full', 'No room.')
          }
          written.push(change)
          stored = { ...stored, ...change.call }
          return { call: stored, messages: [], conversation: null }
        },
      },
    },
    { by: () => null },
    happened,
  )
  return { journal, live: createLiveCall(call, configuration.voice), written, told, sleeps, disk }
}

describe('the journal of calls', () => {
  test('what is final goes to the disk at once, what grows within half a second and only its last state', async () => {
    const { journal, live, written, told, sleeps } = stage()
    journal.line(live, line(1, 'My', 'partial'))
    journal.line(live, line(1, 'My order', 'partial'))
    expect([written.length, sleeps.map(({ ms }) => ms)]).toEqual([0, [500]])
    expect(told.map(({ event }) => event.type)).toEqual(['line', 'line'])
    sleeps[0]?.wake()
    await until('the write', () => (written.length === 1 ? true : null))
    expect(written[0]?.lines).toMatchObject([{ heard: 'My order' }])
    journal.line(live, line(1, 'My order.'))
    await until('the write', () => (written.length === 2 ? true : null))
  })

  test('what a disk refuses is kept, with what came since on top of it, and tried again', async () => {
    const { journal, live, written, sleeps, disk } = stage()
    disk.refusals = 3
    journal.line(live, line(1, 'first'))
    await until('the refusal', () => (disk.refusals < 3 ? true : null))
    journal.line(live, line(1, 'first, corrected'))
    journal.mark(live, { kind: 'bookmark', text: 'Here' })
    await until('the last refusal', () => (disk.refusals === 0 ? true : null))
    expect(written).toEqual([])
    await until('a time to try again', () => (sleeps.some(({ ms }) => ms === 1000) ? true : null))
    sleeps.findLast(({ ms }) => ms === 1000)?.wake()
    await until('the write', () => (written.length > 0 ? true : null))
    expect(written[0]).toMatchObject({ lines: [{ heard: 'first, corrected' }], marks: [{ text: 'Here', atMs: 4000 }] })
  })

  test('changes build on each other before they are on disk, and are told once they are', async () => {
    const { journal, live, told } = stage()
    const first = journal.change(live, { call: { cost: { amount: 1, currency: 'USD' } } })
    expect(live.call.cost.amount).toBe(1)
    expect(told).toEqual([])
    const second = journal.change(live, { call: { recording: { ...live.call.recording, state: 'waiting' } } })
    await Promise.all([first, second])
    expect(live.call).toMatchObject({ cost: { amount: 1 }, recording: { state: 'waiting' } })
    const calls = told.flatMap(({ event }) => (event.type === 'call' ? [event.call] : []))
    expect(calls.at(-1)).toMatchObject({ cost: { amount: 1 }, recording: { state: 'waiting' } })
    await journal.change(live, { call: { cost: { amount: 1, currency: 'USD' } } })
    expect(told.filter(({ event }) => event.type === 'call')).toHaveLength(calls.length)
  })

  test('a change that could not be written says so to whoever waits for it, and is not lost', async () => {
    const { journal, live, written, disk } = stage()
    disk.refusals = 1
    await expect(journal.change(live, { call: { state: 'ended' } })).rejects.toMatchObject({ code: 'disk_full' })
    await journal.rest(live)
    expect(written).toMatchObject([{ call: { state: 'ended' } }])
  })
})
