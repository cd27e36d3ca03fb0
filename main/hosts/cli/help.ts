import type { Command, Option } from '#main/hosts/cli/command.ts'

/** What every command takes, wherever it stands. */
export const everywhere: Readonly<Record<string, Option>> = {
  profile: { type: 'string', value: 'DIR', help: 'the profile to work on' },
  sandbox: { type: 'boolean', help: 'work on the sample company' },
  json: { type: 'boolean', help: 'print JSON; errors too, on standard error' },
  help: { type: 'boolean', help: 'show this' },
}

export const lines = (rows: readonly (readonly [string, string])[]) => {
  const width = Math.max(0, ...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}

export const rowsOf = (options: Readonly<Record<string, Option>>) =>
  Object.entries(options).map(
    ([name, { value, help }]) => [`--${name}${value === undefined ? '' : ` ${value}`}`, help] as const,
  )

export const usageOf = (command: Pick<Command, 'words' | 'operands'>) => [command.words, ...command.operands].join(' ')

export function overview(commands: readonly Command[]): string {
  const rows = commands.map((command) => [usageOf(command), command.help] as const)
  return [
    'countersign COMMAND [options]',
    '',
    ...lines([
      ['serve', 'Keep the desk running for browsers and commands; the first line printed is {"url","pid"}.'],
      ...rows,
    ]),
    '',
    ...lines(rowsOf(everywhere)),
    '',
    'countersign COMMAND --help tells more.',
  ].join('\n')
}

export function describeCommand(command: Pick<Command, 'words' | 'operands' | 'help' | 'options'>): string {
  const rows = [...rowsOf(command.options), ...rowsOf(everywhere)]
  return [`countersign ${usageOf(command)}`, '', command.help, '', ...lines(rows)].join('\n')
}
