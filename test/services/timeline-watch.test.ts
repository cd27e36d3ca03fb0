import { expect, test } from 'vitest'
import { AppError } from '#main/kernel/errors.ts'
import { createFeed } from '#main/kernel/feed.ts'
import type { Happening } from '#main/services/conversation-view.ts'
import { timelineHandlers } from '#main/services/timeline/timeline-handlers.ts'
import type { Store } from '#main/store/store.ts'

test('who has a transcript open hears that it changed, that something was imported, and that it is gone; of others nothing', async () => {
  const recorded = createFeed<Happening>()
  const conversations = {
    get: (id: number) =>
      id === 7 ? Promise.resolve({}) : Promise.reject(new AppError('not_found', 'There is no such conversation.')),
  } as unknown as Store['conversations']
  const { watch } = timelineHandlers({ store: { conversations, timeline: {} as Store['timeline'] }, recorded })
  const { signal } = new AbortController()
  const context = { signal, gone: signal, principal: { host: 'cli' as const, id: 'test' } }
  const first = async (conversationId: number) => {
    for await (const event of watch({ conversationId }, context)) return event.state
    return null
  }
  expect(await first(8)).toBe('gone')
  const heard: string[] = []
  for await (const { state } of watch({ conversationId: 7 }, context)) {
    heard.push(state)
    if (state === 'here') {
      recorded.publish({ type: 'gone', conversationId: 8 })
      recorded.publish({ type: 'draft', conversationId: 7, text: '', end: null })
      recorded.publish({ type: 'imported' })
      recorded.publish({ type: 'gone', conversationId: 7 })
    }
    if (state === 'gone') break
  }
  expect(heard).toEqual(['here', 'changed', 'gone'])
})
