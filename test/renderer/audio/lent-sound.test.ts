import { describe, expect, test } from 'vitest'
import type { FromPage } from '#contract/audio-link.ts'
import { Denied, type Capture } from '#renderer/audio/capture.ts'
import { createGestureWait } from '#renderer/audio/gesture.ts'
import { createLentCaptures } from '#renderer/audio/lent-captures.ts'
import { createLentPlayback } from '#renderer/audio/lent-playback.ts'
import type { Playback } from '#renderer/audio/playback.ts'

/** What a page lends, while opening it takes as long as a person does. */
const turn = () => new Promise((resolve) => setImmediate(resolve))
const port = {} as MessagePort

describe('a gesture', () => {
  class ContextDouble extends EventTarget {
    state = 'suspended'
    page: { gestured: boolean }
    constructor(page: { gestured: boolean }) {
      super()
      this.page = page
    }
    resume = async () => {
      if (!this.page.gestured || this.state === 'closed') return
      this.state = 'running'
      this.dispatchEvent(new Event('statechange'))
    }
  }
  const wait = () => {
    const page = Object.assign(new EventTarget(), { gestured: false })
    const told: boolean[] = []
    const gesture = createGestureWait(page, (isWaiting) => told.push(isWaiting))
    return { page, told, gesture, context: () => new ContextDouble(page) }
  }

  test('lets all begin that wait for it, and is asked for until the last of them has', async () => {
    const { page, told, gesture, context } = wait()
    const both = [context(), context()].map((one) => gesture.until(one, new AbortController().signal))
    expect(told).toEqual([true, true])
    page.gestured = true
    page.dispatchEvent(new Event('pointerdown'))
    await Promise.all(both)
    expect(told).toEqual([true, true, true, false])
  })

  test('is not asked for by one that is not wanted any more, and does not wake it', async () => {
    const { page, told, gesture, context } = wait()
    const ends = new AbortController()
    const one = context()
    const waiting = gesture.until(one, ends.signal)
    ends.abort(new Error('over'))
    await expect(waiting).rejects.toThrow('over')
    page.gestured = true
    page.dispatchEvent(new Event('keydown'))
    expect([told.at(-1), one.state]).toEqual([false, 'suspended'])
    await expect(gesture.until(one, ends.signal)).rejects.toThrow('over')
  })
})

describe('the loudspeaker that a page lends', () => {
  const lend = () => {
    const openings: { readonly signal: AbortSignal; readonly opened: PromiseWithResolvers<Playback> }[] = []
    const log: string[] = []
    const lent = createLentPlayback({
      open: (_wish, _events, signal) => {
        const opened = Promise.withResolvers<Playback>()
        openings.push({ signal, opened })
        return opened.promise
      },
      say: (word) => log.push(word.type),
      lend: () => log.push('lent'),
      giveBack: () => {},
    })
    const open = (place: number) =>
      openings[place]?.opened.resolve({
        rate: 24_000,
        label: 'Ears',
        latencyMs: 1,
        port,
        close: () => log.push(`closed ${place}`),
      })
    return { lent, openings, log, open, start: () => void lent.start({ type: 'playback', rate: 24_000, device: null }) }
  }

  test('asked for again and again while it opens: one is lent, the others are closed without a word', async () => {
    const { openings, log, open, start } = lend()
    for (let times = 0; times < 3; times += 1) start()
    expect(openings.map(({ signal }) => signal.aborted)).toEqual([true, true, false])
    openings[0]?.opened.reject(new Error('too late'))
    open(1)
    open(2)
    await turn()
    expect(log).toEqual(['lent', 'playing', 'closed 1'].toSorted((a, b) => log.indexOf(a) - log.indexOf(b)))
  })

  test('stopped while it opens, it is closed as soon as it is open', async () => {
    const { lent, log, open, start } = lend()
    start()
    lent.stop()
    open(0)
    await turn()
    expect(log).toEqual(['closed 0'])
  })
})

describe('the microphones that a page lends', () => {
  const wish = { type: 'capture', stream: 1, rate: 24_000, device: null } as const
  const full = { ...wish, echoCancellation: false, noiseSuppression: false, gain: false }
  const lend = (outcome: () => Promise<void>) => {
    const log: string[] = []
    const said: FromPage[] = []
    const firsts: number[] = []
    const state = { now: 0, standard: 'Built in', opened: 0 }
    const lent = createLentCaptures({
      open: async (_wish, first): Promise<Capture> => {
        await outcome()
        firsts.push(first())
        state.opened += 1
        const mine = state.opened
        const close = () => log.push(`closed ${mine}`)
        return { rate: 24_000, label: `microphone ${mine}`, latencyMs: 1, hint: null, port, close }
      },
      standard: async () => state.standard,
      say: (word) => said.push(word),
      lend: () => log.push('lent'),
      giveBack: () => {},
      permitted: (isPermitted) => log.push(isPermitted ? 'permitted' : 'denied'),
      now: () => state.now,
    })
    return { lent, log, said, firsts, state }
  }

  test('what a person takes to allow it is no loss when the default changes later', async () => {
    let prompt = Promise.withResolvers<void>()
    const { lent, firsts, state, log } = lend(() => prompt.promise)
    void lent.start(full)
    state.now = 5000
    prompt.resolve()
    await turn()
    prompt = Promise.withResolvers<void>()
    state.now = 9000
    lent.follow('Headset')
    state.now = 9200
    prompt.resolve()
    await turn()
    // What passed since the first frame, with the time in which the second one opened: the first one delivered as long.
    expect(firsts).toEqual([0, 210])
    expect(log).toEqual(['lent', 'permitted', 'closed 1', 'lent', 'permitted'])
  })

  test('given back while it opens, it is closed as soon as it is open, and nothing is said', async () => {
    const prompt = Promise.withResolvers<void>()
    const { lent, log, said } = lend(() => prompt.promise)
    void lent.start(full)
    lent.stop(1)
    prompt.resolve()
    await turn()
    expect([log, said]).toEqual([['closed 1'], []])
  })

  test('a refusal by a person is told apart; one that fails where another was open has ended', async () => {
    let outcome = async () => {}
    const { lent, said, log } = lend(() => outcome())
    outcome = () => Promise.reject(new Denied('No.'))
    await lent.start(full)
    expect(said).toEqual([{ type: 'capture_failed', stream: 1, message: 'No.', denied: true }])
    outcome = async () => {}
    await lent.start(full)
    outcome = () => Promise.reject(new Error('It is in use.'))
    lent.follow('Headset')
    await turn()
    expect(said.at(-1)).toEqual({ type: 'capture_ended', stream: 1 })
    expect(log).toEqual(['denied', 'lent', 'permitted', 'closed 1'])
  })
})
