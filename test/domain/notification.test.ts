import { describe, expect, test } from 'vitest'
import { defaultNotifications } from '#contract/preferences.ts'
import { isQuiet, levelOf, noteOf, type Waiting } from '#main/domain/notification.ts'
import {
  came,
  digestMs,
  left,
  looked,
  nothingRouted,
  passed,
  repeatMs,
  togetherMs,
  type Routing,
} from '#main/domain/notification-routing.ts'

const { levels } = defaultNotifications
const waits = (id: string, risk: Waiting['risk'], state: Waiting['state'] = 'pending'): Waiting => ({ id, risk, state })
const [open, quiet, still] = [
  { quiet: false, interrupts: true },
  { quiet: true, interrupts: true },
  { quiet: true, interrupts: false },
]
const away = looked(nothingRouted, { looking: false, visible: false }, 0)
const take = (routing: Routing, waiting: Waiting, now: number) => came(routing, waiting, levels, now, false)
const told = ({ tell }: ReturnType<typeof passed>) =>
  tell.map(({ level, again, waiting }) => [level, again, waiting.map(({ id }) => id).join(' ')])

describe('levels', () => {
  test('go by risk and state; a second signature is somebody else’s to give', () => {
    expect(([4, 3, 2, 1, 0] as const).map((risk) => levelOf(waits('p', risk), levels))).toEqual([
      'interrupt',
      'interrupt',
      'notify',
      'digest',
      'silent',
    ])
    expect(levelOf(waits('p', 0, 'unknown'), levels)).toBe('interrupt')
    expect(levelOf(waits('p', 4, 'awaiting_second'), levels)).toBe('digest')
  })
  test('quiet hours go past midnight, end when they say, and never last for ever', () => {
    const night = { on: true, from: '22:00', to: '07:00', interrupts: true }
    expect([22 * 60, 6 * 60 + 59, 7 * 60, 12 * 60].map((minute) => isQuiet(night, minute))).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect(isQuiet({ ...night, from: '09:00', to: '10:00' }, 9 * 60 + 30)).toBe(true)
    expect(isQuiet({ ...night, from: '09:00', to: '09:00' }, 9 * 60)).toBe(false)
    expect(isQuiet({ ...night, on: false }, 23 * 60)).toBe(false)
  })
})

describe('routing', () => {
  test('what comes together is told together, once, as the most urgent of it', () => {
    const routing = take(take(away, waits('a', 2), 0), waits('b', 3), 500)
    expect(told(passed(routing, 500, open))).toEqual([])
    const due = passed(routing, togetherMs, open)
    expect(told(due)).toEqual([['interrupt', false, 'a b']])
    expect(told(passed(due.routing, togetherMs + 5000, open))).toEqual([])
  })
  test('a proposal that changes and still waits is no news; an outcome that became unknown is', () => {
    const first = passed(take(away, waits('a', 2), 0), togetherMs, open).routing
    expect(take(first, waits('a', 2), 9000).fresh).toBeNull()
    const unknown = take(left(first, 'a'), waits('a', 2, 'unknown'), 9000)
    expect(told(passed(unknown, 9000 + togetherMs, open))).toEqual([['interrupt', false, 'a']])
  })
  test('what has gone before it could be told is not told', () => {
    const routing = left(take(away, waits('a', 4), 0), 'a')
    expect(told(passed(routing, togetherMs, open))).toEqual([])
    expect(passed(routing, 0, open).next).toBeNull()
  })
  test('nobody is told what somebody looks at, and what waited when the desk began is no news', () => {
    const looking = looked(away, { looking: true, visible: true }, 0)
    expect(take(looking, waits('a', 4), 0).fresh).toBeNull()
    expect(looked(take(away, waits('a', 4), 0), { looking: true, visible: true }, 100).fresh).toBeNull()
    expect(came(away, waits('a', 4), levels, 0, true).fresh).toBeNull()
  })
  test('a second screen in sight without the focus is told', () => {
    const beside = looked(away, { looking: false, visible: true }, 0)
    expect(told(passed(take(beside, waits('a', 2), 0), togetherMs, open))).toEqual([['notify', false, 'a']])
  })
  test('the quiet things are counted every fifteen minutes, from the first of them on', () => {
    const routing = take(take(away, waits('a', 1), 0), waits('b', 1), 60_000)
    expect(passed(routing, 0, open).next).toBe(digestMs)
    expect(told(passed(routing, digestMs - 1, open))).toEqual([])
    expect(told(passed(routing, digestMs, open))).toEqual([['digest', false, 'a b']])
  })
  test('in quiet hours nothing is lost: it is counted when they are over; what interrupts comes through if it may', () => {
    const routing = take(take(away, waits('a', 2), 0), waits('b', 3), 0)
    const night = passed(routing, togetherMs, quiet)
    expect(told(night)).toEqual([['interrupt', false, 'b']])
    const deep = passed(routing, togetherMs, still)
    expect(told(deep)).toEqual([])
    const later = passed(deep.routing, togetherMs + digestMs, still)
    expect(told(later)).toEqual([])
    expect(told(passed(later.routing, togetherMs + 2 * digestMs, open))).toEqual([['digest', false, 'a b']])
  })
  test('out of sight for ten minutes with something that interrupts: once more, then no more', () => {
    const first = passed(take(away, waits('a', 3), 0), togetherMs, open).routing
    expect(told(passed(first, togetherMs + repeatMs - 1, open))).toEqual([])
    const second = passed(first, togetherMs + repeatMs, open)
    expect(told(second)).toEqual([['interrupt', true, 'a']])
    expect([told(passed(second.routing, 10 * repeatMs, open)), second.next]).toEqual([[], null])
    expect(told(passed(left(first, 'a'), togetherMs + repeatMs, open))).toEqual([])
  })
  test('the ten minutes begin when the last screen goes out of sight, and end when one comes back', () => {
    const seen = looked(
      passed(take(away, waits('a', 3), 0), togetherMs, open).routing,
      { looking: false, visible: true },
      5000,
    )
    expect(told(passed(seen, 20 * repeatMs, open))).toEqual([])
    const gone = looked(seen, { looking: false, visible: false }, 60_000)
    expect(told(passed(gone, repeatMs + 59_999, open))).toEqual([])
    expect(told(passed(gone, repeatMs + 60_000, open))).toEqual([['interrupt', true, 'a']])
  })
})

describe('words', () => {
  const one = { level: 'interrupt', again: false, preview: null } as const
  test('without preview nothing of the customer is in it, and the most urgent is what a click shows', () => {
    const note = noteOf([waits('a', 2), waits('b', 3), waits('c', 0, 'unknown')], one)
    expect(note).toEqual({
      level: 'interrupt',
      again: false,
      proposalId: 'c',
      title: '3 decisions',
      body: 'Waiting: 1 to check, 1 about money or an account, 1 the customer will see.',
    })
    expect(noteOf([waits('a', 3)], one)?.title).toBe('A decision about money or an account waits')
    expect(noteOf([waits('a', 3)], { ...one, again: true })?.title).toBe(
      'Still waiting: a decision about money or an account waits',
    )
    expect(noteOf([waits('a', 1)], { ...one, level: 'digest' })?.proposalId).toBeNull()
    expect(noteOf([], one)).toBeNull()
  })
  test('a preview is one line with nothing hidden in it, and bounded', () => {
    const preview = { title: `Refund\n\n\u202e0.24£ ${'x'.repeat(500)}`, customer: 'A\u200bna' }
    const note = noteOf([waits('a', 3)], { ...one, preview })
    expect(note?.title).toMatch(/^Refund ⟨U\+202E⟩0\.24£ x+…$/)
    expect(note?.title.length).toBeLessThanOrEqual(100)
    expect(note?.body).toContain('For A⟨U+200B⟩na.')
  })
})
