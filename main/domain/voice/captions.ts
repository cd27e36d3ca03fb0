import type { VoiceEvent, VoiceItem } from '#contract/voice-event.ts'
import type { VoiceFormat } from '#contract/voice.ts'
import { base64Bytes, durationMs } from '#main/domain/voice/framing.ts'

/**
 * What is said on a call, as text in two lanes. A line is keyed by its item and keeps its place; interim texts take each
 * other's place; the same news twice changes nothing; what an interrupted answer had left to say stands apart.
 */
type Piece = { readonly text: string; readonly startMs: number }

export type CaptionLine = {
  readonly itemId: string
  readonly lane: 'caller' | 'agent'
  readonly state: 'partial' | 'final' | 'interrupted'
  readonly text: string
  /** Of an interrupted line: how much of it was heard. Null: all, as far as it goes. */
  readonly heardMs: number | null
  readonly pieces: readonly Piece[]
  /** Of the answer's sound, received so far. */
  readonly audioMs: number
}

export type Captions = { readonly format: VoiceFormat; readonly lines: readonly CaptionLine[] }

export const noCaptions = (format: VoiceFormat): Captions => ({ format, lines: [] })

type Lane = CaptionLine['lane']

function change(
  captions: Captions,
  itemId: string,
  lane: Lane,
  edit: (line: CaptionLine) => CaptionLine,
  previous: string | null = null,
): Captions {
  const at = captions.lines.findIndex((line) => line.itemId === itemId)
  const found = captions.lines[at]
  if (found !== undefined) {
    const edited = edit(found)
    return edited === found ? captions : { ...captions, lines: captions.lines.with(at, edited) }
  }
  const fresh = edit({ itemId, lane, state: 'partial', text: '', heardMs: null, pieces: [], audioMs: 0 })
  const after = previous === null ? -1 : captions.lines.findIndex((line) => line.itemId === previous)
  const place = after === -1 ? captions.lines.length : after + 1
  return { ...captions, lines: captions.lines.toSpliced(place, 0, fresh) }
}

/** A whole text: from an item, a finished transcript or the end of a response. Nothing never takes the place of something. */
const whole =
  (text: string) =>
  (line: CaptionLine): CaptionLine => {
    if (text === '' || (line.text === text && line.state !== 'partial')) return line
    return { ...line, text, state: line.state === 'interrupted' ? 'interrupted' : 'final' }
  }

function addItem(captions: Captions, item: VoiceItem, previous: string | null): Captions {
  if (item.kind !== 'message' || item.role === 'system') return captions
  const lane = item.role === 'user' ? 'caller' : 'agent'
  return change(captions, item.id, lane, whole(item.text), previous)
}

const append =
  (text: string, startMs: number | null) =>
  (line: CaptionLine): CaptionLine =>
    line.state === 'final'
      ? line
      : {
          ...line,
          text: line.text + text,
          pieces: [...line.pieces, { text, startMs: startMs ?? line.audioMs }],
        }

export function caption(captions: Captions, event: VoiceEvent): Captions {
  switch (event.type) {
    case 'input_audio_buffer.committed':
      return change(captions, event.itemId, 'caller', (line) => line, event.previousItemId)
    case 'conversation.item.added':
      return addItem(captions, event.item, event.previousItemId)
    case 'response.output_item.added':
    case 'response.output_item.done':
      return addItem(captions, event.item, null)
    case 'conversation.item.input_audio_transcription.updated':
      return change(captions, event.itemId, 'caller', (line) =>
        line.state === 'final' || line.text === event.transcript ? line : { ...line, text: event.transcript },
      )
    case 'conversation.item.input_audio_transcription.completed':
      return change(captions, event.itemId, 'caller', (line) => {
        const state = event.final || line.state === 'final' ? 'final' : 'partial'
        return line.text === event.transcript && line.state === state
          ? line
          : { ...line, text: event.transcript, state }
      })
    case 'response.output_audio.delta': {
      const ms = durationMs(captions.format, base64Bytes(event.audio))
      return change(captions, event.itemId, 'agent', (line) => ({ ...line, audioMs: line.audioMs + ms }))
    }
    case 'response.output_audio_transcript.delta':
      return change(captions, event.itemId, 'agent', append(event.text, event.startMs))
    case 'response.output_text.delta':
      return change(captions, event.itemId, 'agent', append(event.text, null))
    case 'response.output_audio_transcript.done':
    case 'response.output_text.done':
      return change(captions, event.itemId, 'agent', whole(event.text))
    case 'conversation.item.truncated':
      return hear(captions, event.itemId, event.audioEndMs)
    case 'conversation.item.deleted': {
      const lines = captions.lines.filter((line) => line.itemId !== event.itemId)
      return lines.length === captions.lines.length ? captions : { ...captions, lines }
    }
    case 'response.done':
      return event.items.reduce((sum, item) => addItem(sum, item, null), captions)
    default:
      return captions
  }
}

/** The line was cut off after so many milliseconds. The first cut counts: nobody hears more of it later. */
export function hear(captions: Captions, itemId: string, heardMs: number): Captions {
  const line = captions.lines.find((one) => one.itemId === itemId)
  if (line === undefined || line.state === 'interrupted') return captions
  return change(captions, itemId, line.lane, (one) => ({ ...one, state: 'interrupted', heardMs }))
}

/** Both together are the text of the line, to the letter. Words are estimated from where their sound begins. */
export function heardAndUnheard(line: CaptionLine): { readonly heard: string; readonly unheard: string } {
  const { heardMs } = line
  if (heardMs === null) return { heard: line.text, unheard: '' }
  const spoken = line.pieces
    .filter((piece) => piece.startMs < heardMs)
    .reduce((length, piece) => length + piece.text.length, 0)
  const estimate = line.audioMs > 0 ? Math.round(line.text.length * Math.min(1, heardMs / line.audioMs)) : 0
  const cut = heardMs <= 0 ? 0 : line.pieces.length > 0 ? Math.min(spoken, line.text.length) : estimate
  return { heard: line.text.slice(0, cut), unheard: line.text.slice(cut) }
}
