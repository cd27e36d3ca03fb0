import { useEffect } from 'react'
import { create } from 'zustand'
import type { Proposal, ProposalDetail } from '#contract/proposal.ts'
import { useConversation } from '#renderer/state/conversation.ts'
import { failureText, theDesk, useConnection } from '#renderer/connection.ts'

/**
 * Everything about the one proposal that the dock and the evidence pane show. It is read whole when the proposal is opened
 * and again when somebody hears that it changed; the last question asked wins, whatever order the answers come in.
 */
type Detail = {
  readonly id: string | null
  readonly detail: ProposalDetail | null
  readonly failure: string | null
}

export const useDetail = create<Detail>()(() => ({ id: null, detail: null, failure: null }))

let asked = 0

export async function loadDetail(id: string): Promise<void> {
  asked += 1
  const mine = asked
  if (useDetail.getState().id !== id) useDetail.setState({ id, detail: null, failure: null })
  try {
    const detail = await theDesk().proposals.get({ id })
    if (mine === asked) useDetail.setState({ id, detail, failure: null })
  } catch (error) {
    if (mine === asked) useDetail.setState({ id, failure: failureText(error) })
  }
}

/** A newer version of a proposal in sight, shown at once; the rest of the detail is read again. */
export function renewDetail(proposal: Proposal): void {
  const { detail } = useDetail.getState()
  if (detail === null) return
  const known = [detail.proposal, ...detail.bundle].find((held) => held.id === proposal.id)
  if (known === undefined || sameVersion(known, proposal)) return
  const bundle = detail.bundle.map((held) => (held.id === proposal.id ? proposal : held))
  const shown = detail.proposal.id === proposal.id ? proposal : detail.proposal
  useDetail.setState({ detail: { ...detail, proposal: shown, bundle } })
  void loadDetail(detail.proposal.id)
}

const sameVersion = (one: Proposal, other: Proposal): boolean =>
  one.state === other.state && one.revision === other.revision && one.updatedAt >= other.updatedAt

const hearConversation = (): (() => void) =>
  useConversation.subscribe((now, before) => {
    if (now.view === null || now.view.proposals === before.view?.proposals) return
    for (const proposal of now.view.proposals) renewDetail(proposal)
  })

/** The detail of this proposal, read when it is first asked for and after a lost connection. */
export function useProposalDetail(id: string): Detail {
  const held = useDetail()
  const open = useConnection((connection) => connection.state === 'open')
  useEffect(() => {
    if (open) void loadDetail(id)
  }, [id, open])
  useEffect(hearConversation, [])
  return held.id === id ? held : { id, detail: null, failure: null }
}
