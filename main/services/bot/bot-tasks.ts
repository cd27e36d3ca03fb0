import { z } from 'zod'
import { BotTaskSchema, type BotTask } from '#contract/bot-status.ts'
import type { BotJob } from '#contract/bot.ts'
import type { BotClient } from '#main/clients/bot/bot.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { Clock, Log } from '#main/kernel/ports.ts'
import { createRepeating } from '#main/kernel/repeating.ts'
import { jsonOf } from '#main/services/bot/kept.ts'
import { readKeptList } from '#main/services/kept-list.ts'
import type { SettingsStore } from '#main/store/store.ts'

/**
 * Writes that the bot works on in its own time: asked after every two seconds, then ever more slowly up to fifteen, until each is
 * over. The list stands in the database, so that a restart goes on asking.
 */
export type BotTasks = {
  /** Newest first. */
  readonly list: () => readonly BotTask[]
  readonly add: (task: Pick<BotTask, 'job' | 'title' | 'documentIds' | 'proposalId'>) => Promise<void>
  /** Resolves when it is over, as it then is; throws where nobody can say. Jobs that are not on the list are asked after too. */
  readonly wait: (bot: BotClient, jobId: string, signal: AbortSignal) => Promise<BotJob>
  readonly clear: () => Promise<void>
  /** Reads what the last run of the desk left. */
  readonly load: () => Promise<void>
  /** The bot is at this address from now on: it is not asked for jobs of another one. */
  readonly moved: (address: string) => Promise<void>
  /** Asks after all of them, until the signal aborts. */
  readonly run: (signal: AbortSignal) => Promise<void>
}

const setting = 'bot_tasks'
const mostKept = 200
const firstMs = 2_000
const longestMs = 15_000
/** `address`: where the bot was that took it; absent: written before that was kept. */
const KeptTaskSchema = BotTaskSchema.extend({ address: z.string().optional() })
type KeptTask = z.infer<typeof KeptTaskSchema>
const elsewhere = {
  code: 'other_address',
  message: 'The address of the bot was changed. This job is of the one before, and is not asked after any more.',
  lost: true,
} as const

export const isOver = ({ state }: Pick<BotJob, 'state'>): boolean => state !== 'queued' && state !== 'running'

/** `asked`: how often it was asked after already. */
export const pollAfter = (asked: number): number => Math.min(longestMs, Math.round(firstMs * 1.5 ** asked))

export function createBotTasks(ports: {
  readonly settings: SettingsStore
  readonly client: () => BotClient | null
  readonly clock: Clock
  readonly log: Log
  readonly changed: () => void
}): BotTasks {
  const { settings, client, clock, log, changed } = ports
  let tasks: readonly KeptTask[] = []
  let here = ''
  const asked = new Map<string, number>()
  const under = new Map<string, Promise<void>>()
  const repeating = createRepeating(clock)

  const set = async (next: readonly KeptTask[]): Promise<void> => {
    tasks = next.slice(0, mostKept)
    changed()
    await settings.put(setting, jsonOf(tasks)).catch((error: unknown) => log('warn', 'bot.tasks_not_kept', { error }))
  }
  const replace = (id: string, change: Partial<BotTask>) =>
    set(tasks.map((task) => (task.job.id === id ? { ...task, ...change } : task)))
  const isOpen = (task: BotTask): boolean => !isOver(task.job) && task.trouble?.lost !== true
  const dueAt = (task: BotTask): number => (task.checkedAt ?? task.submittedAt) + pollAfter(asked.get(task.job.id) ?? 0)

  const look = async (id: string, signal: AbortSignal): Promise<void> => {
    const bot = client()
    if (bot === null) return
    asked.set(id, (asked.get(id) ?? 0) + 1)
    try {
      const job = await bot.kb.job(id, { signal, as: 'background' })
      await replace(id, { job, checkedAt: clock.now(), trouble: null })
    } catch (thrown) {
      const { code, message } = asAppError(thrown)
      if (code === 'cancelled') return
      await replace(id, { checkedAt: clock.now(), trouble: { code, message, lost: code === 'not_found' } })
    }
  }
  /** One question about a job at a time, whoever asks. */
  const lookOnce = (id: string, signal: AbortSignal): Promise<void> => {
    const running = under.get(id) ?? look(id, signal).finally(() => under.delete(id))
    under.set(id, running)
    return running
  }

  return {
    list: () => tasks.map(({ address: _address, ...task }) => task),
    add: async ({ job, title, documentIds, proposalId }) => {
      const task: KeptTask = {
        address: here,
        job,
        title,
        documentIds,
        proposalId,
        submittedAt: clock.now(),
        checkedAt: null,
        trouble: null,
      }
      await set([task, ...tasks.filter((one) => one.job.id !== job.id)])
      repeating.wake()
    },
    wait: async (bot, jobId, signal) => {
      for (let times = 0; ; times += 1) {
        const task = tasks.find(({ job }) => job.id === jobId)
        const job = task?.job ?? (await bot.kb.job(jobId, { signal, as: 'background' }))
        if (isOver(job)) return job
        if (task?.trouble?.lost === true) throw new AppError('not_found', task.trouble.message)
        if (task !== undefined && task.trouble !== null && times > 0)
          throw new AppError('remote_failed', task.trouble.message)
        const pause = task === undefined ? pollAfter(times) : asked.has(jobId) ? dueAt(task) - clock.now() : 0
        await clock.sleep(Math.max(0, pause), signal)
        if (task !== undefined) await lookOnce(jobId, signal)
        if (client() === null)
          throw new AppError('missing_secret', 'The bot is not connected.', { data: { secret: 'bot' } })
      }
    },
    clear: () => set(tasks.filter(isOpen)),
    load: async () => {
      tasks = await readKeptList(settings, setting, KeptTaskSchema)
    },
    moved: async (address) => {
      here = address
      const next = tasks.map((task): KeptTask => {
        if (isOver(task.job)) return task
        if (task.address !== undefined && task.address !== here) return { ...task, trouble: elsewhere }
        return task.trouble?.code === elsewhere.code ? { ...task, trouble: null } : task
      })
      if (next.some((task, at) => task !== tasks[at])) await set(next)
    },
    run: (signal) =>
      repeating.run(signal, async () => {
        const open = () => (client() === null ? [] : tasks.filter(isOpen))
        const due = open().filter((task) => dueAt(task) <= clock.now())
        await Promise.all(due.map(({ job }) => lookOnce(job.id, signal)))
        return Math.max(0, Math.min(longestMs, ...open().map((task) => dueAt(task) - clock.now())))
      }),
  }
}
