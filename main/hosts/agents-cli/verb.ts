import type { AsyncLines } from '#main/hosts/agents-cli/lines.ts'
import type { Account } from '#main/hosts/agents-cli/account.ts'
import type { Call, Command } from '#main/hosts/cli/command.ts'
import type { Environment } from '#main/hosts/profile.ts'

/** What a verb of the `agents` command is, and the process it runs in. */
export type Terminal = {
  readonly environment: Environment
  /** Somebody sits there: questions can be asked. */
  readonly isTerminal: boolean
  /** Standard input is a file or a pipe. */
  readonly hasInput: boolean
  readonly standardInput: () => Promise<string>
  readonly lines: () => AsyncLines
  /** To standard output, as it stands. */
  readonly write: (text: string) => void
  /** To standard error, as it stands. */
  readonly complain: (text: string) => void
  /** Called for each Ctrl-C until it is taken back. */
  readonly onInterrupt: (listener: () => void) => () => void
}

/** Both forms of what a verb found out; which is printed is decided once. */
export type Printed = { readonly json: unknown; readonly text: string }

export type VerbCall = Call & {
  readonly account: Account
  readonly terminal: Terminal
  readonly asJson: boolean
  /** Ends when the process is asked to stop. */
  readonly signal: AbortSignal
}

export type Verb = Pick<Command, 'words' | 'operands' | 'options' | 'help'> & {
  /** More paragraphs for `--help`. */
  readonly more?: readonly string[]
  readonly examples?: readonly string[]
  /** Null: it has printed what there was itself. */
  readonly run: (call: VerbCall) => Promise<Printed | null>
}
