import type { Clock } from '#main/kernel/ports.ts'
import type { Drafts } from '#main/services/answering.ts'
import type { Draft } from '#main/services/conversation-view.ts'

/** One screen frame: telling a window of every single word costs more than reading them. */
const frameMs = 33

/** Gathers the words of running turns and passes on all of the text so far, at most once a frame. */
export function createDrafts(clock: Clock, publish: (draft: Draft) => void): Drafts {
  const waiting = new Map<number, string>()
  const flush = (conversationId: number) => {
    const text = waiting.get(conversationId)
    if (text === undefined) return
    waiting.delete(conversationId)
    publish({ conversationId, text, end: null })
  }
  return {
    grow: (conversationId, text) => {
      const first = !waiting.has(conversationId)
      waiting.set(conversationId, text)
      if (!first) return
      clock.sleep(frameMs).then(
        () => flush(conversationId),
        () => {},
      )
    },
    end: (conversationId, interrupted) => {
      flush(conversationId)
      publish({ conversationId, text: '', end: interrupted ? 'interrupted' : 'finished' })
    },
  }
}
