import type { VoiceEvent } from '#contract/voice-event.ts'
import type { VoiceFormat } from '#contract/voice.ts'
import {
  caption,
  type CaptionLine,
  type Captions,
  hear,
  heardAndUnheard,
  noCaptions,
} from '#main/domain/voice/captions.ts'
import type { EngineLine } from '#main/services/voice/engine-contract.ts'
import { wordTimes } from '#main/services/voice/word-times.ts'

/**
 * Both lanes of a call as lines with their times. A line is told when it changes, at most some fifteen times a second, and its
 * last state always; what was only repeated to a new connection is not told again.
 */
export type Lines = {
  readonly observe: (event: VoiceEvent) => void
  /** The sound of the next item of the caller. */
  readonly heardCaller: (startMs: number, endMs: number) => void
  readonly typed: (text: string) => void
  /** The first sound of an answer can be heard. */
  readonly began: (itemId: string, atMs: number) => void
  readonly cut: (itemId: string, heardMs: number) => void
  /** What the conversation so far would be told to a service that has forgotten it. */
  readonly soFar: () => readonly { readonly role: 'user' | 'assistant'; readonly text: string }[]
  readonly expectEchoes: (echoes: readonly string[]) => void
  /** The connection is gone: what it had begun to say ends where it is. */
  readonly breakOff: () => void
  readonly tick: () => void
  readonly flush: () => void
}

const leastMs = 66

type Times = { startMs: number; endMs: number | null; typed: boolean; afterItemId: string | null }

export const echoKey = (role: string, text: string): string => `${role}:${text}`

export function createLines(ports: {
  readonly format: VoiceFormat
  /** Milliseconds since the call began. */
  readonly atMs: () => number
  readonly tagOf: (itemId: string) => string | null
  readonly tell: (line: EngineLine) => void
}): Lines {
  const { atMs, tell } = ports
  let captions: Captions = noCaptions(ports.format)
  const times = new Map<string, Times>()
  const told = new Map<string, number>()
  const changed = new Set<string>()
  const spans: { startMs: number; endMs: number }[] = []
  let typedTexts: string[] = []
  let echoes: string[] = []
  const ignored = new Set<string>()

  const timesOf = (line: CaptionLine): Times => {
    const found = times.get(line.itemId)
    if (found !== undefined) return found
    const at = captions.lines.indexOf(line)
    const afterItemId = captions.lines[at - 1]?.itemId ?? null
    const made: Times = { startMs: atMs(), endMs: null, typed: false, afterItemId }
    if (line.lane === 'caller' && typedTexts.includes(line.text)) {
      typedTexts = typedTexts.toSpliced(typedTexts.indexOf(line.text), 1)
      made.typed = true
    }
    times.set(line.itemId, made)
    return made
  }

  const endOf = (line: CaptionLine, known: Times): number => {
    const sound = line.heardMs === null ? line.audioMs : Math.min(line.audioMs, line.heardMs)
    return Math.max(known.startMs, known.endMs ?? known.startMs + sound)
  }

  const describe = (line: CaptionLine): EngineLine => {
    const known = timesOf(line)
    const endMs = endOf(line, known)
    const whole = known.endMs ?? known.startMs + line.audioMs
    return {
      itemId: line.itemId,
      afterItemId: known.afterItemId,
      lane: line.lane,
      state: line.state,
      ...heardAndUnheard(line),
      startMs: known.startMs,
      endMs,
      words: known.typed ? [] : wordTimes(line, { startMs: known.startMs, endMs: whole }),
      tag: ports.tagOf(line.itemId),
      typed: known.typed,
    }
  }

  const tellNow = (itemId: string): void => {
    const line = captions.lines.find((one) => one.itemId === itemId)
    changed.delete(itemId)
    if (line === undefined) return
    told.set(itemId, atMs())
    // An item that has neither words nor sound yet is no line.
    if (line.text !== '' || line.audioMs > 0 || line.state !== 'partial') tell(describe(line))
  }

  const look = (before: Captions): void => {
    if (before === captions) return
    const old = new Set(before.lines)
    for (const line of captions.lines) if (!old.has(line)) changed.add(line.itemId)
    tick()
  }

  function tick(): void {
    for (const itemId of changed) {
      const line = captions.lines.find((one) => one.itemId === itemId)
      const last = told.get(itemId) ?? -Infinity
      if (line === undefined || line.state !== 'partial' || atMs() - last >= leastMs) tellNow(itemId)
    }
  }

  /** An item we told the service ourselves comes back under a name of its own. */
  const isEcho = (event: VoiceEvent): boolean => {
    if (event.type !== 'conversation.item.added') return 'itemId' in event && ignored.has(event.itemId ?? '')
    const { item } = event
    if (item.kind !== 'message') return false
    const at = echoes.indexOf(echoKey(item.role, item.text))
    if (at === -1) return ignored.has(item.id)
    echoes = echoes.toSpliced(at, 1)
    ignored.add(item.id)
    return true
  }

  return {
    observe: (event) => {
      if (isEcho(event)) return
      const before = captions
      captions = caption(captions, event)
      if (event.type === 'input_audio_buffer.committed') {
        const line = captions.lines.find((one) => one.itemId === event.itemId)
        const span = spans.shift()
        if (line !== undefined && span !== undefined) Object.assign(timesOf(line), span)
      }
      look(before)
    },
    heardCaller: (startMs, endMs) => void spans.push({ startMs, endMs }),
    typed: (text) => {
      typedTexts = [...typedTexts, text]
    },
    began: (itemId, at) => {
      const line = captions.lines.find((one) => one.itemId === itemId)
      if (line === undefined) return
      timesOf(line).startMs = Math.max(0, at)
      changed.add(itemId)
      tick()
    },
    cut: (itemId, heardMs) => {
      const before = captions
      captions = hear(captions, itemId, heardMs)
      look(before)
    },
    soFar: () =>
      captions.lines
        .map((line) => ({
          role: line.lane === 'caller' ? ('user' as const) : ('assistant' as const),
          text: heardAndUnheard(line).heard.trim(),
        }))
        .filter(({ text }) => text !== ''),
    expectEchoes: (texts) => {
      echoes = [...texts]
    },
    breakOff: () => {
      const before = captions
      for (const { itemId, lane, state, audioMs, text: transcript } of before.lines) {
        if (state !== 'partial') continue
        const type = 'conversation.item.input_audio_transcription.completed'
        if (lane === 'agent') captions = hear(captions, itemId, audioMs)
        else if (transcript !== '') captions = caption(captions, { type, itemId, transcript, final: true })
      }
      spans.length = 0
      look(before)
    },
    tick,
    flush: () => changed.forEach(tellNow),
  }
}
