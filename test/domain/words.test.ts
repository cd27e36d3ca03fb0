import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '#contract/tool.ts'
import { listChanges } from '#main/domain/changes.ts'
import {
  answeredResult,
  blockedResult,
  defaultRejection,
  executedResult,
  failedResult,
  rejectedResult,
  resultBytes,
  supersededResult,
  toldResult,
} from '#main/domain/outcome.ts'
import { resolvePath, resolvePointer } from '#main/domain/pointer.ts'
import { proposalTitle, sameReply } from '#main/domain/reply/reply.ts'
import { composeSentence } from '#main/domain/sentence.ts'
import { capText, showHidden } from '#main/domain/visible.ts'
import { approved, attempted, done, history, newProposal, person, replyMade } from '#test/support/proposals.ts'

const ana = { customerName: 'Ana Ruiz' }
const sentence = (template: string | null, args: Record<string, Json>) =>
  composeSentence(template, 'refund_order', args, ana)
    .map((part) => part.text)
    .join('')

describe('composeSentence', () => {
  it('fills the template and marks its values', () => {
    const template = 'Refund {{args.amount|money}} to order {{args.order_id|id}} for {{customer.name}}'
    expect(composeSentence(template, 'x', { amount: 42, order_id: '10433' }, ana)).toEqual([
      { text: 'Refund ', value: false },
      { text: '42.00', value: true },
      { text: ' to order ', value: false },
      { text: '10433', value: true },
      { text: ' for ', value: false },
      { text: 'Ana Ruiz', value: true },
    ])
  })

  it.each([
    ['{{args.a|money}}', { a: 1234.5, currency: 'GBP' }, '£1,234.50'],
    ['{{args.a|money}}', { a: '12' }, '12.00'],
    ['{{args.a|money}}', { a: 0.001 }, '0.001'],
    ['{{args.a|money}}', { a: 'lots' }, 'lots'],
    ['{{args.a|date}}', { a: '2026-08-01' }, '1 Aug 2026'],
    ['{{args.a|date}}', { a: '2026-08-01T09:30:00Z' }, '1 Aug 2026 09:30 UTC'],
    ['{{args.a|date}}', { a: 'soon' }, 'soon'],
    ['{{args.a|count}} items', { a: [1, 2] }, '2 items'],
    ['{{args.a.0.b}}', { a: [{ b: 'x' }] }, 'x'],
    ['{{args.a}}', { a: ['x', 'y'] }, 'x, y'],
    ['{{args.missing}}', {}, '(none)'],
    ['{{args.constructor}}', {}, '(none)'],
    ['{{secret.xai}}', {}, '(none)'],
    [null, { a: 1, b: 2, c: 3 }, 'Run refund_order with 3 arguments'],
    [null, { a: 1 }, 'Run refund_order with 1 argument'],
    [null, {}, 'Run refund_order without arguments'],
  ] as [string | null, Record<string, Json>, string][])('%s of %o → %s', (template, args, expected) => {
    expect(sentence(template, args)).toBe(expected)
  })

  it('never fills in twice: a value that looks like a template stays what it is', () => {
    expect(sentence('To {{args.a}}', { a: '{{customer.name}}' })).toBe('To {{customer.name}}')
  })

  it('shows what is hidden, keeps to one line and caps', () => {
    expect(sentence('{{args.a}}', { a: 'pay\u{202E}42\u{200B}' })).toBe('pay⟨U+202E⟩42⟨U+200B⟩')
    expect(sentence('{{args.a}}', { a: 'one\n\n\ttwo' })).toBe('one two')
    expect(sentence('{{args.a}}', { a: 'x'.repeat(500) })).toHaveLength(120)
    expect(composeSentence(null, 'refund\u{202E}', {}, ana)[1]?.text).toBe('refund⟨U+202E⟩')
  })

  it('leaves no hidden character in any headline', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = sentence('{{args.a}}', { a: text })
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u{2028}\u{2029}]/u)
        expect(Array.from(shown).length).toBeLessThanOrEqual(120)
      }),
    )
  })
})

describe('showHidden and capText', () => {
  it('leaves letters and emoji alone', () => {
    expect(showHidden('Żółć ✅ ❤\u{FE0F}')).toBe('Żółć ✅ ❤\u{FE0F}')
    expect(showHidden('a\u{E0041}\u{3164}b')).toBe('a⟨U+E0041⟩⟨U+3164⟩b')
    expect(capText('😀😀😀', 2)).toBe('😀…')
  })
})

describe('replies', () => {
  it('are the same when they read the same', () => {
    expect(sameReply('Dear Ana,\n\nThanks.', ' Dear Ana, Thanks. ')).toBe(true)
    expect(sameReply('Dear Ana', 'Dear Anna')).toBe(false)
  })

  it('have titles in one line', () => {
    expect(proposalTitle(newProposalWith('Dear Ana,\nthanks'))).toBe('Reply: Dear Ana, thanks')
    expect(
      proposalTitle({ ...newProposalWith('x'), kind: 'tool', sentence: [{ text: 'Refund 42', value: false }] }),
    ).toBe('Refund 42')
  })
  const newProposalWith = (text: string) => history(replyMade(text), [])
})

describe('pointers and changes', () => {
  it('follow own properties only', () => {
    const value = { 'a/b': [{ '~': 1 }], empty: '' }
    expect(resolvePointer(value, '/a~1b/0/~0')).toBe(1)
    expect(resolvePointer(value, '')).toBe(value)
    expect(resolvePointer(value, '/empty')).toBe('')
    expect(resolvePointer(value, '/a~1b/length')).toBeUndefined()
    expect(resolvePointer(value, 'a')).toBeUndefined()
    expect(resolvePath(value, 'toString')).toBeUndefined()
  })

  it('list what differs, by field', () => {
    expect(listChanges({ a: { b: 1, c: 2 }, l: [1] }, { a: { b: 3, c: 2 }, l: [1, 2], n: 'x' })).toEqual([
      { field: '/a/b', proposed: 1, executed: 3 },
      { field: '/l', proposed: [1], executed: [1, 2] },
      { field: '/n', proposed: null, executed: 'x' },
    ])
  })
})

describe('what the agent is told', () => {
  it('is always an object with a status and whether the same call may come again', () => {
    const made = newProposal()
    const told = [
      executedResult({ id: 1 }, done(made)),
      answeredResult('yes'),
      rejectedResult(''),
      supersededResult('the customer wrote again'),
      blockedResult('unknown_tool', 'There is no tool named x.'),
      failedResult({ code: 'not_found', message: 'No order.' }, []),
    ]
    for (const result of told) {
      expect(result).toMatchObject({
        status: expect.stringMatching(/^(executed|not_run|failed|answered_by_human)$/),
        may_propose_again: expect.any(Boolean),
      })
    }
  })

  it('names the fields a person changed, and only those', () => {
    const made = newProposal()
    const edited = done(made, {}, { order_id: '10433', amount: 12 })
    expect(executedResult({ ok: true }, edited)).toEqual({
      status: 'executed',
      data: { ok: true },
      changed_by_human: [{ field: '/amount', proposed: 42, executed: 12 }],
      may_propose_again: false,
    })
    expect(executedResult({ ok: true }, done(made))).not.toHaveProperty('changed_by_human')
    expect(executedResult(1, done(newProposal({ risk: 0 })))).toMatchObject({ may_propose_again: true })
  })

  it('says which steps of an action were done, and then asks for no repetition', () => {
    const step = (name: string, state: 'todo' | 'done' | 'failed') => ({ name, label: name, state, detail: null })
    const error = { code: 'unreachable', message: 'No connection.' }
    expect(failedResult(error, [step('tag', 'failed'), step('note', 'done'), step('assign', 'todo')])).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('in part'),
      steps: { tag: 'failed', note: 'done', assign: 'not_run' },
      may_propose_again: false,
    })
    const none = failedResult(error, [step('tag', 'failed'), step('note', 'todo')])
    expect(none).toMatchObject({ reason: expect.stringContaining('did not happen'), may_propose_again: true })
    expect(none).not.toHaveProperty('steps')
  })

  it('carries a person’s words as they are, and default words where there are none', () => {
    expect(rejectedResult('Returns are 14 days, not 30')).toMatchObject({ reason: 'Returns are 14 days, not 30' })
    expect(rejectedResult(' ')).toMatchObject({ reason: defaultRejection, may_propose_again: false })
    expect(defaultRejection).toMatch(/not run.*Do not propose the same call again/s)
  })

  it('stays under its size and says so', () => {
    const big = { text: 'é"\\'.repeat(100_000) }
    const told = executedResult(big, done(newProposal()))
    expect(Buffer.byteLength(JSON.stringify(told))).toBeLessThanOrEqual(resultBytes)
    expect(told).toMatchObject({ status: 'executed', data: { truncated: true, total_bytes: expect.any(Number) } })
    expect(Buffer.byteLength(JSON.stringify(told))).toBeGreaterThan(resultBytes * 0.9)
    expect(answeredResult('x'.repeat(1000))).toMatchObject({ data: 'x'.repeat(1000) })
    const edited = done(newProposal({ arguments: { t: 'a'.repeat(90_000) } }), {}, { t: 'b'.repeat(90_000) })
    expect(Buffer.byteLength(JSON.stringify(executedResult(big, edited)))).toBeLessThanOrEqual(resultBytes)
  })

  it('exists for every settled proposal and for no other', () => {
    const made = newProposal()
    const error = { code: 'remote_failed', message: 'x' }
    const sent = [{ type: 'asked' as const }, approved(made), attempted, { type: 'sent' as const }]
    const failed = {
      type: 'failed' as const,
      error,
      retryable: true,
      result: failedResult(error, []),
      resolvedBy: null,
    }
    const lost = history(made, [...sent, { type: 'lost', error }])
    expect(() => toldResult(lost)).toThrow(/unknown/)
    expect(() => toldResult(history(made, [{ type: 'asked' }]))).toThrow(/pending/)
    expect(() => toldResult(history(made, [...sent, failed]))).toThrow(/failed/)
    const givenUp = history(made, [...sent, failed, { type: 'given_up', signer: person, text: 'Do it by post.' }])
    expect(toldResult(givenUp)).toMatchObject({ status: 'failed', note_by_human: 'Do it by post.' })
    expect(toldResult(done(made))).toEqual({ status: 'executed' })
    const bare = history(made, [{ type: 'asked' }, { type: 'superseded', cause: 'it moved', result: null }])
    expect(toldResult(bare)).toMatchObject({ status: 'not_run', reason: expect.stringContaining('it moved') })
  })
})
