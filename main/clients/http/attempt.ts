import type { Mark } from '#main/clients/http/failure.ts'

/** One attempt at a request, while it runs. */
export type Attempt = Mark & {
  /** Once the head of an answer came. */
  status: number | null
  isLate: boolean
  /** Ends it from outside. What carries the attempt out puts itself here. */
  giveUp: () => void
}

export const isSuccess = (status: number): boolean => status >= 200 && status <= 299

/** How much of a refusal is read. */
export const refusalBytes = 64 * 1024
