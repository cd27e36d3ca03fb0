import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AnsweringSchema, type BotPart } from '#contract/answering.ts'
import type { BotAnswer } from '#contract/bot.ts'
import type { Message } from '#contract/conversation.ts'
import { checksOfBot, chooseEngine, factsOfBot, openQuestion, sourcesOf, weighAnswer } from '#main/domain/answering.ts'
import { allowing, documentOf, makeRule, refund, ruleOn } from '#test/support/policies.ts'

const source = {
  documentId: 'doc_1',
  title: 'Returns',
  url: 'https://help.example.com/r',
  excerpt: 'Thirty days.',
  score: 0.8,
}
const said = (more: Partial<BotAnswer> = {}): BotAnswer => ({
  text: 'Thirty days.',
  sources: [source],
  sourcing: 'listed',
  confidence: { value: 0.9, label: 'high' },
  answered: true,
  conversationId: 'conv_1',
  messageId: 'msg_1',
  actions: [],
  model: null,
  latencyMs: 1,
  requestId: null,
  warnings: [],
  ...more,
})
const partFrom = (answer: BotAnswer, line: number): BotPart => ({
  ...weighAnswer(answer, line),
  question: 'How long?',
  answer,
  line,
})

describe('who answers', () => {
  const answering = AnsweringSchema.parse({
    rules: [
      { channels: ['email'], tags: ['vip'], engine: 'person' },
      { inboxes: ['team_7'], engine: 'bot' },
      { channels: ['email'], engine: 'both' },
    ],
  })
  test.each([
    ['email', 'team_7', ['vip', 'new'], 'person'],
    ['email', 'team_7', [], 'bot'],
    ['chat', 'team_7', ['vip'], 'bot'],
    ['email', null, [], 'both'],
    ['chat', null, ['vip'], 'xai'],
  ] as const)('%s of %s tagged %j: %s', (channel, assignee, tags, engine) => {
    expect(chooseEngine(answering, { channel, assignee, tags: [...tags] })).toBe(engine)
  })
  test('without rules the support agent answers', () => {
    expect(chooseEngine(AnsweringSchema.parse({}), { channel: 'chat', assignee: null, tags: [] })).toBe('xai')
  })
})

test('only an answer with a source, on or above the line, counts as sure', () => {
  const of = (more: Partial<BotAnswer>) => weighAnswer(said(more), 0.75)
  expect(of({})).toEqual({ outcome: 'answered', why: '' })
  expect(of({ confidence: { value: 0.75, label: 'high' } }).outcome).toBe('answered')
  expect(of({ confidence: { value: 0.6, label: 'medium' } })).toEqual({
    outcome: 'unsure',
    why: 'The bot is sure by 60 %; the line is 75 %.',
  })
  expect(of({ sources: [] }).why).toBe('The bot names no source for its answer.')
  expect(of({ confidence: null }).why).toBe('The bot does not say how sure it is.')
  expect(of({ answered: null }).outcome).toBe('answered')
  expect(of({ answered: false }).outcome).toBe('unanswered')
  expect(of({ text: ' ' }).outcome).toBe('unanswered')
})

test('under the line, unanswered or without a source nothing goes out by itself, whatever the rules', () => {
  const rule = fc.record({
    verdict: fc.constantFrom('allow' as const, 'ask' as const),
    when: fc.array(
      fc.oneof(
        fc.record({
          field: fc.constant('confidence' as const),
          op: fc.constantFrom('lt' as const, 'gte' as const),
          value: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        fc.record({ field: fc.constant('tool' as const), in: fc.constant<string[]>(['send_reply']) }),
      ),
      { maxLength: 2 },
    ),
  })
  const confidence = fc.option(
    fc.double({ min: 0, max: 1, noNaN: true }).map((value) => ({ value, label: 'low' as const })),
  )
  fc.assert(
    fc.property(
      fc.array(rule, { maxLength: 4 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      confidence,
      fc.constantFrom(true, false, null),
      fc.constantFrom([], [source]),
      (rules, line, sure, answered, sources) => {
        const part = partFrom(said({ confidence: sure, answered, sources: [...sources] }), line)
        const { confidence: known, flags } = factsOfBot(part, 'reply')
        const facts = { tool: 'send_reply', kind: 'reply', risk: 2, arguments: { text: 'x' } } as const
        const verdict = ruleOn(
          refund({
            ...facts,
            money: [],
            tags: [],
            flags: [...flags],
            ...(known === null ? {} : { confidence: known }),
          }),
          documentOf(...rules.map((one, at) => makeRule({ id: `r${at}`, ...one, with: { validUntil: null } }))),
          { defaults: allowing },
        ).verdict
        const isSure = answered !== false && sources.length > 0 && sure !== null && sure.value >= line
        if (!isSure) expect(verdict).not.toBe('allow')
      },
    ),
  )
})

test('what the agent wrote after the bot is judged as the words of the agent', () => {
  const part: BotPart = { ...partFrom(said({ answered: false }), 0.75), outcome: 'handed_on' }
  expect(factsOfBot(part, 'reply')).toEqual({ isBots: false, confidence: null, flags: [] })
})

test('a card says how sure the bot is and what it did outside this desk', () => {
  const acts = [{ runId: 'run_7', actionId: 'act_stripe_subscription', status: 'succeeded' }]
  const checks = checksOfBot(partFrom(said({ actions: acts }), 0.75))
  expect(checks.map(({ id, result }) => [id, result])).toEqual([
    ['confidence', 'pass'],
    ['bot_acted', 'warn'],
  ])
  expect(checks[1]?.detail).toBe('act_stripe_subscription: succeeded (run_7)')
  expect(checksOfBot(null)).toEqual([])
})

test('sources keep title, address and score; one without a score says so', () => {
  expect(sourcesOf(said({ sources: [source, { ...source, title: null, url: null, score: null }] }))).toEqual([
    { text: 'Thirty days.', score: 0.8, collectionId: 'doc_1', title: 'Returns', url: 'https://help.example.com/r' },
    { text: 'Thirty days.', score: 0, collectionId: 'doc_1', unscored: true },
  ])
})

test('the bot is asked what the customer wrote since the last answer; notes stay in the house', () => {
  const message = (author: Message['author'], text: string, kind: Message['kind'] = 'comment'): Message => ({
    id: 1,
    conversationId: 1,
    externalId: null,
    author,
    authorName: author,
    kind,
    text,
    html: null,
    attachments: [],
    at: 0,
    proposalId: null,
  })
  expect(
    openQuestion([
      message('customer', 'Hello'),
      message('operator', 'Hi'),
      message('customer', 'Where is it?'),
      message('operator', 'secret', 'note'),
      message('customer', 'Please'),
    ]),
  ).toEqual({
    question: 'Where is it?\n\nPlease',
    history: [
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: 'Hi' },
    ],
  })
})
