import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Answering } from '#contract/answering.ts'
import type { Turn } from '#contract/conversation.ts'
import type { Configuration } from '#contract/settings.ts'
import { hands, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { movingClock } from '#test/support/moving-clock.ts'
import { until } from '#test/support/until.ts'

/** The bot of the sample company beside its support agent, chosen by rules. */
let rig: DeskInProcess
const clock = movingClock()
let my: ReturnType<typeof hands>
const known = 'Can unworn goods be returned within 60 days for a refund or an exchange?'
const unknown = 'Quixotic zeppelin embroidery?'

beforeAll(async () => {
  rig = await startDesk({ clock })
  rig.sandbox.control.bot({ latencyMs: 0 })
  my = hands(rig)
})
afterEach(() => {
  rig.sandbox.control.clearScripts()
  rig.sandbox.control.clearFaults()
})
afterAll(() => rig.stop())

async function answers(answering: Partial<Answering>, more: Partial<Configuration> = {}): Promise<void> {
  const { configuration } = await rig.desk().settings.get({})
  const next = { ...configuration.answering, withoutIdentity: true, line: 0.4, ...answering }
  await rig.desk().settings.import({ configuration: { ...configuration, ...more, answering: next } })
}
const queries = () => rig.sandbox.control.requests('bot').filter(({ path }) => path === '/v1/query')
const turnOf = async (id: string): Promise<Turn> => {
  const { turns } = await rig.desk().conversations.get({ id: (await my.conversation(id)).id })
  const last = turns.at(-1)
  if (last === undefined) throw new Error('There is no turn.')
  return last
}

test('the bot answers: a reply with its sources and confidence; in the next message it is asked in the same conversation', async () => {
  await answers({ otherwise: 'bot' })
  const id = await my.customerWrites(known)
  const reply = await my.proposal(id, 'send_reply', 'pending')
  const detail = await rig.desk().proposals.get({ id: reply.id })
  expect(detail.bot?.outcome).toBe('answered')
  expect(detail.bot?.why).toContain('Asked without the identity of the customer.')
  expect(detail.ragResults[0]).toMatchObject({ title: expect.any(String), collectionId: expect.any(String) })
  expect(reply.checks.find((check) => check.id === 'confidence')).toMatchObject({ result: 'pass' })
  expect(JSON.stringify(reply.arguments)).not.toMatch(/confiden|%/i)
  await my.approve(reply)
  await my.proposal(id, 'send_reply', 'succeeded')
  await my.customerWrites('And boots tried on indoors, can they be returned?', id)
  await until('the second turn', async () => ((await my.proposals(id)).length > 1 ? true : null))
  const [first, second] = queries().slice(-2)
  expect(first?.body).not.toHaveProperty('conversation_id')
  expect(second?.body).toMatchObject({ conversation_id: detail.bot?.answer?.conversationId })
})

test('under the line its words wait for a person although the tier allows; without an answer it calls one', async () => {
  const { configuration } = await rig.desk().settings.get({})
  rig.sandbox.control.bot({ confidence: 'word' })
  await answers({ otherwise: 'bot', line: 1 }, { defaultDecisions: { ...configuration.defaultDecisions, R2: 'allow' } })
  const unsure = await my.customerWrites(`${known} Please.`)
  const reply = await my.proposal(unsure, 'send_reply', 'pending')
  expect(reply.policy).toMatchObject({ verdict: 'ask', rule: 'The bot is not sure of this answer' })
  const open = await my.customerWrites(unknown)
  expect(await my.proposal(open, 'ESCALATE', 'pending')).toMatchObject({ kind: 'escalate' })
  expect((await my.proposals(open)).map(({ tool }) => tool)).toEqual(['ESCALATE'])
  expect(await turnOf(open)).toMatchObject({ bot: { outcome: 'unanswered', question: unknown } })
  const { gaps } = await rig.desk().knowledge.gaps({ state: 'open', order: 'count' })
  const gap = gaps.find(({ signals }) => signals.some(({ question }) => question === unknown))
  expect(gap?.signals.map(({ kind }) => kind).toSorted()).toEqual(['bot', 'under_line'])
  rig.sandbox.control.bot({ confidence: 'fraction' })
  await answers({}, { defaultDecisions: configuration.defaultDecisions })
})

test('both: what the bot leaves open the agent takes, and so where the bot is down; each attempt is kept', async () => {
  await answers({ rules: [{ channels: [], inboxes: [], tags: [], engine: 'both' }] })
  my.script('zeppelin', { text: 'The agent knows zeppelins.' })
  const low = await my.customerWrites(`Second ${unknown}`)
  expect((await my.proposal(low, 'send_reply', 'pending')).arguments).toEqual({ text: 'The agent knows zeppelins.' })
  expect(await turnOf(low)).toMatchObject({ bot: { outcome: 'handed_on', answer: { answered: false } } })
  rig.sandbox.control.fault({ service: 'bot', path: '/v1/query', kind: 'status', status: 401 })
  const down = await my.customerWrites(`Third ${unknown}`)
  await my.proposal(down, 'send_reply', 'pending')
  const { bot } = await turnOf(down)
  expect(bot).toMatchObject({ outcome: 'handed_on', answer: null })
  expect(bot?.why).toContain('The bot could not be asked:')
  await answers({ rules: [] })
})

test('alone and out of reach it says so on the conversation; asked again, by whatever start, nothing is proposed twice', async () => {
  await answers({ otherwise: 'bot' })
  rig.sandbox.control.fault({ service: 'bot', path: '/v1/query', kind: 'status', status: 401 })
  const words = `${known} Returned?`
  const id = await my.customerWrites(words)
  expect((await my.activity(id, 'failed')).agent.note).toContain('key')
  rig.sandbox.control.clearFaults()
  // The answer of the bot is lost with the desk; the same question then has the same answer and counts once.
  await rig.restart()
  await my.proposal(id, 'send_reply', 'pending')
  const asked = queries().filter(({ body }) => JSON.stringify(body).includes('Returned?'))
  expect(new Set(asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  await rig.restart()
  await my.activity(id, 'waiting')
  expect(await my.proposals(id)).toHaveLength(1)
})

test('a person’s conversation gets one suggestion ahead, within the budget, and later what had to do without; nothing is proposed', async () => {
  await answers({ otherwise: 'person', ahead: { on: true, perHour: 1, perDay: 5 } })
  const words = `${known} Refund?`
  const id = (await my.conversation(await my.customerWrites(words))).id
  const suggested = await until('the suggestion', async () => {
    const { suggestion } = await rig.desk().replies.suggestion({ conversationId: id })
    return suggestion?.state === 'suggested' ? suggestion : null
  })
  expect(suggested.part).toMatchObject({ outcome: 'answered', question: words })
  const other = (await my.conversation(await my.customerWrites(`${known} Exchange?`))).id
  await until('the one that is skipped', async () => {
    const { suggestion } = await rig.desk().replies.suggestion({ conversationId: other })
    return suggestion?.state === 'skipped' ? suggestion : null
  })
  const budget = { on: true, hour: { used: 1, limit: 1 }, day: { used: 1, limit: 5 }, skipped: 1 }
  expect(await rig.desk().replies.ahead({})).toEqual(budget)
  expect(queries().filter(({ body }) => /(Refund|Exchange)\?/.test(JSON.stringify(body)))).toHaveLength(1)
  clock.advance(3_600_000)
  await until('the one that was skipped, an hour later', async () => {
    const { suggestion } = await rig.desk().replies.suggestion({ conversationId: other })
    return suggestion?.state === 'suggested' ? suggestion : null
  })
  await rig.restart()
  expect(await rig.desk().replies.ahead({})).toEqual({ ...budget, day: { used: 2, limit: 5 }, skipped: 0 })
  expect(queries().filter(({ body }) => /(Refund|Exchange)\?/.test(JSON.stringify(body)))).toHaveLength(2)
  expect(await rig.store().ledger.ofConversation(id)).toEqual([])
})
