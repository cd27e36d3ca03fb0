/** What an answer used, whichever interface says it and under whatever names. Pure. */
import type { Usage } from '#contract/model.ts'
import { isFields } from '#main/clients/http/errors.ts'
import { numberOf } from '#main/clients/wire-values.ts'

/** Ten billion ticks are a dollar. */
function chargeIn(usage: Readonly<Record<string, unknown>>): number | null {
  const ticks = numberOf(usage['cost_in_usd_ticks'])
  if (ticks !== null) return ticks / 1e10
  const nano = numberOf(usage['cost_in_nano_usd'])
  return nano === null ? null : nano / 1e9
}

export function readUsage(value: unknown): Usage | null {
  if (!isFields(value)) return null
  const detail = (group: readonly string[], name: string): number => {
    const found = group.map((one) => value[one]).find(isFields)
    return numberOf(found?.[name]) ?? 0
  }
  const input = numberOf(value['input_tokens'] ?? value['prompt_tokens'])
  const output = numberOf(value['output_tokens'] ?? value['completion_tokens'])
  if (input === null && output === null) return null
  const reasoning = detail(['output_tokens_details', 'completion_tokens_details'], 'reasoning_tokens')
  const total = numberOf(value['total_tokens']) ?? (input ?? 0) + (output ?? 0)
  return {
    inputTokens: input ?? 0,
    cachedTokens: detail(['input_tokens_details', 'prompt_tokens_details'], 'cached_tokens'),
    outputTokens: output ?? 0,
    reasoningTokens: reasoning,
    // The older interface counts thoughts in the total and not in the output.
    reasoningApart: reasoning > 0 && total >= (input ?? 0) + (output ?? 0) + reasoning,
    totalTokens: total,
    charged: chargeIn(value),
  }
}
