import { randomUUID } from 'node:crypto'
import type { Sandbox } from '#main/sandbox/index.ts'

/** A desk of forty lines that approves everything: enough to walk a conversation of the sandbox to its end. */
export type Chat = {
  readonly role: string
  readonly content: readonly { readonly text: string }[]
  readonly tool_calls?: readonly WireCall[]
  readonly tool_call_id?: string
}
type WireCall = {
  readonly id: string
  readonly type?: string
  readonly function: { readonly name: string; readonly arguments: string }
}
export type WireAnswer = {
  readonly id: string
  readonly message: {
    readonly role: string
    readonly content: readonly { readonly text: string }[]
    readonly tool_calls?: readonly WireCall[]
  }
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number; readonly total_tokens: number }
  readonly created: string
  readonly rag_results: readonly { readonly text: string; readonly score: number; readonly collection_id: string }[]
}

export const said = (role: 'USER' | 'ASSISTANT' | 'SYSTEM', text: string): Chat => ({
  role: `ROLE_${role}`,
  content: [{ text }],
})

export const toolResult = (id: string, value: unknown): Chat => ({
  role: 'ROLE_TOOL',
  content: [{ text: JSON.stringify(value) }],
  tool_call_id: id,
})

export const assistantCalls = (answer: WireAnswer): Chat => ({
  role: 'ROLE_ASSISTANT',
  content: answer.message.content.length === 0 ? [{ text: '' }] : answer.message.content,
  tool_calls: answer.message.tool_calls ?? [],
})

export const chatBody = (sandbox: Sandbox, messages: readonly unknown[]): Record<string, unknown> => ({
  support_agent_id: sandbox.configuration.agent?.id,
  deployment_id: 'LATEST',
  conversation_id: 'desk-1',
  messages,
  environment: 'ENVIRONMENT_PROD',
})

export function agentFetch(
  sandbox: Sandbox,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${sandbox.baseUrls.xai}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.keys.xai ?? ''}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

export async function ask(sandbox: Sandbox, messages: readonly unknown[]): Promise<WireAnswer> {
  const response = await agentFetch(sandbox, '/support-agent/chat', chatBody(sandbox, messages))
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  return (await response.json()) as WireAnswer
}

export const textOf = (answer: WireAnswer): string => answer.message.content.map((part) => part.text).join('')

export const callsOf = (
  answer: WireAnswer,
): readonly { readonly id: string; readonly name: string; readonly input: Record<string, unknown> }[] =>
  (answer.message.tool_calls ?? []).map((call) => ({
    id: call.id,
    name: call.function.name,
    input: JSON.parse(call.function.arguments) as Record<string, unknown>,
  }))

type Execute = (name: string, input: Record<string, unknown>) => Promise<unknown>

/** Fills the catalogue's templates as simply as can be and sends the request. */
export function createExecutor(sandbox: Sandbox): Execute {
  return async (name, input) => {
    const tool = sandbox.configuration.tools.find((candidate) => candidate.name === name)
    if (tool === undefined) return { status: 'executed' }
    if (tool.kind === 'manual')
      return { status: 'answered_by_human', data: { note: 'The driver left it at number 1932, with Mr Okafor.' } }
    const key = randomUUID()
    const fill = (template: string, escape: (value: string) => string): string =>
      template
        .replaceAll(/\{\{args\.(\w+)\}\}/g, (_all, key: string) => escape(String(input[key])))
        .replaceAll('{{idempotency_key}}', key)
        .replaceAll('{{secret.tool:company}}', sandbox.keys['tool:company'] ?? '')
    const headers = Object.fromEntries(
      Object.entries(tool.request.headers).map(([key, value]) => [key, fill(value, String)]),
    )
    const body =
      tool.request.body === undefined
        ? {}
        : { body: JSON.stringify(tool.request.body === '{{args}}' ? input : { address: input['address'] }) }
    const response = await fetch(fill(tool.request.url, encodeURIComponent), {
      method: tool.request.method,
      headers: { 'content-type': 'application/json', ...headers },
      ...body,
    })
    const data = (await response.json()) as unknown
    return response.ok ? { status: 'executed', data } : { status: 'failed', error: data }
  }
}

/** Everything the agent did about these messages, until it asked for nothing more. */
export async function walk(
  sandbox: Sandbox,
  history: readonly Chat[],
  execute: Execute = createExecutor(sandbox),
): Promise<{
  readonly calls: readonly string[]
  readonly replies: readonly string[]
  readonly history: readonly Chat[]
  readonly scores: readonly number[]
}> {
  const messages = [...history]
  const calls: string[] = []
  const replies: string[] = []
  let scores: readonly number[] = []
  for (let round = 0; round < 8; round += 1) {
    const answer = await ask(sandbox, messages)
    scores = answer.rag_results.map((result) => result.score)
    const asked = callsOf(answer)
    if (textOf(answer) !== '') replies.push(textOf(answer))
    if (asked.length === 0) return { calls, replies, history: messages, scores }
    messages.push(assistantCalls(answer))
    for (const call of asked) {
      calls.push(`${call.name} ${JSON.stringify(call.input)}`)
      messages.push(toolResult(call.id, await execute(call.name, call.input)))
    }
  }
  throw new Error('the agent never stopped')
}
