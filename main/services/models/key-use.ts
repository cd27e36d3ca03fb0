import { z } from 'zod'
import { KeyNameSchema, type KeyName, type KeyUse } from '#contract/model.ts'
import type { HttpClient, HttpRequest } from '#main/clients/http/http.ts'
import type { Clock, Log } from '#main/kernel/ports.ts'
import type { SettingsStore } from '#main/store/store.ts'

/** How each key is used, by what goes over the wire with it: a day of it in memory, the last time on disk. */
export type KeyUseBook = {
  /** The same client; what is asked through it counts as a use of this key. */
  readonly meter: (http: HttpClient, name: KeyName) => HttpClient
  readonly of: (name: KeyName) => KeyUse
  /** Writes down when each was last used. */
  readonly keep: () => Promise<void>
}

type Attempt = { readonly at: number; readonly ms: number | null; readonly slowed: boolean; readonly failed: boolean }

const dayMs = 86_400_000
const mostKept = 5000
const setting = 'key_use'
const LastSchema = z.partialRecord(KeyNameSchema, z.number())

export async function createKeyUse(ports: {
  readonly settings: SettingsStore
  readonly clock: Clock
  readonly log: Log
}): Promise<KeyUseBook> {
  const { settings, clock, log } = ports
  const began = clock.now()
  const last = new Map<KeyName, number>(
    Object.entries(LastSchema.safeParse(await settings.get(setting)).data ?? {}).map(
      ([name, at]) => [name as KeyName, at] as const,
    ),
  )
  const attempts = new Map<KeyName, Attempt[]>()
  let changed = false

  const note = (name: KeyName, attempt: Omit<Attempt, 'at'>): void => {
    const at = clock.now()
    const mine = attempts.get(name) ?? []
    mine.push({ ...attempt, at })
    if (mine.length > mostKept) mine.splice(0, mine.length - mostKept)
    attempts.set(name, mine)
    last.set(name, at)
    changed = true
  }
  const recent = (name: KeyName): readonly Attempt[] => {
    const since = clock.now() - dayMs
    const mine = (attempts.get(name) ?? []).filter(({ at }) => at > since)
    attempts.set(name, mine)
    return mine
  }

  return {
    meter: (http, name) => {
      const heard = (request: HttpRequest): HttpRequest => ({
        ...request,
        onFailure: (error) => {
          // What never left did not use the key.
          if (error.data?.['sent'] !== false || typeof error.data['status'] === 'number')
            note(name, { ms: null, slowed: error.code === 'rate_limited', failed: true })
          request.onFailure?.(error)
        },
      })
      const timed = async <T extends { readonly latencyMs: number }>(answer: Promise<T>): Promise<T> => {
        const come = await answer
        note(name, { ms: come.latencyMs, slowed: false, failed: false })
        return come
      }
      return {
        text: (request) => timed(http.text(heard(request))),
        json: (request) => timed(http.json(heard(request))),
        bytes: (request) => timed(http.bytes(heard(request))),
        stream: (request, read) => timed(http.stream(heard(request), read)),
        close: http.close,
      }
    },
    of: (name) => {
      const mine = recent(name)
      const times = mine.flatMap(({ ms }) => ms ?? []).toSorted((a, b) => a - b)
      return {
        since: Math.max(began, clock.now() - dayMs),
        calls: mine.length,
        failures: mine.filter(({ failed }) => failed).length,
        slowedDown: mine.filter(({ slowed }) => slowed).length,
        medianMs: times.length === 0 ? null : Math.round(times[times.length >> 1] ?? 0),
        lastAt: last.get(name) ?? null,
      }
    },
    keep: async () => {
      if (!changed) return
      changed = false
      await settings
        .put(setting, Object.fromEntries(last))
        .catch((error: unknown) => log('warn', 'key_use.not_kept', { error }))
    },
  }
}
