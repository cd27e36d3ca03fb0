import { expect, test } from 'vitest'
import { parseQuery } from '#main/domain/query/parse.ts'
import { pointAt } from '#main/hosts/cli/query-problems.ts'

const told = (text: string) =>
  parseQuery(text, { now: 0, offsetMinutes: 0, me: 'Jo' }).problems.map((problem) => pointAt(text, problem).split('\n'))

test('carets stand under what is wrong, and what was meant is said', () => {
  expect(told('refund decison:edited')).toEqual([
    ['  refund decison:edited', '         ^^^^^^^', '  There is no field "decison". Did you mean decision?'],
  ])
})

test('also behind wide and invisible characters, tabs and line breaks, and far into a long query', () => {
  expect(told('返金\trisk:9')[0]?.slice(0, 2)).toEqual(['  返金 risk:9', `  ${' '.repeat(10)}^`])
  expect(told('a\u202E\nrisk:9')[0]?.slice(0, 2)).toEqual(['  a<U+202E> risk:9', `  ${' '.repeat(15)}^`])
  const [line = '', carets = ''] = told(`${'word '.repeat(60)}risk:9 ${'more '.repeat(60)}`)[0] ?? []
  expect(line.length).toBeLessThan(110)
  expect(line[carets.indexOf('^')]).toBe('9')
})
