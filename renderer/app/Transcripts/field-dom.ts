import type { Piece } from '#renderer/app/Transcripts/query-pieces.ts'

/** The text of the search inside its editable element: drawn piece by piece, read back letter for letter. */

function partNode({ text, look, wrong }: Piece['parts'][number]): Node {
  if (look === 'plain' && !wrong) return document.createTextNode(text)
  const span = document.createElement('span')
  span.className = `query-is-${look}${wrong ? ' query-wrong' : ''}`
  span.textContent = text
  return span
}

export function drawPieces(field: HTMLElement, pieces: readonly Piece[]): void {
  const nodes = pieces.flatMap(({ from, to, token, parts }) => {
    const inner = parts.map(partNode)
    if (token === null) return inner
    const span = document.createElement('span')
    span.className = token.excluded ? 'query-token is-excluded' : 'query-token'
    span.dataset['from'] = String(from)
    span.dataset['to'] = String(to)
    span.replaceChildren(...inner)
    return [span]
  })
  field.replaceChildren(...nodes)
}

/** How far into the text a place in the document is. */
function offsetOf(field: HTMLElement, node: Node, offset: number): number {
  const range = document.createRange()
  range.setStart(field, 0)
  range.setEnd(node, offset)
  return range.toString().length
}

type Place = { readonly from: number; readonly to: number }

export const placeOf = (field: HTMLElement, range: StaticRange | Range): Place => ({
  from: offsetOf(field, range.startContainer, range.startOffset),
  to: offsetOf(field, range.endContainer, range.endOffset),
})

/** What is selected in the field; null: the selection is elsewhere. */
export function selectionIn(field: HTMLElement): Place | null {
  const selection = document.getSelection()
  if (selection === null || selection.rangeCount === 0) return null
  const range = selection.getRangeAt(0)
  return field.contains(range.startContainer) && field.contains(range.endContainer) ? placeOf(field, range) : null
}

/** The end of a token belongs to the token, so that one writes on in it. */
function pointAt(field: HTMLElement, at: number): readonly [Node, number] {
  const walker = document.createTreeWalker(field, NodeFilter.SHOW_TEXT)
  let left = at
  let last: Node = field
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const { length } = node.textContent ?? ''
    if (left <= length) return [node, left]
    left -= length
    last = node
  }
  return [last, last === field ? 0 : (last.textContent ?? '').length]
}

export function selectIn(field: HTMLElement, { from, to }: Place): void {
  const now = selectionIn(field)
  if (now?.from === from && now.to === to) return
  const selection = document.getSelection()
  const [start, startAt] = pointAt(field, from)
  const [end, endAt] = pointAt(field, to)
  selection?.setBaseAndExtent(start, startAt, end, endAt)
}
