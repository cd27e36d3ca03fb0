import type { CallLine } from '#contract/call.ts'
import { withExactTimes } from '#main/domain/voice/exact-times.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { RecordingsOfCalls } from '#main/services/calls/recordings-of-calls.ts'
import type { Desk } from '#main/services/desk.ts'

/** Which side of the recording a line is on: the caller left, the agent's voice right, whoever gave it the words. */
const sideOf = ({ lane }: CallLine): 0 | 1 => (lane === 'caller' ? 0 : 1)

/** Sends the recording of a call that is over to speech to text, and keeps the times of words it gives back. */
export async function exactTimes(
  desk: Desk,
  recordings: RecordingsOfCalls,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const { speech } = desk.connections()
  if (speech === null) throw new AppError('missing_secret', 'Speech to text is not connected. Add xAI under Settings.')
  const call = await desk.store.calls.get(id)
  if (call.state !== 'ended') throw new AppError('conflict', 'The call is still under way.')
  const { file, name, offsetMs } = await recordings.open(id)
  const sides = await speech.wordsOf({ file, name, language: desk.configuration().voice.language }, signal)
  const onCall = sides.map((words) =>
    words.map(({ text, startMs, endMs }) => ({ text, startMs: startMs + offsetMs, endMs: endMs + offsetMs })),
  )
  const lines = await desk.store.calls.lines(id)
  const timed = lines.map((line) => withExactTimes(line, onCall[sideOf(line)] ?? onCall[0] ?? []))
  const changed = timed.filter((line, index) => line !== lines[index])
  if (changed.length > 0) await desk.record.keepCall(id, { lines: changed })
}
