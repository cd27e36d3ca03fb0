import type { z } from 'zod'

/**
 * A procedure is a promise both sides of a wire can read.
 * query: safe to repeat · command: may change something · feed: a snapshot, then events, until the reader stops.
 * `sensitive` input is never logged.
 */
export type Query<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  readonly kind: 'query'
  readonly input: I
  readonly output: O
  readonly sensitive: boolean
}
export type Command<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  readonly kind: 'command'
  readonly input: I
  readonly output: O
  readonly sensitive: boolean
}
export type Feed<I extends z.ZodType = z.ZodType, E extends z.ZodType = z.ZodType> = {
  readonly kind: 'feed'
  readonly input: I
  readonly event: E
  readonly sensitive: boolean
}
export type Procedure = Query | Command | Feed
export type Contract = { readonly [name: string]: Procedure | Contract }

export const query = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Query<I, O> => ({
  kind: 'query',
  input,
  output,
  sensitive: false,
})

export const command = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Command<I, O> => ({
  kind: 'command',
  input,
  output,
  sensitive: false,
})

export const feed = <I extends z.ZodType, E extends z.ZodType>(input: I, event: E): Feed<I, E> => ({
  kind: 'feed',
  input,
  event,
  sensitive: false,
})

/** The same procedure, whose input must never reach a log. */
export const sensitive = <P extends Procedure>(procedure: P): P => ({ ...procedure, sensitive: true })
