import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { GapSignal } from '#contract/knowledge.ts'
import { clusterQuestions } from '#main/domain/knowledge/clusters.ts'
import { documentOf } from '#main/domain/knowledge/document-file.ts'
import { gatherGaps, rankGaps } from '#main/domain/knowledge/gaps.ts'
import { signalsOf, type ReplyRecord } from '#main/domain/knowledge/signals.ts'
import { compareFolder, hashDocument, hashPlan, inBatches } from '#main/domain/knowledge/sync-plan.ts'
import { draftOf, lintDocument, questionsOf } from '#main/domain/knowledge/writing.ts'
import { maskPersonalData } from '#main/domain/personal-data.ts'

const groups = (questions: readonly string[]) =>
  clusterQuestions(questions).map(({ members }) => members.map((place) => questions[place]))

test('questions that mean the same are one group, in any form of their words and in scripts without spaces', () => {
  const asked = [
    'Do you ship to Iceland?',
    'Can I wash the jacket in a machine?',
    'Is shipping to Iceland possible?',
    '冰岛可以送货吗？',
    'Do you deliver to Iceland as well',
    'Is the jacket machine washable?',
    '你们送货到冰岛吗？',
    'How do I claim the warranty on my boots?',
  ]
  expect(groups(asked)).toEqual([
    [asked[0], asked[2], asked[4]],
    [asked[1], asked[5]],
    [asked[3], asked[6]],
    [asked[7]],
  ])
  expect(clusterQuestions(['', '  ', '?!']).every(({ words }) => words.length === 0)).toBe(true)
})

test('three thousand questions take no time to speak of, and come out the same each time', () => {
  const questions = Array.from({ length: 3_000 }, (_, at) => `Question about thing${at % 300} and part${at % 7} of it`)
  const began = performance.now()
  const first = clusterQuestions(questions)
  expect(performance.now() - began).toBeLessThan(20_000)
  expect(clusterQuestions(questions)).toEqual(first)
  expect(first.flatMap(({ members }) => members)).toHaveLength(3_000)
})

const retail = join(import.meta.dirname, '../../../shared/data/retail/conversations.jsonl')
const isThere = existsSync(retail)
test.skipIf(!isThere)(
  `real questions of customers fall into groups${isThere ? '' : ' (SKIPPED: the retail conversations are not beside this checkout)'}`,
  () => {
    const questions = readFileSync(retail, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .flatMap((line) => {
        const { messages_display: said } = JSON.parse(line) as { messages_display: string }
        return /^user: (.+)$/m.exec(said)?.[1] ?? []
      })
    const found = clusterQuestions(questions)
    expect(questions.length).toBeGreaterThan(50)
    expect(found.length).toBeLessThan(questions.length * 0.8)
    expect(Math.max(...found.map(({ members }) => members.length))).toBeLessThan(questions.length * 0.5)
    const exchanges = found.filter(({ words }) => words.some((word) => word.startsWith('exchang')))
    expect(exchanges.some(({ members }) => members.length > 1)).toBe(true)
  },
)

const reply: ReplyRecord = {
  proposalId: 'p_1',
  conversationId: 1,
  at: 1_000,
  question: 'Do you ship to Iceland?',
  proposed: 'I am not sure.',
  sent: null,
  verb: null,
  decidedAt: null,
  reasons: [],
  isLesson: false,
  passages: [{ text: 'We ship within Europe.', score: 0.9 }],
  hadTools: false,
  tokens: 20,
  laterAnswer: null,
  bot: null,
}

test('a reply is a signal where passages were poor or none, where a person added what none says, or rejected it for that', () => {
  const kinds = (change: Partial<ReplyRecord>) => signalsOf({ ...reply, ...change }).map(({ kind }) => kind)
  expect(kinds({})).toEqual([])
  expect(kinds({ passages: [{ text: 'x', score: 0.2 }] })).toEqual(['low_score'])
  expect(kinds({ passages: [] })).toEqual(['no_source'])
  expect(kinds({ passages: [], hadTools: true })).toEqual([])
  expect(kinds({ verb: 'reject', reasons: ['knowledge gap'] })).toEqual(['rejected'])
  expect(kinds({ verb: 'edit', sent: 'Parcels reach Reykjavik within eleven working days by plane.' })).toEqual([
    'edited',
  ])
  expect(kinds({ verb: 'edit', sent: 'We ship within Europe.' })).toEqual([])
  expect(kinds({ question: '??', passages: [] })).toEqual([])
  expect(kinds({ bot: { outcome: 'answered', confidence: 0.9 } })).toEqual([])
  expect(kinds({ bot: { outcome: 'unsure', confidence: 0.3 } })).toEqual(['under_line'])
  expect(kinds({ bot: { outcome: 'unanswered', confidence: 0.2 }, passages: [] })).toEqual(['under_line'])
  const [edited] = signalsOf({
    ...reply,
    verb: 'edit',
    sent: 'Parcels reach Reykjavik within eleven working days.',
    decidedAt: 9e9,
  })
  expect(edited).toMatchObject({
    effortMs: 900_000,
    humanAnswer: expect.stringContaining('Reykjavik'),
    confidence: 0.9,
  })
})

const signal = (key: string, change: Partial<GapSignal> = {}): GapSignal => ({
  key,
  kind: 'low_score',
  question: 'Do you ship to Iceland?',
  times: 1,
  at: 1,
  conversationId: 1,
  proposalId: key,
  botGapId: null,
  confidence: null,
  effortMs: null,
  tokens: null,
  humanAnswer: null,
  ...change,
})

test('gaps count a reply once, rank by how often or by what people spent, and open again with a new question', () => {
  const signals = [
    signal('a:1', { proposalId: 'a', effortMs: 60_000 }),
    signal('a:2', { proposalId: 'a', kind: 'rejected', effortMs: 60_000 }),
    signal('bot:g', { kind: 'bot', proposalId: null, conversationId: null, botGapId: 'g', times: 5, confidence: 0.2 }),
    signal('b', { question: 'Can boots be resoled?', conversationId: 2, effortMs: 500_000 }),
  ]
  const gaps = gatherGaps(signals, new Map(), new Map([['b', 'kd_1']]))
  expect(
    rankGaps(gaps, 'count').map(({ count, effortMs, conversations, draftId }) => [
      count,
      effortMs,
      conversations,
      draftId,
    ]),
  ).toEqual([
    [6, 60_000, 6, null],
    [1, 500_000, 1, 'kd_1'],
  ])
  expect(rankGaps(gaps, 'cost')[0]?.question).toContain('boots')
  const closed = new Map(signals.map(({ key }) => [key, { state: 'resolved' as const, documentId: 'doc_1' }]))
  expect(gatherGaps(signals, closed, new Map()).map(({ state }) => state)).toEqual(['resolved', 'resolved'])
  const again = gatherGaps([...signals, signal('c', { at: 9 })], closed, new Map())
  expect(again.find(({ state }) => state === 'open')).toMatchObject({ id: gaps[0]?.id, count: 1 })
})

test('a draft holds the question and what a person answered, without what belongs to the customer', () => {
  const answer =
    'Hi Jo Larch,\n\nWe ship to Iceland in 5 days, see order #W4923227.\nWrite to jo@example.com or +354 555 12 34.\n\nBest regards\nSam'
  const gap = {
    question: 'Hello! My name is Jo Larch. Do you ship to Iceland? Mail me at jo@example.com.',
    words: ['iceland', 'ship'],
    signals: [signal('a', { humanAnswer: answer })],
  }
  const draft = draftOf(gap, { names: ['Jo Larch'] })
  expect(draft.title).toBe('Do you ship to Iceland?')
  expect(draft.content).toBe(
    '# Do you ship to Iceland?\n\nWe ship to Iceland in 5 days, see order [order number].\nWrite to [email address] or [phone number].\n',
  )
  expect(draft).toMatchObject({ tags: ['iceland', 'ship'] })
  expect(questionsOf(gap, { names: ['Jo Larch'] })[0]).not.toContain('Larch')
  expect(maskPersonalData('Jo Larch and Larchwood', ['Jo Larch'])).toBe('[name] and Larchwood')
  const wrong = (change: Partial<typeof draft>) =>
    lintDocument({ ...draft, ...change }).map(({ level, line }) => [level, line])
  expect(wrong({ title: ' ', content: '# A\n' })).toEqual([
    ['error', null],
    ['error', null],
  ])
  expect(wrong({ content: `# A\n\nWrite to jo@example.com, somebody answers there.` })).toEqual([['error', 3]])
  expect(wrong({ content: 'x'.repeat(600_000) })).toEqual([
    ['error', null],
    ['warn', 1],
  ])
  expect(wrong({ content: '# Shipping\n\nWe ship to Iceland within five working days.\n' })).toEqual([])
})

const html = (text: string) => ({ text: text.replaceAll(/<[^>]+>/g, ''), title: null })
const file = (path: string, text: string) => documentOf({ path, text, format: 'markdown' }, html)

test('a file names its title, address, language and tags above its words, or none of them', () => {
  expect(
    file(
      'faq/ship.md',
      '---\ntitle: "Shipping"\nurl: https://a.example/ship\nlanguage: de\ntags: [a, b]\n---\n# Other\r\ntext',
    ),
  ).toEqual({
    externalId: 'faq/ship.md',
    title: 'Shipping',
    content: '# Other\ntext\n',
    url: 'https://a.example/ship',
    language: 'de',
    tags: ['a', 'b'],
    active: true,
  })
  expect(file('a.md', '---\ntags:\n  - one\n  - two\nurl: javascript:1\nlanguage: ../x\n---\nbody')).toMatchObject({
    tags: ['one', 'two'],
    url: null,
    language: null,
    title: 'a',
  })
  expect(file('b/gear-care.md', '# Care\n').title).toBe('Care')
  expect(file('b/gear-care.md', '---\nno end').content).toBe('---\nno end\n')
})

test('only what differs is planned, in batches; what nobody here sent has to be read first', () => {
  const [one, two, three] = [file('1.md', 'one'), file('2.md', 'two'), file('3.md', 'three')]
  const there = (externalId: string, id: string, version = 1, content: string | null = null) => ({
    id,
    externalId,
    title: externalId.slice(0, 1),
    content,
    contentType: 'text/markdown',
    url: null,
    language: 'en',
    tags: [],
    active: true,
    state: 'indexed' as const,
    error: null,
    version,
    chunks: 1,
    bytes: 3,
    createdAt: null,
    updatedAt: null,
    indexedAt: null,
  })
  const documents = [there('1.md', 'd1'), there('2.md', 'd2'), there('gone.md', 'd9'), there('desk/kd_1', 'd8')]
  const sent = new Map([['1.md', { hash: hashDocument(one), version: 1 }]])
  const first = compareFolder([one, two, three], documents, sent, new Map())
  expect(first.unread).toEqual([{ externalId: '2.md', documentId: 'd2' }])
  const read = new Map([['d2', there('2.md', 'd2', 1, 'two')]])
  const { changes } = compareFolder([one, two, three], documents, sent, read)
  expect(changes.map(({ kind, externalId }) => `${kind} ${externalId}`)).toEqual([
    'same 1.md',
    'same 2.md',
    'add 3.md',
    'delete gone.md',
  ])
  expect(compareFolder([one], [there('1.md', 'd1', 2)], sent, new Map()).unread).toHaveLength(1)
  expect(inBatches([...changes, ...changes], 3, 100).map((batch) => batch.length)).toEqual([3, 3, 2])
  expect(hashPlan('/a', changes)).not.toBe(hashPlan('/b', changes))
})
