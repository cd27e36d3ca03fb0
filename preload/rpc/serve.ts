import { z } from 'zod'
import type { WireError } from '#contract/errors.ts'
import type { Command, Contract, Feed, Procedure, Query } from '#contract/procedure.ts'
import { isProcedure } from '#rpc/connect.ts'
import { deepestLevel, placeTooDeep } from '#rpc/depth.ts'
import type { AnswerFrame, Wire } from '#rpc/wire.ts'

/** Who stands at the far end: which window, which browser session, which command line. */
export type Principal = { readonly host: 'electron' | 'web' | 'cli'; readonly id: string }
/** `signal`: this call is given up. `gone`: nobody stands at the far end any more. */
export type Context = { readonly signal: AbortSignal; readonly principal: Principal; readonly gone: AbortSignal }
export type Handlers<C> = {
  readonly [K in keyof C]: C[K] extends Query<infer I, infer O> | Command<infer I, infer O>
    ? (input: z.output<I>, context: Context) => Promise<z.input<O>>
    : C[K] extends Feed<infer I, infer E>
      ? (input: z.output<I>, context: Context) => AsyncIterable<z.input<E>>
      : Handlers<C[K]>
}
export type ServeOptions = {
  readonly principal: Principal
  readonly log: (level: 'debug' | 'warn' | 'error', event: string, fields?: Readonly<Record<string, unknown>>) => void
  readonly toWireError: (thrown: unknown) => WireError
  readonly limits?: Partial<Limits>
}
/** `window`: events of one feed that may be under way before its reader has to catch up; at least 32. */
export type Limits = { readonly inFlight: number; readonly frameCharacters: number; readonly window: number }
const defaultLimits: Limits = { inFlight: 256, frameCharacters: 4 * 1024 * 1024, window: 256 }

type Handler = (input: unknown, context: Context) => Promise<unknown> | AsyncIterable<unknown>
type Entry = { readonly path: string; readonly procedure: Procedure; readonly handler: Handler }
type Active = { readonly controller: AbortController; outstanding: number; caughtUp: () => void }

const Id = z.number().int().min(1)
const Frame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('call'), id: Id, path: z.string().max(200), input: z.unknown() }),
  z.object({ type: z.literal('stop'), id: Id }),
  z.object({ type: z.literal('took'), id: Id, count: z.number().int().min(1) }),
])
const HasId = z.object({ id: Id })

function collect(contract: Contract, handlers: object, prefix: string): Entry[] {
  return Object.entries(contract).flatMap(([name, procedure]) => {
    const path = `${prefix}${name}`
    const handler: unknown = Object.hasOwn(handlers, name) ? Reflect.get(handlers, name) : undefined
    if (!isProcedure(procedure)) return collect(procedure, (handler as object | undefined) ?? {}, `${path}.`)
    if (typeof handler !== 'function') throw new TypeError(`Nothing handles ${path}.`)
    return [{ path, procedure, handler: handler as Handler }]
  })
}

const fieldsOf = (error: z.ZodError) =>
  error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))

const characters = (frame: unknown): number => {
  try {
    return JSON.stringify(frame)?.length ?? 0
  } catch {
    return Infinity
  }
}

/**
 * Answers a contract over a wire until the wire closes or the returned function is called; both abort all that is under
 * way. Input and output are parsed by their schemas. A reader of a feed who falls behind loses the events in between: the
 * handler is stopped, and started again with a fresh snapshot when the reader has caught up.
 */
export function serve<const C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  wire: Wire<AnswerFrame>,
  options: ServeOptions,
): () => void {
  const { principal, log, toWireError } = options
  const limits = { ...defaultLimits, ...options.limits }
  const entries = new Map(collect(contract, handlers, '').map((entry) => [entry.path, entry]))
  const active = new Map<number, Active>()
  const leaving = new AbortController()
  const gone = leaving.signal
  let open = true

  const send = (frame: AnswerFrame) => {
    try {
      if (open) wire.send(frame)
    } catch (error) {
      log('warn', 'rpc.unsent', { type: frame.type, error })
      stop()
    }
  }
  const refuse = (id: number, code: WireError['code'], message: string, data?: unknown) =>
    send({ type: 'end', id, error: data === undefined ? { code, message } : { code, message, data } })

  const checked = (entry: Entry, schema: z.ZodType, value: unknown): unknown => {
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    throw new TypeError(
      `${entry.path} broke its promise at ${fieldsOf(parsed.error)
        .map((field) => field.path)
        .join()}.`,
    )
  }

  const pump = async (id: number, entry: Entry & { procedure: Feed }, input: unknown, state: Active) => {
    for (let behind = true; behind && !state.controller.signal.aborted;) {
      behind = false
      const round = new AbortController()
      const signal = AbortSignal.any([state.controller.signal, round.signal])
      for await (const event of entry.handler(input, { signal, principal, gone }) as AsyncIterable<unknown>) {
        if (signal.aborted) break
        behind = state.outstanding >= limits.window
        if (behind) break
        state.outstanding += 1
        send({ type: 'event', id, value: checked(entry, entry.procedure.event, event) })
      }
      round.abort()
      while (behind && state.outstanding > limits.window / 2 && !state.controller.signal.aborted)
        await new Promise<void>((resolve) => (state.caughtUp = resolve))
    }
    if (!state.controller.signal.aborted) send({ type: 'end', id })
  }

  const run = async (id: number, entry: Entry, input: unknown, state: Active): Promise<void> => {
    const { procedure } = entry
    try {
      if (procedure.kind === 'feed') return await pump(id, { ...entry, procedure }, input, state)
      const output = await entry.handler(input, { signal: state.controller.signal, principal, gone })
      send({ type: 'ok', id, value: checked(entry, procedure.output, output) })
    } catch (thrown) {
      const error = toWireError(thrown)
      const unforeseen = error.code === 'internal' && !procedure.sensitive
      log(error.code === 'internal' ? 'error' : 'debug', 'rpc.failed', {
        path: entry.path,
        code: error.code,
        ...(unforeseen ? { error: thrown } : {}),
      })
      if (!state.controller.signal.aborted) send({ type: 'end', id, error })
    } finally {
      active.delete(id)
    }
  }

  const call = (id: number, path: string, raw: unknown) => {
    const entry = entries.get(path)
    if (entry === undefined) {
      log('warn', 'rpc.unknown_procedure', { path })
      return refuse(id, 'unknown_procedure', 'No procedure has this name.')
    }
    if (active.has(id)) return refuse(id, 'invalid_input', 'This id is in use.', { path: 'id' })
    if (active.size >= limits.inFlight) return refuse(id, 'busy', 'Too many calls are under way.')
    // Before anything that calls itself looks at it.
    const deep = placeTooDeep(raw)
    if (deep !== null) {
      const field = { path: deep, message: `nested deeper than ${deepestLevel} levels` }
      log('warn', 'rpc.refused', { path, code: 'too deep' })
      return refuse(id, 'invalid_input', `${field.path}: ${field.message}.`, { fields: [field] })
    }
    const input = entry.procedure.input.safeParse(raw)
    if (!input.success) {
      const fields = fieldsOf(input.error)
      log('debug', 'rpc.refused', { path, ...(entry.procedure.sensitive ? {} : { fields }) })
      const first = fields[0] ?? { path: '', message: 'Invalid.' }
      return refuse(id, 'invalid_input', `${first.path || 'input'}: ${first.message}`, { fields })
    }
    const state: Active = { controller: new AbortController(), outstanding: 0, caughtUp: () => {} }
    active.set(id, state)
    void run(id, entry, input.data, state)
  }

  const abort = (state: Active | undefined) => {
    state?.controller.abort()
    state?.caughtUp()
  }
  const stop = () => {
    open = false
    active.forEach(abort)
    leaving.abort()
  }

  wire.onFrame((raw) => {
    if (!open) return
    const size = characters(raw)
    const frame = Frame.safeParse(raw)
    if (size > limits.frameCharacters || !frame.success) {
      const id = HasId.safeParse(raw).data?.id
      log('warn', 'rpc.bad_frame', { size })
      if (id === undefined) return
      if (size > limits.frameCharacters) return refuse(id, 'too_large', 'This frame is over the limit.')
      return refuse(id, 'invalid_input', 'This frame has an unknown form.', { path: '' })
    }
    const { id } = frame.data
    if (frame.data.type === 'call') return call(id, frame.data.path, frame.data.input)
    const state = active.get(id)
    if (frame.data.type === 'stop') return abort(state)
    if (state === undefined) return
    state.outstanding = Math.max(0, state.outstanding - frame.data.count)
    state.caughtUp()
  })
  wire.onClose(stop)
  return stop
}
