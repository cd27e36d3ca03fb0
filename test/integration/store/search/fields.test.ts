import { afterAll, beforeAll, expect, test } from 'vitest'
import { filledDesk } from '#test/integration/store/search/filled-desk.ts'
import { foundIn, searchFor, understood } from '#test/support/search.ts'

/** Each field of the grammar against rows that are known; conversation 4 is the call. */
let desk: Awaited<ReturnType<typeof filledDesk>>
beforeAll(async () => {
  desk = await filledDesk()
  expect(desk.call).toBe(4)
})
afterAll(() => desk.remove())

const table: readonly (readonly [string, readonly number[]])[] = [
  ['author:"Ana Ruiz"', [1, 3]],
  ['author:"ana ruiz" lamp', [1]],
  ['author:nunez', [1]],
  ['author:"benito paz"|nunez', [1, 2]],
  ['author:ruizzz', []],
  ['from:operator', [1, 2, 3]],
  ['from:operator author:me', [1, 3]],
  ['before:1970-01-01T00:00:03Z from:customer', [1]],
  ['tool:ESCALATE', [3]],
  ['tool:refund_order|cancel_order', [1, 2]],
  ['-tool:refund_order', [2, 3, 4]],
  ['agent:support_agent_9', [1]],
  ['agent:"larch support"', [1]],
  ['agent:"order support"', []],
  ['env:prod', [1]],
  ['env:staging', [2, 3]],
  ['deploy:dep-7', [1]],
  ['deploy:DEP-8', [2]],
  ['rag.score:<0.5', [1]],
  ['rag.score:>50%', [3]],
  ['rag.score:0.2..0.4', [1]],
  ['score:<3', [2]],
  ['score:2', [2]],
  ['score:25', [2]],
  // What is scored in a calibration is nobody else's to see.
  ['score:<20', []],
  ['duration:>5m', [4]],
  ['duration:6m', [4]],
  ['duration:<5m', []],
  ['latency:>=0s', [1, 2, 3]],
  ['cost:>0.20', [4]],
  ['cost:>$0.50', []],
  ['lang:es', [2]],
  ['tag:vip', [1]],
  ['tag:cafe', [1]],
  ['tag:urgent', [3]],
  ['tag:vip|urgent', [1, 3]],
  ['id:hd-78', [2]],
  ['id:3', [3]],
  ['id:call-1', [4]],
  ['id:p2', [2]],
  ['id:nobody', []],
  ['has:audio', [4]],
  ['has:edit', [1]],
  ['has:guardrail', [2]],
  ['has:rag', [1, 3]],
  ['has:note', [3]],
  ['has:score', [2]],
  ['has:pii', [1]],
  ['has:attachment', [1]],
  ['is:starred', [3]],
  ['is:reviewed', [3]],
  ['is:unreviewed', [1, 2, 4]],
  ['is:closed -is:open', [2]],
  ['is:dryrun', [4]],
  ['channel:voice', [4]],
  ['channel:email|sms', [2, 3]],
  ['rule:"Refunds<20"', [1]],
  ['rule:r-7', [1]],
  ['rule:"small ones"', [3]],
  ['by:me', [1]],
  ['by:"me"', []],
  ['by:"Marisol Vega"', [2]],
  ['decision:edited', [1]],
  ['decision:rejected', [2]],
  ['decision:auto', [3]],
  ['reason:tone', [2]],
  ['reason:unsafe', []],
  ['state:rejected', [2]],
  ['risk:>=3', [1, 2]],
  ['risk:R4', [2]],
  ['arg.amount:68', [1]],
  ['arg.amount:>50', [1]],
  ['arg.amount:>70', []],
  ['arg.total:>1000', [1]],
  ['arg.total:1068.50', [1]],
  ['arg.total:1068.5', [1]],
  ['arg.total:<1000', []],
  ['arg.amount:68.00', [1]],
  // A date and an order number are text, no numbers.
  ['arg.day:>1', []],
  ['arg.day:2026-01-01', [1]],
  ['arg.order_id:>1', []],
  ['arg.order_id:#w42', [1]],
  ['arg.ship.city:vilnius', [1]],
  ['arg.items.0.sku:a1', [2]],
  ['arg.items.sku:a1', [2]],
  ['arg.items.amount:>2', [2]],
  // Of one action.
  ['tool:refund_order decision:rejected', []],
  ['zanzibar', [3]],
  ['"within 30 days"', [1]],
]

test.for(table)('%s', async ([text, expected]) => {
  expect((await foundIn(desk.store, text)).toSorted((a, b) => a - b)).toEqual(expected)
})

test('a field alone shows what was said last, without marks', async () => {
  const { hits } = await searchFor(desk.store, 'tool:refund_order')
  expect(hits).toMatchObject([
    { snippet: { entryId: 'm2', author: 'José Núñez', text: 'We are sorry for that.', ranges: [] } },
  ])
  const { hits: ofCustomer } = await searchFor(desk.store, 'from:customer id:1')
  expect(ofCustomer).toMatchObject([{ snippet: { entryId: 'm1', text: expect.stringMatching(/^The lamp/) } }])
  expect((await searchFor(desk.store, 'channel:voice')).hits).toMatchObject([{ conversationId: 4, snippet: null }])
})

test('facets name each agent once, tiers by their name and in their order', async () => {
  await foundIn(desk.store, 'lamp')
  const { facets } = await desk.store.search.facets(
    understood('tag:CAFÉ|vip|urgent|x OR is:unreviewed'),
    new AbortController().signal,
  )
  const labelsOf = (field: string) => facets.find((facet) => facet.field === field)?.values.map(({ label }) => label)
  expect(labelsOf('agent')?.toSorted()).toEqual(['Larch Support', 'other_agent'])
  expect(labelsOf('risk')).toEqual(['R4', 'R3', 'R1'])
  expect(labelsOf('decision')).toEqual(['edited', 'rejected', 'auto'])
  const [tags] = (await desk.store.search.facets(understood('tag:CAFÉ'), new AbortController().signal)).facets.filter(
    ({ field }) => field === 'tag',
  )
  expect(tags?.values.filter(({ chosen }) => chosen)).toMatchObject([{ value: 'cafe', label: 'Café' }])
})
