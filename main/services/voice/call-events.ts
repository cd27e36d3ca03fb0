import type { VoiceEvent } from '#contract/voice-event.ts'
import type { VoiceFormat } from '#contract/voice.ts'
import { decodeSound } from '#main/domain/voice/framing.ts'
import { asAppError } from '#main/kernel/errors.ts'
import type { CallBasics, CallParts } from '#main/services/voice/call-parts.ts'
import { type Interrupt, truncationMark } from '#main/services/voice/interrupting.ts'

/** Spreads what the service says over the parts of a call. Whatever is wrong with an event is told; the call goes on. */
export type EventContext = CallBasics & {
  readonly format: VoiceFormat
  readonly parts: CallParts
  readonly interrupt: Interrupt
  readonly isTaken: () => boolean
  /** So much silence the service waits for before it says that somebody has finished. */
  readonly quietMs: number
}

/** Races that every client runs into: nothing is wrong, and the sequence has already taken them in. */
const harmless = new Set(['response_cancel_not_active', 'conversation_already_has_active_response'])

type Delta = Extract<VoiceEvent, { type: 'response.output_audio.delta' }>

export function createEventRouter(context: EventContext): (event: VoiceEvent) => void {
  const { now, since, tell, parts, format } = context
  const { answers, lines, saying, playback, talking, latency, usage } = parts
  /** Items by the response they are of: its end is their end. */
  const itemsOf = new Map<string, Set<string>>()
  let speechBeganAt: number | null = null

  const isUnwanted = (event: Pick<Delta, 'itemId' | 'responseId'>): boolean =>
    context.isTaken() || answers.isCancelled(event.responseId) || playback.isDead(event)

  const hearSound = (event: Delta): void => {
    latency.arrived(now())
    if (isUnwanted(event)) return lines.cut(event.itemId, 0)
    try {
      const samples = decodeSound(format, event.audio)
      lines.observe(event)
      if (context.medium === 'text') return
      const items = itemsOf.get(event.responseId) ?? new Set()
      itemsOf.set(event.responseId, items.add(event.itemId))
      playback.add(event, samples)
      latency.given(now())
    } catch (thrown) {
      const { code, message } = asAppError(thrown)
      tell({ type: 'problem', code, message })
    }
  }

  const end = (event: Extract<VoiceEvent, { type: 'response.done' }>): void => {
    for (const itemId of itemsOf.get(event.responseId) ?? []) playback.finish(itemId)
    itemsOf.delete(event.responseId)
    if (event.usage !== null) usage.tokens(event.usage)
    const why = event.problem === null ? '' : `: ${event.problem}`
    if (event.status === 'failed')
      tell({ type: 'problem', code: 'response_failed', message: `The answer failed${why}.` })
  }

  const route = (event: VoiceEvent): void => {
    switch (event.type) {
      case 'response.output_audio.done':
        return playback.finish(event.itemId)
      case 'response.output_audio_transcript.delta':
      case 'response.output_text.delta':
        if (isUnwanted(event)) lines.cut(event.itemId, 0)
        return
      case 'response.done':
        return end(event)
      case 'input_audio_buffer.speech_started':
        if (talking.state().turns === 'held') return
        speechBeganAt = now()
        return context.interrupt('speech')
      case 'input_audio_buffer.speech_stopped':
        if (talking.state().turns === 'hands_free') latency.speechEnded(now() - context.quietMs)
        return
      case 'error':
        if (harmless.has(event.code ?? '') || /no active response/i.test(event.message)) return
        if (event.about?.startsWith(truncationMark) === true) return
        return tell({ type: 'problem', code: event.code ?? event.kind ?? 'error', message: event.message })
      case 'unknown':
        return tell({ type: 'unknown_event', name: event.name, raw: event.raw })
      default:
        return
    }
  }

  return (event) => {
    if (event.type === 'input_audio_buffer.committed' && talking.state().turns === 'hands_free') {
      latency.committed(now())
      if (speechBeganAt !== null) lines.heardCaller(since(speechBeganAt), since(now()))
      speechBeganAt = null
    }
    answers.observe(event)
    saying.observe(event)
    if (event.type === 'response.output_audio.delta') return hearSound(event)
    lines.observe(event)
    route(event)
  }
}
