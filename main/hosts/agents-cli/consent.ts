import type { Option } from '#main/hosts/cli/command.ts'
import type { VerbCall } from '#main/hosts/agents-cli/verb.ts'
import { oneLine } from '#main/hosts/cli/print.ts'
import { AppError } from '#main/kernel/errors.ts'

/** What nobody can take back is asked about where somebody sits, and needs `--yes` where nobody does. */
export const yesOption: Readonly<Record<string, Option>> = {
  yes: { type: 'boolean', help: 'do it without asking; needed where there is no terminal' },
}

export async function demandConsent(call: VerbCall, question: string): Promise<void> {
  if (call.flag('yes')) return
  const { terminal } = call
  if (!terminal.isTerminal)
    throw new AppError('invalid_input', `${oneLine(question)} Nobody can be asked here: add --yes.`)
  terminal.complain(`${oneLine(question)} Type yes: `)
  const lines = terminal.lines()
  try {
    for await (const line of lines) {
      if (line.trim().toLowerCase() === 'yes') return
      break
    }
  } finally {
    lines.close()
  }
  throw new AppError('cancelled', 'Nothing was done.')
}
