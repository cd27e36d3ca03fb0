import { z } from 'zod'

/** Where the bot is reached: the service itself, or a server of the company that holds the key in its place. No secret in it. */
const address = /^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/
const tokenAddress = /^https?:\/\/[^\s/?#@{}]+(\/[^\s#]*)?$/
/** Those that say who asks or how long the body is are not for anybody to set. */
const ownHeaders =
  /^(authorization|host|connection|content-length|content-type|transfer-encoding|cookie|idempotency-key)$/i

export const BotConnectionSchema = z
  .object({
    baseUrl: z.string().max(2048).regex(address, 'an http(s) address without user, query or fragment'),
    /** Name of one more header, for a server in between; its value is the key `bot_header`. */
    extraHeader: z
      .string()
      .max(100)
      .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'the name of a header')
      .refine((name) => !ownHeaders.test(name), 'a header the desk does not set itself')
      .optional(),
    /**
     * The company's own endpoint that gives out tokens for its customers. `{email}` and `{id}` stand for the customer. Asked with
     * the key `bot_backend`, where there is one.
     */
    tokenUrl: z.string().max(2048).regex(tokenAddress, 'an http(s) address without user or fragment').optional(),
    /** Ask for answers as they are said. Whole ones are taken all the same. */
    streaming: z.boolean().default(false),
  })
  .strict()
export type BotConnection = z.infer<typeof BotConnectionSchema>
