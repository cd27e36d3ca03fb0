/**
 * The xAI support agent. Stateless: every call carries the whole history. Both calls only read, and are repeated by the
 * retry table within the time the caller gives, a stream only while not a single piece of it has arrived.
 */
import type { HttpClient, HttpRequest } from '#main/clients/http/http.ts'
import { nonsense } from '#main/clients/http/errors.ts'
import { bearer } from '#main/clients/http/headers.ts'
import { readFrames, withPartialText } from '#main/clients/http/streamed-answer.ts'
import type { AgentRequest, AgentResponse, SupportAgent } from '#main/clients/support-agent.ts'
import { requestBody } from '#main/clients/xai/support-send.ts'
import { createTurnAssembly } from '#main/clients/xai/support-stream.ts'
import { readResponse } from '#main/clients/xai/support-wire.ts'
import type { Random } from '#main/kernel/ports.ts'
import type { Secret } from '#main/kernel/secret.ts'

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
