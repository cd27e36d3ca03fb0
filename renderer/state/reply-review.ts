import { useEffect } from 'react'
import { create } from 'zustand'
import type { ProposalDetail } from '#contract/proposal.ts'
import type { ReplyReview, Sentence } from '#contract/reply.ts'
import { theDesk } from '#renderer/connection.ts'

/**
 * What the desk found in the words on the card: of the draft it comes with the card, of what a person types it is asked
 * for a moment after the last key. The dock and the evidence pane show the same one.
 */
type Held = {
  readonly proposalId: string
  readonly text: string
  readonly internal: boolean
  readonly review: ReplyReview
}
type Reviewed = {
  readonly held: Held | null
  /** The sentence whose source is to be seen. */
  readonly chosen: Sentence | null
}

export const useReviewed = create<Reviewed>()(() => ({ held: null, chosen: null }))

const settlingMs = 250

export const chooseSentence = (chosen: Sentence | null): void => useReviewed.setState({ chosen })

/** The review of these words; null while it is not known yet. */
export function useReview(detail: ProposalDetail, text: string, internal: boolean): ReplyReview | null {
  const { proposal, review = null } = detail
  const own = proposal.arguments['text']
  const isDraft = text === own && internal === (proposal.kind === 'note')
  const held = useReviewed((state) => state.held)
  useEffect(() => {
    if (review === null) return
    const { id: proposalId, conversationId } = proposal
    if (isDraft) return useReviewed.setState({ held: { proposalId, text, internal, review }, chosen: null })
    let isWanted = true
    const timer = setTimeout(() => {
      theDesk()
        .replies.review({ conversationId, proposalId, text, internal })
        .then((next) => {
          if (isWanted) useReviewed.setState({ held: { proposalId, text, internal, review: next }, chosen: null })
        })
        .catch(() => {})
    }, settlingMs)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [proposal, review, isDraft, text, internal])
  if (isDraft) return review
  const isHeld = held?.proposalId === proposal.id && held.text === text && held.internal === internal
  return isHeld ? held.review : null
}
