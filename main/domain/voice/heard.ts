import type { VoiceCommand } from '#contract/voice.ts'

/**
 * How much of an answer reached an ear. Answers arrive faster than they are spoken, so neither the clock nor what was received
 * is the measure: what the player rendered is, less what still waits in the device.
 */
export type Playback = {
  readonly renderedSamples: number
  readonly receivedSamples: number
  readonly outputLatencyMs: number
  readonly rate: number
}

/** Whole milliseconds, never more than was received and never less than none. */
export function heardMs({ renderedSamples, receivedSamples, outputLatencyMs, rate }: Playback): number {
  const rendered = Math.min(renderedSamples, receivedSamples)
  return Math.max(0, Math.floor((rendered / rate) * 1000 - outputLatencyMs))
}

/** What tells the service where it was cut off; nothing where nobody heard anything. */
export function truncation(itemId: string, contentIndex: number, playedMs: number): VoiceCommand | null {
  if (playedMs < 1) return null
  return {
    type: 'conversation.item.truncate',
    item_id: itemId,
    content_index: contentIndex,
    audio_end_ms: Math.floor(playedMs),
  }
}
