import { describe, expect, test } from 'vitest'
import type { Call } from '#contract/call.ts'
import { groupsOf, orderOf } from '#renderer/app/Calls/call-groups.ts'
import {
  callSpan,
  costWords,
  knowledgeWords,
  liveWords,
  longSpanWords,
  lossWords,
  outcomeWords,
  outOfSightWords,
  paceOf,
  recordingWords,
  spanWords,
  stagesOf,
  timeLeftWords,
} from '#renderer/app/Calls/call-words.ts'
import { holdTicks } from '#renderer/app/Calls/hold-ticks.ts'
import { makeNow, makeViews } from '#test/support/fake-call-data.ts'

const noon = new Date(2026, 10, 20, 12).getTime()
const views = makeViews(noon, 0)
const call = (id: string): Call => {
  const found = views.find((view) => view.call.id === id)
  if (found === undefined) throw new Error(`There is no ${id}.`)
  return found.call
}
const hold = { since: noon, limitMs: 60_000, proposalIds: ['p'], lines: 1, mostLines: 2 }

describe('durations and money', () => {
  test('a span is minutes and seconds, and hours where there are some; nothing is below none', () => {
    expect([0, 999, 42_000, 401_000, 3_753_000, -5].map(spanWords)).toEqual([
      '0:00',
      '0:00',
      '0:42',
      '6:41',
      '1:02:33',
      '0:00',
    ])
    expect([0, 42_000, 3_753_000].map(longSpanWords)).toEqual(['0 s', '42 s', '1 h 2 min 33 s'])
  })
  test('a call lasts from the moment the service was ready, and stands still when it is over', () => {
    const one = { ...call('call-1'), startedAt: 1000, liveAt: 3000, endedAt: null }
    expect([
      callSpan(one, 10_000),
      callSpan({ ...one, endedAt: 8000 }, 10_000),
      callSpan({ ...one, liveAt: null }, 2000),
    ]).toEqual([7000, 5000, 1000])
  })
  test('a currency nobody knows is named by its code', () => {
    expect([costWords({ amount: 0.338, currency: 'USD' }), costWords({ amount: 2, currency: '??' })]).toEqual([
      '$0.34',
      '2.00 ??',
    ])
  })
})

describe('what a call is', () => {
  test('the longest hold stands first, then the others, then the past by day, newest first, each once', () => {
    const live = views.filter((view) => view.now !== null)
    const groups = groupsOf(
      [...live].reverse(),
      views.map((view) => view.call),
      noon,
    )
    expect(groups.map(({ heading }) => heading)).toEqual(['Live', 'Today', 'Yesterday'])
    expect(orderOf(groups).map((row) => row.call.id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((at) => `call-${at}`))
  })
  test('its outcome in words', () => {
    expect(['call-3', 'call-5', 'call-6', 'call-7', 'call-8'].map((id) => outcomeWords(call(id)))).toEqual([
      'Ended, 2 signed',
      'Ended by the service',
      'Ended, 1 edited',
      'Text only, dry run',
      'Connection lost',
    ])
    expect(outcomeWords({ ...call('call-3'), open: 1, end: { why: 'desk_stopped', message: '' } })).toBe(
      'Cut off, the desk stopped, 2 signed, 1 still open',
    )
  })
  test('what happens now: a hold before everything, then the line, then who speaks', () => {
    const one = call('call-1')
    const line = { state: 'waiting', attempt: 2, message: '' } as const
    expect([
      liveWords(one, makeNow('x', { hold, agentSpeaking: true })),
      liveWords(one, makeNow('x', { line })),
      liveWords({ ...one, liveAt: null }, makeNow('x', { line })),
      liveWords(one, makeNow('x', { taken: 'Jo' })),
      liveWords(one, makeNow('x', { agentSpeaking: true })),
      liveWords(one, makeNow('x', { thinking: true })),
      liveWords(one, makeNow('x')),
    ]).toEqual([
      'on hold, 1 to sign',
      'reconnecting',
      'connecting',
      'Jo speaks',
      'agent speaking',
      'agent thinking',
      'listening',
    ])
  })
  test('recording is said with the consent it stands on', () => {
    const { recording, consent } = call('call-1')
    expect([
      recordingWords(recording, consent),
      recordingWords({ ...recording, state: 'off' }, null),
      recordingWords({ ...recording, state: 'off' }, consent === null ? null : { ...consent, response: 'refused' }),
      recordingWords({ ...recording, state: 'waiting' }, null),
      recordingWords({ ...recording, state: 'kept', repaired: true }, null),
    ]).toEqual([
      'Recording, announced',
      'Not recording',
      'Not recording, caller refused',
      'Not recording yet, waiting for consent',
      'Recorded, repaired',
    ])
  })
  test('what is missing or out of sight is said; what is well is not', () => {
    expect(knowledgeWords({ attached: true, collections: ['c'] })).toBeNull()
    expect(knowledgeWords({ attached: false, why: 'search_without_collections' })).toContain('names no collection')
    expect(outOfSightWords([])).toBeNull()
    expect(outOfSightWords(['web_search', 'x_search'])).toContain('run at the service')
    expect(lossWords(makeNow('x'))).toBeNull()
    expect(lossWords(makeNow('x', { dropped: { captured: 5, unsent: 100 }, underruns: 2 }))).toBe(
      '100 ms of the microphone lost, 2.0 s not sent, playback stuttered 2 times',
    )
  })
  test('a session is counted down from four fifths on', () => {
    const hour = 3_600_000
    expect([null, hour / 2, hour / 5, 61_000].map((left) => timeLeftWords(left, hour))).toEqual([
      null,
      null,
      'Session ends in 12:00',
      'Session ends in 1:01',
    ])
  })
})

describe('how quickly it answers', () => {
  test('good, slow and poor, at their limits', () => {
    expect([0, 799, 800, 1499, 1500].map(paceOf)).toEqual(['Good', 'Good', 'Slow', 'Slow', 'Poor'])
  })
  test('the stages are the whole turn, in the order they passed', () => {
    const turn = { captureMs: 130, serviceMs: 380, bufferMs: 80, playbackMs: 50, totalMs: 640 }
    const stages = stagesOf(turn)
    expect(stages.map(({ id }) => id)).toEqual(['capture', 'service', 'buffer', 'playback'])
    expect(stages.reduce((sum, { ms }) => sum + ms, 0)).toBe(turn.totalMs)
  })
})

test('the scale of the hold clock has sixty steps whatever the limit is', () => {
  const { ticks, labels } = holdTicks(60_000, 42_000)
  expect([ticks.length, ticks.filter(({ on }) => on).length, ticks.filter(({ large }) => large).length]).toEqual([
    61, 43, 7,
  ])
  expect(labels).toEqual(['0', '20', '40', '60 s'])
  expect(holdTicks(600_000, 0).labels).toEqual(['0', '3', '7', '10 min'])
  expect(holdTicks(60_000, 90_000).ticks.every(({ on }) => on)).toBe(true)
})
