/**
 * A text said by the line of calls: a session with a voice and no turns, the words to be said as they are, and the sound of one
 * response. Where the service does not know given words, its model is asked to read them out; once an answer has begun, nothing
 * is asked for again. Sound and time are bounded.
 */
import type { VoiceCommand } from '#contract/voice.ts'
import type { Sound } from '#main/clients/playable-sound.ts'
import { playable } from '#main/clients/playable-sound.ts'
import { openRealtime } from '#main/clients/xai/realtime.ts'
import type { RealtimeNotice, RealtimePorts } from '#main/clients/xai/realtime-states.ts'
import { AppError } from '#main/kernel/errors.ts'

const rate = 24_000
const patienceMs = 60_000
/** Ten minutes: several times what the longest text takes. */
const mostBytes = 600 * rate * 2

const given = (text: string): VoiceCommand => ({
  type: 'conversation.item.create',
  event_id: 'say_1',
  item: { type: 'force_message', role: 'assistant', content: [{ type: 'output_text', text }] },
})
const readOut = (text: string): readonly VoiceCommand[] => [
  {
    type: 'conversation.item.create',
    item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
  },
  {
    type: 'response.create',
    response: { instructions: 'Read the last message of the user aloud, word for word, and say nothing else.' },
  },
]

export async function sayByCall(
  ports: RealtimePorts,
  input: { readonly text: string; readonly voice: string },
  signal: AbortSignal,
): Promise<Sound> {
  const pieces: Buffer[] = []
  let bytes = 0
  let isReadOut = false
  let hasBegun = false
  let asked = false
  const ending = new AbortController()
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (
        message: string,
        code: 'remote_failed' | 'timed_out' | 'cancelled' | 'too_large' = 'remote_failed',
      ) => reject(new AppError(code, message, { data: { sent: true } }))
      const hear = (notice: RealtimeNotice): void => {
        if (notice.kind === 'state') {
          if (notice.state.kind === 'ready' && !asked) {
            asked = true
            line.send(given(input.text))
          }
          if (notice.state.kind === 'closed') {
            if (notice.state.error === null) fail('The line was closed before it was said.')
            else reject(notice.state.error)
          }
          return
        }
        if (notice.kind === 'seam') return fail('The line was cut before it was said.')
        if (notice.kind !== 'event') return
        const { event } = notice
        if (event.type === 'response.created') hasBegun = true
        if (event.type === 'response.output_audio.delta') {
          const piece = Buffer.from(event.audio, 'base64')
          hasBegun = true
          bytes += piece.length
          if (bytes > mostBytes) return fail('The service went on and on saying it.', 'too_large')
          pieces.push(piece)
        }
        if (event.type === 'response.done')
          return pieces.length > 0 ? resolve() : fail(event.problem ?? 'The service said nothing.')
        if (event.type !== 'error') return
        if (isReadOut || hasBegun) return fail(event.message)
        isReadOut = true
        for (const command of readOut(input.text)) line.send(command)
      }
      const line = openRealtime(
        ports,
        {
          model: null,
          // Whoever waits for one sentence is better told soon.
          times: { attempts: 2 },
          session: {
            voice: input.voice,
            turn_detection: null,
            audio: { output: { format: { type: 'audio/pcm', rate } } },
          },
        },
        // Nothing is told before the line itself is there.
        (notice) => queueMicrotask(() => hear(notice)),
      )
      const close = (): void => line.close()
      ending.signal.addEventListener('abort', close, { once: true })
      signal.addEventListener('abort', () => fail('Cancelled.', 'cancelled'), { once: true })
      ports.clock.sleep(patienceMs, ending.signal).then(
        () => fail('It took too long to be said.', 'timed_out'),
        () => {},
      )
      if (signal.aborted) fail('Cancelled.', 'cancelled')
    })
  } finally {
    ending.abort()
  }
  const sound = playable('audio/pcm', Buffer.concat(pieces), rate)
  if (sound === null) throw new AppError('protocol', 'The service said nothing.', { data: { sent: true } })
  return sound
}
