import { create } from 'zustand'
import type { CallEvent, CallTalkNotice, CallView, Levels } from '#contract/call.ts'
import { settledLength } from '#renderer/state/settled.ts'
import { failureText, follow } from '#renderer/connection.ts'

/** The call in sight, kept whole by its feed. */
export type TalkNote = { readonly notice: CallTalkNotice | 'refused'; readonly text: string; readonly at: number }

type Sight = {
  readonly id: string | null
  readonly view: CallView | null
  /** Of lines that still grow: how much of the text is no guess any more, by item. */
  readonly settled: Readonly<Record<string, number>>
  readonly failure: string | null
  /** What concerns the person at the key; gone after a while. */
  readonly note: TalkNote | null
}

const blank = { view: null, settled: {}, failure: null, note: null } as const
export const useCall = create<Sight>()(() => ({ id: null, ...blank }))

type Kept = Pick<Sight, 'view' | 'settled'>

export function applyCallEvent({ view, settled }: Kept, event: CallEvent): Kept {
  if (event.type === 'snapshot') return { view: event.view, settled: {} }
  if (view === null) return { view, settled }
  switch (event.type) {
    case 'call':
      return { view: { ...view, call: event.call }, settled }
    case 'now':
      return { view: { ...view, now: event.now }, settled }
    case 'line': {
      const { line } = event
      const before = view.lines.find(({ itemId }) => itemId === line.itemId)
      const lines =
        before === undefined ? [...view.lines, line] : view.lines.map((held) => (held === before ? line : held))
      const { [line.itemId]: gone = 0, ...others } = settled
      if (line.state !== 'partial') return { view: { ...view, lines }, settled: gone === 0 ? settled : others }
      const agreed = before === undefined ? 0 : settledLength(before.heard, line.heard)
      return { view: { ...view, lines }, settled: { ...others, [line.itemId]: agreed } }
    }
    case 'mark': {
      const isKnown = view.marks.some(({ seq }) => seq === event.mark.seq)
      const marks = isKnown
        ? view.marks.map((held) => (held.seq === event.mark.seq ? event.mark : held))
        : [...view.marks, event.mark]
      return { view: { ...view, marks }, settled }
    }
    case 'notice':
      return { view, settled }
  }
}

const noteLasts = 6000
let forget: ReturnType<typeof setTimeout> | undefined

/** Said beside the talk button for a while. */
export function noteTalk(notice: TalkNote['notice'], text: string): void {
  clearTimeout(forget)
  useCall.setState({ note: { notice, text, at: Date.now() } })
  forget = setTimeout(() => useCall.setState({ note: null }), noteLasts)
}

let stop = () => {}

export function watchCall(id: string | null): void {
  if (useCall.getState().id === id) return
  stop()
  stop = () => {}
  clearTimeout(forget)
  useCall.setState({ id, ...blank })
  if (id === null) return
  stop = follow(
    (desk, signal) => desk.calls.watch({ id }, { signal }),
    (event) => {
      if (useCall.getState().id !== id) return
      if (event.type === 'notice') noteTalk(event.notice, event.text)
      useCall.setState((held) => ({ ...applyCallEvent(held, event), failure: null }))
    },
    (error) => {
      if (useCall.getState().id === id) useCall.setState({ failure: failureText(error) })
    },
  )
}

/** Levels come 25 times a second: they go to who paints them, and never through React. */
export const followLevels = (id: string, take: (levels: Levels) => void): (() => void) =>
  follow((desk, signal) => desk.calls.levels({ id }, { signal }), take)
