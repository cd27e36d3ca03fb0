import type { Proposal } from '#contract/proposal.ts'
import { callerCalledBack, callerGone } from '#main/domain/call.ts'
import { fingerprint } from '#main/domain/fingerprint.ts'
import { blockedResult } from '#main/domain/outcome.ts'
import { asAppError } from '#main/kernel/errors.ts'
import type { EngineLink } from '#main/services/calls/engine-link.ts'
import type { Holding } from '#main/services/calls/holding.ts'
import type { Journal } from '#main/services/calls/journal.ts'
import type { LiveCall } from '#main/services/calls/live-call.ts'
import { lookupRule, type Lookups } from '#main/services/calls/lookups.ts'
import type { Desk } from '#main/services/desk.ts'
import { materialOf } from '#main/services/drift.ts'
import { approvedBy } from '#main/services/first-events.ts'
import { idempotencyKey, proposeTurn } from '#main/services/proposing.ts'
import { isVoiceAgentRehearsed } from '#main/services/policies/rehearsing.ts'
import type { EngineEvent } from '#main/services/voice/engine-contract.ts'

/**
 * What a voice agent asks for goes the way of everything an agent asks for: the same rules, the same ledger, the same person.
 * The words of a call outdate nothing; its conversation stands in no helpdesk.
 */
export type ToolGate = {
  readonly asked: (live: LiveCall, event: Extract<EngineEvent, { type: 'tool' }>) => Promise<void>
  readonly allowLookups: (live: LiveCall, by: string | null) => Promise<void>
  /** Says beside what still waits why nobody on the line does. */
  readonly noteOpen: (conversationId: number, why: typeof callerGone | typeof callerCalledBack) => Promise<void>
}

type Parts = {
  readonly desk: Desk
  readonly journal: Journal
  readonly link: EngineLink
  readonly holding: Holding
  readonly lookups: Lookups
  /** Something was written down of a call that had ended meanwhile. */
  readonly late: (live: LiveCall) => Promise<void>
}

export function createToolGate({ desk, journal, link, holding, lookups, late }: Parts): ToolGate {
  const propose = async (live: LiveCall, { functionCallId, name, arguments: text }: ToolEvent) => {
    const { conversationId, call } = live
    const conversation = await desk.store.conversations.get(conversationId)
    const material = await materialOf(desk, conversation)
    const calls = [{ id: functionCallId, name, arguments: text }]
    return proposeTurn(desk, {
      conversation,
      response: { id: functionCallId, text: '', calls, ragResults: [], usage: null, raw: { function_calls: calls } },
      requestBody: { call: call.id, voice_agent: call.agent.id },
      afterMessage: await desk.store.conversations.newestCustomerMessage(conversationId),
      fingerprint: fingerprint(material, []),
      context: material,
      latencyMs: 0,
      call: {
        agentId: call.agent.id,
        rehearsed: call.dryRun || isVoiceAgentRehearsed(desk, call.agent.id),
        lookups: lookups.rule(conversationId),
      },
    })
  }

  const commit = async (proposal: Proposal, change: Omit<Parameters<Desk['record']['commit']>[0], 'id' | 'expect'>) => {
    const expect = { states: [proposal.state], revision: proposal.revision, argsHash: proposal.argsHash }
    await desk.record.commit({ id: proposal.id, expect, ...change }).catch((thrown: unknown) => {
      const { code } = asAppError(thrown)
      if (code !== 'already_decided' && code !== 'changed') throw thrown
    })
  }

  /** What waits already goes as well; anything but a plain question stays a person's. */
  const signWaiting = async (live: LiveCall, by: string): Promise<void> => {
    for (const proposal of await desk.store.ledger.ofConversation(live.conversationId)) {
      const isRead = desk.connections().tools.find(proposal.tool)?.access === 'read'
      const isPlain = proposal.state === 'pending' && proposal.mode === 'live' && proposal.rejectedBefore === null
      if (!isPlain || !isRead || desk.pause.now() !== null) continue
      const verdict = (await desk.policies.verdictNow(proposal))?.verdict
      if (verdict !== 'ask' && verdict !== 'allow') continue
      const signer = { by: 'rule', name: lookupRule(by) } as const
      await commit(proposal, {
        events: [approvedBy(signer, proposal, proposal.revision)],
        outbox: { state: 'ready', key: idempotencyKey(proposal.id, proposal.revision) },
      })
    }
    desk.lanes.wake(live.conversationId)
  }

  return {
    asked: async (live, event) => {
      const { functionCallId, name } = event
      try {
        const proposals = await propose(live, event)
        if (live.isOver) {
          desk.lanes.wake(live.conversationId)
          return await late(live)
        }
        for (const proposal of proposals) {
          live.asked.set(proposal.id, {
            functionCallId,
            proposalId: proposal.id,
            tool: name,
            askedAt: desk.clock.now(),
            isAnswered: false,
            shown: null,
          })
          // What became of it since it was stored was told before anybody listened.
          holding.look(live, await desk.store.ledger.get(proposal.id))
        }
        desk.lanes.wake(live.conversationId)
      } catch (thrown) {
        const { code, message } = asAppError(thrown)
        desk.log('error', 'call.not_proposed', { code, error: thrown })
        journal.mark(live, { kind: 'problem', text: `${name} could not be written down, and is not run: ${message}` })
        if (live.isOver) return
        const output = JSON.stringify(blockedResult('not_recorded', 'It could not be recorded, so it was not run.'))
        await link.current().answerTool({ callId: live.id, functionCallId, output })
      }
    },
    allowLookups: async (live, by) => {
      const before = lookups.by(live.conversationId)
      if (before === by) return
      if (by === null) lookups.forbid(live.conversationId)
      else lookups.allow(live.conversationId, by)
      const text = by === null ? 'Lookups are asked about again' : lookupRule(by)
      journal.mark(live, { kind: 'lookups', text })
      journal.now(live)
      if (by !== null) await signWaiting(live, by)
    },
    noteOpen: async (conversationId, note) => {
      for (const proposal of await desk.store.ledger.ofConversation(conversationId)) {
        if (proposal.state !== 'pending' && proposal.state !== 'awaiting_second') continue
        await commit(proposal, { events: [{ type: 'noted', note }] })
      }
    },
  }
}

type ToolEvent = Extract<EngineEvent, { type: 'tool' }>
