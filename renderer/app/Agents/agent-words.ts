import type { AgentField, AgentFinding, AgentRow, AgentVersion } from '#contract/agent.ts'
import type { ErrorCode } from '#contract/error-codes.ts'
import { t } from '#renderer/ui/language.ts'

/** How agents and numbers are said. */

/** "+1 415 555 1234"; a number of another country as the service writes it. */
export function phoneWords(number: string): string {
  const [, area, exchange, line] = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number) ?? []
  return area === undefined ? number : `+1 ${area} ${exchange} ${line}`
}

export const voiceNotes: Readonly<Record<string, string>> = {
  eve: t('energetic, upbeat'),
  ara: t('warm, friendly'),
  rex: t('confident, clear'),
  sal: t('smooth, balanced'),
  leo: t('firm, steady'),
}

/** "xai_ara" and "Ara" are the same voice. */
export const voiceKey = (id: string): string => id.toLowerCase().replace(/^xai_/, '')
export const voiceTitle = (id: string): string => {
  const key = voiceKey(id)
  return key.slice(0, 1).toUpperCase() + key.slice(1)
}

/** The second line of an agent in the list. */
export function rowLine(row: AgentRow, changes: number): string {
  const numbers = row.numbers.length === 0 ? t('no number') : t('{{count}} numbers', { count: row.numbers.length })
  return [
    numbers,
    ...(changes > 0 ? [t('{{count}} changes', { count: changes })] : []),
    ...(row.changedOutside === null ? [] : [t('changed elsewhere')]),
    ...(row.inCall ? [t('in a call')] : []),
  ].join(', ')
}

export const originWords: Readonly<Record<AgentVersion['origin'], string>> = {
  read: t('found so'),
  created: t('created here'),
  published: t('published here'),
  outside: t('changed elsewhere'),
  deleted: t('deleted'),
}

/** The fields of an agent within a sentence. */
export const fieldNouns: Readonly<Record<AgentField, string>> = {
  name: t('name'),
  instructions: t('instructions'),
  tools: t('tools'),
  voice: t('voice'),
  collection_ids: t('collections'),
}

export const findingTitles: Readonly<Record<AgentFinding['kind'], string>> = {
  tool_missing: t('Tool is missing'),
  tool_unmentioned: t('Tool is never mentioned'),
  promise_without_tool: t('Promise without a tool'),
  runs_at_provider: t('Runs at the provider'),
  ungated_writes: t('May write, and nobody is asked'),
  knowledge_not_attached: t('Knowledge is not attached'),
  knowledge_without_search: t('Knowledge without a search tool'),
  not_in_catalogue: t('Not in the catalogue of this desk'),
  contradiction: t('Two rules that cannot both be kept'),
  no_instructions: t('No instructions'),
}

/** What stands over a failure to read, and whether a key would help. */
export function failureTitle(code: ErrorCode | null): string {
  switch (code) {
    case 'missing_secret':
      return t('There is no key for the service yet.')
    case 'unauthorised':
      return t('The key was refused.')
    case 'forbidden':
      return t('The key may not read agents.')
    case 'unreachable':
      return t('The service cannot be reached.')
    case 'rate_limited':
      return t('The service asks to wait.')
    default:
      return t('The agents could not be read.')
  }
}
export const wantsKey = (code: ErrorCode | null): boolean =>
  code === 'missing_secret' || code === 'unauthorised' || code === 'forbidden'

/** Where people do by hand what the service does not take from a program. */
export const consoleUrl = 'https://console.x.ai'
