import type { Arguments } from '#contract/tool.ts'

/** Actions of the bot that people run, as tools of the ledger. No agent can ask for one of them. */
export const botActs = {
  /** It changes something. */
  run: 'desk_run_bot_action',
  /** It only reads. */
  look: 'desk_look_up_by_bot',
  /** The service says what it would do, and does nothing. */
  rehearse: 'desk_rehearse_bot_action',
} as const

export const isBotAct = (tool: string): boolean => Object.values(botActs).some((name) => name === tool)

const mostShown = 200

/** What is put in, on one line, for the headline. */
export function inputWords(input: Arguments): string {
  const parts = Object.entries(input).map(
    ([name, value]) => `${name.replaceAll('_', ' ')} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return parts.length === 0 ? 'nothing put in' : parts.join(', ').slice(0, mostShown)
}
