import { afterAll, beforeAll, expect, test } from 'vitest'
import { DefinitionSchema, type Round, type RoundEvent } from '#contract/scenario.ts'
import { hands, seen, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'

/** Suites of scenarios on a desk with the sample company: played, kept, cancelled, made of decisions. */
let rig: DeskInProcess
let my: ReturnType<typeof hands>
beforeAll(async () => {
  rig = await startDesk({ poll: true })
  my = hands(rig)
})
afterAll(() => rig.stop())

const desk = () => rig.desk().scenarios
const definition = (title: string, says: string, expectations: object, more: object = {}) =>
  DefinitionSchema.parse({
    title,
    side: { kind: 'support_agent', environment: null },
    items: [{ kind: 'message', role: 'user', text: says }],
    expect: expectations,
    ...more,
  })
async function played(round: Round): Promise<readonly RoundEvent[]> {
  const events: RoundEvent[] = []
  for await (const event of desk().watch({ id: round.id })) events.push(event)
  return events
}

test('a suite is played, every run is kept with what it cost, and figures follow', async () => {
  const { id: suiteId } = await desk().saveSuite({ id: null, name: 'Orders', about: '' })
  await expect(desk().saveSuite({ id: null, name: 'ORDERS', about: '' })).rejects.toMatchObject({ code: 'conflict' })
  const looks = {
    calls: [{ tool: 'lookup_order', arguments: [{ at: '/order_id', match: { is: 'regex', pattern: '^104' } }] }],
  }
  const found = [{ tool: 'lookup_order', result: { status: 'not_found' } }]
  const good = await desk().save({
    id: null,
    suiteId,
    definition: definition('Looks it up', 'Where is order 10433?', looks, { results: found }),
  })
  const wrong = { calls: [{ tool: 'refund_order' }], says: [{ text: 'on its way' }] }
  await desk().save({ id: null, suiteId, definition: definition('Refunds', 'Can you resole boots?', wrong) })
  const missing = { side: { kind: 'model', model: 'grok-nope' } }
  await desk().save({ id: null, suiteId, definition: definition('Nobody there', 'Hi', {}, missing) })
  const before = rig.sandbox.control.requests('company').length
  const events = await played(await desk().start({ suiteId, repeat: 2 }))
  expect(events.at(-1)).toMatchObject({
    type: 'round',
    round: { state: 'done', total: 6, passed: 2, failed: 2, couldNotRun: 2 },
  })
  expect(rig.sandbox.control.requests('company')).toHaveLength(before)
  const view = await desk().suite({ id: suiteId })
  expect(view.scenarios.map(({ figures }) => figures)).toEqual([
    { runs: 2, passRate: 1, flakeRate: 0 },
    { runs: 2, passRate: 0, flakeRate: 0 },
    { runs: 0, passRate: null, flakeRate: null },
  ])
  const [first, second, third] = view.scenarios.map(({ runs }) => runs[0])
  expect(first).toMatchObject({ verdict: 'passed', calls: [{ tool: 'lookup_order', given: '{"status":"not_found"}' }] })
  expect(first?.inputTokens).toBeGreaterThan(0)
  expect(second?.expectations.filter(({ passed }) => !passed).map(({ label }) => label)).toEqual([
    'Calls refund_order',
    'Says “on its way”',
  ])
  expect(third?.trouble).toContain('grok-nope')
  const page = await desk().runs({ scenarioId: good.id, limit: 1 })
  expect(page.before).toBe(page.runs[0]?.id)
  // Taken along and brought back it is the same suite under a name of its own.
  const { text } = await desk().export({ id: suiteId })
  const copy = await desk().import({ text })
  expect(copy).toMatchObject({ name: 'Orders 2', scenarios: 3, figures: { runs: 0 } })
  expect((await desk().export({ id: copy.id })).text).toBe(text.replace('"Orders"', '"Orders 2"'))
  await desk().removeSuite({ id: copy.id })
  expect((await desk().suites({})).suites.map(({ name }) => name)).toEqual(['Orders'])
  const bad = { ...definition('Bad', 'Hi', { says: [{ text: '(', regex: true }] }) }
  await expect(desk().save({ id: null, suiteId, definition: bad })).rejects.toMatchObject({ code: 'invalid_input' })
})

test('a round is cancelled where it stands; what waits behind two others is played after them', async () => {
  const { id: suiteId } = await desk().saveSuite({ id: null, name: 'Slow', about: '' })
  await desk().save({ id: null, suiteId, definition: definition('Slow', 'Can you resole boots?', {}) })
  rig.sandbox.control.shape({ wordDelayMs: 100 })
  const rounds = [
    await desk().start({ suiteId, repeat: 50 }),
    await desk().start({ suiteId, repeat: 50 }),
    await desk().start({ suiteId, repeat: 1 }),
  ]
  const states = async () => Promise.all(rounds.map(async ({ id }) => (await desk().round({ id })).round.state))
  expect((await states())[2]).toBe('waiting')
  const [first, second, third] = rounds
  expect((await desk().cancel({ id: first?.id ?? '' })).state).toBe('cancelled')
  rig.sandbox.control.shape({ wordDelayMs: 0 })
  if (third !== undefined) await played(third)
  await desk().cancel({ id: second?.id ?? '' })
  expect(await states()).toEqual(['cancelled', 'cancelled', 'done'])
})

test('what a person rejected or edited becomes a test; what is redacted in the conversation is redacted in it', async () => {
  const call = { name: 'refund_order', arguments: { order_id: '10433', amount: 480, reason: 'pole' } }
  my.script('Lesson one', { calls: [call] })
  const first = await my.customerWrites('Lesson one: the pole of order 10433 is snapped.')
  const refund = await my.proposal(first, 'refund_order', 'pending')
  await expect(desk().fromProposal({ proposalId: refund.id, suiteId: null })).rejects.toMatchObject({
    code: 'invalid_input',
  })
  await my.reject(refund, 'That is ten times the price.', { next: 'stop' })
  const made = await desk().fromProposal({ proposalId: refund.id, suiteId: null })
  expect(made).toMatchObject({
    from: { conversationId: refund.conversationId, proposalId: refund.id },
    definition: {
      about: expect.stringContaining('ten times the price'),
      items: [{ kind: 'message', role: 'user' }],
      expect: {
        neverCalls: [{ tool: 'refund_order', arguments: [{ at: '', match: { is: 'equals', value: call.arguments } }] }],
      },
    },
  })
  // The agent says the same again: the test fails, and nothing was proposed by playing it.
  const round = await desk().start({ suiteId: made.suiteId, scenarioIds: [made.id] })
  expect((await played(round)).at(-1)).toMatchObject({ round: { failed: 1 } })
  expect(await my.proposals(first)).toHaveLength(1)

  await rig.desk().redaction.redact({
    conversationId: refund.conversationId,
    entryId: null,
    words: 'snapped',
    sound: null,
    reason: 'asked for',
  })
  const redacted = await desk().suite({ id: made.suiteId })
  expect(JSON.stringify(redacted)).not.toContain('snapped')
  expect(redacted.scenarios[0]).toMatchObject({
    scenario: { definition: { side: made.definition.side } },
    runs: [{ verdict: 'failed' }],
  })

  my.script('Lesson two', { text: 'You get $500. We will look into it.' })
  const second = await my.customerWrites('Lesson two: how much do I get?')
  const reply = await my.proposal(second, 'send_reply', 'pending')
  await rig.desk().proposals.decide({
    verb: 'edit',
    ...seen(reply),
    arguments: { text: 'We will look into it.' },
    confirmed: true,
  })
  const edited = await desk().fromProposal({ proposalId: reply.id, suiteId: made.suiteId })
  expect(edited.definition.expect.neverSays).toEqual([{ text: 'You get $500.', regex: false }])
})

test('what a stop cuts short is found interrupted; a suite nobody wanted to keep is gone', async () => {
  const { id: suiteId } = await desk().saveSuite({ id: null, name: 'Cut short', about: '' })
  await desk().save({ id: null, suiteId, definition: definition('Slow', 'Can you resole boots?', {}) })
  rig.sandbox.control.shape({ wordDelayMs: 100 })
  const { id } = await desk().start({ suiteId, repeat: 50 })
  const passing = await desk().import({ text: (await desk().export({ id: suiteId })).text, transient: true })
  await rig.restart()
  rig.sandbox.control.shape({ wordDelayMs: 0 })
  expect((await desk().round({ id })).round).toMatchObject({ state: 'interrupted' })
  const ids = (await desk().suites({})).suites.map((suite) => suite.id)
  expect([ids.includes(suiteId), ids.includes(passing.id)]).toEqual([true, false])
})
