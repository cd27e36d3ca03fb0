import type { Place } from '#main/domain/query/lexeme.ts'
import type { Here } from '#main/domain/query/moments.ts'

/** What a query means depends on when, where and by whom it is asked. */
export type Surroundings = Here & {
  /** Who `me` is; null where nobody can say. */
  readonly me: string | null
}

/** Tells what cannot be understood: where, why, and what could stand there instead. */
export type Report = (place: Place, message: string, suggestion?: string) => void
