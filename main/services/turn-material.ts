import type { Message, RagResult } from '#contract/conversation.ts'
import type { Proposal } from '#contract/proposal.ts'
import { matchGuardrail } from '#main/domain/guardrail.ts'
import type { Desk } from '#main/services/desk.ts'
import type { FinishedTurn } from '#main/services/proposing.ts'
import type { StoredTurn } from '#main/store/store.ts'

/** What a turn leaves behind, and what was seen before it. */
export function storedTurn(desk: Desk, finished: FinishedTurn): StoredTurn {
  const { response, conversation } = finished
  return {
    id: desk.random.id('t_'),
    conversationId: conversation.id,
    afterMessage: finished.afterMessage,
    at: desk.clock.now(),
    text: response.text.trim(),
    callIds: response.calls.map((call) => call.id),
    ragResults: [...response.ragResults],
    guardrail: matchGuardrail(response.text, desk.configuration().guardrailTexts),
    usage: response.usage,
    latencyMs: finished.latencyMs,
    origin: 'agent',
    calls: response.calls,
    request: finished.requestBody,
    response: response.raw,
    concluded: false,
    ...(finished.bot === undefined ? {} : { bot: finished.bot }),
  }
}

/** Where the value of an argument can come from. */
export function wordsSeen(messages: readonly Message[], earlier: readonly Proposal[], sources: readonly RagResult[]) {
  return {
    customer: messages.filter((message) => message.author === 'customer').map((message) => message.text),
    tools: earlier
      .filter((proposal) => proposal.kind === 'tool' && proposal.state === 'succeeded')
      .map((proposal) => JSON.stringify(proposal.outcome?.result ?? null)),
    sources: sources.map((source) => source.text),
  }
}
