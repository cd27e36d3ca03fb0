import { mayAsk } from '#main/services/answering.ts'
import { bundleSettled, runnable } from '#main/domain/bundle.ts'
import { nextStep } from '#main/domain/prompt.ts'
import { assertNever } from '#main/kernel/errors.ts'
import type { Agent } from '#main/services/agent.ts'
import type { Desk } from '#main/services/desk.ts'
import { contextNow } from '#main/services/drift.ts'
import type { Executor } from '#main/services/executor.ts'
import type { Signals } from '#main/services/lanes.ts'
import { summariseRounds } from '#main/services/round-summary.ts'
import { supersede } from '#main/services/supersede.ts'

/**
 * What one conversation needs now: carry out what is signed, then ask the agent if it is its turn, until neither is left.
 * Safe to run at any time and any number of times: all of it follows from what is on disk.
 */
export function createWork(desk: Desk, executor: Executor, agent: Agent) {
  const carryOut = async (conversationId: number, signals: Signals): Promise<boolean> => {
    const { items } = await desk.store.ledger.list({ states: ['scheduled'], conversationId, cursor: null, limit: 200 })
    for (const proposal of items.toSorted((a, b) => a.proposedAt - b.proposedAt || a.position - b.position)) {
      if (!desk.undoWindows.mayLeave(proposal)) continue
      if (runnable(proposal, await desk.store.ledger.ofTurn(proposal.turnId)))
        return executor.execute(proposal, signals)
    }
    return false
  }

  const advance = async (conversationId: number, signal: AbortSignal): Promise<boolean> => {
    const conversation = await desk.store.conversations.get(conversationId)
    const turns = await desk.store.conversations.turns(conversationId)
    const lastTurn = turns.findLast((turn) => turn.origin === 'agent') ?? null
    const bundle = lastTurn === null ? [] : await desk.store.ledger.ofTurn(lastTurn.id)
    const newest = await desk.store.conversations.newestCustomerMessage(conversationId)
    const step = nextStep({
      control: conversation.control,
      state: conversation.state,
      lastTurn,
      proposals: bundle,
      newestCustomerMessage: newest,
      customerWaits: conversation.waitingSince !== null,
      rounds: conversation.agent.rounds,
      loopLimit: desk.configuration().agent?.loopLimit ?? 5,
    })
    switch (step) {
      case 'ask':
        if (desk.pause.now() !== null) return false
        if (mayAsk(desk, conversation)) return agent.ask(conversation, signal)
        agent.suggest(conversation, signal)
        return false
      case 'limit':
        if (conversation.agent.activity !== 'limit') {
          const spent = turns.filter((turn) => turn.origin === 'agent' && turn.afterMessage >= newest)
          const ids = new Set(spent.map((turn) => turn.id))
          const asked = (await desk.store.ledger.ofConversation(conversationId)).filter((one) => ids.has(one.turnId))
          const note = summariseRounds(conversation.agent.rounds, asked)
          await desk.record.patch(conversationId, { activity: 'limit', note })
        }
        return false
      case 'wait':
        // A desk that was killed between storing a message and what follows from it: nobody else looks again.
        if (lastTurn !== null && newest > lastTurn.afterMessage) {
          const now = await contextNow(desk, conversationId, signal)
          if (await supersede(desk, conversationId, now, 'the customer wrote before it was decided')) return true
        }
        if (conversation.agent.activity !== 'waiting')
          await desk.record.patch(conversationId, { activity: 'waiting', note: null })
        return false
      case 'nothing': {
        // While a person is in charge the turn stays open: handed back, the agent hears how its calls ended.
        if (lastTurn !== null && !lastTurn.concluded && conversation.control !== 'human' && bundleSettled(bundle)) {
          await desk.store.conversations.concludeTurn(lastTurn.id)
        }
        const { activity } = conversation.agent
        if (activity === 'waiting' || activity === 'thinking')
          await desk.record.patch(conversationId, { activity: 'idle' })
        if (conversation.control === 'human') agent.suggest(conversation, signal)
        return false
      }
      default:
        return assertNever(step)
    }
  }

  return async (conversationId: number, signals: Signals): Promise<void> => {
    const { stopping } = signals
    let busy = true
    while (busy && !stopping.aborted) {
      // What cannot be recorded is not begun; the rest of this round comes when the disk is well.
      if (!desk.storage.isWell()) return desk.lanes.wake(conversationId)
      busy =
        (await carryOut(conversationId, signals)) || (!stopping.aborted && (await advance(conversationId, stopping)))
    }
  }
}
