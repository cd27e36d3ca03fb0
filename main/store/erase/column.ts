import type { Shape } from '#main/domain/erasing/json.ts'

/** A column that can hold what somebody said or did in a conversation. */
export type Column = {
  readonly label: string
  readonly table: string
  readonly keys: readonly string[]
  readonly column: string
  /** `@conversation` is the number of the conversation. */
  readonly where: string
  /** Null: plain text. */
  readonly shape: Shape | null
}

export const names = (...all: string[]): ReadonlySet<string> => new Set(all)
