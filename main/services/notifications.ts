import type { AppContract } from '#contract/index.ts'
import type { Note, NoteEvent } from '#contract/notification.ts'
import type { NotificationSettings } from '#contract/preferences.ts'
import type { Proposal } from '#contract/proposal.ts'
import { isQuiet, mostUrgent, noteOf } from '#main/domain/notification.ts'
import {
  came,
  left,
  looked,
  nothingRouted,
  passed,
  type Routing,
  type Telling,
} from '#main/domain/notification-routing.ts'
import { needsPerson } from '#main/domain/proposal.ts'
import { asAppError } from '#main/kernel/errors.ts'
import { createFeed, snapshotThenEvents } from '#main/kernel/feed.ts'
import type { Clock, Log, Notifier } from '#main/kernel/ports.ts'
import { createRepeating } from '#main/kernel/repeating.ts'
import type { SteadyTime } from '#main/services/steady-time.ts'
import type { Store } from '#main/store/store.ts'
import type { Handlers } from '#rpc/serve.ts'

/**
 * Tells a person who is not looking. Whether and when is decided here, once, however many windows and pages are open; the
 * host shows it, or asks one page to.
 */
export type Notifications = {
  readonly follow: (proposal: Proposal) => void
  /** Runs until the signal aborts. */
  readonly run: (signal: AbortSignal) => Promise<void>
  readonly handlers: Handlers<AppContract['notifications']>
}

export type NotificationParts = {
  readonly store: { readonly ledger: Pick<Store['ledger'], 'queueItem'> }
  readonly clock: Pick<Clock, 'now' | 'sleep'>
  readonly time: Pick<SteadyTime, 'now'>
  readonly notifier: Notifier
  readonly settings: () => NotificationSettings
  /** Somebody is on the line and waits. */
  readonly callerWaits: (conversationId: number) => boolean
  readonly log: Log
}

type Page = { readonly visible: boolean; readonly focused: boolean; readonly granted: boolean; readonly at: number }

const longestSleepMs = 60_000
/** Whatever it is about: a caller hears every second of it. */
const atOnce: NotificationSettings['levels'] = {
  unknown: 'interrupt',
  R4: 'interrupt',
  R3: 'interrupt',
  R2: 'interrupt',
  R1: 'interrupt',
  R0: 'interrupt',
}
const unseen: Page = { visible: false, focused: false, granted: false, at: 0 }
const sample: Note = {
  level: 'notify',
  title: 'This is a notification',
  body: 'Nothing waits: you asked to see one.',
  again: false,
  proposalId: null,
}

export function createNotifications(parts: NotificationParts): Notifications {
  const { clock, time, notifier, log, store } = parts
  const startedAt = clock.now()
  const pages = new Map<string, Page>()
  const sent = createFeed<{ readonly to: string; readonly note: Note }>()
  let routing: Routing = looked(nothingRouted, { looking: false, visible: false }, time.now())
  const repeating = createRepeating(clock)

  const change = (next: Routing): void => {
    if (next === routing) return
    routing = next
    repeating.wake()
  }
  const look = (): void => {
    const all = [...pages.values()]
    const looking = all.some(({ visible, focused }) => visible && focused)
    change(looked(routing, { looking, visible: all.some(({ visible }) => visible) }, time.now()))
  }
  /** One page shows it: one that is in sight, or else the one last looked at. */
  const leader = (): string | null => {
    const able = [...pages].filter(([, { granted }]) => granted)
    const [first] = able.toSorted(([, one], [, two]) => Number(two.visible) - Number(one.visible) || two.at - one.at)
    return first?.[0] ?? null
  }
  const show = (note: Note, to: string | null): void => {
    if (notifier.by === 'system') return notifier.show(note)
    if (notifier.by === 'screen' && to !== null) sent.publish({ to, note })
  }
  const previewOf = async ({ waiting }: Telling) => {
    const first = parts.settings().preview && waiting.length === 1 ? mostUrgent(waiting) : null
    return first === null ? null : store.ledger.queueItem(first.id)
  }
  const tell = async (telling: Telling): Promise<void> => {
    const item = await previewOf(telling)
    const preview = item === null ? null : { title: item.title, customer: item.customer }
    const note = noteOf(telling.waiting, { level: telling.level, again: telling.again, preview })
    if (note !== null) show(note, leader())
  }
  const pass = async (): Promise<number> => {
    const now = time.now()
    const wall = new Date(clock.now())
    const { quietHours } = parts.settings()
    const quiet = isQuiet(quietHours, wall.getHours() * 60 + wall.getMinutes())
    const after = passed(routing, now, { quiet, interrupts: quietHours.interrupts })
    routing = after.routing
    for (const telling of after.tell) await tell(telling)
    return after.next === null ? longestSleepMs : Math.min(longestSleepMs, after.next - now)
  }

  return {
    follow: (proposal) => {
      if (!needsPerson(proposal)) return change(left(routing, proposal.id))
      const { id, risk, state, conversationId } = proposal
      const levels = parts.callerWaits(conversationId) ? atOnce : parts.settings().levels
      // What waited when the desk started is in sight when somebody opens it.
      const known = proposal.proposedAt < startedAt && state !== 'unknown'
      change(came(routing, { id, risk, state }, levels, time.now(), known))
    },
    run: (signal) =>
      repeating.run(signal, () =>
        pass().catch((error: unknown) => {
          log('warn', 'notifications.failed', { code: asAppError(error).code, error })
          return longestSleepMs
        }),
      ),
    handlers: {
      async *watch(_, { signal, principal }) {
        const { id } = principal
        pages.set(id, unseen)
        look()
        try {
          yield* snapshotThenEvents(
            signal,
            (): NoteEvent => ({ type: 'ready', by: notifier.by }),
            sent,
            ({ to, note }): NoteEvent | null => (to === id ? { type: 'note', note } : null),
          )
        } finally {
          pages.delete(id)
          look()
        }
      },
      presence: async (page, { principal }) => {
        const before = pages.get(principal.id)
        if (before === undefined) return {}
        pages.set(principal.id, { ...page, at: page.visible ? time.now() : before.at })
        look()
        return {}
      },
      test: async (_, { principal }) => {
        show(sample, principal.id)
        return {}
      },
    },
  }
}
