import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { drawPieces, placeOf, selectIn, selectionIn } from '#renderer/app/Transcripts/field-dom.ts'
import {
  apply,
  editBetween,
  oneLine,
  selectedByBackspace,
  type Edit,
  type Typed,
} from '#renderer/app/Transcripts/query-edit.ts'
import { piecesOf } from '#renderer/app/Transcripts/query-pieces.ts'
import { setTyped, useQuery } from '#renderer/state/transcript-query.ts'

/**
 * An editable element whose text is the search: every input is applied to the text and drawn anew with its tokens, and the
 * caret put where it belongs. What an input method writes is left to it until it is done.
 */

/** Where a token stands, so that a cross can be laid over its end. */
export type Cross = {
  readonly from: number
  readonly to: number
  readonly text: string
  readonly left: number
  readonly top: number
}

type Undo = { before: Typed[]; after: Typed[] }
const undoLimit = 200

const dataOf = (event: InputEvent): string => event.data ?? event.dataTransfer?.getData('text/plain') ?? ''

/** What an input does to the text; null: nothing. */
function editOf(field: HTMLElement, event: InputEvent, now: Typed): Edit | null {
  const [range] = event.getTargetRanges()
  const place = range === undefined ? { from: now.from, to: now.to } : placeOf(field, range)
  if (event.inputType.startsWith('delete')) return place.from === place.to ? null : { ...place, text: '' }
  return event.inputType === 'insertParagraph' || event.inputType === 'insertLineBreak'
    ? null
    : { ...place, text: oneLine(dataOf(event)) }
}

function crossesOf(field: HTMLElement): readonly Cross[] {
  return [...field.querySelectorAll<HTMLElement>('.query-token')].map((token) => {
    const [last] = [...token.getClientRects()].slice(-1)
    const around = field.getBoundingClientRect()
    return {
      from: Number(token.dataset['from']),
      to: Number(token.dataset['to']),
      text: token.textContent ?? '',
      left: last === undefined ? 0 : last.right - around.left,
      top: last === undefined ? 0 : last.top - around.top + last.height / 2,
    }
  })
}

export type QueryField = {
  readonly field: RefObject<HTMLDivElement | null>
  readonly crosses: readonly Cross[]
  /** Something was typed, as against put there. */
  readonly change: (next: Typed, edit?: Edit) => void
  readonly undo: (back: boolean) => void
}

export function useQueryField(onTyping: () => void): QueryField {
  const field = useRef<HTMLDivElement>(null)
  const composing = useRef(false)
  const history = useRef<Undo>({ before: [], after: [] })
  const [crosses, setCrosses] = useState<readonly Cross[]>([])
  const now = useQuery((query) => query.typed)
  const tokens = useQuery((query) => query.tokens)
  const problems = useQuery((query) => query.problems)

  const change = (next: Typed, edit?: Edit): void => {
    const { typed: before } = useQuery.getState()
    if (next.text !== before.text)
      history.current = { before: [...history.current.before, before].slice(-undoLimit), after: [] }
    setTyped(next, edit)
  }
  const undo = (back: boolean): void => {
    const { before, after } = history.current
    const { typed: present } = useQuery.getState()
    const target = back ? before.at(-1) : after.at(-1)
    if (target === undefined) return
    history.current = back
      ? { before: before.slice(0, -1), after: [...after, present] }
      : { before: [...before, present], after: after.slice(0, -1) }
    setTyped(target)
  }
  const typing = useRef({ change, undo, onTyping })
  useEffect(() => {
    typing.current = { change, undo, onTyping }
  })

  useLayoutEffect(() => {
    const element = field.current
    if (element === null || composing.current) return
    // What is selected is told a moment late: where only the tokens are new, it stays as it is on the screen.
    const live = element.textContent === now.text ? selectionIn(element) : null
    drawPieces(element, piecesOf(now.text, tokens, problems))
    if (document.activeElement === element) selectIn(element, live ?? now)
    const measured = crossesOf(element)
    setCrosses((held) => (JSON.stringify(held) === JSON.stringify(measured) ? held : measured))
    // A selection by itself draws nothing; it has its own effect.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [now.text, tokens, problems])

  useLayoutEffect(() => {
    const element = field.current
    if (element !== null && !composing.current && document.activeElement === element) selectIn(element, now)
  }, [now])

  useLayoutEffect(() => {
    for (const token of field.current?.querySelectorAll<HTMLElement>('.query-token') ?? [])
      token.dataset['inside'] = String(Number(token.dataset['from']) <= now.to && now.to <= Number(token.dataset['to']))
  }, [now, tokens, problems])

  useEffect(() => {
    const element = field.current
    if (element === null) return
    const take = (): void => {
      const { typed: before } = useQuery.getState()
      const text = oneLine(element.textContent ?? '')
      const place = selectionIn(element) ?? { from: text.length, to: text.length }
      if (text !== before.text) typing.current.change({ text, ...place }, editBetween(before.text, text))
      else drawPieces(element, piecesOf(text, useQuery.getState().tokens, useQuery.getState().problems))
      typing.current.onTyping()
    }
    const before = (event: InputEvent): void => {
      if (composing.current || event.isComposing) return
      event.preventDefault()
      if (event.inputType.startsWith('history')) return typing.current.undo(event.inputType === 'historyUndo')
      const { typed: held, tokens: known } = useQuery.getState()
      // What is selected is told a moment late: what counts is where it is now.
      const present = { ...held, ...selectionIn(element) }
      const whole = event.inputType === 'deleteContentBackward' ? selectedByBackspace(present, known) : null
      if (whole !== null) return setTyped(whole)
      const edit = editOf(element, event, present)
      if (edit === null) return
      typing.current.change(apply(present, edit), edit)
      typing.current.onTyping()
    }
    const begin = (): void => void (composing.current = true)
    const end = (): void => {
      composing.current = false
      take()
    }
    const input = (): void => {
      if (!composing.current) take()
    }
    const select = (): void => {
      const place = composing.current ? null : selectionIn(element)
      const { typed: present } = useQuery.getState()
      if (place !== null && document.activeElement === element) setTyped({ ...present, ...place })
    }
    const wide = new ResizeObserver(() => setCrosses(crossesOf(element)))
    wide.observe(element)
    element.addEventListener('beforeinput', before)
    element.addEventListener('compositionstart', begin)
    element.addEventListener('compositionend', end)
    element.addEventListener('input', input)
    document.addEventListener('selectionchange', select)
    return () => {
      wide.disconnect()
      element.removeEventListener('beforeinput', before)
      element.removeEventListener('compositionstart', begin)
      element.removeEventListener('compositionend', end)
      element.removeEventListener('input', input)
      document.removeEventListener('selectionchange', select)
    }
  }, [])
  return { field, crosses, change, undo }
}
