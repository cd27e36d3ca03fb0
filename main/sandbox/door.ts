import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

/** What a service speaks beside HTTP, on the same port. */
export type Door = {
  readonly upgrade: (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void
  readonly stop: () => void
}
