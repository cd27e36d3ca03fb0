import { heardMs } from '#main/domain/voice/heard.ts'
import type { FlushedAt, OpenSpeaker, SpeakerPosition } from '#main/kernel/sound.ts'
import type { Unheard } from '#main/services/voice/unheard.ts'
import { createUnheard } from '#main/services/voice/unheard.ts'

/**
 * What the agent says, on its way to an ear. Pieces go to the loudspeaker as they come; how far each got is the loudspeaker's
 * word, never the clock's. What was cut off is dead: nothing more of it is played, however late it arrives.
 */
export type Place = { readonly itemId: string; readonly responseId: string; readonly contentIndex: number }

/** `latencyMs`: so much longer the device itself could be heard. `confirmed`: the loudspeaker said that it is silent. */
export type Cut = Place & { readonly heardMs: number; readonly latencyMs: number; readonly confirmed: boolean }

export type PlaybackPorts = {
  readonly now: () => number
  readonly rate: number
  readonly speaker: () => Pick<OpenSpeaker, 'play' | 'flush' | 'rate' | 'latencyMs'> | null
  /** To the rate of the loudspeaker, as one stream. */
  readonly toSpeaker: (samples: Int16Array) => Int16Array
  /** Samples as they were played, and when the last of them can be heard. */
  readonly played: (samples: Int16Array, endsAt: number) => void
  readonly began: (itemId: string, audibleAt: number) => void
  /** Heard to its end, or given up because there is no loudspeaker. */
  readonly ended: (itemId: string, heardMs: number, whole: boolean) => void
  readonly problem: (code: string, message: string) => void
  readonly changed: () => void
}

export type Playback = {
  readonly add: (place: Place, samples: Int16Array) => void
  /** Nothing more of it will come. */
  readonly finish: (itemId: string) => void
  /** Nothing more will come of anything. */
  readonly finishAll: () => void
  readonly position: (position: SpeakerPosition) => void
  /** Another loudspeaker stands in the place of the one before: what was not heard begins on it. */
  readonly reopened: () => void
  readonly silence: () => Promise<readonly Cut[]>
  readonly isDead: (place: Pick<Place, 'itemId' | 'responseId'>) => boolean
  /** Sound of this item waits to be heard, or is. */
  readonly isPlaying: (itemId: string) => boolean
  readonly isSpeaking: () => boolean
  /** Something waits to be heard, or is. */
  readonly isBusy: () => boolean
  readonly wasAudibleWithin: (ms: number) => boolean
  readonly underruns: () => number
  readonly playedSamples: () => number
  readonly tick: () => void
}

type Item = Place & {
  readonly unheard: Unheard
  received: number
  rendered: number
  /** Rendered before the present loudspeaker was opened. */
  base: number
  begun: boolean
  complete: boolean
  full: boolean
}

const mostQueuedSeconds = 90
/** A converter holds the last few samples back; they are not waited for. */
const toleranceMs = 20
const withoutSpeakerMs = 3000
/** A loudspeaker that has said nothing for so long has nothing left of what it was given. */
const fellSilentMs = 1500

export function createPlayback(ports: PlaybackPorts): Playback {
  const { now, rate } = ports
  const items = new Map<string, Item>()
  let live: Item[] = []
  const deadItems = new Set<string>()
  const deadResponses = new Set<string>()
  let speaking = false
  let audibleAt = -Infinity
  let speakerSeenAt = now()
  let activeAt = now()
  let [underruns, lastUnderruns, played] = [0, 0, 0]

  const speak = (next: boolean): void => {
    if (next === speaking) return
    speaking = next
    ports.changed()
  }

  const msOf = (samples: number): number => (samples / rate) * 1000

  const end = (item: Item, whole: boolean, latencyMs = 0): void => {
    live = live.filter((one) => one !== item)
    items.delete(item.itemId)
    deadItems.add(item.itemId)
    item.unheard.clear()
    if (live.length === 0) ports.changed()
    const { rendered: renderedSamples, received: receivedSamples } = item
    ports.ended(
      item.itemId,
      whole
        ? Math.floor(msOf(receivedSamples))
        : heardMs({ renderedSamples, receivedSamples, outputLatencyMs: latencyMs, rate }),
      whole,
    )
  }

  const advance = (item: Item, rendered: number, latencyMs: number): void => {
    const next = Math.min(item.received, rendered)
    if (next <= item.rendered) return
    const samples = item.unheard.take(next - item.rendered)
    item.rendered = next
    played += samples.length
    const endsAt = now() + latencyMs
    if (!item.begun) {
      item.begun = true
      ports.began(item.itemId, endsAt - msOf(samples.length))
    }
    ports.played(samples, endsAt)
  }

  const isHeard = (item: Item): boolean => msOf(item.received - item.rendered) <= toleranceMs

  /** What stands before it has been heard to its end. */
  const follow = (position: SpeakerPosition, among: readonly Item[]): Item | null => {
    const place = among.findIndex((one) => one.itemId === position.item)
    const item = among[place]
    if (item === undefined) return null
    for (const before of among.slice(0, place)) {
      advance(before, before.received, position.outputLatencyMs)
      end(before, true)
    }
    const speakerRate = ports.speaker()?.rate ?? rate
    advance(item, item.base + Math.round((position.renderedSamples * rate) / speakerRate), position.outputLatencyMs)
    return item
  }

  /** One that cannot say how far it got has at least not gone further than it said. */
  const flush = async (): Promise<FlushedAt | null> =>
    (await ports
      .speaker()
      ?.flush()
      .catch(() => null)) ?? null

  let silenced: Promise<readonly Cut[]> = Promise.resolve([])
  const silence = async (): Promise<readonly Cut[]> => {
    const cut = live
    live = []
    for (const item of cut) {
      deadItems.add(item.itemId)
      if (item.responseId !== '') deadResponses.add(item.responseId)
    }
    const position = cut.length === 0 ? null : await flush()
    if (position !== null) follow(position, cut)
    speak(false)
    ports.changed()
    const left = cut.filter((item) => items.delete(item.itemId))
    return left.map((item) => {
      const { itemId, responseId, contentIndex, rendered: renderedSamples, received: receivedSamples } = item
      const outputLatencyMs = position?.item === itemId ? position.outputLatencyMs : 0
      return {
        itemId,
        responseId,
        contentIndex,
        heardMs: heardMs({ renderedSamples, receivedSamples, outputLatencyMs, rate }),
        // A loudspeaker that counts what its device still holds as heard has none left over; the ear hears it all the same.
        latencyMs: Math.max(position?.outputLatencyMs ?? 0, ports.speaker()?.latencyMs ?? 0),
        confirmed: position?.unconfirmed !== true,
      }
    })
  }

  const finish = (item: Item): void => {
    item.complete = true
    if (item.received === 0 || (!speaking && item.begun && isHeard(item))) end(item, true)
  }

  return {
    add: (place, samples) => {
      let item = items.get(place.itemId)
      if (item === undefined) {
        item = {
          ...place,
          unheard: createUnheard(),
          received: 0,
          rendered: 0,
          base: 0,
          begun: false,
          complete: false,
          full: false,
        }
        items.set(place.itemId, item)
        live.push(item)
        ports.changed()
      }
      const queued = live.reduce((sum, one) => sum + one.received - one.rendered, 0)
      if (queued + samples.length > mostQueuedSeconds * rate) {
        if (!item.full)
          ports.problem('too_large', 'An answer is longer than can wait to be played; the rest of it is not heard.')
        item.full = true
        return
      }
      item.received += samples.length
      activeAt = now()
      item.unheard.push(samples)
      ports.speaker()?.play(item.itemId, ports.toSpeaker(samples))
    },
    finish: (itemId) => {
      const item = items.get(itemId)
      if (item !== undefined) finish(item)
    },
    finishAll: () => live.forEach(finish),
    position: (position) => {
      if (position.underruns > lastUnderruns) underruns += position.underruns - lastUnderruns
      lastUnderruns = position.underruns
      const item = follow(position, live)
      if (item === null) return speak(false)
      if (position.playing) audibleAt = activeAt = now()
      speak(position.playing)
      if (!position.playing && item.complete && isHeard(item)) end(item, true)
    },
    reopened: () => {
      speakerSeenAt = now()
      for (const item of live) {
        item.base = item.rendered
        ports.speaker()?.play(item.itemId, ports.toSpeaker(item.unheard.rest()))
      }
    },
    // One that is under way is over before the next one says what it cut.
    silence: () => {
      const before = silenced
      const mine = silence()
      silenced = before.then(() => mine)
      return silenced
    },
    isDead: ({ itemId, responseId }) => deadItems.has(itemId) || (responseId !== '' && deadResponses.has(responseId)),
    isPlaying: (itemId) => items.has(itemId),
    isSpeaking: () => speaking,
    isBusy: () => speaking || live.length > 0,
    wasAudibleWithin: (ms) => speaking || now() - audibleAt <= ms,
    underruns: () => underruns,
    playedSamples: () => played,
    tick: () => {
      if (ports.speaker() !== null) {
        speakerSeenAt = now()
        if (!speaking && now() - activeAt >= fellSilentMs)
          for (const item of live) if (item.complete) end(item, isHeard(item))
        return
      }
      speak(false)
      if (now() - speakerSeenAt >= withoutSpeakerMs) for (const item of live) if (item.complete) end(item, false)
    },
  }
}
