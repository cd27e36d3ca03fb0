import { AppError } from '#main/kernel/errors.ts'
import type { AuditStore } from '#main/store/audit.ts'
import type { CallStore } from '#main/store/calls.ts'
import type { LessonStore } from '#main/store/lessons.ts'
import type { PeopleStore } from '#main/store/people.ts'
import type { PolicyStore } from '#main/store/policies.ts'
import type { ConversationStore, Ledger, SettingsStore, Store } from '#main/store/store.ts'

/**
 * The store as the services see it: what it throws is told to whoever watches over the disk, and into a damaged database
 * nothing is written.
 */
type Guard = { readonly failed: (thrown: unknown) => void; readonly isDamaged: () => boolean }

/** Every method is named, so that a new one has to say what it is. */
type Kinds<T> = Readonly<Record<keyof T, 'reads' | 'writes'>>

const conversations: Kinds<ConversationStore> = {
  merge: 'writes',
  get: 'reads',
  byExternalId: 'reads',
  material: 'reads',
  otherCustomer: 'reads',
  newestCustomerMessage: 'reads',
  list: 'reads',
  messages: 'reads',
  patch: 'writes',
  turns: 'reads',
  turn: 'reads',
  concludeTurn: 'writes',
  reopenTurn: 'writes',
  leftToDo: 'reads',
  quarantine: 'writes',
}
const ledger: Kinds<Ledger> = {
  propose: 'writes',
  commit: 'writes',
  get: 'reads',
  list: 'reads',
  ofTurn: 'reads',
  ofConversation: 'reads',
  history: 'reads',
  queue: 'reads',
  queueItem: 'reads',
  resting: 'reads',
  counts: 'reads',
  similar: 'reads',
  sameCalls: 'reads',
  waking: 'reads',
  outbox: 'reads',
  verify: 'reads',
}
const policies: Kinds<PolicyStore> = {
  current: 'reads',
  save: 'writes',
  facts: 'reads',
  spent: 'reads',
  isUsed: 'reads',
  adoptTools: 'writes',
  streaks: 'reads',
  reviews: 'reads',
  review: 'writes',
  simulate: 'reads',
  lately: 'reads',
  recount: 'writes',
}
const audit: Kinds<Omit<AuditStore, 'check'>> = { head: 'reads', verify: 'reads', activity: 'reads', export: 'reads' }
const people: Kinds<PeopleStore> = {
  list: 'reads',
  get: 'reads',
  byKey: 'reads',
  add: 'writes',
  setKey: 'writes',
  disable: 'writes',
  countTry: 'writes',
  forgetTries: 'writes',
  issue: 'writes',
  request: 'reads',
  use: 'writes',
}
const lessons: Kinds<LessonStore> = { counts: 'reads', list: 'reads' }
const calls: Kinds<CallStore> = {
  begin: 'writes',
  keep: 'writes',
  get: 'reads',
  ofConversation: 'reads',
  list: 'reads',
  open: 'reads',
  lines: 'reads',
  marks: 'reads',
  recording: 'reads',
}
const settings: Kinds<SettingsStore> = { get: 'reads', put: 'writes', remove: 'writes', cursor: 'reads' }

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
  return {
    backup: store.backup,
    close: store.close,
    conversations: guarded(store.conversations, conversations),
    ledger: guarded(store.ledger, ledger),
    policies: guarded(store.policies, policies),
    audit: { ...guarded<Omit<AuditStore, 'check'>>(withoutCheck, audit), check: watchedFeed(check) },
    people: guarded(store.people, people),
    lessons: guarded(store.lessons, lessons),
    calls: guarded(store.calls, calls),
    settings: guarded(store.settings, settings),
    search: watched(store.search as Ask, 'reads') as Store['search'],
  }
}

export const damaged = (): AppError =>
  new AppError('database_damaged', 'The database is damaged. Nothing was recorded and nothing was sent.')
