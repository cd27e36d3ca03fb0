import type { AppContract, Status } from '#contract/index.ts'
import type { Clock, Log } from '#main/kernel/ports.ts'
import type { OpenedStore } from '#main/store/index.ts'
import type { Recovery } from '#main/store/recover.ts'
import type { SettingsStore } from '#main/store/store.ts'
import type { Handlers } from '#rpc/serve.ts'

/**
 * The condition of the database, for the operator: what was put right when it was opened, and what a check finds. After an
 * unclean stop, and weekly, it is checked on the reader's thread, well after the first page. That a check is due outlives
 * the process: a command that ends at once leaves it to the next host that stays.
 */
export type Condition = {
  /** What the operator has to know, in words; null: nothing. */
  readonly now: () => string | null
  /** Resolves at the next change. */
  readonly changed: () => Promise<void>
  /** Checks if that is due; resolves when it is done, or was called off. */
  readonly check: (signal: AbortSignal) => Promise<void>
}

const settingsKey = 'database.check'
const quietMs = 10_000
const weekMs = 7 * 24 * 60 * 60 * 1000

type Parts = {
  readonly store: Pick<OpenedStore, 'check'> & { readonly settings: Pick<SettingsStore, 'get' | 'put'> }
  readonly wasClean: boolean
  readonly recovery: Recovery | null
  readonly clock: Clock
  readonly log: Log
}

export async function createCondition({ store, wasClean, recovery, clock, log }: Parts): Promise<Condition> {
  let words = recovery === null ? null : wordsOf(recovery)
  let changing = Promise.withResolvers<void>()
  const say = (next: string) => {
    words = next
    changing.resolve()
    changing = Promise.withResolvers()
  }
  const checkedAt = await store.settings.get(settingsKey)
  // The first start is the beginning of the first week.
  if (checkedAt === null || !wasClean) await store.settings.put(settingsKey, wasClean ? clock.now() : 0)

  const check = async (signal: AbortSignal): Promise<void> => {
    const last = await store.settings.get(settingsKey)
    if (typeof last === 'number' && clock.now() - last < weekMs) return
    await clock.sleep(quietMs, signal)
    const problems = await store.check()
    if (signal.aborted) return
    log(problems.length === 0 ? 'info' : 'error', 'database.checked', { problems: problems.slice(0, 20) })
    const [first] = problems
    if (first === undefined) await store.settings.put(settingsKey, clock.now())
    else say(damageWords(first, problems.length))
  }
  return {
    now: () => words,
    changed: () => changing.promise,
    check: async (signal) => {
      try {
        await check(signal)
      } catch (error) {
        if (!signal.aborted) log('error', 'database.check_failed', { error })
      }
    },
  }
}

const damageWords = (first: string, count: number) =>
  `A check found damage in the database (${count === 1 ? '' : `${count} problems, the first: `}${first}). ` +
  'Stop the desk, keep a copy of its folder, and go back to a backup.'

const minute = (at: number) => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`

function wordsOf(recovery: Recovery): string {
  switch (recovery.how) {
    case 'search_rebuilt':
      return 'The search index was damaged and has been built again. Nothing is lost.'
    case 'restored': {
      const { from, aside, lostEntries } = recovery
      const lost =
        lostEntries === null
          ? 'How much was lost cannot be read'
          : `${lostEntries} later entries of the ledger are missing`
      const kept = aside === null ? '' : ` The damaged file is kept as ${aside}.`
      return (
        `The database was damaged. The backup of ${minute(from.at)} took its place. ${lost}: ` +
        `look into the helpdesk before you sign again what was decided after it.${kept}`
      )
    }
  }
}

type App = Handlers<AppContract>['app']

/** The same answers, with the database's condition in them. */
export const withCondition = (app: App, condition: Condition): App => ({
  ...app,
  get: async (input, context) => ({ ...(await app.get(input, context)), database: condition.now() }),
  status: (input, context) => joined(app.status(input, context) as AsyncIterable<Status>, condition),
})

async function* joined(statuses: AsyncIterable<Status>, condition: Condition): AsyncGenerator<Status, void, undefined> {
  const source = statuses[Symbol.asyncIterator]()
  try {
    let coming = source.next()
    let latest: Status | null = null
    let shown: string | null = null
    for (;;) {
      if (latest === null || shown === condition.now()) {
        const next = await Promise.race([coming, condition.changed()])
        if (next !== undefined) {
          if (next.done === true) return
          latest = next.value
          coming = source.next()
        }
      }
      shown = condition.now()
      if (latest !== null) yield { ...latest, database: shown }
    }
  } finally {
    await source.return?.()
  }
}
