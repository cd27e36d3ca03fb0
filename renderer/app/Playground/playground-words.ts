import type { Model, Usage, Cost } from '#contract/model.ts'
import type { Deferred } from '#contract/playground.ts'
import type { ScenarioVerdict } from '#contract/scenario.ts'
import { tookWords } from '#renderer/app/Transcripts/timeline-words.ts'
import type { ColumnState, Given, SetUp, Totals } from '#renderer/state/playground-steps.ts'
import { locale, t } from '#renderer/ui/language.ts'

/** The playground in words: prices, figures, states. */
const price = new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD', maximumFractionDigits: 3 })

const smallPrice = new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD', maximumSignificantDigits: 2 })

/** Small amounts keep the digits that say something: $0.000054. */
export function dollars(amount: number): string {
  if (amount === 0 || amount >= 0.01) return price.format(amount)
  return smallPrice.format(amount)
}

export const costWords = ({ amount, source }: Cost): string =>
  amount === null
    ? t('cost unknown')
    : source === 'list'
      ? t('{{amount}} by the list', { amount: dollars(amount) })
      : dollars(amount)

export const modelWords = ({ id, price: of }: Pick<Model, 'id' | 'price'>): string =>
  of.promptPerMillion === null || of.completionPerMillion === null
    ? t('{{id}}, price unknown', { id })
    : t('{{id}}, {{input}} in, {{output}} out', {
        id,
        input: price.format(of.promptPerMillion),
        output: price.format(of.completionPerMillion),
      })

export function usageWords(usage: Usage | null): string {
  if (usage === null) return t('tokens unknown')
  const { inputTokens, outputTokens, cachedTokens, reasoningTokens } = usage
  const more = [
    ...(cachedTokens > 0 ? [t('{{cachedTokens}} cached', { cachedTokens: cachedTokens.toLocaleString(locale) })] : []),
    ...(reasoningTokens > 0
      ? [t('{{reasoningTokens}} for thoughts', { reasoningTokens: reasoningTokens.toLocaleString(locale) })]
      : []),
  ]
  const words = t('{{inputTokens}} tokens in, {{outputTokens}} out', {
    inputTokens: inputTokens.toLocaleString(locale),
    outputTokens: outputTokens.toLocaleString(locale),
  })
  return more.length === 0 ? words : `${words} (${more.join(', ')})`
}

export function totalWords({ answers, tokens, cost, unknown, ms }: Totals): string {
  if (answers === 0) return ''
  const known = dollars(cost)
  const money =
    unknown === answers ? t('cost unknown') : unknown > 0 ? t('{{amount}} and more', { amount: known }) : known
  return `${t('{{count}} answers', { count: answers })}, ${t('{{count}} tokens', { count: tokens })}, ${money}, ${tookWords(ms)}`
}

/** Who answers, in a few words. */
export function setUpWords(setUp: SetUp, firstModel: string, agentName: string | null): string {
  const model = setUp.model === '' ? firstModel : setUp.model
  switch (setUp.who) {
    case 'model':
      return model === '' ? t('No model') : model
    case 'voice_agent': {
      const name = agentName ?? (setUp.agentId === '' ? t('No voice agent chosen') : setUp.agentId)
      return setUp.draft === null ? name : t('{{name}}, draft', { name })
    }
    case 'support_agent':
      return t('Support agent, {{environment}}', { environment: setUp.environment })
  }
}

export const engineWords = ({ who, engine }: SetUp): string =>
  who === 'support_agent' ? t('its own interface') : engine === 'responses' ? t('Responses') : t('legacy chat')

export const stateWords: Readonly<Record<ColumnState, string>> = {
  ready: '',
  asked: t('Not answered yet'),
  running: t('Answering'),
  calls: t('Waits for a result'),
  broken: t('Did not answer'),
}

export const givenWords: Readonly<Record<Given['how'], string>> = {
  simulated: t('Simulated'),
  edited: t('Your own result'),
  rejected: t('Rejected by you'),
  blocked: t('Refused by the desk'),
  looked_up: t('Really looked up'),
  failed: t('Lookup failed'),
}

export const toolWords = (tool: string): string => {
  const plain = tool.replaceAll(/[_-]+/g, ' ').trim()
  const words = plain === plain.toUpperCase() ? plain.toLowerCase() : plain
  return words === '' ? t('A tool without a name') : `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`
}

export const deferredWords: Readonly<Record<Deferred['state'], string>> = {
  waiting: t('The service works on it'),
  done: t('Answered'),
  failed: t('Failed'),
  given_up: t('Took longer than it was given'),
  lost: t('The service no longer has it'),
  cancelled: t('Cancelled'),
}

/** JSON text set out to be read and changed; what is no JSON stays as it is. */
export function setOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

/** The fields of a JSON object one by one; null: it is none, or an empty one. */
export function fieldsOf(text: string): readonly (readonly [string, string])[] | null {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    const entries = Object.entries(value)
    return entries.length === 0
      ? null
      : entries.map(([name, of]) => [name, typeof of === 'string' ? of : JSON.stringify(of)] as const)
  } catch {
    return null
  }
}

export const verdictWords: Readonly<Record<ScenarioVerdict, string>> = {
  passed: t('Passed'),
  failed: t('Failed'),
  could_not_run: t('Could not run'),
  cancelled: t('Cancelled'),
}

/** "75% pass". */
export function shareWords(share: number | null, of: 'pass' | 'flake'): string {
  if (share === null) return of === 'pass' ? t('no pass rate yet') : t('no flake rate yet')
  const percent = Math.round(share * 100)
  return of === 'pass' ? t('{{percent}}% pass', { percent }) : t('{{percent}}% flake', { percent })
}
