import { randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import type { Fault } from '#main/sandbox/faults.ts'
import type { Dialect } from '#main/sandbox/realtime/dialect.ts'
import { translate } from '#main/sandbox/realtime/dialect.ts'
import type { VoiceScript } from '#main/sandbox/realtime/script.ts'

/** Sends events on one socket, under the names and with the trouble of the day. */
export type Fields = Readonly<Record<string, unknown>>

export type Wire = {
  readonly send: (type: string, fields?: Fields) => void
  /** How it speaks from now on. */
  readonly adopt: (dialect: Dialect) => void
  readonly fail: (type: string, code: string, message: string, eventId?: string) => void
}

const older: Readonly<Record<string, string>> = {
  'response.output_audio.delta': 'response.audio.delta',
  'response.output_audio.done': 'response.audio.done',
  'response.output_audio_transcript.delta': 'response.audio_transcript.delta',
  'response.output_audio_transcript.done': 'response.audio_transcript.done',
  'conversation.item.added': 'conversation.item.created',
}

/** A piece of sound as it must not be; `huge` is a minute of silence at once. */
const wrongSounds: Readonly<Record<Extract<Fault, { kind: 'bad_sound' }>['how'], string | undefined>> = {
  not_base64: '~~~ this is no sound ~~~',
  odd_bytes: Buffer.alloc(4801, 7).toString('base64'),
  huge: Buffer.alloc(60 * 48_000).toString('base64'),
  missing: undefined,
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
  const silent = findFault(faults, 'silent')
  const badSound = findFault(faults, 'bad_sound')
  const late = findFault(faults, 'out_of_order')
  let held: { readonly text: string; by: number } | null = null
  let number = 0
  let dialect: Dialect = 'own'
  let sounds = 0

  /** The fields of an event as they go out. */
  const spoil = (type: string, fields: Fields): Fields => {
    if (type !== 'response.output_audio.delta' || sounds++ !== badSound?.after) return fields
    return { ...fields, delta: wrongSounds[badSound.how] }
  }

  const send = (type: string, fields: Fields = {}): void => {
    if (socket.readyState !== socket.OPEN) return
    const here = number
    number += 1
    if (silent !== null && here >= silent.after) return
    if (cut?.after === here) return socket.terminate()
    if (close?.after === here) return socket.close(close.code, close.reason)
    const name = script().names === 'older' ? (older[type] ?? type) : type
    const text = JSON.stringify({
      type: name,
      event_id: randomUUID(),
      ...spoil(type, dialect === 'own' ? fields : translate(type, fields)),
    })
    onSent(type)
    if (late?.after === here) {
      held = { text, by: late.by }
      return
    }
    if (oversized?.after === here) socket.send(JSON.stringify({ type: name, delta: 'A'.repeat(oversized.bytes) }))
    else socket.send(malformed?.after === here ? text.slice(0, text.length >> 1) : text)
    if (held === null || (held.by -= 1) > 0) return
    socket.send(held.text)
    held = null
  }

  return {
    send,
    adopt: (next) => {
      dialect = next
    },
    fail: (type, code, message, eventId) =>
      send('error', { error: { type, code, message, ...(eventId === undefined ? {} : { event_id: eventId }) } }),
  }
}
