import { expect, test } from 'vitest'
import type { Query } from '#main/domain/query/ast.ts'
import { parseQuery } from '#main/domain/query/parse.ts'

const here = { now: Date.UTC(2026, 9, 6, 12), offsetMinutes: 120, me: 'Jo Lindqvist' }
const parse = (text: string) => parseQuery(text, here)
const word = (text: string): Query => ({ kind: 'word', text, place: 'whole' })
const filter = (one: Extract<Query, { kind: 'filter' }>['filter']): Query => ({ kind: 'filter', filter: one })

/** What is wrong, as the part of the query it points at, and what could stand there. */
const wrong = (text: string) =>
  parse(text).problems.map(({ from, to, suggestion }) => [text.slice(from, to), suggestion])

test('the query of the twelfth scenario', () => {
  const { tree, problems, tokens } = parse('decision:edited risk:>=3 arg.amount:>50 after:-90d "damaged"')
  expect(problems).toEqual([])
  expect(tree).toEqual({
    kind: 'all',
    of: [
      filter({ field: 'decision', anyOf: ['edited'] }),
      filter({ field: 'risk', is: '>=', value: 3 }),
      filter({ field: 'arg', pointer: '/amount', test: { is: '>', value: 50 } }),
      filter({ field: 'after', at: here.now - 90 * 86_400_000 }),
      { kind: 'phrase', text: 'damaged' },
    ],
  })
  expect(tokens.map(({ kind, field, values }) => [kind, field, values])).toEqual([
    ['filter', 'decision', ['edited']],
    ['filter', 'risk', ['>=3']],
    ['filter', 'arg.amount', ['>50']],
    ['filter', 'after', ['-90d']],
    ['phrase', null, ['damaged']],
  ])
})

test('blanks mean and, | binds tighter, OR looser, - negates what follows, brackets group', () => {
  const [a, b, c] = [word('a'), word('b'), word('c')]
  expect(parse('a b OR c').tree).toEqual({ kind: 'any', of: [{ kind: 'all', of: [a, b] }, c] })
  expect(parse('a b|c').tree).toEqual({ kind: 'all', of: [a, { kind: 'any', of: [b, c] }] })
  expect(parse('a AND -b').tree).toEqual({ kind: 'all', of: [a, { kind: 'not', of: b }] })
  expect(parse('NOT (a OR b) c').tree).toEqual({
    kind: 'all',
    of: [{ kind: 'not', of: { kind: 'any', of: [a, b] } }, c],
  })
  expect(parse('--a').tree).toEqual(a)
  expect(parse('((a)) (b c)').tree).toEqual({ kind: 'all', of: [a, b, c] })
  expect(parse('or and not near').tree).toEqual({ kind: 'all', of: ['or', 'and', 'not', 'near'].map(word) })
})

test('words, beginnings, insides, phrases with escapes, and words near each other', () => {
  expect(parse('refund* *ord* *der').tree).toEqual({
    kind: 'all',
    of: [
      { kind: 'word', text: 'refund', place: 'beginning' },
      { kind: 'word', text: 'ord', place: 'inside' },
      { kind: 'word', text: 'der', place: 'inside' },
    ],
  })
  expect(parse(String.raw`"say \"hi\" \\ now"`).tree).toEqual({ kind: 'phrase', text: String.raw`say "hi" \ now` })
  expect(parse('\u201Cdamaged box\u201D').tree).toEqual({ kind: 'phrase', text: 'damaged box' })
  expect(parse('near(refund "credit card", 5)').tree).toEqual({
    kind: 'near',
    words: ['refund', 'credit card'],
    within: 5,
  })
  expect(parse('near(a, b)').tree).toEqual({ kind: 'near', words: ['a', 'b'], within: 10 })
  expect(parse('https://x.example/a 10:30 返金 \u202Eabc\u202C').tree).toEqual({
    kind: 'all',
    of: ['https://x.example/a', '10:30', '返金', 'abc'].map(word),
  })
  expect(parse('Re: a - b').problems).toEqual([])
})

test('several values, names in other words, and alternatives across fields', () => {
  expect(parse('decision:edited|Approve').tree).toEqual(filter({ field: 'decision', anyOf: ['edited', 'approved'] }))
  expect(parse('risk:3|R4').tree).toEqual({
    kind: 'any',
    of: [filter({ field: 'risk', is: '=', value: 3 }), filter({ field: 'risk', is: '=', value: 4 })],
  })
  expect(parse('risk:2..3').tree).toEqual({
    kind: 'all',
    of: [filter({ field: 'risk', is: '>=', value: 2 }), filter({ field: 'risk', is: '<=', value: 3 })],
  })
  expect(parse('channel:voice').tree).toEqual(filter({ field: 'channel', anyOf: ['phone'] }))
  expect(parse('state:"needs checking"').tree).toEqual(filter({ field: 'state', anyOf: ['unknown'] }))
  expect(parse('reason:wrong_amount').tree).toEqual(filter({ field: 'reason', anyOf: ['wrong amount'] }))
  expect(parse('by:me|rule:"Refunds<20"').tree).toEqual({
    kind: 'any',
    of: [filter({ field: 'by', anyOf: ['Jo Lindqvist'] }), filter({ field: 'rule', anyOf: ['Refunds<20'] })],
  })
  expect(parse('by:"me"').tree).toEqual(filter({ field: 'by', anyOf: ['me'] }))
})

test('arguments by their place, compared or named', () => {
  const arg = (pointer: string, anyOf: readonly string[]) => filter({ field: 'arg', pointer, test: { anyOf } })
  expect(parse('arg.order_id:10433|10434').tree).toEqual(arg('/order_id', ['10433', '10434']))
  expect(parse('arg.items.0.sku:"A 1"').tree).toEqual(arg('/items/0/sku', ['A 1']))
  expect(parse('arg."a.b/c".d:x').tree).toEqual(arg('/a.b~1c/d', ['x']))
  expect(parse('arg.a.b:> $1,000.50').tree).toEqual(
    filter({ field: 'arg', pointer: '/a/b', test: { is: '>', value: 1000.5 } }),
  )
  expect(wrong('arg:5 arg.x:>much')).toEqual([
    ['arg', null],
    ['>much', null],
  ])
})

test('what cannot be understood is pointed at, and the rest counts', () => {
  expect(wrong('decison:edited refund')).toEqual([['decison', 'decision']])
  expect(parse('decison:edited refund').tree).toEqual(word('refund'))
  expect(wrong('decision:edited|aproved')).toEqual([['aproved', 'approved']])
  expect(parse('decision:edited|aproved').tree).toEqual(filter({ field: 'decision', anyOf: ['edited'] }))
  expect(wrong('a ) b')).toEqual([[')', null]])
  expect(wrong('(a')).toEqual([['(', null]])
  expect(wrong('a ()')).toEqual([['()', null]])
  expect(wrong('OR a')).toEqual([['OR', null]])
  expect(wrong('a OR')).toEqual([['OR', null]])
  expect(wrong('a|')).toEqual([['|', null]])
  expect(wrong('a "b c')).toEqual([['"b c', '"b c"']])
  expect(wrong('w*rd \u{1F642} near(a, 5) risk:9 latency:>soon')).toEqual([
    ['w*rd', 'w*'],
    ['\u{1F642}', null],
    ['near(a, 5)', null],
    ['9', null],
    ['>soon', null],
  ])
  expect(wrong('colour:red')).toEqual([['colour:red', '"colour:red"']])
  expect(wrong('before:7d after:2026-02-30 lang:spanish tool:re* tag:')).toEqual([
    ['7d', '-7d'],
    ['2026-02-30', null],
    ['spanish', 'es'],
    ['re*', null],
    ['tag:', null],
  ])
  expect(parseQuery('by:me', { ...here, me: null })).toMatchObject({ tree: null, problems: [{ from: 3, to: 5 }] })
})

test('what is to be marked are words that a row may hold', () => {
  expect(parse('a -b (c* OR -(d -"e f")) near(g h, 2) tag:i').terms).toEqual([
    word('a'),
    { kind: 'word', text: 'c', place: 'beginning' },
    { kind: 'phrase', text: 'e f' },
    { kind: 'near', words: ['g', 'h'], within: 2 },
  ])
})

test('a token begins with the - before it', () => {
  const text = 'a -risk:3 -(b)'
  expect(parse(text).tokens.map(({ from, to, excluded }) => [text.slice(from, to), excluded])).toEqual([
    ['a', false],
    ['-risk:3', true],
    ['-(', true],
    ['b', false],
    [')', false],
  ])
})

test('depth, number of terms and length are bounded, and that is said', () => {
  const deep = parse(`${'('.repeat(900)}a${')'.repeat(900)} b`)
  expect(deep).toMatchObject({ tree: word('b'), problems: [{ from: 20, to: 21 }] })
  const many = parse(Array.from({ length: 300 }, (_, index) => `w${index}`).join(' '))
  expect(many.terms).toHaveLength(64)
  expect(many.problems).toHaveLength(1)
  expect(parse('x '.repeat(1500)).problems.at(-1)).toMatchObject({ from: 2000, to: 3000 })
})
