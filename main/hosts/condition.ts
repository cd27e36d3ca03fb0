import type { AppContract, Status } from '#contract/index.ts'
import type { Clock, Log, Soundness } from '#main/kernel/ports.ts'
import type { OpenedStore } from '#main/store/index.ts'
import type { Recovery } from '#main/store/recover.ts'
import type { SettingsStore } from '#main/store/store.ts'
import type { Handlers } from '#rpc/serve.ts'

/**
 * The condition of the database, for the operator and for the desk, which stands still while it is damaged: what was put
 * right when it was opened, what a read or write met, and what a check finds. After an unclean stop, and weekly, it is
 * checked on the reader's thread, well after the first page. That a check is due, and that damage was found, outlive the
 * process: a command that ends at once leaves the check to the next host that stays.
 */
export type Condition = Soundness & {
  /** What the operator has to know, in words; null: nothing. */
  readonly now: () => string | null
  /** Resolves at the next change. */
  readonly changed: () => Promise<void>
  /** Checks if that is due; resolves when it is done, or was called off. */
  readonly check: (signal: AbortSignal) => Promise<void>
}

const checkedKey = 'database.check'
const damagedKey = 'database.damaged'
const quietMs = 10_000
const weekMs = 7 * 24 * 60 * 60 * 1000

type Parts = {
  readonly store: Pick<OpenedStore, 'check'> & { readonly settings: Pick<SettingsStore, 'get' | 'put'> }
  readonly wasClean: boolean
  readonly recovery: Recovery | null
  readonly clock: Clock
  readonly log: Log
}

/** Whether damage was found when the file was open before. */
export const isKnownDamaged = async ({ settings }: Pick<Parts, 'store'>['store']): Promise<boolean> =>
  (await settings.get(damagedKey)) === true

export async function createCondition({ store, wasClean, recovery, clock, log }: Parts): Promise<Condition> {
  let words = recovery === null ? null : wordsOf(recovery)
  /** met: by work of this process; whatever a check says, it is not worked on again before the next start. */
  let damage: 'none' | 'known' | 'met' = recovery === null && (await isKnownDamaged(store)) ? 'known' : 'none'
  if (damage === 'known') words = 'Damage was found in the database before the last stop. It is being checked again.'
  let changing = Promise.withResolvers<void>()
  const listeners: (() => void)[] = []
  const say = (next: string | null) => {
    words = next
    changing.resolve()
    changing = Promise.withResolvers()
    listeners.forEach((listener) => listener())
  }
  /** Where even this cannot be written, the next stop is an unclean one, and the check is due for that. */
  const remember = (isDamaged: boolean) => store.settings.put(damagedKey, isDamaged).catch(() => {})
  const checkedAt = await store.settings.get(checkedKey)
  // The first start is the beginning of the first week.
  if (checkedAt === null || !wasClean) await store.settings.put(checkedKey, wasClean ? clock.now() : 0)
  if (recovery !== null) await remember(false)

  const examine = async (signal: AbortSignal | null): Promise<void> => {
    const problems = await store.check()
    if (signal?.aborted === true) return
    log(problems.length === 0 ? 'info' : 'error', 'database.checked', { problems: problems.slice(0, 20) })
    const [first] = problems
    if (first !== undefined) {
      if (damage === 'none') damage = 'known'
      await remember(true)
      say(damageWords(`A check found damage in the database (${countWords(problems.length)}${first}).`))
      return
    }
    await store.settings.put(checkedKey, clock.now())
    if (damage !== 'known') return
    damage = 'none'
    await remember(false)
    say(null)
  }
  const noted = (error: unknown) => log('error', 'database.check_failed', { error })

  const check = async (signal: AbortSignal): Promise<void> => {
    const last = await store.settings.get(checkedKey)
    if (damage === 'none' && typeof last === 'number' && clock.now() - last < weekMs) return
    if (damage === 'none') await clock.sleep(quietMs, signal)
    await examine(signal)
  }
  return {
    now: () => words,
    changed: () => changing.promise,
    check: async (signal) => {
      try {
        await check(signal)
      } catch (error) {
        if (!signal.aborted) noted(error)
      }
    },
    isDamaged: () => damage !== 'none',
    onChange: (listener) => void listeners.push(listener),
    report: (thrown) => {
      if (damage === 'met') return
      const isNew = damage === 'none'
      damage = 'met'
      log('error', 'database.damaged', { error: thrown })
      void remember(true)
      if (!isNew) return
      say(damageWords('The database is damaged.'))
      examine(null).catch(noted)
    },
  }
}

const countWords = (count: number) => (count === 1 ? '' : `${count} problems, the first: `)

const damageWords = (what: string) =>
  `${what} Nothing is sent and nothing is recorded until a backup takes its place; what is there can be read.`

const minute = (at: number) => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`

function wordsOf(recovery: Recovery): string {
  switch (recovery.how) {
    case 'search_rebuilt':
      return 'The search index was damaged and has been built again. Nothing is lost.'
    case 'restored': {
      const { from, aside, lostEntries, why } = recovery
      const lost =
        lostEntries === null
          ? 'How much was lost cannot be read'
          : `${lostEntries} later entries of the ledger are missing`
      const kept = aside === null ? '' : ` The ${why === 'damaged' ? 'damaged' : 'replaced'} file is kept as ${aside}.`
      const cause = why === 'damaged' ? 'The database was damaged. ' : ''
      return (
        `${cause}The backup of ${minute(from.at)} took ${why === 'damaged' ? 'its place' : 'the place of the database, as asked'}. ${lost}: ` +
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
