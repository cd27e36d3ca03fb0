import type { Model } from '#contract/model.ts'
import { table, time } from '#main/hosts/cli/print.ts'

/** Models as a terminal shows them: a table of many, a list of what is known of one. */
const price = (dollars: number | null): string => (dollars === null ? '-' : dollars.toFixed(dollars < 0.1 ? 4 : 2))

export const thousands = (count: number): string => count.toLocaleString('en-US')

export const modelTable = (models: readonly Model[]): string =>
  table(
    ['MODEL', 'CONTEXT', '$/M IN', '$/M CACHED', '$/M OUT', 'ALSO CALLED'],
    models.map((model) => [
      model.id,
      model.context === null ? '-' : thousands(model.context.tokens),
      price(model.price.promptPerMillion),
      price(model.price.cachedPromptPerMillion),
      price(model.price.completionPerMillion),
      model.aliases.join(', ') || '-',
    ]),
  )

export function modelWords(model: Model): string {
  const { context } = model
  const known = context?.source === 'known' ? ' (not said by the service)' : ''
  return table(
    ['', ''],
    [
      ['model', model.id],
      ['also called', model.aliases.join(', ') || '-'],
      ['made', time(model.createdAt)],
      ['version', model.version ?? '-'],
      ['takes', model.inputs.join(', ') || '-'],
      ['gives', model.outputs.join(', ') || '-'],
      ['context', context === null ? '-' : `${thousands(context.tokens)} tokens${known}`],
      ['$ per million tokens in', price(model.price.promptPerMillion)],
      ['$ per million cached', price(model.price.cachedPromptPerMillion)],
      ['$ per million tokens out', price(model.price.completionPerMillion)],
      ['$ per search', price(model.price.perSearch)],
    ],
  )
    .split('\n')
    .slice(1)
    .join('\n')
}
