import { expect, test } from 'vitest'
import { createSharedWork } from '#main/services/shared-work.ts'

/** Work that ends when it is told to, and tells how it was given up. */
function world() {
  const runs: { readonly signal: AbortSignal; readonly done: (value: string) => void; readonly unwound: () => void }[] =
    []
  const work = createSharedWork(
    (signal) =>
      new Promise<string>((resolve, reject) => {
        runs.push({ signal, done: resolve, unwound: () => reject(signal.reason) })
      }),
  )
  return { work, runs }
}

test('who comes later gets the running one; both hear how it ended', async () => {
  const { work, runs } = world()
  const first = work.join(new AbortController().signal)
  const second = work.join(new AbortController().signal)
  expect(runs).toHaveLength(1)
  runs[0]?.done('read')
  expect(await Promise.all([first, second])).toEqual(['read', 'read'])
  expect(runs[0]?.signal.aborted).toBe(false)
  const third = work.join(new AbortController().signal)
  expect(runs).toHaveLength(2)
  runs[1]?.done('again')
  expect(await third).toBe('again')
})

test('the first caller leaves, and the second one still gets its answer', async () => {
  const { work, runs } = world()
  const impatient = new AbortController()
  const first = work.join(impatient.signal)
  const second = work.join(new AbortController().signal)
  impatient.abort(new Error('gone'))
  await expect(first).rejects.toThrow('gone')
  expect(runs[0]?.signal.aborted).toBe(false)
  runs[0]?.done('read')
  expect(await second).toBe('read')
})

test('the work is given up when the last one leaves; who comes then waits for its end, and begins anew', async () => {
  const { work, runs } = world()
  const callers = [new AbortController(), new AbortController()]
  const answers = callers.map(({ signal }) => work.join(signal))
  callers.forEach((caller) => caller.abort(new Error('gone')))
  for (const answer of answers) await expect(answer).rejects.toThrow('gone')
  expect(runs[0]?.signal.aborted).toBe(true)

  let rested = false
  const resting = work.rest().then(() => (rested = true))
  const late = work.join(new AbortController().signal)
  expect(runs).toHaveLength(1)
  expect(rested).toBe(false)
  runs[0]?.unwound()
  await resting
  runs[1]?.done('anew')
  expect(await late).toBe('anew')
  expect(runs).toHaveLength(2)
})

test('who has left already begins nothing; a failure reaches everybody who waits', async () => {
  const { work, runs } = world()
  await expect(work.join(AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
  expect(runs).toHaveLength(0)
  const failing = createSharedWork(() => Promise.reject(new Error('no helpdesk')))
  const both = [failing.join(new AbortController().signal), failing.join(new AbortController().signal)]
  for (const one of both) await expect(one).rejects.toThrow('no helpdesk')
  await failing.rest()
})
