import type { RefObject } from 'react'
import { useEffect } from 'react'
import type { Proposal } from '#contract/proposal.ts'
import { readAt } from '#renderer/ui/SchemaForm/pointer.ts'

/**
 * Underlines, in the customer's messages, the values that the open proposal took from them. It paints over the text and
 * changes none of it; where the browser cannot do that, the mark at the field says the same.
 */
const shortest = 3
const name = 'from-customer'

/** The words of those arguments that were seen in the customer's messages. */
export function valuesFromCustomer(proposal: Pick<Proposal, 'arguments' | 'origins'>): readonly string[] {
  return Object.entries(proposal.origins).flatMap(([pointer, origin]) => {
    if (origin !== 'customer') return []
    const value = readAt(proposal.arguments, pointer)
    const text = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
    return text.length < shortest ? [] : [text]
  })
}

/** Where the values stand in a text as words of their own, whatever their letters' case. */
export function placesOf(text: string, values: readonly string[]): readonly (readonly [start: number, end: number])[] {
  const inWord = /[\p{L}\p{N}]/u
  const low = text.toLowerCase()
  // A letter whose lower case is longer would shift every place after it.
  if (low.length !== text.length) return []
  return values.flatMap((value) => {
    const wanted = value.toLowerCase()
    const found: (readonly [number, number])[] = []
    for (let at = low.indexOf(wanted); at >= 0; at = low.indexOf(wanted, at + wanted.length)) {
      const end = at + wanted.length
      if (!inWord.test(text[at - 1] ?? ' ') && !inWord.test(text[end] ?? ' ')) found.push([at, end])
    }
    return found
  })
}

/** Paints after every render of the timeline: its rows come and go while one scrolls. */
export function useCustomerMarks(box: RefObject<HTMLElement | null>, proposal: Proposal | null): void {
  useEffect(() => {
    if (typeof Highlight === 'undefined') return
    const values = proposal === null ? [] : valuesFromCustomer(proposal)
    if (values.length === 0 || box.current === null) {
      CSS.highlights.delete(name)
      return
    }
    const bodies = box.current.querySelectorAll('.message[data-author="customer"] .message-body')
    CSS.highlights.set(name, new Highlight(...[...bodies].flatMap((body) => rangesIn(body, values))))
  })
  useEffect(() => () => void (typeof Highlight === 'undefined' ? null : CSS.highlights.delete(name)), [])
}

function rangesIn(body: Element, values: readonly string[]): readonly Range[] {
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT)
  const ranges: Range[] = []
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    for (const [start, end] of placesOf(node.nodeValue ?? '', values)) {
      const range = new Range()
      range.setStart(node, start)
      range.setEnd(node, end)
      ranges.push(range)
    }
  }
  return ranges
}
