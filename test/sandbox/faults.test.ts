import { expect, test } from 'vitest'
import { createFaultBook } from '#main/sandbox/faults.ts'

test('a fault lets some pass, hits some and is used up', () => {
  const book = createFaultBook()
  book.add({ service: 'company', path: '/refunds', method: 'post', kind: 'status', status: 503, skip: 1, times: 2 })
  const hits = [1, 2, 3, 4].map(() => book.take('company', 'POST', '/refunds').length)
  expect(hits).toEqual([0, 1, 1, 0])
  expect(book.waiting()).toEqual([])
})

test('only the named service, method and path are hit; a star stands for anything', () => {
  const book = createFaultBook()
  book.add({ service: 'helpdesk', method: 'POST', path: '/conversations/*/reply', kind: 'lost_response' })
  expect(book.take('company', 'POST', '/conversations/5/reply')).toEqual([])
  expect(book.take('helpdesk', 'GET', '/conversations/5/reply')).toEqual([])
  expect(book.take('helpdesk', 'POST', '/conversations/5/parts')).toEqual([])
  expect(book.take('helpdesk', 'POST', '/conversations/5/reply')).toHaveLength(1)
})

test('a fault nobody knows is refused', () => {
  const book = createFaultBook()
  expect(() => book.add({ service: 'company', kind: 'gremlin' } as never)).toThrow()
  book.add({ service: 'company', kind: 'reset' })
  book.clear()
  expect(book.waiting()).toEqual([])
})
