import type { Deferred, RunInput, RunResult } from '#contract/playground.ts'
import { RunInputSchema } from '#contract/playground.ts'
import type { ModelList } from '#contract/model.ts'
import { parseJson } from '#main/clients/http/errors.ts'
import { chatBody, readCompletion } from '#main/clients/xai/chat-wire.ts'
import { createFeed, snapshotThenEvents } from '#main/kernel/feed.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import { hideSecrets } from '#main/kernel/tool-secrets.ts'
import type { Clock, Log, Random } from '#main/kernel/ports.ts'
import { isTroubleOfTheWay } from '#main/services/health.ts'
import { requireEngines, toRequest, toResult, type TextEngines } from '#main/services/playground/text-requests.ts'
import type { DeferredRow, DeferredStore } from '#main/store/deferred.ts'

/**
 * Answers the service works on while nobody waits. Each is asked for by one poller only, and what comes is on disk before
 * anybody sees it: the service gives it out once. A desk that is stopped lets a question that is out come home, keeps what it
 * brings, and goes on asking when it starts again; where none came, the answer says that nobody knows.
 */
export type DeferredAnswers = {
  readonly begin: (
    input: RunInput,
    about: { readonly waitSeconds: number; readonly conversationId: number | null },
    signal: AbortSignal,
  ) => Promise<Deferred>
  readonly list: () => Promise<readonly Deferred[]>
  readonly watch: (signal: AbortSignal) => AsyncIterable<{ items: Deferred[] }>
  readonly result: (id: string) => Promise<RunResult>
  readonly cancel: (id: string) => Promise<Deferred>
  readonly resume: (id: string, waitSeconds: number) => Promise<Deferred>
  readonly remove: (id: string) => Promise<void>
  /** Takes up what waits. */
  readonly run: () => Promise<void>
  readonly stop: () => Promise<void>
}

const pollEveryMs = 5_000
/** After so long they are asked for more rarely. */
const patientAfterMs = 600_000
const patientEveryMs = 60_000
/** The service keeps an answer for a day. */
const keptMs = 86_400_000
/** A question that is out when nobody may ask any more: it may bring the answer, which is given out once. */
const comeHomeMs = 5_000
const gone = 'The service does not have it any more'
const cutShort = 'Asking was cut short, and whether the answer was given out then is not known.'

export function createDeferredAnswers(ports: {
  readonly store: DeferredStore
  readonly engines: () => TextEngines | null
  readonly list: () => Promise<ModelList>
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}): DeferredAnswers {
  const { store, clock, log } = ports
  const changed = createFeed<{ items: Deferred[] }>()
  const listed = async () => ({ items: (await store.list()).map(describe) })
  /** What was given out and is not on disk yet: it is never given out again. */
  const come = new Map<string, string>()
  type Poller = { readonly ending: AbortController; readonly asking: AbortController; over: Promise<void> }
  const pollers = new Map<string, Poller>()

  const change: DeferredStore['change'] = async (id, what) => {
    const row = await store.change(id, what)
    changed.publish(await listed())
    return row
  }
  const end = (id: string, state: DeferredRow['state'], more: Partial<DeferredRow> = {}) =>
    change(id, { ...more, state, endedAt: clock.now() })

  /** True: nothing more is to be asked. */
  const ask = async (row: DeferredRow, signal: AbortSignal): Promise<boolean> => {
    const { requestId } = row
    if (requestId === null) return true
    try {
      const body = come.get(row.id) ?? (await requireEngines(ports.engines()).chat.deferred.fetch(requestId, signal))
      if (body !== null) come.set(row.id, body)
      const { polls } = await store.get(row.id)
      if (body === null) {
        await change(row.id, { polls: polls + 1, polledAt: clock.now(), trouble: null })
        return false
      }
      const isRead = readCompletion(parseJson(body)?.value) !== null
      const trouble = isRead ? null : 'The answer came in a form nobody documented. It is kept as it came.'
      await end(row.id, isRead ? 'done' : 'failed', { body, trouble, polls: polls + 1, polledAt: clock.now() })
      come.delete(row.id)
      return true
    } catch (thrown) {
      const error = asAppError(thrown)
      if (error.code === 'cancelled' || signal.aborted) {
        await change(row.id, { trouble: cutShort })
        return true
      }
      if (isTroubleOfTheWay(error) || error.code === 'missing_secret' || error.code === 'disk_full') return false
      if (error.code === 'not_found')
        await end(row.id, 'lost', {
          trouble:
            row.trouble === cutShort
              ? `${cutShort} ${gone}.`
              : `${gone}: it was fetched before, or its 24 hours are over.`,
        })
      else await end(row.id, 'failed', { trouble: error.message })
      return true
    }
  }

  const poll = async (id: string, signal: AbortSignal, asking: AbortSignal): Promise<void> => {
    for (;;) {
      const row = await store.get(id)
      if (row.state !== 'waiting' || signal.aborted) return
      if (await ask(row, asking)) return
      const now = clock.now()
      if (now >= row.deadline) {
        await end(id, 'given_up', { trouble: 'It took longer than it was given. It can be asked for again.' })
        return
      }
      const every = now - row.startedAt < patientAfterMs ? pollEveryMs : patientEveryMs
      await clock.sleep(Math.min(every, Math.max(0, row.deadline - now)), signal)
    }
  }

  /** One for each: whoever fetches second gets nothing, and the first may not have kept it yet. */
  const follow = (id: string): void => {
    if (pollers.has(id)) return
    const [ending, asking] = [new AbortController(), new AbortController()]
    const poller: Poller = { ending, asking, over: Promise.resolve() }
    pollers.set(id, poller)
    poller.over = poll(id, ending.signal, asking.signal)
      .catch((error: unknown) => {
        if (!ending.signal.aborted) log('warn', 'deferred.not_followed', { code: asAppError(error).code })
      })
      .finally(() => pollers.delete(id))
  }
  const leave = async (id: string): Promise<void> => {
    const poller = pollers.get(id)
    if (poller === undefined) return
    poller.ending.abort()
    const home = new AbortController()
    clock.sleep(comeHomeMs, home.signal).then(
      () => poller.asking.abort(),
      () => {},
    )
    await poller.over
    home.abort()
  }

  return {
    begin: async (input, { waitSeconds, conversationId }, signal) => {
      const { deferred } = requireEngines(ports.engines()).chat
      const startedAt = clock.now()
      const id = ports.random.id('def_')
      const row: DeferredRow = {
        id,
        conversationId,
        requestId: null,
        state: 'waiting',
        // Only shown from here on.
        request: JSON.stringify({ ...input, providerTools: hideSecrets(input.providerTools) }),
        body: null,
        trouble: null,
        startedAt,
        deadline: startedAt + waitSeconds * 1000,
        endedAt: null,
        polls: 0,
        polledAt: null,
      }
      await store.add(row)
      try {
        const requestId = await deferred.begin(toRequest(input), signal)
        const kept = await change(id, { requestId })
        follow(id)
        return describe(kept)
      } catch (thrown) {
        const error = asAppError(thrown)
        await end(id, error.code === 'cancelled' ? 'cancelled' : 'failed', { trouble: error.message })
        throw thrown
      }
    },
    list: async () => (await listed()).items,
    watch: (signal) =>
      snapshotThenEvents<{ items: Deferred[] }, { items: Deferred[] }>(signal, listed, changed, (items) => items),
    result: async (id) => {
      const row = await store.get(id)
      const read = readCompletion(parseJson(row.body ?? '')?.value)
      if (read === null) throw new AppError('not_found', 'There is no answer to this one.')
      const input = RunInputSchema.parse(JSON.parse(row.request))
      const totalMs = (row.endedAt ?? row.startedAt) - row.startedAt
      const sent = chatBody(toRequest(input), true)
      return toResult({ ...read, isHeld: false, resent: false, firstWordMs: null, totalMs, sent }, await ports.list())
    },
    cancel: async (id) => {
      await leave(id)
      const row = await store.get(id)
      return describe(row.state === 'waiting' ? await end(id, 'cancelled') : row)
    },
    resume: async (id, waitSeconds) => {
      const row = await store.get(id)
      const now = clock.now()
      if (row.state === 'waiting' || row.requestId === null)
        throw new AppError('illegal_transition', 'There is nothing to wait for again.')
      if (row.state === 'done' || row.state === 'lost' || now - row.startedAt >= keptMs)
        throw new AppError('illegal_transition', 'The service gives an answer out once, and keeps it for 24 hours.')
      const deadline = Math.min(now + waitSeconds * 1000, row.startedAt + keptMs)
      const kept = await change(id, { state: 'waiting', deadline, endedAt: null, trouble: null })
      follow(id)
      return describe(kept)
    },
    remove: async (id) => {
      await leave(id)
      await store.remove(id)
      changed.publish(await listed())
    },
    run: async () => {
      for (const row of await store.waiting())
        if (row.requestId !== null) follow(row.id)
        else
          await end(row.id, 'failed', {
            trouble: 'The desk stopped while it was sent. Whether it arrived is not known.',
          })
    },
    stop: async () => {
      await Promise.all([...pollers.keys()].map(leave))
    },
  }
}

function describe(row: DeferredRow): Deferred {
  const input = RunInputSchema.safeParse(parseJson(row.request)?.value).data
  const last = input?.items.findLast((item) => item.kind === 'message')
  const about = last?.kind === 'message' ? last.text.replaceAll(/\s+/g, ' ').trim().slice(0, 200) : ''
  const { id, state, startedAt, deadline, endedAt, polls, polledAt, trouble } = row
  return { id, state, model: input?.model ?? '', about, startedAt, deadline, endedAt, polls, polledAt, trouble }
}
