import type { WebSocket } from 'ws'
import { fromWebSocket, type Wire } from '#rpc/wire.ts'

/** A server's or the command line's socket as a wire. Bytes that are not text are no frame. */
export const wireOf = <Out>(socket: WebSocket): Wire<Out> =>
  fromWebSocket({
    get readyState() {
      return socket.readyState
    },
    send: (text) => socket.send(text),
    addEventListener: (type, listener) => {
      if (type === 'close') socket.on('close', () => listener({}))
      else
        socket.on('message', (data: Buffer, isBinary) =>
          listener({ data: isBinary ? undefined : data.toString('utf8') }),
        )
    },
  })
