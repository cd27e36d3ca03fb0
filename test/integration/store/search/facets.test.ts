import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filledDesk } from '#test/integration/store/search/filled-desk.ts'
import { foundIn, understood } from '#test/support/search.ts'

/** What a facet says a choice would leave is what the search finds after choosing it. */
let desk: Awaited<ReturnType<typeof filledDesk>>
beforeAll(async () => {
  desk = await filledDesk()
  await foundIn(desk.store, 'lamp')
})
afterAll(() => desk.remove())

const base = fc.subarray(
  ['order', 'from:customer', 'is:open', '-tool:refund_order', 'arg.amount:>50', 'lamp OR hola', 'latency:>=0s'],
  { maxLength: 3 },
)
const own = fc.constantFrom('', 'risk:>=3', 'decision:edited', 'tag:vip', 'channel:chat|email', 'by:me', 'has:rag')
const signal = new AbortController().signal

test('each count is what the search finds with it in the place of the field’s own filter', async () => {
  let looked = 0
  await fc.assert(
    fc.asyncProperty(base, own, async (parts, chosen) => {
      const rest = parts.map((part) => `(${part})`).join(' ')
      const { facets } = await desk.store.search.facets(understood(`${rest} ${chosen}`), signal)
      for (const { field, values } of facets) {
        const isOwn = chosen.startsWith(`${field}:`)
        for (const { value, count, chosen: isChosen } of values) {
          const text = `${rest} ${isOwn ? '' : chosen} ${field}:"${value}"`
          const found = await foundIn(desk.store, text)
          expect({ text, count }).toEqual({ text, count: { count: found.length, more: false } })
          if (isChosen) expect(isOwn).toBe(true)
          looked += 1
        }
      }
    }),
    { numRuns: 25, seed: 7 },
  )
  expect(looked).toBeGreaterThan(100)
})
