import { errorCodes } from '#contract/error-codes.ts'
import { openAccount, readBaseUrl } from '#main/hosts/agents-cli/account.ts'
import { agentVerbs } from '#main/hosts/agents-cli/agents.ts'
import { runVerb } from '#main/hosts/agents-cli/ask.ts'
import { completionFor, shells } from '#main/hosts/agents-cli/completion.ts'
import { describeVerb, everywhere, overview } from '#main/hosts/agents-cli/help.ts'
import { modelVerbs } from '#main/hosts/agents-cli/models.ts'
import { numberVerbs } from '#main/hosts/agents-cli/numbers.ts'
import type { Terminal, Verb } from '#main/hosts/agents-cli/verb.ts'
import { voiceVerb } from '#main/hosts/agents-cli/voice.ts'
import { demandOperands, leadingOptions, makeCall, parseOptions } from '#main/hosts/cli/options.ts'
import { printableJson, visible } from '#main/hosts/cli/print.ts'
import { AppError, asAppError, toWireError } from '#main/kernel/errors.ts'

/** One run of the `agents` command: words in, text out, and an exit code that is that of the failure. */

const completion: Verb = {
  words: 'completion',
  operands: ['SHELL'],
  options: {},
  help: `Print the completion script for a shell: ${shells.join(', ')}.`,
  examples: ['source <(agents completion bash)', 'agents completion fish > ~/.config/fish/completions/agents.fish'],
  run: async (call) => {
    const text = completionFor(call.operands[0] ?? '', verbs, everywhere)
    return { json: { script: text }, text }
  },
}

export const verbs: readonly Verb[] = [...agentVerbs, runVerb, voiceVerb, ...numberVerbs, ...modelVerbs, completion]

/** The verb, and all words but its own. Options that stand everywhere may stand before it. */
export function findVerb(given: readonly string[]): { readonly verb: Verb | null; readonly rest: readonly string[] } {
  const at = leadingOptions(given, everywhere)
  const [before, words] = [given.slice(0, at), given.slice(at)]
  const [first = '', second = '--'] = words
  const found = (named: string) => verbs.find((one) => one.words === named)
  const pair = found(`${first} ${second}`)
  if (pair !== undefined) return { verb: pair, rest: [...before, ...words.slice(2)] }
  // A group alone is its list.
  const one = found(first) ?? (second.startsWith('--') ? found(`${first} list`) : undefined)
  if (one !== undefined) return { verb: one, rest: [...before, ...words.slice(1)] }
  return { verb: null, rest: words }
}

async function perform(given: readonly string[], terminal: Terminal): Promise<void> {
  const { verb, rest } = findVerb(given)
  const print = (text: string): void => terminal.write(`${text}\n`)
  if (verb === null) {
    if (given.length === 0 || given.includes('--help') || rest[0] === 'help') return print(overview(verbs))
    const group = verbs.filter(({ words }) => words.startsWith(`${rest[0]} `)).map(({ words }) => words)
    const wrong =
      rest.length === 0
        ? 'A verb is missing.'
        : `There is no verb "${rest.slice(0, group.length > 0 ? 2 : 1).join(' ')}".`
    throw new AppError('invalid_input', `${wrong} Try: ${group.length > 0 ? group.join(', ') : 'agents --help'}`)
  }
  const { values, positionals } = parseOptions(rest, { ...everywhere, ...verb.options })
  const call = makeCall(values, positionals, terminal.standardInput)
  if (call.flag('help')) return print(describeVerb(verb))
  demandOperands('agents', verb, positionals)
  const account = openAccount(readBaseUrl(call.option('base-url')), terminal.environment)
  const stop = new AbortController()
  const takeBack = verb.words === 'voice' ? () => {} : terminal.onInterrupt(() => stop.abort())
  try {
    const asJson = call.flag('json')
    const printed = await verb.run({ ...call, account, terminal, asJson, signal: stop.signal })
    if (printed !== null) print(asJson ? printableJson(printed.json) : printed.text)
  } finally {
    takeBack()
    await account.close()
  }
}

/** Words of the desk about its own settings, as somebody without a desk needs them. */
function inOwnWords(thrown: unknown): AppError {
  const error = asAppError(thrown)
  const { cause } = error
  const theirs = cause instanceof AppError ? cause.message : error.message
  const said = (words: string) =>
    new AppError(error.code, `${words} It says: ${theirs}`, error.data === undefined ? {} : { data: error.data })
  const wait = error.data?.['retryAfterMs']
  switch (error.code) {
    case 'unauthorised':
      return said('The service does not know the key in XAI_API_KEY.')
    case 'forbidden':
      return said('The key in XAI_API_KEY may not do this.')
    case 'rate_limited':
      return typeof wait === 'number' ? said(`Too many requests; try again in ${Math.ceil(wait / 1000)} s.`) : error
    default:
      return error
  }
}

export async function runAgentsCommand(given: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await perform(given, terminal)
    return 0
  } catch (thrown) {
    const failure = toWireError(inOwnWords(thrown))
    const asJson = given.includes('--json')
    terminal.complain(
      asJson ? `${printableJson({ error: failure })}\n` : `${visible(failure.message)} (${failure.code})\n`,
    )
    return errorCodes[failure.code].exit
  }
}
