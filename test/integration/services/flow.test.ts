import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Proposal } from '#contract/proposal.ts'
import type { Configuration } from '#contract/settings.ts'
import { hands, seen, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { movingClock } from '#test/support/moving-clock.ts'

/** How work flows through the queue: order, saved filters, rest, several signatures in one go, lessons. */
const clock = movingClock()
const windows = { email: 60, chat: 60, phone: 60, sms: 60, social: 60, other: 60 }
const withWindows = (configuration: Configuration): Configuration => ({
  ...configuration,
  timing: { ...configuration.timing, undoSeconds: windows },
})
let rig: DeskInProcess
let my: ReturnType<typeof hands>
beforeAll(async () => {
  rig = await startDesk({ clock, change: withWindows })
  my = hands(rig)
})
afterEach(async () => {
  await rig.desk().inbox.arrange({ order: 'urgency', splits: [] })
  rig.sandbox.control.clearScripts()
})
afterAll(() => rig.stop())

const page = (more: object = {}) => rig.desk().inbox.page({ view: 'all', cursor: null, limit: 200, ...more })

async function replyWaits(words: string, says = `About ${words}`): Promise<Proposal> {
  my.script(words, { text: says }, { text: `Again about ${words}` })
  return my.proposal(await my.customerWrites(words), 'send_reply', 'pending')
}

describe('the queue', () => {
  test('counts a saved filter exactly, survives a change of order, and says why each row is where it is', async () => {
    const reply = await replyWaits('Parcel 17 asks.')
    const splits = [{ id: 's1', name: 'Parcels', filter: { text: 'PARCEL 17' } }]
    expect(await rig.desk().inbox.arrange({ order: 'newest', splits })).toEqual({ order: 'newest', splits })
    const { items, counts, matching } = await page({ filter: splits[0]!.filter })
    expect([items.map(({ id }) => id), counts.splits, matching]).toEqual([[reply.id], { s1: 1 }, 1])
    expect(items[0]?.urgency).toMatchObject({ band: 'due', cause: 'reply' })
    expect((await page()).items[0]?.id).toBe(reply.id)
    expect((await rig.desk().app.get({})).queue).toEqual({ order: 'newest', splits })
    const { configuration } = await rig.desk().settings.get({})
    expect(configuration.queue.splits).toEqual(splits)
    await rig
      .desk()
      .proposals.decide({ verb: 'reject', ...seen(reply), reasons: [], text: '', scope: 'call', next: 'stop' })
    expect((await page()).counts.splits).toEqual({ s1: 0 })
  })

  test('what was put off stands in a view of its own, with what ends its rest', async () => {
    const reply = await replyWaits('Sleep on it.')
    const before = (await page()).counts
    await rig.desk().proposals.snooze({ id: reply.id, minutes: 90, event: 'customer_writes' })
    const later = await page({ view: 'later' })
    expect(later.items).toMatchObject([
      { id: reply.id, snoozed: { event: 'customer_writes' }, urgency: { cause: 'later' } },
    ])
    expect(later.counts).toMatchObject({ later: 1, all: before.all - 1 })
    await rig.desk().proposals.wake({ id: reply.id })
    expect((await page({ view: 'later' })).items).toEqual([])
  })
})

describe('signing together', () => {
  test('each line is its own decision; what moved or is about money stays out, and all can be taken back', async () => {
    const one = await replyWaits('First of the same.', 'Hi Ana, order 1 is on its way.')
    const two = await replyWaits('Second of the same.', 'Hi Jo, order 22 is on its way.')
    const { items } = await page({ filter: { tools: ['send_reply'] } })
    const asks = items.filter(({ id }) => id === one.id || id === two.id).map(({ ask }) => ask)
    expect(asks[0]).toBe(asks[1])
    const { items: money } = await page({ view: 'money' })
    const ids = [one.id, two.id, ...money.slice(0, 1).map(({ id }) => id)]
    const { rows } = await rig.desk().together.look({ ids })
    expect(rows.map(({ excluded }) => excluded)).toEqual([
      null,
      null,
      ...money.slice(0, 1).map(() => expect.stringMatching(/alone/)),
    ])
    const [first, second] = rows
    const { results } = await rig.desk().together.sign({
      rows: rows.map(({ id, revision, argsHash, fingerprint }) => ({
        id,
        revision,
        argsHash: id === second?.id ? '0'.repeat(64) : argsHash,
        fingerprint,
      })),
    })
    expect(results[0]).toMatchObject({ id: first?.id, state: 'scheduled', dueAt: expect.any(Number), why: null })
    expect(results.slice(1).every(({ state, why }) => state === null && why !== null)).toBe(true)
    expect((await rig.desk().proposals.get({ id: two.id })).proposal.state).toBe('pending')
    // Once and never again.
    const again = await rig.desk().together.sign({ rows: [seen(one)] })
    expect(again.results[0]).toMatchObject({ state: null })
    expect((await rig.desk().proposals.withdraw({ id: one.id })).state).toBe('pending')
  })

  test('a conversation that moved keeps its line out', async () => {
    const reply = await replyWaits('It moves.')
    const stale = { ...seen(reply), fingerprint: 'f'.repeat(64) }
    const { results } = await rig.desk().together.sign({ rows: [stale] })
    expect(results).toMatchObject([{ state: null, why: expect.any(String) }])
  })
})

test('a rejection is kept for what it teaches, with what it was about, and leaves as a file', async () => {
  const reply = await replyWaits('Teach me.', '=Returns are 30 days')
  await rig.desk().proposals.decide({
    verb: 'reject',
    ...seen(reply),
    reasons: ['policy'],
    text: 'Returns are 14 days',
    scope: 'call',
    next: 'stop',
    keep: ['regression_test', 'knowledge_gap'],
  })
  expect(await rig.desk().lessons.counts({})).toEqual({ regression_test: 1, knowledge_gap: 1 })
  const { items } = await rig.desk().lessons.list({ kind: 'knowledge_gap', before: null, limit: 10 })
  expect(items).toMatchObject([
    {
      proposalId: reply.id,
      tool: 'send_reply',
      reasons: ['policy'],
      text: 'Returns are 14 days',
      by: expect.any(String),
    },
  ])
  expect(items[0]?.customerSaid.join(' ')).toContain('Teach me.')
  const { text, name } = await rig.desk().lessons.export({ kind: 'regression_test', format: 'csv' })
  expect(name).toBe('regression-tests.csv')
  expect(text.split('\r\n')).toHaveLength(3)
  expect(text).toContain('Returns are 14 days')
})
