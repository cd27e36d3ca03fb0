import { expect, test } from 'vitest'
import type { BotJob } from '#contract/bot.ts'
import type { Json } from '#contract/tool.ts'
import { systemClock } from '#main/kernel/clock.ts'
import { createBotTasks } from '#main/services/bot/bot-tasks.ts'

const disk = new Map<string, Json>()
const tasksOf = () =>
  createBotTasks({
    settings: {
      get: async (name) => disk.get(name) ?? null,
      put: async (name, value) => void disk.set(name, value),
      remove: async (name) => void disk.delete(name),
      cursor: async () => null,
    },
    // Whoever asks it fails.
    client: () => null,
    clock: systemClock,
    log: () => undefined,
    changed: () => undefined,
  })
const job: BotJob = {
  id: 'job_1',
  kind: 'upsert',
  state: 'queued',
  total: 1,
  done: 0,
  failed: 0,
  errors: [],
  createdAt: 0,
  finishedAt: null,
}

test('a job of another address is said to be lost at once, with why, also after a restart; back there it is open again', async () => {
  const tasks = tasksOf()
  await tasks.moved('https://one.example')
  await tasks.add({ job, title: 'Boots', documentIds: [], proposalId: null })
  await tasks.moved('https://two.example')
  const [lost] = tasks.list()
  expect(lost).toMatchObject({ title: 'Boots', trouble: { lost: true, message: expect.stringContaining('address') } })
  expect(lost).not.toHaveProperty('address')

  const later = tasksOf()
  await later.load()
  await later.moved('https://two.example')
  expect(later.list()[0]?.trouble?.lost).toBe(true)
  await later.moved('https://one.example')
  expect(later.list()[0]?.trouble).toBeNull()
})
