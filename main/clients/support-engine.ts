import type { AgentMessage, SupportAgent } from '#main/clients/support-agent.ts'
import type { TextEngine, TextItem, TextRequest } from '#main/clients/text-engine.ts'
import type { Clock } from '#main/kernel/ports.ts'

/**
 * A support agent as a text engine, so that the same conversation can be put to it and to a model. It takes neither tools nor
 * settings: those it was given where it was made. Instructions go before the conversation, as the system's words.
 */
export function createSupportEngine(ports: {
  readonly agent: SupportAgent
  readonly clock: Pick<Clock, 'monotonic'>
  readonly agentId: string
  readonly deploymentId: string
  readonly environment: 'PROD' | 'STAGING'
  /** Of no conversation of the helpdesk. */
  readonly conversationId: string
}): TextEngine {
  const { agent, clock, agentId, deploymentId, environment, conversationId } = ports
  const toAgent = ({ items, instructions, timeoutMs }: TextRequest) => ({
    agentId,
    deploymentId,
    conversationId,
    environment,
    messages: toMessages(instructions, items),
    timeoutMs,
  })
  return {
    body: (request) => agent.body(toAgent(request)),
    run: async (request, onEvent, signal) => {
      const asked = toAgent(request)
      const began = clock.monotonic()
      let firstWordMs: number | null = null
      const hear = (text: string) => {
        firstWordMs ??= clock.monotonic() - began
        onEvent({ type: 'text', text })
      }
      const answer = await (request.streaming ? agent.stream(asked, hear, signal) : agent.ask(asked, signal))
      if (!request.streaming && answer.text !== '') hear(answer.text)
      for (const call of answer.calls) onEvent({ type: 'call', call })
      const { usage } = answer
      return {
        id: answer.id,
        model: agentId,
        end: 'done',
        why: null,
        text: answer.text,
        refusal: '',
        thoughts: '',
        calls: answer.calls,
        provider: [],
        citations: [],
        items: [
          ...(answer.text === '' ? [] : [{ kind: 'message' as const, role: 'assistant' as const, text: answer.text }]),
          ...answer.calls.map((call) => ({ kind: 'call' as const, ...call })),
        ],
        isHeld: false,
        resent: false,
        usage:
          usage === null
            ? null
            : {
                inputTokens: usage.promptTokens,
                cachedTokens: 0,
                outputTokens: usage.completionTokens,
                reasoningTokens: 0,
                reasoningApart: false,
                totalTokens: usage.promptTokens + usage.completionTokens,
                charged: null,
              },
        firstWordMs,
        totalMs: clock.monotonic() - began,
        sent: agent.body(asked),
        raw: answer.raw,
      }
    },
  }
}

/** Calls stand in the message of the assistant that made them; what only its giver reads is left out. */
export function toMessages(instructions: string | null, items: readonly TextItem[]): readonly AgentMessage[] {
  const messages: AgentMessage[] = instructions === null ? [] : [{ role: 'system', text: instructions }]
  let last: TextItem['kind'] | null = null
  for (const item of items) {
    switch (item.kind) {
      case 'message': {
        const { role, text, imageUrls } = item
        messages.push({ role, text, ...(imageUrls === undefined ? {} : { imageUrls }) })
        break
      }
      case 'call': {
        const { id, name, arguments: written } = item
        const before = messages.at(-1)
        const goesOn = before?.role === 'assistant' && (last === 'message' || last === 'call')
        const own = goesOn ? before : { role: 'assistant' as const, text: '' }
        const calls = [...(own.calls ?? []), { id, name, arguments: written }]
        if (goesOn) messages.pop()
        messages.push({ ...own, calls })
        break
      }
      case 'result':
        messages.push({ role: 'tool', text: item.output, callId: item.callId })
        break
      case 'own':
        continue
    }
    last = item.kind
  }
  return messages
}
