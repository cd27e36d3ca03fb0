import type { Json } from '#contract/tool.ts'

/**
 * What comes back from a realtime voice socket, in one vocabulary whatever names and places the service uses. What nobody
 * knows stays whole under `unknown`.
 */
export type VoiceCall = { readonly callId: string; readonly name: string; readonly arguments: string }

export type VoiceItem =
  | {
      readonly kind: 'message'
      readonly id: string
      readonly role: 'user' | 'assistant' | 'system'
      readonly text: string
      /** It came back from an earlier connection. */
      readonly replayed: boolean
    }
  | ({ readonly kind: 'function_call'; readonly id: string } & VoiceCall)
  | { readonly kind: 'function_call_output'; readonly id: string; readonly callId: string; readonly output: string }
  | { readonly kind: 'other'; readonly id: string; readonly type: string }

export type VoiceUsage = {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly totalTokens: number
  readonly billableSeconds: number | null
}

export type ResponseStatus = 'completed' | 'cancelled' | 'incomplete' | 'failed'

/** Where in a response a piece belongs. */
type Place = { readonly responseId: string; readonly itemId: string; readonly contentIndex: number }

export type VoiceEvent =
  | { readonly type: 'session.created'; readonly sessionId: string | null; readonly model: string | null }
  /** An acknowledgement only; `outputRate` where the service says one. */
  | { readonly type: 'session.updated'; readonly instructions: string | null; readonly outputRate: number | null }
  | { readonly type: 'conversation.created'; readonly conversationId: string }
  | { readonly type: 'ping'; readonly at: number | null }
  | { readonly type: 'input_audio_buffer.speech_started'; readonly itemId: string; readonly audioMs: number | null }
  | { readonly type: 'input_audio_buffer.speech_stopped'; readonly itemId: string; readonly audioMs: number | null }
  | { readonly type: 'input_audio_buffer.committed'; readonly itemId: string; readonly previousItemId: string | null }
  | { readonly type: 'input_audio_buffer.cleared' }
  | { readonly type: 'input_audio_buffer.timeout_triggered'; readonly itemId: string }
  | { readonly type: 'input_audio_buffer.dtmf_event_received'; readonly digit: string }
  | { readonly type: 'conversation.item.added'; readonly item: VoiceItem; readonly previousItemId: string | null }
  | { readonly type: 'conversation.item.deleted'; readonly itemId: string }
  | {
      readonly type: 'conversation.item.truncated'
      readonly itemId: string
      readonly audioEndMs: number
      readonly transcript: string | null
    }
  /** Cumulative: it takes the place of what came before. */
  | {
      readonly type: 'conversation.item.input_audio_transcription.updated'
      readonly itemId: string
      readonly transcript: string
    }
  | {
      readonly type: 'conversation.item.input_audio_transcription.completed'
      readonly itemId: string
      readonly transcript: string
      /** False where an older service uses this event for an interim text too. */
      readonly final: boolean
    }
  | { readonly type: 'response.created'; readonly responseId: string }
  | { readonly type: 'response.output_item.added'; readonly responseId: string; readonly item: VoiceItem }
  | { readonly type: 'response.output_item.done'; readonly responseId: string; readonly item: VoiceItem }
  | ({ readonly type: 'response.content_part.added' } & Place)
  | ({ readonly type: 'response.content_part.done' } & Place)
  /** `audio` is base64 as received. */
  | ({ readonly type: 'response.output_audio.delta'; readonly audio: string } & Place)
  | ({ readonly type: 'response.output_audio.done' } & Place)
  | ({
      readonly type: 'response.output_audio_transcript.delta'
      readonly text: string
      readonly startMs: number | null
    } & Place)
  | ({ readonly type: 'response.output_audio_transcript.done'; readonly text: string } & Place)
  | ({ readonly type: 'response.output_text.delta'; readonly text: string } & Place)
  | ({ readonly type: 'response.output_text.done'; readonly text: string } & Place)
  | {
      readonly type: 'response.function_call_arguments.delta'
      readonly responseId: string
      readonly callId: string
      readonly text: string
    }
  | { readonly type: 'response.function_call_arguments.done'; readonly responseId: string; readonly call: VoiceCall }
  | {
      readonly type: 'response.done'
      readonly responseId: string
      readonly status: ResponseStatus
      readonly problem: string | null
      readonly items: readonly VoiceItem[]
      readonly usage: VoiceUsage | null
    }
  /** Tools that run at the provider; nothing is asked of the desk. */
  | { readonly type: 'provider_tool'; readonly name: string; readonly itemId: string | null }
  | {
      readonly type: 'error'
      readonly kind: string | null
      readonly code: string | null
      readonly message: string
      /** The command it answers, where the service says so. */
      readonly about: string | null
    }
  | { readonly type: 'unknown'; readonly name: string; readonly raw: Json }
