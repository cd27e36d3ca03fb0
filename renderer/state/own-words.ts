import { useEffect, useState } from 'react'
import { create } from 'zustand'
import type { ReplyReview } from '#contract/reply.ts'
import { theDesk } from '#renderer/connection.ts'

/**
 * What a person writes to a conversation and did not send yet. It is on disk with every change, one write at a time and
 * always the newest, and read back from there once, unless somebody typed in between.
 */
export type OwnWords = { readonly text: string; readonly internal: boolean }

const nothing: OwnWords = { text: '', internal: false }
const useOwn = create<{ readonly kept: Readonly<Record<number, OwnWords>> }>()(() => ({ kept: {} }))

const put = (id: number, words: OwnWords): void => useOwn.setState(({ kept }) => ({ kept: { ...kept, [id]: words } }))

export function keepOwn(id: number, words: OwnWords): void {
  put(id, words)
  waiting.set(id, words)
  if (!busy.has(id)) void drain(id)
}

/** They were sent: the desk threw its copy away with them. */
export const dropOwn = (id: number): void => {
  waiting.delete(id)
  put(id, nothing)
}

const waiting = new Map<number, OwnWords>()
const busy = new Set<number>()

async function drain(conversationId: number): Promise<void> {
  busy.add(conversationId)
  for (let next = waiting.get(conversationId); next !== undefined; next = waiting.get(conversationId)) {
    waiting.delete(conversationId)
    const draft = next.text === '' && !next.internal ? null : next
    // What cannot be kept now is kept with the next key; until then it is in this window.
    await theDesk()
      .replies.keepOwn({ conversationId, draft })
      .catch(() => {})
  }
  busy.delete(conversationId)
}

export function useOwnWords(conversationId: number): OwnWords {
  const kept = useOwn((state) => state.kept[conversationId])
  const isKnown = kept !== undefined
  useEffect(() => {
    if (isKnown) return
    theDesk()
      .replies.own({ conversationId })
      .then(({ draft }) => {
        if (useOwn.getState().kept[conversationId] === undefined) put(conversationId, draft ?? nothing)
      })
      .catch(() => {})
  }, [conversationId, isKnown])
  return kept ?? nothing
}

const settlingMs = 250

/** What the desk finds in these words, a moment after the last key; null while it is not known. */
export function useOwnReview(conversationId: number, { text, internal }: OwnWords): ReplyReview | null {
  const [held, setHeld] = useState<(OwnWords & { readonly review: ReplyReview }) | null>(null)
  useEffect(() => {
    if (text.trim() === '') return
    let isWanted = true
    const timer = setTimeout(() => {
      theDesk()
        .replies.review({ conversationId, proposalId: null, text, internal })
        .then((review) => {
          if (isWanted) setHeld({ text, internal, review })
        })
        .catch(() => {})
    }, settlingMs)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [conversationId, text, internal])
  return held?.text === text && held.internal === internal && text.trim() !== '' ? held.review : null
}
