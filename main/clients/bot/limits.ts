/**
 * What the key of the bot may still ask: all who use it here wait in one line, so that the service never has to say 429. A window
 * is counted down here as requests leave and put right by what the answers say. People go before work in the background, which
 * leaves them a few requests of each window until it is nearly over. A monthly quota that is used up closes what counts against
 * it until it opens again.
 */
import type { BotLimits } from '#contract/bot-status.ts'
import type { BotWarning } from '#contract/bot.ts'
import { readWarnings } from '#main/clients/bot/read.ts'
import type { BotQuota } from '#main/clients/bot/routes.ts'
import { header, type Headers } from '#main/clients/http/errors.ts'
import { windowReset } from '#main/clients/http/retry.ts'
import { numberOf } from '#main/clients/wire-values.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Clock } from '#main/kernel/ports.ts'

export type BotPriority = 'person' | 'background'

/** What outlives a restart. */
export type KeptBotLimits = Pick<BotLimits, 'exhausted' | 'warnings'>

export type BotPace = {
  /** Resolves when one request may leave; call `done` with what came of it, always. */
  readonly take: (as: BotPriority, quota: BotQuota | null, signal: AbortSignal) => Promise<Turn>
  readonly now: () => BotLimits
  /** The use of the quotas was read: what has room again is opened. */
  readonly opened: (quota: BotQuota) => void
  /** The service said how many a minute it takes. */
  readonly learn: (perMinute: number) => void
  readonly restore: (kept: KeptBotLimits) => void
  /** Another key, another window: nothing of the old one holds. */
  readonly forget: () => void
  readonly onChange: (listener: () => void) => () => void
}

export type Turn = {
  readonly done: (headers: Headers | null) => void
  /** The service said 429 all the same. */
  readonly refused: (retryAfterMs: number) => void
  readonly exhausted: (quota: BotQuota, until: number) => void
}

const assumedPerMinute = 60
const windowMs = 60_000
/** What persons keep for themselves: about one request in forty. */
const reserveOf = (limit: number): number => Math.min(Math.max(1, Math.floor(limit / 40)), limit - 1)
/** Near its end a window is for everybody. */
const lastMs = 6_000
/** The other clock may be a little behind. */
const slackMs = 150
const shortestLook = 20
/** Ends of one window, as they are told, differ by so much at most. */
const toleranceMs = 2_000

type Waiter = { readonly as: BotPriority; readonly go: () => void; readonly sendAway: () => void }

export function createBotPace(clock: Clock): BotPace {
  let limit = assumedPerMinute
  let assumed = true
  let remaining = limit
  let resetsAt: number | null = null
  let pausedUntil = 0
  let inFlight = 0
  let generation = 0
  let exhausted = new Map<BotQuota, number>()
  let warnings: readonly BotWarning[] = []
  const waiting: Waiter[] = []
  let timer: AbortController | null = null
  /** The wall clock, told by one that nobody sets. */
  let wall = clock.now() - clock.monotonic()
  const listeners = new Set<() => void>()
  const changed = () => {
    for (const listener of listeners) listener()
  }

  const roll = (now: number): void => {
    const setBack = wall - (now - clock.monotonic())
    if (setBack > toleranceMs) {
      if (resetsAt !== null) resetsAt -= setBack
      pausedUntil -= setBack
    }
    wall = now - clock.monotonic()
    if (resetsAt !== null && now >= resetsAt) {
      resetsAt = null
      remaining = Math.max(0, limit - inFlight)
    }
  }

  /** Null: it may go now; else when it is worth looking again. */
  const heldUntil = (as: BotPriority, now: number): number | null => {
    roll(now)
    if (now < pausedUntil) return pausedUntil
    const free = as === 'person' ? 0 : reserveOf(limit)
    if (remaining > free) return null
    const end = resetsAt ?? now + windowMs
    if (remaining <= 0) return end
    return now >= end - lastMs ? null : end - lastMs
  }

  const next = (): Waiter | undefined => waiting.find(({ as }) => as === 'person') ?? waiting[0]

  const serve = (): void => {
    timer?.abort()
    timer = null
    for (let waiter = next(); waiter !== undefined; waiter = next()) {
      const now = clock.now()
      const until = heldUntil(waiter.as, now)
      if (until !== null) return wakeAt(until)
      waiting.splice(waiting.indexOf(waiter), 1)
      resetsAt ??= now + windowMs
      remaining -= 1
      inFlight += 1
      waiter.go()
    }
  }

  const wakeAt = (at: number): void => {
    const stop = new AbortController()
    timer = stop
    clock.sleep(Math.max(shortestLook, at - clock.now()), stop.signal).then(
      () => {
        if (timer === stop) serve()
      },
      () => undefined,
    )
  }

  const observe = (headers: Headers): void => {
    const now = clock.now()
    const said = readWarnings(headers, now)
    if (said.length > 0)
      warnings = [...said, ...warnings.filter(({ quota }) => !said.some((one) => one.quota === quota))]
    const [of, left] = ['x-ratelimit-limit', 'x-ratelimit-remaining'].map((name) => numberOf(header(headers, name)))
    const reset = windowReset(headers, now)
    if (of !== null && of !== undefined && of > 0) {
      // What has left already counts in the window all the same.
      remaining = Math.max(0, remaining + of - limit)
      limit = of
      assumed = false
    }
    if (left === null || left === undefined || reset === null) return
    // What comes late tells of a window that is over.
    if (reset === 0) return
    const end = now + reset + slackMs
    // Theirs is another window than ours: what is on its way counts in it.
    const isNew = resetsAt === null || end > resetsAt + toleranceMs
    remaining = isNew ? Math.max(0, left - inFlight) : Math.max(0, Math.min(remaining, left))
    // Ours began when the request left, theirs when it arrived: it ends when the later one does.
    resetsAt = resetsAt === null || Math.abs(end - resetsAt) > toleranceMs ? end : Math.max(end, resetsAt)
  }

  const enter = (as: BotPriority, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        waiting.splice(waiting.indexOf(waiter), 1)
        reject(new AppError('cancelled', 'Cancelled.', { data: { sent: false } }))
        changed()
      }
      const waiter: Waiter = {
        as,
        go: () => {
          signal.removeEventListener('abort', leave)
          resolve()
        },
        sendAway: () => {
          signal.removeEventListener('abort', leave)
          const message = 'The connection of the bot changed before this was sent.'
          reject(new AppError('cancelled', message, { data: { sent: false } }))
        },
      }
      if (signal.aborted) return reject(new AppError('cancelled', 'Cancelled.', { data: { sent: false } }))
      signal.addEventListener('abort', leave, { once: true })
      waiting.push(waiter)
      serve()
    })

  return {
    take: async (as, quota, signal) => {
      const until = quota === null ? null : (exhausted.get(quota) ?? null)
      if (until !== null && clock.now() < until) throw usedUp(until)
      const mine = generation
      await enter(as, signal)
      const closed = quota === null ? undefined : exhausted.get(quota)
      if (mine === generation && closed !== undefined && clock.now() < closed) {
        // It closed while this one stood in line.
        remaining += 1
        inFlight -= 1
        serve()
        throw usedUp(closed)
      }
      changed()
      let over = false
      return {
        done: (headers) => {
          if (over || mine !== generation) return
          over = true
          inFlight -= 1
          if (headers !== null) observe(headers)
          serve()
          changed()
        },
        refused: (retryAfterMs) => {
          if (mine !== generation) return
          remaining = 0
          pausedUntil = Math.max(pausedUntil, clock.now() + retryAfterMs)
          resetsAt = pausedUntil
        },
        exhausted: (of, at) => {
          if (mine === generation) exhausted.set(of, at)
        },
      }
    },
    now: () => {
      const now = clock.now()
      roll(now)
      return {
        perMinute: limit,
        assumed,
        remaining: resetsAt === null ? null : remaining,
        resetsAt,
        waiting: waiting.length,
        pausedUntil: pausedUntil > now ? pausedUntil : null,
        exhausted: [...exhausted].flatMap(([group, until]) => (until > now ? [{ group, until }] : [])),
        warnings: warnings.filter((one) => one.resetsAt === null || one.resetsAt > now),
      }
    },
    opened: (quota) => {
      if (exhausted.delete(quota)) changed()
    },
    learn: (perMinute) => {
      if (!assumed || perMinute < 1) return
      limit = perMinute
      remaining = Math.max(0, limit - inFlight)
      changed()
    },
    restore: (kept) => {
      exhausted = new Map(kept.exhausted.map(({ group, until }) => [group, until]))
      warnings = kept.warnings
    },
    forget: () => {
      generation += 1
      limit = assumedPerMinute
      assumed = true
      remaining = limit
      resetsAt = null
      pausedUntil = 0
      inFlight = 0
      exhausted = new Map()
      warnings = []
      timer?.abort()
      timer = null
      for (const waiter of waiting.splice(0)) waiter.sendAway()
      changed()
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export const usedUp = (until: number): AppError =>
  new AppError(
    'quota_exhausted',
    `The monthly quota of the bot is used up until ${new Date(until).toISOString().slice(0, 10)}. Nothing was sent.`,
    { data: { sent: false, resetsAt: until } },
  )
