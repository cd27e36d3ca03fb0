import { expect, test } from 'vitest'
import { matchesQuery, paginate, parseQuery, typeProblem } from '#main/sandbox/helpdesk/search.ts'

const fields = {
  open: true,
  state: 'open',
  updated_at: 100,
  tag_ids: ['86'],
  'source.body': 'A snapped pole',
  admin_assignee_id: null,
}
const matches = (query: unknown): boolean => {
  const parsed = parseQuery(query, fields)
  if (typeof parsed === 'string') throw new Error(parsed)
  return matchesQuery(parsed, fields)
}
const filter = (field: string, operator: string, value: unknown) => ({ field, operator, value })

test.each([
  [filter('open', '=', true), true],
  [filter('state', '!=', 'open'), false],
  [filter('updated_at', '>', 99), true],
  [filter('updated_at', '>', '100'), false],
  [filter('updated_at', '<', 101), true],
  [filter('tag_ids', 'IN', ['86', '1']), true],
  [filter('tag_ids', 'NIN', ['86']), false],
  [filter('source.body', '~', 'Snapped'), true],
  [filter('source.body', '!~', 'stove'), true],
  [filter('source.body', '^', 'a sn'), true],
  [filter('source.body', '$', 'pole'), true],
  [filter('admin_assignee_id', '=', null), true],
  [{ operator: 'AND', value: [filter('open', '=', true), filter('updated_at', '>', 200)] }, false],
  [{ operator: 'OR', value: [filter('open', '=', false), filter('updated_at', '>', 50)] }, true],
])('%j is %s', (query, expected) => {
  expect(matches(query)).toBe(expected)
})

test('what the real search refuses is refused with a sentence', () => {
  expect(parseQuery(filter('colour', '=', 'red'), fields)).toContain('colour')
  expect(parseQuery({ field: 'open' }, fields)).toContain('operator')
  const deep = { operator: 'AND', value: [{ operator: 'AND', value: [{ operator: 'AND', value: [] }] }] }
  expect(parseQuery(deep, fields)).toContain('two levels')
  const wrong = parseQuery(filter('updated_at', '>', 'yesterday'), fields)
  expect(typeof wrong === 'string' ? wrong : typeProblem(wrong)).toContain('timestamp')
})

test('pages follow each other without a gap, and the last has no next', () => {
  const items = [1, 2, 3, 4, 5]
  const first = paginate(items, 2, null)
  const second = paginate(items, 2, first?.next ?? '')
  const third = paginate(items, 2, second?.next ?? '')
  expect([first, second, third].flatMap((page) => page?.items ?? [])).toEqual(items)
  expect(third?.next).toBeNull()
  expect(paginate(items, 2, 'nonsense')).toBeNull()
})
