import type { Usage } from '#contract/model.ts'
import type { Json } from '#contract/tool.ts'

/**
 * Words in, words out, by any interface of the service: one request becomes events and then one result. Whoever runs an engine
 * answers the calls of tools itself: it appends `result.items` and a `result` item for each call, and runs it again.
 */
export type TextCall = {
  readonly id: string
  readonly name: string
  /** JSON text, exactly as the model wrote it. */
  readonly arguments: string
}

export type TextItem =
  | {
      readonly kind: 'message'
      readonly role: 'system' | 'user' | 'assistant'
      readonly text: string
      readonly imageUrls?: readonly string[]
    }
  | ({ readonly kind: 'call' } & TextCall)
  | { readonly kind: 'result'; readonly callId: string; readonly output: string }
  /** Something the service gave and wants back to the letter: sealed thoughts, searches of its own. Only its giver reads it. */
  | { readonly kind: 'own'; readonly raw: Json }

export type TextTool = { readonly name: string; readonly description: string; readonly parameters: Json }

export type TextRequest = {
  readonly model: string
  readonly instructions: string | null
  /** The whole conversation, oldest first. */
  readonly items: readonly TextItem[]
  /** What the service holds already: an answer, and how many of `items` it and what led to it cover. Null: nothing. */
  readonly held: { readonly responseId: string; readonly items: number } | null
  readonly tools: readonly TextTool[]
  /** Run by the service itself, where nobody here is asked: as its documentation writes them. */
  readonly providerTools: readonly Json[]
  readonly toolChoice: 'auto' | 'none' | 'required'
  /** True: the service keeps the answer and what led to it, for 30 days. */
  readonly store: boolean
  readonly streaming: boolean
  readonly temperature: number | null
  readonly topP: number | null
  readonly mostOutputTokens: number | null
  readonly effort: 'low' | 'medium' | 'high' | null
  /** Keeps a conversation on one cache; null: left to the service. */
  readonly cacheKey: string | null
  readonly timeoutMs: number
}

export type TextEvent =
  | { readonly type: 'begun'; readonly id: string; readonly model: string }
  /** The next piece of the answer. */
  | { readonly type: 'text'; readonly text: string }
  /** The next piece of what it thinks before it answers. */
  | { readonly type: 'thought'; readonly text: string }
  /** A whole call, for the caller to answer when the result is there. */
  | { readonly type: 'call'; readonly call: TextCall }
  /** The service uses a tool of its own; nothing here is asked. */
  | { readonly type: 'provider'; readonly name: string; readonly about: string; readonly over: boolean }

export type Citation = { readonly url: string; readonly title: string | null }

export type TextResult = {
  readonly id: string
  /** The model that answered, which an alias does not say. */
  readonly model: string
  /** done · cut: it ran into a limit · filtered: the service held it back */
  readonly end: 'done' | 'cut' | 'filtered'
  /** The service's own word for it, where it was not done. */
  readonly why: string | null
  readonly text: string
  /** Words with which the model declined; empty: it did not. */
  readonly refusal: string
  readonly thoughts: string
  readonly calls: readonly TextCall[]
  readonly provider: readonly { readonly name: string; readonly about: string }[]
  readonly citations: readonly Citation[]
  /** What to append to the conversation. */
  readonly items: readonly TextItem[]
  /** Whether the service keeps it, and can go on from `id`. */
  readonly isHeld: boolean
  /** What the service had held was gone, and the whole conversation was sent instead. */
  readonly resent: boolean
  readonly usage: Usage | null
  readonly firstWordMs: number | null
  readonly totalMs: number
  /** As it went over the wire, in both directions. */
  readonly sent: Json
  readonly raw: Json
}

export type TextEngine = {
  /** Aborting closes the connection: there is no other way to cancel. A stream that breaks throws with `data.partialText`. */
  readonly run: (request: TextRequest, onEvent: (event: TextEvent) => void, signal: AbortSignal) => Promise<TextResult>
  /** The body as it would be sent. */
  readonly body: (request: TextRequest) => Json
}
