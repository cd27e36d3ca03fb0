/**
 * A wire is three functions. `send` throws at once when the wire cannot take the frame; after `onClose` nothing arrives.
 * Whatever arrives is unknown until somebody has looked at it. Every frame is plain JSON.
 */
export type Wire<Out> = {
  readonly send: (frame: Out) => void
  readonly onFrame: (listener: (frame: unknown) => void) => void
  readonly onClose: (listener: () => void) => void
}

/** `took`: the reader of feed `id` has taken that many events since it last said so. */
export type CallFrame =
  | { readonly type: 'call'; readonly id: number; readonly path: string; readonly input: unknown }
  | { readonly type: 'stop'; readonly id: number }
  | { readonly type: 'took'; readonly id: number; readonly count: number }
export type AnswerFrame =
  | { readonly type: 'ok' | 'event'; readonly id: number; readonly value: unknown }
  | { readonly type: 'end'; readonly id: number; readonly error?: unknown }

type Listens = {
  readonly addEventListener: (type: 'message' | 'close', listener: (event: { readonly data?: unknown }) => void) => void
}
export type PortLike = Listens & { readonly postMessage: (message: unknown) => void; readonly start: () => void }
export type SocketLike = Listens & { readonly readyState: number; readonly send: (text: string) => void }

/** Two ends in one process. Frames are copied and arrive later, as on any other wire. */
export function memoryPair(): {
  readonly client: Wire<CallFrame>
  readonly server: Wire<AnswerFrame>
  readonly close: () => void
} {
  let open = true
  const makeEnd = () => ({ frames: [] as ((frame: unknown) => void)[], closes: [] as (() => void)[] })
  const [left, right] = [makeEnd(), makeEnd()]
  const wire = (own: typeof left, far: typeof left) => ({
    send: (frame: CallFrame | AnswerFrame) => {
      if (!open) throw new Error('The wire is closed.')
      const copy: unknown = JSON.parse(JSON.stringify(frame))
      queueMicrotask(() => open && far.frames.forEach((listener) => listener(copy)))
    },
    onFrame: (listener: (frame: unknown) => void) => void own.frames.push(listener),
    onClose: (listener: () => void) => void own.closes.push(listener),
  })
  const close = () => {
    if (open) [...left.closes, ...right.closes].forEach((listener) => queueMicrotask(listener))
    open = false
  }
  return { client: wire(left, right), server: wire(right, left), close }
}

export function fromMessagePort<Out>(port: PortLike): Wire<Out> {
  return {
    send: (frame) => port.postMessage(frame),
    onFrame: (listener) => {
      port.addEventListener('message', (event) => listener(event.data))
      port.start()
    },
    onClose: (listener) => port.addEventListener('close', () => listener()),
  }
}

/** Works on a browser's WebSocket and on a server's. What is not JSON arrives as undefined, which no reader accepts. */
export function fromWebSocket<Out>(socket: SocketLike): Wire<Out> {
  const parse = (data: unknown): unknown => {
    try {
      return typeof data === 'string' ? JSON.parse(data) : undefined
    } catch {
      return undefined
    }
  }
  return {
    send: (frame) => {
      if (socket.readyState !== 1) throw new Error('The socket is not open.')
      socket.send(JSON.stringify(frame))
    },
    onFrame: (listener) => socket.addEventListener('message', (event) => listener(parse(event.data))),
    onClose: (listener) => socket.addEventListener('close', () => listener()),
  }
}
