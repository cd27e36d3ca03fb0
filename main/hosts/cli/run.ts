import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { errorCodes } from '#contract/error-codes.ts'
import type { WireError } from '#contract/errors.ts'
import { AppError, asAppError, toWireError } from '#main/kernel/errors.ts'
import { agentCommands } from '#main/hosts/cli/agents.ts'
import { approvalCommands } from '#main/hosts/cli/approvals.ts'
import { auditCommands } from '#main/hosts/cli/audit.ts'
import { backupCommands } from '#main/hosts/cli/backup.ts'
import { callCommands } from '#main/hosts/cli/calls.ts'
import { collectionCommands } from '#main/hosts/cli/collections.ts'
import type { Answer, Call, Command } from '#main/hosts/cli/command.ts'
import { conversationCommands } from '#main/hosts/cli/conversations.ts'
import { exchangeCommands } from '#main/hosts/cli/exchange.ts'
import { describeCommand, everywhere, overview } from '#main/hosts/cli/help.ts'
import { insightsCommands } from '#main/hosts/cli/insights.ts'
import { botCommands } from '#main/hosts/cli/bot.ts'
import { knowledgeCommands } from '#main/hosts/cli/knowledge.ts'
import { modelCommands } from '#main/hosts/cli/models.ts'
import { demandOperands, leadingOptions, makeCall, parseOptions } from '#main/hosts/cli/options.ts'
import { noteCommands } from '#main/hosts/cli/notes.ts'
import { numberCommands } from '#main/hosts/cli/numbers.ts'
import { printableJson, visible } from '#main/hosts/cli/print.ts'
import { peopleCommands } from '#main/hosts/cli/people.ts'
import { policyCommands } from '#main/hosts/cli/policies.ts'
import { proposalCommands } from '#main/hosts/cli/proposals.ts'
import { qualityCommands } from '#main/hosts/cli/quality.ts'
import { reachDesk, type Reached } from '#main/hosts/cli/reach.ts'
import { redactCommand } from '#main/hosts/cli/redact.ts'
import { searchCommands } from '#main/hosts/cli/search.ts'
import { retentionCommands } from '#main/hosts/cli/retention.ts'
import { serveCommand, serveOptions } from '#main/hosts/cli/serve.ts'
import { settingsCommands } from '#main/hosts/cli/settings.ts'
import { botTestCommands } from '#main/hosts/cli/bot-tests.ts'
import { testCommands } from '#main/hosts/cli/test.ts'
import { transcriptCommands } from '#main/hosts/cli/transcripts.ts'
import { workCommands } from '#main/hosts/cli/work.ts'
import { defaultProfileDirectory, type Environment } from '#main/hosts/profile.ts'
import { RemoteError } from '#rpc/connect.ts'

/** One run of the command line: words in, text out, and an exit code that is the code of the failure. */

export type Terminal = {
  readonly environment: Environment
  readonly standardInput: () => Promise<string>
  readonly print: (text: string) => void
  readonly complain: (text: string) => void
  /** Resolves when the operator asks a serving desk to stop. */
  readonly whenStopped: () => Promise<void>
}

export const commands: readonly Command[] = [
  ...settingsCommands,
  ...conversationCommands,
  ...callCommands,
  ...agentCommands,
  ...numberCommands,
  ...collectionCommands,
  ...noteCommands,
  redactCommand,
  ...transcriptCommands,
  ...proposalCommands,
  ...policyCommands,
  ...approvalCommands,
  ...peopleCommands,
  ...qualityCommands,
  ...testCommands,
  ...botTestCommands,
  ...auditCommands,
  ...workCommands,
  ...searchCommands,
  ...insightsCommands,
  ...modelCommands,
  ...botCommands,
  ...knowledgeCommands,
  ...backupCommands,
  ...exchangeCommands,
  ...retentionCommands,
]

type Words = { readonly command: Command | 'serve' | null; readonly rest: readonly string[] }

/** Options may stand anywhere around the command's own words. */
export function findCommand(given: readonly string[]): Words {
  const leading = leadingOptions(given, everywhere)
  const words = given.slice(leading)
  const found = findByWords(words)
  return { command: found.command, rest: [...given.slice(0, leading), ...found.rest] }
}

function findByWords(words: readonly string[]): Words {
  if (words[0] === 'serve') return { command: 'serve', rest: words.slice(1) }
  // The longest name wins: "bot kb sync" is not "bot kb".
  for (const length of [3, 2, 1]) {
    const name = words.slice(0, length).join(' ')
    const found = words.length < length ? undefined : commands.find((command) => command.words === name)
    if (found !== undefined) return { command: found, rest: words.slice(length) }
  }
  return { command: null, rest: words }
}

const profileOf = (call: Call, environment: Environment) =>
  resolve(call.option('profile') ?? defaultProfileDirectory(process.platform, environment, homedir()))

/** Resolves with the exit code. */
async function perform(words: readonly string[], terminal: Terminal): Promise<number> {
  const { command, rest } = findCommand(words)
  if (command === null) {
    const named = words.slice(leadingOptions(words, everywhere))
    if (words.length === 0 || words.includes('--help') || named[0] === 'help') {
      terminal.print(overview(commands))
      return 0
    }
    const wrong = named.length === 0 ? 'A command is missing.' : `There is no command "${named.slice(0, 2).join(' ')}".`
    throw new AppError('invalid_input', `${wrong} Try: countersign help`)
  }
  const { values, positionals } = parseOptions(rest, {
    ...everywhere,
    ...(command === 'serve' ? serveOptions : command.options),
  })
  const call = makeCall(values, positionals, terminal.standardInput)
  const profileDirectory = profileOf(call, terminal.environment)
  if (command === 'serve') {
    await serveCommand(call, profileDirectory, terminal)
    return 0
  }
  if (call.flag('help')) {
    terminal.print(describeCommand(command))
    return 0
  }
  demandOperands('countersign', command, positionals)
  const sample = call.flag('sandbox') ? 'always' : command.workspace === 'own' ? 'never' : 'auto'
  const print = ({ json, text, exit = 0 }: Answer): number => {
    terminal.print(call.flag('json') ? printableJson(json) : text)
    return exit
  }
  let reached: Reached
  try {
    reached = await reachDesk({ profileDirectory, environment: terminal.environment, sample })
  } catch (thrown) {
    const { code } = asAppError(thrown)
    const isUnopened = code === 'database_damaged' || code === 'database_newer'
    if (!isUnopened || command.withoutDesk === undefined) throw thrown
    return print(await command.withoutDesk(profileDirectory, call))
  }
  try {
    return print(await command.run(reached.desk, call))
  } finally {
    await reached.close()
  }
}

const failureOf = (thrown: unknown): WireError =>
  thrown instanceof RemoteError
    ? { code: thrown.code, message: thrown.message, ...(thrown.data === undefined ? {} : { data: thrown.data }) }
    : toWireError(thrown)

/** Runs the words and returns the exit code. */
export async function runCommandLine(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await perform(words, terminal)
  } catch (thrown) {
    const failure = failureOf(thrown)
    const asJson = words.includes('--json')
    terminal.complain(asJson ? printableJson({ error: failure }) : `${visible(failure.message)} (${failure.code})`)
    return errorCodes[failure.code].exit
  }
}
