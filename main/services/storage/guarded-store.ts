import { AppError } from '#main/kernel/errors.ts'
import type { SpeechFiles } from '#main/kernel/speech-files.ts'
import { storeMethods as methods, type Kinds } from '#main/services/storage/store-methods.ts'
import type { AuditStore } from '#main/store/audit.ts'
import type { Store } from '#main/store/store.ts'

/**
 * The store as the services see it: what it throws is told to whoever watches over the disk, and into a damaged database
 * nothing is written.
 */
type Guard = {
  readonly failed: (thrown: unknown) => void
  readonly isDamaged: () => boolean
  /** What words sound like goes before they are wiped from the database. */
  readonly speechFiles: Pick<SpeechFiles, 'clear'> | null
}

type Ask = (...words: readonly unknown[]) => Promise<unknown>

export function guardStore(store: Store, guard: Guard): Store {
  const watched =
    (ask: Ask, kind: 'reads' | 'writes'): Ask =>
    async (...words) => {
      if (kind === 'writes' && guard.isDamaged()) throw damaged()
      try {
        return await ask(...words)
      } catch (thrown) {
        guard.failed(thrown)
        throw thrown
      }
    }
  const guarded = <T extends object>(part: T, kinds: Kinds<T>): T => {
    const asks = Object.entries(part as Readonly<Record<keyof T & string, Ask>>)
    return Object.fromEntries(asks.map(([name, ask]) => [name, watched(ask as Ask, kinds[name as keyof T])])) as T
  }
  const { check, ...withoutCheck } = store.audit
  const watchedFeed = <W extends readonly unknown[], T>(ask: (...words: W) => AsyncIterable<T>) =>
    async function* (...words: W): AsyncGenerator<T, void, undefined> {
      try {
        yield* ask(...words)
      } catch (thrown) {
        guard.failed(thrown)
        throw thrown
      }
    }
  const written = guarded(store.redactions, methods.redactions)
  return {
    backup: store.backup,
    close: store.close,
    conversations: guarded(store.conversations, methods.conversations),
    ledger: guarded(store.ledger, methods.ledger),
    policies: guarded(store.policies, methods.policies),
    audit: { ...guarded<Omit<AuditStore, 'check'>>(withoutCheck, methods.audit), check: watchedFeed(check) },
    people: guarded(store.people, methods.people),
    lessons: guarded(store.lessons, methods.lessons),
    calls: guarded(store.calls, methods.calls),
    administration: guarded(store.administration, methods.administration),
    agents: guarded(store.agents, methods.agents),
    annotations: guarded(store.annotations, methods.annotations),
    savedSearches: guarded(store.savedSearches, methods.savedSearches),
    quality: guarded(store.quality, methods.quality),
    exchange: {
      ...store.exchange,
      export: watchedFeed(store.exchange.export),
      stage: watchedFeed(store.exchange.stage),
      apply: (...words) => {
        if (guard.isDamaged()) throw damaged()
        return watchedFeed(store.exchange.apply)(...words)
      },
    },
    redactions: {
      ...written,
      wipe: async () => {
        await guard.speechFiles?.clear()
        return written.wipe()
      },
    },
    settings: guarded(store.settings, methods.settings),
    deferred: guarded(store.deferred, methods.deferred),
    scenarios: guarded(store.scenarios, methods.scenarios),
    batchTests: guarded(store.batchTests, methods.batchTests),
    timeline: guarded(store.timeline, methods.timeline),
    insights: watched(store.insights as Ask, 'reads') as Store['insights'],
    search: guarded(store.search, methods.search),
  }
}

export const damaged = (): AppError =>
  new AppError('database_damaged', 'The database is damaged. Nothing was recorded and nothing was sent.')
