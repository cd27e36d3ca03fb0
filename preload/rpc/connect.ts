import type { z } from 'zod'
import type { ErrorCode } from '#contract/error-codes.ts'
import { WireErrorSchema } from '#contract/errors.ts'
import type { Command, Contract, Feed, Procedure, Query } from '#contract/procedure.ts'
import type { AnswerFrame, CallFrame, Wire } from '#rpc/wire.ts'

type Options = { readonly signal?: AbortSignal }
export type Client<C> = {
  readonly [K in keyof C]: C[K] extends Query<infer I, infer O> | Command<infer I, infer O>
    ? (input: z.input<I>, options?: Options) => Promise<z.output<O>>
    : C[K] extends Feed<infer I, infer E>
      ? (input: z.input<I>, options?: Options) => AsyncIterable<z.output<E>>
      : Client<C[K]>
}

/** A failure as the far side told it. */
export class RemoteError extends Error {
  readonly code: ErrorCode
  readonly data: unknown

  constructor(code: ErrorCode, message: string, data?: unknown) {
    super(message)
    this.name = 'RemoteError'
    this.code = code
    this.data = data
  }
}

/** Events a reader takes before it says so. */
const takenAtOnce = 16
export const isProcedure = (node: Procedure | Contract): node is Procedure => typeof node['kind'] === 'string'

const lost = () => new RemoteError('unreachable', 'The connection to the desk is closed.')
const doubtful = () => new RemoteError('timed_out', 'The connection closed before the answer; it may have happened.')
const asRemote = (error: unknown) => {
  const told = WireErrorSchema.safeParse(error)
  return told.success
    ? new RemoteError(told.data.code, told.data.message, told.data.data)
    : new RemoteError('protocol', 'The desk answered in an unknown form.')
}

/**
 * The functions of a contract, working over a wire. A call whose signal aborts rejects with `cancelled`; a feed whose
 * signal aborts just ends. A command that was sent and lost its wire says so: it may have happened.
 */
export function connect<const C extends Contract>(contract: C, wire: Wire<CallFrame>): Client<C> {
  const pending = new Map<number, { receive: (frame: AnswerFrame) => void; lose: () => void }>()
  let lastId = 0
  let open = true
  const send = (frame: CallFrame): boolean => {
    try {
      if (open) wire.send(frame)
      return open
    } catch {
      return false
    }
  }

  /** All the answers to one question; a query or command has one. */
  async function* ask(path: string, kind: Procedure['kind'], input: unknown, signal: AbortSignal | undefined) {
    const id = (lastId += 1)
    const values: unknown[] = []
    const end: { come: boolean; error?: RemoteError } = { come: signal?.aborted === true }
    let taken = 0
    let wake = () => {}
    const finish = (error?: RemoteError) => {
      end.come = true
      if (error !== undefined) end.error = error
      pending.delete(id)
      wake()
    }
    const abort = () => {
      if (pending.has(id)) send({ type: 'stop', id })
      values.length = 0
      finish()
    }
    if (end.come) return
    pending.set(id, {
      receive: (frame) => {
        if (frame.type !== 'end') values.push(frame.value)
        if (frame.type === 'event') wake()
        else finish(frame.type === 'end' && frame.error !== undefined ? asRemote(frame.error) : undefined)
      },
      lose: () => finish(kind === 'command' ? doubtful() : lost()),
    })
    signal?.addEventListener('abort', abort, { once: true })
    try {
      if (!send({ type: 'call', id, path, input })) finish(lost())
      for (;;) {
        if (values.length > 0) {
          taken += 1
          if (taken % takenAtOnce === 0) send({ type: 'took', id, count: takenAtOnce })
          yield values.shift()
        } else if (end.error !== undefined) throw end.error
        else if (end.come) return
        else await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      signal?.removeEventListener('abort', abort)
      abort()
    }
  }
  const call = async (path: string, kind: Procedure['kind'], input: unknown, signal: AbortSignal | undefined) => {
    for await (const value of ask(path, kind, input, signal)) return value
    throw signal?.aborted === true ? new RemoteError('cancelled', 'Cancelled.') : asRemote(undefined)
  }

  wire.onFrame((frame) => {
    const answer = frame as AnswerFrame | null | undefined
    pending.get(answer?.id ?? 0)?.receive(answer as AnswerFrame)
  })
  wire.onClose(() => {
    open = false
    for (const entry of pending.values()) entry.lose()
  })

  const walk = (node: Contract, prefix: string): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(node).map(([name, child]) => {
        const path = `${prefix}${name}`
        if (!isProcedure(child)) return [name, walk(child, `${path}.`)]
        const begin = child.kind === 'feed' ? ask : call
        return [name, (input: unknown, { signal }: Options = {}) => begin(path, child.kind, input, signal)]
      }),
    )
  return walk(contract, '') as Client<C>
}
