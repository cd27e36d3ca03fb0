import { expect, test } from 'vitest'
import { RunInputSchema } from '#contract/playground.ts'
import type { TextEngine } from '#main/clients/text-engine.ts'
import { AppError } from '#main/kernel/errors.ts'
import { createRuns } from '#main/services/playground/runs.ts'

test('when words are taken out, runs that are over are forgotten, and one under way when it ends', async () => {
  const replies: ReturnType<typeof Promise.withResolvers<never>>[] = []
  const engine: TextEngine = {
    body: () => null,
    run: () => {
      const reply = Promise.withResolvers<never>()
      replies.push(reply)
      return reply.promise
    },
  }
  let made = 0
  const runs = createRuns({
    engineOf: () => engine,
    list: async () => ({ models: [], at: null, trouble: null }),
    clock: { now: () => 1, monotonic: () => 1, sleep: async () => {} },
    random: { id: (prefix) => `${prefix}${(made += 1)}`, fraction: () => 0 },
    stopping: new AbortController().signal,
  })
  const input = RunInputSchema.parse({ model: 'm', items: [{ kind: 'message', role: 'user', text: 'Card 4111' }] })
  const over = await runs.start(input)
  const open = await runs.start(input)
  const broken = new AppError('remote_failed', 'Card 4111 is no card.')
  replies[0]?.reject(broken)
  await expect.poll(() => runs.get(over.id).state, { interval: 1 }).toBe('failed')
  runs.drop()
  expect(() => runs.get(over.id)).toThrow('not known')
  expect(runs.get(open.id).state).toBe('running')
  replies[1]?.reject(broken)
  await expect.poll(() => isKnown(open.id), { interval: 1 }).toBe(false)

  function isKnown(id: string): boolean {
    try {
      return runs.get(id).id === id
    } catch {
      return false
    }
  }
})
