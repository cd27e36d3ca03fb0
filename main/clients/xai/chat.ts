/**
 * Chat completions as a text engine, and deferred ones, which the service works on while nobody waits. The result of a deferred
 * one is given out exactly once: whoever fetches it has to keep it before doing anything else with it.
 */
import type { HttpClient, HttpRequest } from '#main/clients/http/http.ts'
import { isErrorBody, isFields, nonsense, parseJson, refusal } from '#main/clients/http/errors.ts'
import { bearer } from '#main/clients/http/headers.ts'
import { readFrames, withPartialText } from '#main/clients/http/streamed-answer.ts'
import type { TextEngine, TextRequest, TextResult } from '#main/clients/text-engine.ts'
import { withoutSlash, wordsOf } from '#main/clients/wire-values.ts'
import { createCompletionAssembly } from '#main/clients/xai/chat-stream.ts'
import type { ReadCompletion } from '#main/clients/xai/chat-wire.ts'
import { chatBody, readCompletion } from '#main/clients/xai/chat-wire.ts'
import type { Clock } from '#main/kernel/ports.ts'
import type { Secret } from '#main/kernel/secret.ts'

export type DeferredCompletions = {
  /** Sent once; the id by which the result is asked for. */
  readonly begin: (request: TextRequest, signal: AbortSignal) => Promise<string>
  /**
   * The body as it came, once there is one; null: not ready. Throws `not_found` where it is unknown, too old or was fetched
   * before. Asked once: an answer that gets lost on its way is lost.
   */
  readonly fetch: (requestId: string, signal: AbortSignal) => Promise<string | null>
}

const shortMs = 30_000

export function createChatEngine(ports: {
  readonly http: HttpClient
  readonly clock: Clock
  /** With `/v1`, as configured. */
  readonly baseUrl: string
  readonly key: () => Promise<Secret | null>
}): TextEngine & { readonly deferred: DeferredCompletions } {
  const { http, clock } = ports
  const base = `${withoutSlash(ports.baseUrl)}/chat`
  const authorization = bearer(ports.key, 'xAI')
  const accept = 'application/json'

  const prepare = (request: TextRequest, signal: AbortSignal): HttpRequest => ({
    method: 'POST',
    url: `${base}/completions`,
    headers: { authorization, accept: request.streaming ? `text/event-stream, ${accept}` : accept },
    body: chatBody(request),
    // A whole answer that got lost has been paid for, and asking again would be another one.
    retry: request.streaming ? 'read' : 'never',
    timeoutMs: request.timeoutMs,
    budgetMs: request.timeoutMs,
    signal,
  })

  return {
    body: (request) => chatBody(request),
    run: async (request, onEvent, signal) => {
      const began = clock.now()
      let firstAt: number | null = null
      let partialText = (): string => ''
      const finish = (read: ReadCompletion): TextResult => ({
        ...read,
        isHeld: false,
        resent: false,
        firstWordMs: firstAt === null ? null : firstAt - began,
        totalMs: clock.now() - began,
        sent: chatBody(request),
      })
      const assemblyFor = (commit: () => void) => {
        const onBegin = (): void => {
          firstAt = clock.now()
          commit()
        }
        return createCompletionAssembly({ onBegin, onEvent })
      }
      if (!request.streaming) {
        const answer = await http.json(prepare(request, signal))
        if (readCompletion(answer.json) === null) throw nonsense('The answer has no choice in it.', answer)
        const assembly = assemblyFor(() => {})
        assembly.frame(answer.json)
        return finish(assembly.finish())
      }
      try {
        const { value } = await http.stream(prepare(request, signal), async (stream, commit) => {
          const assembly = assemblyFor(commit)
          partialText = assembly.partialText
          await readFrames(stream, assembly)
          return assembly.finish()
        })
        return finish(value)
      } catch (thrown) {
        throw withPartialText(thrown, partialText())
      }
    },
    deferred: {
      begin: async (request, signal) => {
        const answer = await http.json({
          method: 'POST',
          url: `${base}/completions`,
          headers: { authorization, accept },
          body: chatBody(request, true),
          retry: 'never',
          timeoutMs: shortMs,
          signal,
        })
        const id = isFields(answer.json) ? wordsOf(answer.json['request_id']) : ''
        if (id === '') throw nonsense('The service gave no id for the deferred answer.', answer)
        return id
      },
      fetch: async (requestId, signal) => {
        const answer = await http.text({
          method: 'GET',
          url: `${base}/deferred-completion/${encodeURIComponent(requestId)}`,
          headers: { authorization, accept },
          retry: 'never',
          timeoutMs: shortMs,
          signal,
        })
        if (answer.status === 202) return null
        const parsed = parseJson(answer.text)
        if (parsed !== null && isErrorBody(parsed.value)) throw refusal({ ...answer, retryAfterMs: null })
        return answer.text
      },
    },
  }
}
