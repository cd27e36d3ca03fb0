import { truncation } from '#main/domain/voice/heard.ts'
import type { CallBasics, CallParts } from '#main/services/voice/call-parts.ts'

/**
 * Somebody speaks over the agent. Our own silence comes first; then the service is told to stop; then, when the loudspeaker has
 * said how far it got, where it was cut off. Nothing is cut that has to be listened to, unless it is forced.
 */
/** Begins the number of what tells a service where it was cut off: best effort, and no trouble where it is refused. */
export const truncationMark = 'cut_'

export type Interrupt = (by: 'press' | 'speech' | 'operator', force?: boolean) => void

export function createInterrupt(
  basics: CallBasics,
  parts: Pick<CallParts, 'answers' | 'lines' | 'saying' | 'playback'>,
  mustListen: () => boolean,
): Interrupt {
  const { now, send, tell } = basics
  const { answers, lines, saying, playback } = parts

  return (by, force = false) => {
    if (!force && mustListen()) return
    const at = now()
    const silenced = playback.silence()
    answers.interrupt()
    void silenced.then((cuts) => {
      const silentAt = now()
      for (const { itemId, contentIndex, heardMs } of cuts) {
        const command = truncation(itemId, contentIndex, heardMs)
        if (command !== null) send({ ...command, event_id: `${truncationMark}${itemId}` })
        lines.cut(itemId, heardMs)
        saying.heard(itemId, heardMs, false)
      }
      const [first] = cuts
      if (first === undefined) return
      const { itemId, heardMs, latencyMs, confirmed } = first
      tell({ type: 'barge_in', itemId, stoppedInMs: silentAt - at + latencyMs, confirmed, heardMs, by })
    })
  }
}
