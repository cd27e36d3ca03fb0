import { contract, type AppContract, type Status } from '#contract/index.ts'
import type { QueueEvent } from '#contract/queue.ts'
import type { Contract } from '#contract/procedure.ts'
import type { QueueItem } from '#contract/queue-item.ts'
import type { Handlers } from '#rpc/serve.ts'
import { countItems } from '#test/support/fake-data.ts'
import { channel, type Listener } from '#test/support/channel.ts'
import { fakeStatus } from '#test/support/fake-status.ts'

const absent = () => {
  throw new Error('A tray has no business here.')
}
/** What is not given fails when it is asked. */
const completed = (node: Contract, given: object): object =>
  Object.fromEntries(
    Object.entries(node).map(([name, inner]) => {
      const own: unknown = Reflect.get(given, name)
      if (typeof own === 'function') return [name, own]
      return [name, typeof inner.kind === 'string' ? absent : completed(inner as Contract, own ?? {})]
    }),
  )

const noCounts = countItems([])
const empty: QueueEvent = { type: 'snapshot', seq: 0, items: [], next: null, counts: noCounts, matching: 0 }

/** As much of a desk as a tray asks: its queue, its status, and pause. Everything else is not there, and fails. */
export function trayHandlers() {
  const queues = new Set<Listener<QueueEvent>>()
  const statuses = new Set<Listener<Status>>()
  const asked: string[] = []
  let next: string | null = null
  let paused: Status['paused'] = null
  let language: Status['settings']['language'] = 'system'
  const status = (): Status => {
    const fake = fakeStatus(0)
    return { ...fake, host: 'electron', sample: true, paused, settings: { ...fake.settings, language } }
  }
  const pause = (what: string, at: Status['paused']) => async () => {
    asked.push(what)
    paused = at
    statuses.forEach((tell) => tell(status()))
    return {}
  }
  const item = (id: string): QueueItem => ({
    id,
    seq: 1,
    conversationId: 1,
    kind: 'tool',
    tool: 't',
    risk: 2,
    state: 'pending',
    title: 'Refund Ana',
    customer: 'Ana',
    channel: 'chat',
    tags: [],
    waitingSince: null,
    expiresAt: null,
    snoozed: null,
    proposedAt: 0,
    bundleSize: 1,
    reason: null,
    marks: [],
    ask: null,
    urgency: { band: 'due', cause: 'tier', at: 0 },
  })
  const handlers = {
    app: {
      status: (_: object, { signal }: { readonly signal: AbortSignal }) => channel(status(), statuses, signal),
      pause: pause('pause', { at: 1, by: 'Jo' }),
      resume: pause('resume', null),
    },
    inbox: {
      queue: (_: object, { signal }: { readonly signal: AbortSignal }) => channel(empty, queues, signal),
      page: async () => ({ items: next === null ? [] : [item(next)], next: null, counts: noCounts, matching: 0 }),
    },
  }
  return {
    handlers: completed(contract, handlers) as unknown as Handlers<AppContract>,
    asked,
    followers: () => queues.size,
    setNext: (id: string) => void (next = id),
    speak: (chosen: Status['settings']['language']) => {
      language = chosen
      statuses.forEach((tell) => tell(status()))
    },
    queue: (event: QueueEvent) => queues.forEach((tell) => tell(event)),
  }
}
