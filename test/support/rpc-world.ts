import { expect } from 'vitest'
import { z } from 'zod'
import { command, feed, query, sensitive } from '#contract/procedure.ts'
import { AppError, toWireError } from '#main/kernel/errors.ts'
import { connect, RemoteError } from '#rpc/connect.ts'
import { serve, type Context, type Handlers, type Limits } from '#rpc/serve.ts'
import { memoryPair, type AnswerFrame } from '#rpc/wire.ts'

/** A small contract with every kind of procedure, served and connected over a memory pair. */
const Numbers = z.object({ from: z.number().int() })
export const contract = {
  math: { double: query(z.object({ value: z.number() }), z.object({ value: z.number() })) },
  fail: command(z.object({ how: z.string() }), z.object({})),
  wait: command(z.object({}), z.object({})),
  badOutput: query(z.object({}), z.object({ count: z.number() })),
  save: sensitive(command(z.object({ value: z.string().max(3) }), z.object({}))),
  count: feed(Numbers, z.object({ value: z.number() })),
} as const

type Logged = readonly [string, string, Readonly<Record<string, unknown>> | undefined]
export const principal = { host: 'cli', id: 'test' } as const

export function world(overrides: Partial<Handlers<typeof contract>> = {}, limits: Partial<Limits> = {}) {
  const pair = memoryPair()
  const logged: Logged[] = []
  const contexts: Context[] = []
  const untilAborted = (context: Context) =>
    new Promise<never>((_, reject) => {
      contexts.push(context)
      context.signal.addEventListener('abort', () => reject(new AppError('cancelled', 'Cancelled.')))
    })
  const handlers: Handlers<typeof contract> = {
    math: { double: async ({ value }) => ({ value: value * 2 }) },
    fail: async ({ how }) => {
      throw how === 'typed' ? new AppError('changed', 'Look again.', { data: { revision: 7 } }) : new Error(how)
    },
    wait: (_, context) => untilAborted(context),
    badOutput: async () => ({ count: 'three' as unknown as number }),
    save: async () => ({}),
    count: async function* ({ from }, context) {
      for (let value = from; value < from + 3; value += 1) yield { value }
      await untilAborted(context)
    },
    ...overrides,
  }
  const stop = serve(contract, handlers, pair.server, {
    principal,
    log: (...entry) => void logged.push(entry as unknown as Logged),
    toWireError,
    limits,
  })
  return { pair, logged, contexts, stop, client: connect(contract, pair.client) }
}

/** The bare frames the server answers, for callers that do not behave. */
export function raw(limits: Partial<Limits> = {}) {
  const it = world({}, limits)
  const answers: AnswerFrame[] = []
  it.pair.client.onFrame((frame) => answers.push(frame as AnswerFrame))
  const send = it.pair.client.send as (frame: unknown) => void
  return { ...it, answers, send }
}

export const failure = async (promise: Promise<unknown>): Promise<RemoteError> => {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(RemoteError)
  return error as RemoteError
}
