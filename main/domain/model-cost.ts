import type { Cost, Price, Usage } from '#contract/model.ts'

/** What words cost, and where that figure comes from. Pure. */
const perMillion = (tokens: number, price: number): number => (tokens / 1_000_000) * price

/** `list`: the price of the model and when that was read. */
export function costOf(usage: Usage | null, list: { readonly price: Price; readonly at: number | null } | null): Cost {
  const unknown: Cost = { amount: null, currency: 'USD', source: 'unknown', listedAt: null }
  if (usage === null) return unknown
  if (usage.charged !== null) return { ...unknown, amount: usage.charged, source: 'service' }
  const price = list?.price
  if (price === undefined || price.promptPerMillion === null || price.completionPerMillion === null) return unknown
  const cached = Math.min(usage.cachedTokens, usage.inputTokens)
  const written = usage.outputTokens + (usage.reasoningApart ? usage.reasoningTokens : 0)
  const amount =
    perMillion(usage.inputTokens - cached, price.promptPerMillion) +
    perMillion(cached, price.cachedPromptPerMillion ?? price.promptPerMillion) +
    perMillion(written, price.completionPerMillion)
  return { amount, currency: 'USD', source: 'list', listedAt: list?.at ?? null }
}

export const promptCost = (tokens: number, price: Price | null): number | null =>
  price === null || price.promptPerMillion === null ? null : perMillion(tokens, price.promptPerMillion)
