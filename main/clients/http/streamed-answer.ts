/** A streamed answer as JSON values, one after another, whatever it is sent as: events, lines, or one document after all. */
import type { HttpStream } from '#main/clients/http/http.ts'
import { nonsense, parseJson } from '#main/clients/http/errors.ts'
import { createSseDecoder } from '#main/clients/http/sse.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'

/** What becomes of the values. An event that is called an error comes as `{error: value}`. */
export type FrameReader = {
  readonly frame: (value: unknown) => void
  readonly done: () => void
  /** True: the answer is whole, and nothing that may still come is waited for. Absent: until the end. */
  readonly isOver?: () => boolean
}

const streamBytes = 32 * 1024 * 1024

/** A body that is one JSON document, on however many lines, is one frame. */
export async function readFrames(stream: HttpStream, assembly: FrameReader): Promise<void> {
  const isEventStream = stream.contentType.startsWith('text/event-stream')
  const whole: Uint8Array[] = []
  let bytes = 0
  let isDocument = false
  const decoder = createSseDecoder(({ event, data }) => {
    if (isDocument) return
    if (data === '[DONE]') return assembly.done()
    const parsed = parseJson(data)
    if (parsed !== null) return assembly.frame(event === 'error' ? { error: parsed.value } : parsed.value)
    if (isEventStream) throw nonsense('A streamed event is not JSON.', stream)
    isDocument = true
  })
  for await (const chunk of stream.chunks) {
    bytes += chunk.byteLength
    if (bytes > streamBytes)
      throw new AppError('too_large', 'The streamed answer is too long.', { data: { sent: true } })
    if (!isEventStream) whole.push(chunk)
    decoder.push(chunk)
    if (assembly.isOver?.() === true) return
  }
  decoder.end()
  if (!isDocument) return
  const parsed = parseJson(Buffer.concat(whole).toString('utf8'))
  if (parsed === null) throw nonsense('The answer is neither a stream nor JSON.', stream)
  assembly.frame(parsed.value)
}

/** What had arrived before it broke travels with the error. */
export function withPartialText(thrown: unknown, partialText: string): AppError {
  const error = asAppError(thrown)
  if (partialText === '') return error
  const data = { ...error.data, partialText }
  return new AppError(error.code, error.message, { cause: error, data })
}
