import { expect, test } from 'vitest'
import { botRefusal } from '#main/clients/bot/errors.ts'
import { readAnswer, readConfidence, readList, readWarnings } from '#main/clients/bot/read.ts'
import { botBackoff } from '#main/clients/bot/send.ts'

test.each([
  [0.92, 0.92, 'high'],
  [1, 1, 'high'],
  [92, 0.92, 'high'],
  ['0.5', 0.5, 'medium'],
  ['41 %', 0.41, 'low'],
  ['high', 0.9, 'high'],
  ['Medium', 0.6, 'medium'],
  ['low', 0.3, 'low'],
])('confidence %s', (said, value, label) => {
  expect(readConfidence(said)).toEqual({ value, label })
})

test.each([null, undefined, 'sure', -1, 140, [], ''])('no confidence: %s', (said) => {
  expect(readConfidence(said)).toBeNull()
})

test('an answer under other names, with its metadata one level higher', () => {
  const answer = readAnswer({
    response: 'Yes.',
    citations: [{ doc_id: 7, passage: 'words', score: '0.4' }, 'doc_9', 3, {}],
    conversation_id: 'conv_1',
    confidence: 'low',
  })
  expect(answer).toMatchObject({ text: 'Yes.', sourcing: 'listed', conversationId: 'conv_1', answered: null })
  expect(answer?.sources.map(({ documentId, excerpt }) => [documentId, excerpt])).toEqual([
    ['7', 'words'],
    ['doc_9', ''],
  ])
  expect(answer?.confidence).toEqual({ value: 0.3, label: 'low' })
})

test('missing sources are said to be missing, and no words are no answer', () => {
  expect(readAnswer({ answer: 'Yes.' })).toMatchObject({ sources: [], sourcing: 'missing' })
  expect(readAnswer({ answer: 'Yes.', sources: [] })?.sourcing).toBe('listed')
  for (const none of [null, [], 'Yes.', {}, { answer: 4 }]) expect(readAnswer(none)).toBeNull()
})

test('lists in three forms', () => {
  expect(readList([1])).toEqual({ items: [1], next: null })
  expect(readList({ items: [1], has_more: true, next_cursor: 'c' })).toEqual({ items: [1], next: 'c' })
  expect(readList({ results: [], has_more: false, next_cursor: 'c' })).toEqual({ items: [], next: null })
  expect(readList({ data: 1 })).toBeNull()
})

test('warnings: several in one header, any header of that sort, and one that nobody can read', () => {
  const line = 'queries; used=9120; limit=10000; resets_at=2026-02-01T00:00:00Z, kb_size_bytes; used=9; limit=10'
  const [queries, size] = readWarnings({ 'x-quota-warning': line }, 5)
  expect(queries).toMatchObject({ quota: 'queries', used: 9120, limit: 10_000, resetsAt: Date.UTC(2026, 1, 1) })
  expect(size).toMatchObject({ quota: 'kb_size_bytes', used: 9, resetsAt: null })
  expect(readWarnings({ 'X-Bot-Warning-Of-Quota': 'nearly gone' }, 5)).toMatchObject([
    { quota: null, raw: 'nearly gone' },
  ])
})

const refused = (status: number, body: unknown, headers = {}, retryAfterMs: number | null = null) =>
  botRefusal(
    { status, headers, text: typeof body === 'string' ? body : JSON.stringify(body), retryAfterMs },
    'kb:write',
    Date.UTC(2026, 0, 20),
  )

test('a missing scope is named: the one the service says, else the one that was needed', () => {
  const said = refused(403, { error: { code: 'insufficient_scope', message: 'Needs conversations:read.' } })
  expect(said).toMatchObject({ code: 'forbidden', data: { scope: 'conversations:read' } })
  for (const body of [{ error: 'No.' }, { message: 'No.' }, 'No.'])
    expect(refused(403, body)).toMatchObject({ code: 'forbidden', data: { scope: 'kb:write' } })
})

test('a quota says when it opens: by its body, else by a header, else with the next month', () => {
  const quota = { type: 'quota_error', code: 'monthly_quota_exceeded', message: 'Used up.' }
  const at = Date.UTC(2026, 0, 25)
  expect(refused(429, { error: { ...quota, resets_at: '2026-01-25T00:00:00Z' } }).data?.['resetsAt']).toBe(at)
  const headers = { 'x-quota-warning': 'queries; used=1; limit=1; resets_at=2026-01-25T00:00:00Z' }
  expect(refused(429, { error: quota }, headers).data?.['resetsAt']).toBe(at)
  expect(refused(429, { error: quota })).toMatchObject({
    code: 'quota_exhausted',
    data: { resetsAt: Date.UTC(2026, 1, 1) },
  })
  expect(refused(429, { error: { code: 'rate_limited', message: 'Slower.' } }).code).toBe('rate_limited')
})

test('patience doubles, is never shorter than asked for, and varies', () => {
  expect([1, 2, 3].map((attempt) => botBackoff(attempt, null, 0))).toEqual([2_000, 4_000, 8_000])
  expect(botBackoff(1, 12_000, 0)).toBe(12_000)
  expect(botBackoff(1, 12_000, 1)).toBe(13_000)
})
