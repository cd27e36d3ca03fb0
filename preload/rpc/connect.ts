import type { z } from 'zod'
import { WireErrorSchema, type ErrorCode } from '#contract/errors.ts'
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

const takenAtOnce = 16
type Pending = { readonly receive: (frame: AnswerFrame) => void; readonly lost: () => void }

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
  const pending = new Map<number, Pending>()
  let lastId = 0
  let open = true

  const begin = (path: string, input: unknown, entry: Pending): number => {
    if (!open) throw lost()
    const id = (lastId += 1)
    pending.set(id, entry)
    try {
      wire.send({ type: 'call', id, path, input })
    } catch {
      pending.delete(id)
      throw lost()
    }
    return id
  }
  const tell = (frame: CallFrame) => {
    try {
      if (open) wire.send(frame)
    } catch {
      // A wire that cannot carry this is closing; its close says the rest.
    }
  }
  const forget = (id: number) => pending.delete(id) && tell({ type: 'stop', id })

  const call =
    (path: string, sent: boolean) =>
    (input: unknown, options: Options = {}) =>
      new Promise<unknown>((resolve, reject) => {
        if (options.signal?.aborted === true) throw new RemoteError('cancelled', 'Cancelled.')
        const abort = () => {
          forget(id)
          reject(new RemoteError('cancelled', 'Cancelled.'))
        }
        const settle = () => {
          pending.delete(id)
          options.signal?.removeEventListener('abort', abort)
        }
        const id = begin(path, input, {
          receive: (frame) => {
            settle()
            if (frame.type === 'ok') resolve(frame.value)
            else reject(asRemote(frame.type === 'end' ? frame.error : undefined))
          },
          lost: () => {
            settle()
            reject(sent ? doubtful() : lost())
          },
        })
        options.signal?.addEventListener('abort', abort, { once: true })
      })

  async function* read(path: string, input: unknown, signal: AbortSignal | undefined): AsyncGenerator<unknown> {
    const events: unknown[] = []
    let end: { readonly error?: RemoteError } | null = signal?.aborted === true ? {} : null
    let taken = 0
    let wake = () => {}
    const finish = (error?: RemoteError) => {
      end ??= error === undefined ? {} : { error }
      wake()
    }
    if (end !== null) return
    const abort = () => finish()
    const id = begin(path, input, {
      receive: (frame) => {
        if (frame.type === 'end') finish(frame.error === undefined ? undefined : asRemote(frame.error))
        else events.push(frame.value)
        wake()
      },
      lost: () => finish(lost()),
    })
    signal?.addEventListener('abort', abort, { once: true })
    try {
      for (;;) {
        if (signal?.aborted === true) return
        if (events.length > 0) {
          const event = events.shift()
          taken += 1
          if (taken % takenAtOnce === 0) tell({ type: 'took', id, count: takenAtOnce })
          yield event
        } else if (end !== null) {
          const { error } = end as { readonly error?: RemoteError }
          if (error !== undefined) throw error
          return
        } else await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      signal?.removeEventListener('abort', abort)
      forget(id)
    }
  }

  wire.onFrame((frame) => {
    const answer = frame as AnswerFrame | null | undefined
    pending.get(answer?.id ?? 0)?.receive(answer as AnswerFrame)
  })
  wire.onClose(() => {
    open = false
    const entries = [...pending.values()]
    pending.clear()
    entries.forEach((entry) => entry.lost())
  })

  const walk = (node: Contract, prefix: string): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(node).map(([name, child]) => {
        const path = `${prefix}${name}`
        if (!isProcedure(child)) return [name, walk(child, `${path}.`)]
        if (child.kind !== 'feed') return [name, call(path, child.kind === 'command')]
        return [name, (input: unknown, options: Options = {}) => read(path, input, options.signal)]
      }),
    )
  return walk(contract, '') as Client<C>
}
