import type { Moments } from '#main/domain/erasing/line.ts'

/** Words that were found at one place, and how they go. Nothing is changed before `apply`, which runs inside a transaction. */
export type Found = {
  /** Where, as a person calls it. */
  readonly label: string
  readonly count: number
  readonly apply: () => void
  /** When they are heard. */
  readonly spoken?: readonly Moments[]
  /** What keeps them from going now. */
  readonly refused?: string
}
