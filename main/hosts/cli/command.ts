import type { AppContract } from '#contract/index.ts'
import type { Client } from '#rpc/connect.ts'

/** What a command of the command line is: its words, what it takes, and what it does with a desk. */

export type Desk = Client<AppContract>

/** Both forms of an answer; which one is printed is decided once, in main. */
export type Answer = {
  readonly json: unknown
  readonly text: string
  /** What the process ends with where nothing went wrong, and the answer is no; absent: 0. */
  readonly exit?: number
}

export type Call = {
  readonly operands: readonly string[]
  /** The value of --NAME, or undefined. */
  readonly option: (name: string) => string | undefined
  readonly all: (name: string) => readonly string[]
  readonly flag: (name: string) => boolean
  readonly standardInput: () => Promise<string>
}

export type Option = {
  readonly type: 'string' | 'boolean'
  readonly multiple?: boolean
  /** How the value is named in the help. */
  readonly value?: string
  readonly help: string
}

export type Command = {
  /** "proposals approve" */
  readonly words: string
  /** "[ID]" may be left out; such ones come last. "[ID...]": any number of them. */
  readonly operands: readonly string[]
  readonly options: Readonly<Record<string, Option>>
  readonly help: string
  /** own: works on the operator's own desk even while it has no connection; any: the sample will do. */
  readonly workspace: 'own' | 'any'
  readonly run: (desk: Desk, call: Call) => Promise<Answer>
  /** What is done where the database cannot be opened, and so there is no desk. */
  readonly withoutDesk?: (profileDirectory: string, call: Call) => Promise<Answer>
}
