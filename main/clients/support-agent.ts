import type { RagResult } from '#contract/conversation.ts'
import type { Json } from '#contract/tool.ts'

export type AgentRole = 'user' | 'assistant' | 'system' | 'tool'

/** `arguments` stays exactly as the model wrote it, so that the turn can be replayed to the letter. */
export type AgentCall = {
  readonly id: string
  readonly name: string
  readonly arguments: string
}

export type AgentMessage = {
  readonly role: AgentRole
  readonly text: string
  readonly imageUrls?: readonly string[]
  /** On assistant messages that ask for tools. */
  readonly calls?: readonly AgentCall[]
  /** On tool messages: the call it answers. */
  readonly callId?: string
}

export type AgentRequest = {
  readonly agentId: string
  readonly deploymentId: string
  readonly conversationId: string
  readonly environment: 'PROD' | 'STAGING'
  readonly messages: readonly AgentMessage[]
  readonly timeoutMs: number
}

/** A finished turn. `raw` is the response as received (assembled, where it was streamed). */
export type AgentResponse = {
  readonly id: string
  readonly text: string
  readonly calls: readonly AgentCall[]
  readonly ragResults: readonly RagResult[]
  readonly usage: { readonly promptTokens: number; readonly completionTokens: number } | null
  readonly raw: Json
}

/**
 * A stateless support agent: the whole history goes in, one turn comes out. Reads only; safe to repeat before the first word.
 * A stream that breaks after the first word throws `remote_failed` or `protocol` with `data.partialText`.
 */
export type SupportAgent = {
  readonly ask: (request: AgentRequest, signal: AbortSignal) => Promise<AgentResponse>
  /** `onText` gets each new piece of text as it arrives. */
  readonly stream: (
    request: AgentRequest,
    onText: (piece: string) => void,
    signal: AbortSignal,
  ) => Promise<AgentResponse>
  /** The request body as it would be sent; for the raw tab. */
  readonly body: (request: AgentRequest) => Json
}
