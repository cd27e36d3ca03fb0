import { subscribe } from 'node:diagnostics_channel'
import { writeFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'

/**
 * What services were sent, as it came through their sockets: a file for each connection, named after its service and written
 * when it ends. A service's own key is left out in its one place, the header that asks to be let in.
 */

export type Receiver = { readonly name: string; readonly port: number; readonly key: string }

/** From now on, of every socket that a server of this process accepts; whose it was, is asked when it ends. */
export function keepReceived(directory: string, receivers: () => readonly Receiver[]): void {
  let number = 0
  const keep = (socket: Socket): void => {
    const { localPort } = socket
    const pieces: Buffer[] = []
    // A copy: who reads a socket takes the masks off where the bytes lie.
    socket.on('data', (piece: Buffer) => pieces.push(Buffer.from(piece)))
    socket.once('close', () => {
      const receiver = receivers().find(({ port }) => port === localPort)
      if (receiver === undefined) return
      number += 1
      writeFileSync(join(directory, `${receiver.name}-${number}`), readable(Buffer.concat(pieces), receiver.key))
    })
  }
  subscribe('net.server.socket', (message) => {
    if (typeof message === 'object' && message !== null && 'socket' in message && message.socket instanceof Socket)
      keep(message.socket)
  })
}

/** What was sent on a connection, without the key of who it was sent to where that belongs, and without the masks of frames. */
export function readable(bytes: Buffer, key: string): Buffer {
  const end = bytes.indexOf('\r\n\r\n') + 4
  const isSocket = /^upgrade: websocket$/im.test(bytes.toString('latin1', 0, end).replaceAll('\r', ''))
  const plain = isSocket ? Buffer.concat([bytes.subarray(0, end), unmasked(bytes.subarray(end))]) : bytes
  const isOwn = (line: string) => /^(?:authorization: Bearer|api_access_token:) (\S+)$/i.exec(line)?.[1] === key
  const lines = plain.toString('latin1').split('\r\n')
  return Buffer.from(lines.filter((line) => !isOwn(line)).join('\r\n'), 'latin1')
}

/** What the frames of a client carry: each has its length in one, three or nine bytes, and a mask of four. */
function unmasked(frames: Buffer): Buffer {
  const whole = Buffer.concat([frames, Buffer.alloc(longestHead)])
  const carried: Buffer[] = []
  for (let at = 0; at < frames.length;) {
    const short = whole.readUInt8(at + 1) & 127
    const [length, start] =
      short === 126
        ? [whole.readUInt16BE(at + 2), at + 4]
        : short === 127
          ? [Number(whole.readBigUInt64BE(at + 2)), at + 10]
          : [short, at + 2]
    const mask = whole.subarray(start, start + 4)
    at = start + 4 + length
    carried.push(Buffer.from(whole.subarray(start + 4, at).map((byte, index) => byte ^ (mask[index % 4] ?? 0))))
  }
  return Buffer.concat(carried)
}
const longestHead = 14
