import type { Conversation } from '#contract/conversation.ts'
import { standsInHelpdesk } from '#main/domain/own-conversation.ts'
import { needsPerson } from '#main/domain/proposal.ts'
import type { Desk } from '#main/services/desk.ts'
import type { Inbox } from '#main/services/helpdesk/inbox.ts'
import { answeredNothing } from '#main/services/proposing.ts'

export type BatchOutcome = {
  conversationId: number
  externalId: string
  customer: string
  outcome:
    | 'closed'
    | 'escalated'
    | 'answered'
    | 'waits_for_person'
    | 'needs_checking'
    | 'loop_limit'
    | 'nothing_to_do'
    | 'failed'
  rounds: number
  detail: string
}

/**
 * Takes up to `limit` open conversations, lets the loop run under the present rules until all of them have come to rest,
 * and says how each ended. Other conversations are no part of it, whatever a sync brings.
 */
export async function runBatch(desk: Desk, inbox: Inbox, limit: number, signal: AbortSignal): Promise<BatchOutcome[]> {
  const began = desk.clock.now()
  const taken = await take(desk, inbox, limit, signal)
  taken.forEach((conversation) => desk.lanes.wake(conversation.id))
  const rested = desk.lanes.rested(taken.map(({ id }) => id))
  const unwell = await Promise.race([rested, aborted(signal), desk.storage.unwell(signal)])
  signal.throwIfAborted()
  if (unwell !== undefined) throw unwell
  const outcomes: BatchOutcome[] = []
  for (const before of taken) outcomes.push(await outcomeOf(desk, before, began))
  return outcomes
}

/** Nothing is worked on while the choice is made: what is closed at once was open when it was taken. */
async function take(desk: Desk, inbox: Inbox, limit: number, signal: AbortSignal): Promise<readonly Conversation[]> {
  const release = desk.lanes.hold()
  try {
    await inbox.sync(signal)
    return await openConversations(desk, limit)
  } finally {
    release()
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

const pageSize = 200

/** Those in which a customer waits for an answer come first, so that one run after the other gets through all of them. */
async function openConversations(desk: Desk, limit: number): Promise<readonly Conversation[]> {
  const waiting: Conversation[] = []
  const others: Conversation[] = []
  let cursor: string | null = null
  do {
    const { conversations } = desk.store
    const page: Awaited<ReturnType<typeof conversations.list>> = await conversations.list({
      state: 'open',
      cursor,
      limit: pageSize,
    })
    for (const one of page.items.filter(standsInHelpdesk)) {
      const group = one.waitingSince !== null && one.agent.activity !== 'waiting' ? waiting : others
      if (group.length < limit) group.push(one)
    }
    cursor = page.next
  } while (cursor !== null && waiting.length < limit)
  return [...waiting, ...others].slice(0, limit)
}

/** Whatever was done before this run is no outcome of it. */
async function outcomeOf(desk: Desk, before: Conversation, began: number): Promise<BatchOutcome> {
  const conversation = await desk.store.conversations.get(before.id)
  const proposals = await desk.store.ledger.ofConversation(before.id)
  const common = {
    conversationId: before.id,
    externalId: before.externalId,
    customer: conversation.customer.name,
    rounds: conversation.agent.rounds,
  }
  const say = (outcome: BatchOutcome['outcome'], detail = ''): BatchOutcome => ({ ...common, outcome, detail })
  const unknown = proposals.filter((proposal) => proposal.state === 'unknown').length
  const waiting = proposals.filter(needsPerson).length
  const succeeded = (kind: string) =>
    proposals.some(
      (proposal) => proposal.kind === kind && proposal.state === 'succeeded' && proposal.updatedAt >= Math.floor(began),
    )
  if (unknown > 0) return say('needs_checking', `${unknown} may have happened`)
  if (waiting > 0) return say('waits_for_person', `${waiting} wait`)
  if (conversation.agent.activity === 'failed') return say('failed', conversation.agent.note ?? '')
  if (conversation.agent.activity === 'limit') return say('loop_limit', conversation.agent.note ?? '')
  if (conversation.state === 'closed') return say('closed')
  if (succeeded('escalate')) return say('escalated')
  if (succeeded('reply')) return say('answered')
  return say('nothing_to_do', conversation.agent.note === answeredNothing ? answeredNothing : '')
}
