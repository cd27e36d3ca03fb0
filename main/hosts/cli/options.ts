import { parseArgs } from 'node:util'
import { AppError } from '#main/kernel/errors.ts'
import type { Call, Command, Option } from '#main/hosts/cli/command.ts'
import { usageOf } from '#main/hosts/cli/help.ts'

/** The words of a command line as the options a command declares; what it does not declare is refused. */
type Values = Readonly<Record<string, unknown>>

export function parseOptions(
  words: readonly string[],
  options: Readonly<Record<string, Option>>,
): { readonly values: Values; readonly positionals: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      strict: true,
      options: Object.fromEntries(
        Object.entries(options).map(([name, option]) => [
          name,
          { type: option.type, multiple: option.multiple ?? false },
        ]),
      ),
    })
    return { values: values as Values, positionals }
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : 'These options are not understood.'
    // The rest of it is advice for programmers.
    const [said = message] = message.split(/[.\n]/, 1)
    throw new AppError('invalid_input', `${said}. Try: --help`)
  }
}

/** How many of the words are options, with their values, before the first word of the command itself. */
export function leadingOptions(words: readonly string[], everywhere: Readonly<Record<string, Option>>): number {
  let count = 0
  for (;;) {
    const [name = '', value] = (words[count] ?? '').split('=', 2)
    const option = name.startsWith('--') ? everywhere[name.slice(2)] : undefined
    if (option === undefined) return count
    count += option.type === 'string' && value === undefined ? 2 : 1
  }
}

export function demandOperands(
  program: string,
  command: Pick<Command, 'words' | 'operands'>,
  given: readonly string[],
): void {
  const needed = command.operands.filter((operand) => !operand.startsWith('['))
  const most = command.operands.at(-1)?.endsWith('...]') === true ? Infinity : command.operands.length
  if (given.length < needed.length || given.length > most)
    throw new AppError('invalid_input', `Usage: ${program} ${usageOf(command)}`)
}

export function makeCall(values: Values, operands: readonly string[], standardInput: () => Promise<string>): Call {
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  return {
    operands,
    option: (name) => text(values[name]),
    all: (name) => [values[name] ?? []].flat().flatMap((value) => text(value) ?? []),
    flag: (name) => values[name] === true,
    standardInput,
  }
}
