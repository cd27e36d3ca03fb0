import type { Command } from '#main/hosts/cli/command.ts'

const everywhere = [
  ['--profile DIR', 'the profile to work on'],
  ['--sandbox', 'work on the sample company'],
  ['--json', 'print JSON; errors too, on standard error'],
] as const

const lines = (rows: readonly (readonly [string, string])[]) => {
  const width = Math.max(0, ...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}

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
    ...lines(everywhere),
    '',
    'countersign COMMAND --help tells more.',
  ].join('\n')
}

export function describeCommand(command: Pick<Command, 'words' | 'operands' | 'help' | 'options'>): string {
  const options = Object.entries(command.options).map(
    ([name, option]) => [`--${name}${option.value === undefined ? '' : ` ${option.value}`}`, option.help] as const,
  )
  return [`countersign ${usageOf(command)}`, '', command.help, '', ...lines([...options, ...everywhere])].join('\n')
}
