import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { errorCodes } from '#contract/error-codes.ts'
import type { WireError } from '#contract/errors.ts'
import { AppError, asAppError, toWireError } from '#main/kernel/errors.ts'
import { approvalCommands } from '#main/hosts/cli/approvals.ts'
import { auditCommands } from '#main/hosts/cli/audit.ts'
import { backupCommands } from '#main/hosts/cli/backup.ts'
import { callCommands } from '#main/hosts/cli/calls.ts'
import type { Answer, Call, Command, Option } from '#main/hosts/cli/command.ts'
import { conversationCommands } from '#main/hosts/cli/conversations.ts'
import { describeCommand, overview } from '#main/hosts/cli/help.ts'
import { printableJson, visible } from '#main/hosts/cli/print.ts'
import { peopleCommands } from '#main/hosts/cli/people.ts'
import { policyCommands } from '#main/hosts/cli/policies.ts'
import { proposalCommands } from '#main/hosts/cli/proposals.ts'
import { reachDesk, type Reached } from '#main/hosts/cli/reach.ts'
import { serveCommand, serveOptions } from '#main/hosts/cli/serve.ts'
import { settingsCommands } from '#main/hosts/cli/settings.ts'
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

const commands: readonly Command[] = [
  ...settingsCommands,
  ...conversationCommands,
  ...callCommands,
  ...proposalCommands,
  ...policyCommands,
  ...approvalCommands,
  ...peopleCommands,
  ...auditCommands,
  ...workCommands,
  ...backupCommands,
]

const everywhere: Readonly<Record<string, Option>> = {
  profile: { type: 'string', help: '' },
  sandbox: { type: 'boolean', help: '' },
  json: { type: 'boolean', help: '' },
  help: { type: 'boolean', help: '' },
}

type Words = { readonly command: Command | 'serve' | null; readonly rest: readonly string[] }

/** The options every command takes, where they stand before the command's words. */
function leadingOptions(words: readonly string[]): number {
  let count = 0
  for (;;) {
    const [name = '', value] = (words[count] ?? '').split('=', 2)
    const option = name.startsWith('--') ? everywhere[name.slice(2)] : undefined
    if (option === undefined) return count
    count += option.type === 'string' && value === undefined ? 2 : 1
  }
}

/** Options may stand anywhere around the command's own words. */
function find(given: readonly string[]): Words {
  const leading = leadingOptions(given)
  const words = given.slice(leading)
  const found = findCommand(words)
  return { command: found.command, rest: [...given.slice(0, leading), ...found.rest] }
}

function findCommand(words: readonly string[]): Words {
  const [first = '', second = ''] = words
  if (first === 'serve') return { command: 'serve', rest: words.slice(1) }
  const two = commands.find((command) => command.words === `${first} ${second}`)
  if (two !== undefined) return { command: two, rest: words.slice(2) }
  const one = commands.find((command) => command.words === first)
  return one === undefined ? { command: null, rest: words } : { command: one, rest: words.slice(1) }
}

function parse(rest: readonly string[], options: Readonly<Record<string, Option>>) {
  try {
    const { values, positionals } = parseArgs({
      args: [...rest],
      allowPositionals: true,
      strict: true,
      options: Object.fromEntries(
        Object.entries({ ...everywhere, ...options }).map(([name, option]) => [
          name,
          { type: option.type, multiple: option.multiple ?? false },
        ]),
      ),
    })
    return { values: values as Readonly<Record<string, unknown>>, positionals }
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : 'These options are not understood.'
    // The rest of it is advice for programmers.
    const [said = message] = message.split(/[.\n]/, 1)
    throw new AppError('invalid_input', `${said}. Try: --help`)
  }
}

function makeCall(values: Readonly<Record<string, unknown>>, operands: readonly string[], terminal: Terminal): Call {
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  return {
    operands,
    option: (name) => text(values[name]),
    all: (name) => [values[name] ?? []].flat().flatMap((value) => text(value) ?? []),
    flag: (name) => values[name] === true,
    standardInput: terminal.standardInput,
  }
}

const profileOf = (call: Call, environment: Environment) =>
  resolve(call.option('profile') ?? defaultProfileDirectory(process.platform, environment, homedir()))

async function perform(words: readonly string[], terminal: Terminal): Promise<void> {
  const { command, rest } = find(words)
  if (command === null) {
    const named = words.slice(leadingOptions(words))
    if (words.length === 0 || words.includes('--help') || named[0] === 'help') return terminal.print(overview(commands))
    const wrong = named.length === 0 ? 'A command is missing.' : `There is no command "${named.slice(0, 2).join(' ')}".`
    throw new AppError('invalid_input', `${wrong} Try: countersign help`)
  }
  const { values, positionals } = parse(rest, command === 'serve' ? serveOptions : command.options)
  const call = makeCall(values, positionals, terminal)
  const profileDirectory = profileOf(call, terminal.environment)
  if (command === 'serve') return serveCommand(call, profileDirectory, terminal)
  if (call.flag('help')) return terminal.print(describeCommand(command))
  if (positionals.length !== command.operands.length)
    throw new AppError('invalid_input', `Usage: countersign ${[command.words, ...command.operands].join(' ')}`)

  const sample = call.flag('sandbox') ? 'always' : command.workspace === 'own' ? 'never' : 'auto'
  const print = ({ json, text }: Answer) => terminal.print(call.flag('json') ? printableJson(json) : text)
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
    print(await command.run(reached.desk, call))
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
    await perform(words, terminal)
    return 0
  } catch (thrown) {
    const failure = failureOf(thrown)
    const asJson = words.includes('--json')
    terminal.complain(asJson ? printableJson({ error: failure }) : `${visible(failure.message)} (${failure.code})`)
    return errorCodes[failure.code].exit
  }
}
