import { randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import type { Fault } from '#main/sandbox/faults.ts'
import type { VoiceScript } from '#main/sandbox/realtime-script.ts'

/** Sends events on one socket, under the names and with the trouble of the day. */
export type Fields = Readonly<Record<string, unknown>>

export type Wire = {
  readonly send: (type: string, fields?: Fields) => void
  readonly fail: (type: string, code: string, message: string, eventId?: string) => void
}

const older: Readonly<Record<string, string>> = {
  'response.output_audio.delta': 'response.audio.delta',
  'response.output_audio.done': 'response.audio.done',
  'response.output_audio_transcript.delta': 'response.audio_transcript.delta',
  'response.output_audio_transcript.done': 'response.audio_transcript.done',
  'conversation.item.added': 'conversation.item.created',
}

export const findFault = <Kind extends Fault['kind']>(faults: readonly Fault[], kind: Kind) =>
  faults.find((fault): fault is Extract<Fault, { kind: Kind }> => fault.kind === kind) ?? null

export function createWire(
  socket: WebSocket,
  faults: readonly Fault[],
  script: () => VoiceScript,
  onSent: (type: string) => void,
): Wire {
  const cut = findFault(faults, 'cut_stream')
  const close = findFault(faults, 'close')
  const malformed = findFault(faults, 'malformed')
  const oversized = findFault(faults, 'oversized')
  const silent = findFault(faults, 'silent') !== null
  let number = 0

  const send = (type: string, fields: Fields = {}): void => {
    if (silent || socket.readyState !== socket.OPEN) return
    const here = number
    number += 1
    if (cut?.after === here) return socket.terminate()
    if (close?.after === here) return socket.close(close.code, close.reason)
    const name = script().names === 'older' ? (older[type] ?? type) : type
    const text = JSON.stringify({ type: name, event_id: randomUUID(), ...fields })
    onSent(type)
    if (oversized?.after === here) socket.send(JSON.stringify({ type: name, delta: 'A'.repeat(oversized.bytes) }))
    else socket.send(malformed?.after === here ? text.slice(0, text.length >> 1) : text)
  }

  return {
    send,
    fail: (type, code, message, eventId) =>
      send('error', { error: { type, code, message, ...(eventId === undefined ? {} : { event_id: eventId }) } }),
  }
}
