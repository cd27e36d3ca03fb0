/**
 * The xAI support agent. Stateless: every call carries the whole history. Both calls only read, and are repeated by the
 * retry table within the time the caller gives, a stream only while not a single piece of it has arrived.
 */
import type { HttpClient, HttpRequest, HttpStream } from '#main/clients/http.ts'
import { nonsense, parseJson } from '#main/clients/http-errors.ts'
import { bearer } from '#main/clients/http-headers.ts'
import { createSseDecoder } from '#main/clients/sse.ts'
import type { AgentRequest, AgentResponse, SupportAgent } from '#main/clients/support-agent.ts'
import { requestBody } from '#main/clients/xai-support-send.ts'
import type { TurnAssembly } from '#main/clients/xai-support-stream.ts'
import { createTurnAssembly } from '#main/clients/xai-support-stream.ts'
import { readResponse } from '#main/clients/xai-support-wire.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { Random } from '#main/kernel/ports.ts'
import type { Secret } from '#main/kernel/secret.ts'

const streamBytes = 32 * 1024 * 1024

/** Feeds the frames of a body to the assembly. A body that is one JSON document, on however many lines, is one frame. */
async function readFrames(stream: HttpStream, assembly: TurnAssembly): Promise<void> {
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
  }
  decoder.end()
  if (!isDocument) return
  const parsed = parseJson(Buffer.concat(whole).toString('utf8'))
  if (parsed === null) throw nonsense('The answer is neither a stream nor JSON.', stream)
  assembly.frame(parsed.value)
}

/** What had arrived before it broke travels with the error. */
function withPartialText(thrown: unknown, partialText: string): AppError {
  const error = asAppError(thrown)
  if (partialText === '') return error
  const data = { ...error.data, partialText }
  return new AppError(error.code, error.message, { cause: error, data })
}

export function createSupportAgent(ports: {
  readonly http: HttpClient
  readonly random: Random
  /** With `/v1`, as configured. */
  readonly baseUrl: string
  readonly key: () => Promise<Secret | null>
}): SupportAgent {
  const base = ports.baseUrl.replace(/\/+$/, '')
  const makeId = (): string => ports.random.id('call_')
  const authorization = bearer(ports.key, 'the support agent')

  const prepare = (path: string, request: AgentRequest, signal: AbortSignal): HttpRequest => ({
    method: 'POST',
    url: `${base}/support-agent/${path}`,
    headers: { authorization, accept: path === 'chat' ? 'application/json' : 'text/event-stream, application/json' },
    body: requestBody(request),
    retry: 'read',
    timeoutMs: request.timeoutMs,
    budgetMs: request.timeoutMs,
    signal,
  })

  return {
    body: requestBody,
    ask: async (request, signal) => {
      const answer = await ports.http.json(prepare('chat', request, signal))
      const response = readResponse(answer.json, makeId)
      if (response === null) throw nonsense('The support agent answered without a message.', answer)
      return response
    },
    stream: async (request, onText, signal) => {
      let partialText = (): string => ''
      try {
        const { value } = await ports.http.stream<AgentResponse>(
          prepare('chat-stream', request, signal),
          async (stream, commit) => {
            const assembly = createTurnAssembly({ onText, onDelta: commit, makeId })
            partialText = assembly.partialText
            await readFrames(stream, assembly)
            return assembly.finish()
          },
        )
        return value
      } catch (thrown) {
        throw withPartialText(thrown, partialText())
      }
    },
  }
}
