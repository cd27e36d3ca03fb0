import type { Call } from '#contract/call.ts'
import type { VoiceSettings } from '#contract/call-settings.ts'
import type { EngineEvent } from '#main/services/voice/engine-contract.ts'

/** What a call has cost so far by the table of prices of this desk. The service's own bill may say otherwise. */
export function costOf(
  { sessionMs, textItems }: Pick<Extract<EngineEvent, { type: 'usage' }>, 'sessionMs' | 'textItems'>,
  { sessionMinute, textItem }: VoiceSettings['prices'],
): Call['cost'] {
  const amount = (sessionMs / 60_000) * sessionMinute + textItems * textItem
  return { amount: Math.round(amount * 10_000) / 10_000, currency: 'USD' }
}
