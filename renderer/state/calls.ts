import { create } from 'zustand'
import type { Call, CallNow } from '#contract/call.ts'
import { lendSound } from '#renderer/app/sound.ts'
import { failureText, follow, theDesk } from '#renderer/connection.ts'
import { useLive } from '#renderer/state/live.ts'
import { t } from '#renderer/ui/language.ts'

/** The calls there are: those under way as the desk tells of them, the past ones read on as somebody scrolls. */
export type LiveCall = { readonly call: Call; readonly now: CallNow | null }

type Calls = {
  readonly live: readonly LiveCall[]
  readonly past: readonly Call[]
  /** Where to read on; null: the first call was read. Absent: nothing was read yet. */
  readonly next: string | null | undefined
  readonly loading: boolean
  readonly failure: string | null
  readonly selected: string | null
  /** Begun here a moment ago: it takes the focus when it appears. */
  readonly begun: string | null
  /** The dialog that begins a call. */
  readonly beginning: boolean
}

export const useCalls = create<Calls>()(() => ({
  live: [],
  past: [],
  next: undefined,
  loading: false,
  failure: null,
  selected: null,
  begun: null,
  beginning: false,
}))

const put = (list: readonly Call[], call: Call): readonly Call[] =>
  list.some(({ id }) => id === call.id) ? list.map((one) => (one.id === call.id ? call : one)) : [call, ...list]

/** A call changed: it is under way, or it is over and goes to the others. */
export function withCall(calls: Calls, call: Call, now: CallNow | null): Partial<Calls> {
  const others = calls.live.filter((one) => one.call.id !== call.id)
  if (call.state === 'ended') return { live: others, past: put(calls.past, call) }
  const at = calls.live.findIndex((one) => one.call.id === call.id)
  return { live: at === -1 ? [...others, { call, now }] : calls.live.with(at, { call, now }) }
}

/** Somebody waits: said once, at once, whatever is on the screen. */
function announceHold(before: readonly LiveCall[], after: readonly LiveCall[]): void {
  const held = (list: readonly LiveCall[]) => list.filter(({ now }) => now !== null && now.hold !== null)
  const known = new Set(held(before).map(({ call }) => call.id))
  const fresh = held(after).find(({ call }) => !known.has(call.id))
  if (fresh !== undefined)
    useLive.setState({ urgent: t('{{caller}} is on hold and waits for a signature.', { caller: fresh.call.caller }) })
}

/** For as long as the page is open: the rail, the status bar and the list look here. */
export const followCalls = (): (() => void) =>
  follow(
    (desk, signal) => desk.calls.watchList({}, { signal }),
    (event) => {
      const before = useCalls.getState().live
      if (event.type === 'snapshot') {
        const ended = before.filter(({ call }) => !event.live.some((one) => one.call.id === call.id))
        useCalls.setState({ live: event.live })
        // What ended while nobody listened is read anew.
        if (ended.length > 0 && useCalls.getState().next !== undefined) void readCalls()
      } else useCalls.setState((calls) => withCall(calls, event.call, event.now))
      // The page may have been loaded anew in the middle of a call.
      if (useCalls.getState().live.some(({ call }) => call.medium === 'voice')) lendSound()
      announceHold(before, useCalls.getState().live)
    },
  )

let asked = 0

async function read(cursor: string | null, held: readonly Call[]): Promise<void> {
  asked += 1
  const mine = asked
  useCalls.setState({ loading: true, failure: null })
  try {
    const page = await theDesk().calls.list({ cursor, limit: 50 })
    if (mine !== asked) return
    const known = new Set(held.map(({ id }) => id))
    const ended = page.items.filter((call) => call.state === 'ended' && !known.has(call.id))
    useCalls.setState({ past: [...held, ...ended], next: page.next, loading: false })
  } catch (error) {
    if (mine === asked) useCalls.setState({ loading: false, failure: failureText(error) })
  }
}

export const readCalls = (): Promise<void> => read(null, [])

export async function readOlderCalls(): Promise<void> {
  const { next, past, loading } = useCalls.getState()
  if (loading || next === null || next === undefined) return
  await read(next, past)
}

export const selectCall = (selected: string | null): void => useCalls.setState({ selected })

/** A call that has just begun is in the list before the desk tells of it. */
export function takeInCall(call: Call): void {
  useCalls.setState((calls) => {
    const known = calls.live.find((one) => one.call.id === call.id)
    return { ...withCall(calls, call, known?.now ?? null), selected: call.id, begun: call.id, beginning: false }
  })
}
