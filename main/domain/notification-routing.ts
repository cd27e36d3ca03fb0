import type { Note } from '#contract/notification.ts'
import type { Level, NotificationSettings } from '#contract/preferences.ts'
import { levelOf, type Waiting } from '#main/domain/notification.ts'

/**
 * When somebody is told, and about what. Pure: happenings and moments in, notes out. What comes together is told together;
 * what somebody looks at is told to nobody; what interrupts is told once more after ten minutes out of sight, and then no
 * more.
 */
type Held = Waiting & { readonly level: Level }

export type Routing = {
  readonly held: ReadonlyMap<string, Held>
  /** To be told soon, together. */
  readonly fresh: { readonly ids: ReadonlySet<string>; readonly at: number } | null
  /** To be counted later. */
  readonly counted: { readonly ids: ReadonlySet<string>; readonly at: number } | null
  readonly looking: boolean
  /** No screen is visible since then; null: one is. */
  readonly hiddenSince: number | null
  readonly interruptedAt: number | null
  readonly repeated: boolean
}

export const nothingRouted: Routing = {
  held: new Map(),
  fresh: null,
  counted: null,
  looking: false,
  hiddenSince: null,
  interruptedAt: null,
  repeated: false,
}

export const togetherMs = 1500
export const digestMs = 15 * 60_000
export const repeatMs = 10 * 60_000

type Group = Routing['fresh']
const into = (group: Group, id: string, at: number): Group => ({
  ids: new Set(group?.ids).add(id),
  at: group?.at ?? at,
})
const without = (group: Group, id: string): Group => {
  if (group === null || !group.ids.has(id)) return group
  const ids = new Set([...group.ids].filter((held) => held !== id))
  return ids.size === 0 ? null : { ...group, ids }
}

/** It waits for a person. `known`: it did before anybody could be told. */
export function came(
  routing: Routing,
  waiting: Waiting,
  levels: NotificationSettings['levels'],
  now: number,
  known: boolean,
): Routing {
  const before = routing.held.get(waiting.id)
  const level = levelOf(waiting, levels)
  const held = new Map(routing.held).set(waiting.id, { ...waiting, level })
  const isNews = before === undefined ? !known : before.state !== waiting.state
  const next = isNews ? { ...left(routing, waiting.id), held } : { ...routing, held }
  if (!isNews || routing.looking || level === 'silent') return next
  return level === 'digest'
    ? { ...next, counted: into(next.counted, waiting.id, now + digestMs) }
    : { ...next, fresh: into(next.fresh, waiting.id, now + togetherMs) }
}

/** It waits for nobody any more. */
export function left(routing: Routing, id: string): Routing {
  if (!routing.held.has(id)) return routing
  const held = new Map(routing.held)
  held.delete(id)
  return { ...routing, held, fresh: without(routing.fresh, id), counted: without(routing.counted, id) }
}

/** Somebody came to look, or went. */
export function looked(
  routing: Routing,
  seen: { readonly looking: boolean; readonly visible: boolean },
  now: number,
): Routing {
  const hidden = seen.visible
    ? { hiddenSince: null, repeated: false }
    : { hiddenSince: routing.hiddenSince ?? now, repeated: routing.repeated }
  const told = seen.looking ? { fresh: null, counted: null } : {}
  return { ...routing, ...told, ...hidden, looking: seen.looking }
}

export type Telling = { readonly waiting: readonly Waiting[]; readonly level: Note['level']; readonly again: boolean }
export type Passed = { readonly routing: Routing; readonly tell: readonly Telling[]; readonly next: number | null }

type Hours = { readonly quiet: boolean; readonly interrupts: boolean }

const those = (routing: Routing, group: Group): readonly Held[] =>
  [...(group?.ids ?? [])].flatMap((id) => routing.held.get(id) ?? [])

/** Time has passed: what is due is told, and `next` is when to look again. */
export function passed(before: Routing, now: number, { quiet, interrupts }: Hours): Passed {
  let routing = before
  const tell: Telling[] = []
  if (routing.fresh !== null && routing.fresh.at <= now) {
    const due = those(routing, routing.fresh)
    const may = due.filter(({ level }) => !quiet || (level === 'interrupt' && interrupts))
    const interrupting = may.some(({ level }) => level === 'interrupt')
    routing = { ...routing, fresh: null, interruptedAt: interrupting ? now : routing.interruptedAt }
    for (const one of due) {
      if (!may.includes(one)) routing = { ...routing, counted: into(routing.counted, one.id, now + digestMs) }
    }
    if (may.length > 0) tell.push({ waiting: may, level: interrupting ? 'interrupt' : 'notify', again: false })
  }
  if (routing.counted !== null && routing.counted.at <= now) {
    if (quiet) routing = { ...routing, counted: { ...routing.counted, at: now + digestMs } }
    else {
      tell.push({ waiting: those(routing, routing.counted), level: 'digest', again: false })
      routing = { ...routing, counted: null }
    }
  }
  const repeatAt = repeatsAt(routing)
  if (repeatAt !== null && repeatAt <= now && (!quiet || interrupts)) {
    const waiting = [...routing.held.values()].filter(({ level }) => level === 'interrupt')
    tell.push({ waiting, level: 'interrupt', again: true })
    routing = { ...routing, repeated: true }
  }
  return { routing, tell, next: nextOf(routing, now) }
}

function repeatsAt({ held, hiddenSince, interruptedAt, repeated }: Routing): number | null {
  if (hiddenSince === null || interruptedAt === null || repeated) return null
  if (![...held.values()].some(({ level }) => level === 'interrupt')) return null
  return Math.max(hiddenSince, interruptedAt) + repeatMs
}

function nextOf(routing: Routing, now: number): number | null {
  const moments = [routing.fresh?.at, routing.counted?.at, repeatsAt(routing)].flatMap((at) => at ?? [])
  return moments.length === 0 ? null : Math.max(now + 100, Math.min(...moments))
}
