import type { Call, CallEvent, CallLine, CallMark, CallNow } from '#contract/call.ts'
import type { Topic } from '#main/kernel/feed.ts'
import { asAppError } from '#main/kernel/errors.ts'
import type { Desk } from '#main/services/desk.ts'
import { nowOf, type LiveCall } from '#main/services/calls/live-call.ts'
import type { Lookups } from '#main/services/calls/lookups.ts'
import type { CallChange } from '#main/store/calls.ts'

/** What happened in a call, for whoever watches one call or the list. */
export type CallHappened = { readonly callId: string; readonly event: Exclude<CallEvent, { type: 'snapshot' }> }

type MarkMade = Pick<CallMark, 'kind' | 'text'> & Partial<Pick<CallMark, 'atMs' | 'data' | 'proposalId'>>

/**
 * Writes down what happens in calls and tells it on. What is final is on its way to the disk at once, what still grows within
 * half a second; what a disk refuses is kept and tried again, so that nothing heard is lost while the desk runs.
 */
export type Journal = {
  readonly line: (live: LiveCall, line: CallLine) => void
  readonly mark: (live: LiveCall, mark: MarkMade) => void
  /** Resolves when it is on disk. */
  readonly change: (live: LiveCall, change: Pick<CallChange, 'call' | 'conversation' | 'recording'>) => Promise<Call>
  readonly notice: (live: LiveCall, event: Extract<CallEvent, { type: 'notice' }>) => void
  /** Something of what is under way is another now. */
  readonly now: (live: LiveCall) => void
  /** The call is over: whoever watches hears the last of it. */
  readonly closed: (call: Call) => void
  /** All that was written down so far is on disk, or cannot be. */
  readonly rest: (live: LiveCall) => Promise<void>
}

type Gathered = {
  change: CallChange
  lines: Map<number, CallLine>
  marks: Map<number, CallMark>
}
type Page = {
  gathered: Gathered | null
  writing: Promise<void> | null
  timer: AbortController | null
  /** The call as it was last told to whoever watches. */
  told: string
}

const soonMs = 500
const retryMs = 1000

export function createJournal(
  desk: Pick<Desk, 'clock' | 'configuration' | 'log'> & { readonly record: Pick<Desk['record'], 'keepCall'> },
  lookups: Pick<Lookups, 'by'>,
  happened: Topic<CallHappened>,
): Journal {
  const pages = new WeakMap<LiveCall, Page>()
  const pageOf = (live: LiveCall): Page => {
    const known = pages.get(live)
    if (known !== undefined) return known
    const page: Page = { gathered: null, writing: null, timer: null, told: '' }
    pages.set(live, page)
    return page
  }
  const gather = (page: Page): Gathered => (page.gathered ??= emptyPage())
  const tell = (live: LiveCall, event: CallHappened['event']) => happened.publish({ callId: live.id, event })

  const writeOnce = async (live: LiveCall, page: Page): Promise<void> => {
    const { gathered } = page
    if (gathered === null) return
    page.gathered = null
    page.timer?.abort()
    page.timer = null
    try {
      const { call } = await desk.record.keepCall(live.id, {
        ...gathered.change,
        lines: [...gathered.lines.values()],
        marks: [...gathered.marks.values()],
        operator: desk.configuration().operator.name,
      })
      // What changed meanwhile is on its way, and true already.
      live.call = { ...call, ...joined(emptyPage(), page.gathered).change.call }
      const told = JSON.stringify(call)
      if (told === page.told) return
      page.told = told
      tell(live, { type: 'call', call })
    } catch (thrown) {
      page.gathered = joined(gathered, page.gathered)
      desk.log('warn', 'call.not_written', { call: live.id, code: asAppError(thrown).code })
      later(live, page, retryMs)
      throw thrown
    }
  }

  const write = (live: LiveCall): Promise<void> => {
    const page = pageOf(live)
    const mine: Promise<void> = (page.writing ?? Promise.resolve())
      .catch(() => {})
      .then(() => writeOnce(live, page))
      .finally(() => {
        if (page.writing === mine) page.writing = null
      })
    page.writing = mine
    return mine
  }
  const writeAlone = (live: LiveCall) => void write(live).catch(() => {})

  const later = (live: LiveCall, page: Page, ms: number) => {
    if (page.timer !== null) return
    const timer = new AbortController()
    page.timer = timer
    desk.clock.sleep(ms, timer.signal).then(
      () => {
        if (page.timer === timer) page.timer = null
        writeAlone(live)
      },
      () => {},
    )
  }

  return {
    line: (live, line) => {
      const page = pageOf(live)
      gather(page).lines.set(line.seq, line)
      live.lines.set(line.itemId, line)
      tell(live, { type: 'line', line })
      if (line.state === 'partial') later(live, page, soonMs)
      else writeAlone(live)
    },
    mark: (live, { kind, text, atMs, data = null, proposalId = null }) => {
      const at = desk.clock.now()
      const mark: CallMark = {
        seq: live.places.next(),
        at,
        atMs: atMs ?? Math.max(0, at - live.call.startedAt),
        kind,
        text,
        data,
        proposalId,
      }
      gather(pageOf(live)).marks.set(mark.seq, mark)
      tell(live, { type: 'mark', mark })
      writeAlone(live)
    },
    change: async (live, change) => {
      const gathered = gather(pageOf(live))
      gathered.change = merged(gathered.change, change)
      live.call = { ...live.call, ...change.call }
      await write(live)
      return live.call
    },
    notice: tell,
    now: (live) => tell(live, { type: 'now', now: nowOf(live, lookups.by(live.conversationId)) satisfies CallNow }),
    closed: (call) => {
      happened.publish({ callId: call.id, event: { type: 'call', call } })
      happened.publish({ callId: call.id, event: { type: 'now', now: null } })
    },
    rest: async (live) => {
      const page = pageOf(live)
      if (page.gathered !== null) await write(live).catch(() => {})
      await page.writing?.catch(() => {})
    },
  }
}

const emptyPage = (): Gathered => ({ change: {}, lines: new Map(), marks: new Map() })

const merged = (older: CallChange, newer: CallChange): CallChange => ({
  ...older,
  ...newer,
  ...(older.call === undefined && newer.call === undefined ? {} : { call: { ...older.call, ...newer.call } }),
  ...(older.conversation === undefined && newer.conversation === undefined
    ? {}
    : { conversation: { ...older.conversation, ...newer.conversation } }),
})

/** What could not be written, with what came since on top of it. */
const joined = (older: Gathered, newer: Gathered | null): Gathered =>
  newer === null
    ? older
    : {
        change: merged(older.change, newer.change),
        lines: new Map([...older.lines, ...newer.lines]),
        marks: new Map([...older.marks, ...newer.marks]),
      }
