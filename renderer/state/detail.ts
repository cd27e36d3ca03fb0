import { create } from 'zustand'
import type { Proposal, ProposalDetail } from '#contract/proposal.ts'
import { settling, useConversation } from '#renderer/state/conversation.ts'
import { failureText, theDesk, useConnection } from '#renderer/connection.ts'
import { neighbours } from '#renderer/state/neighbours.ts'
import { keepSame } from '#renderer/state/same.ts'

/**
 * Everything about the one proposal that the dock and the evidence pane show. It is read whole when the proposal is opened
 * and again when somebody hears that it changed; the last question asked wins, whatever order the answers come in. What was
 * read ahead is shown at once and read again before anybody can have signed it: an approval arms much later.
 */
type Detail = {
  readonly id: string | null
  readonly detail: ProposalDetail | null
  readonly failure: string | null
}

export const useDetail = create<Detail>()(() => ({ id: null, detail: null, failure: null }))

let asked = 0
let again: ReturnType<typeof setTimeout> | undefined

export function showDetail(id: string | null): void {
  const before = useDetail.getState()
  if (before.id === id) return
  neighbours.keep(before.detail, null)
  asked += 1
  clearTimeout(again)
  const detail = id === null ? null : neighbours.detail(id)
  useDetail.setState({ id, detail, failure: null })
  if (id === null || useConnection.getState().state !== 'open') return
  if (detail === null) void loadDetail(id)
  else again = setTimeout(() => void loadDetail(id), settling)
}

export async function loadDetail(id: string): Promise<void> {
  asked += 1
  const mine = asked
  if (useDetail.getState().id !== id) useDetail.setState({ id, detail: null, failure: null })
  try {
    const detail = await theDesk().proposals.get({ id })
    if (mine !== asked) return
    const { detail: held } = useDetail.getState()
    useDetail.setState({ id, detail: held === null ? detail : keepSame(held, detail), failure: null })
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

/** Hears of changes, and reads again after a lost connection. */
export const followDetail = (): (() => void) => {
  const deaf = useConversation.subscribe((now, before) => {
    if (now.view === null || now.view.proposals === before.view?.proposals) return
    for (const proposal of now.view.proposals) renewDetail(proposal)
  })
  const drifted = useConversation.subscribe((now, before) => {
    const { id, detail } = useDetail.getState()
    const one = now.view?.conversation
    const other = before.view?.conversation
    if (id === null || one === undefined || other === undefined || one.id !== other.id) return
    if (detail?.proposal.conversationId !== one.id) return
    const isSame =
      one.subject === other.subject && one.assignee === other.assignee && String(one.tags) === String(other.tags)
    if (!isSame) void loadDetail(id)
  })
  const forget = useConnection.subscribe((now, before) => {
    const { id } = useDetail.getState()
    if (id !== null && now.state === 'open' && now.desk !== before.desk) void loadDetail(id)
  })
  return () => {
    deaf()
    drifted()
    forget()
  }
}

const nothing = { detail: null, failure: null } as const

/** The detail of this proposal, as far as it is known. */
export function useProposalDetail(id: string): Detail {
  const held = useDetail()
  return held.id === id ? held : { id, ...nothing }
}
