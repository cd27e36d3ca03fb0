import { Agent, request } from 'undici'
import type { RetailServer } from '#bench/replay/retail-server.ts'
import type { SpawnedSandbox } from '#test/support/sandbox-spawn.ts'

type Call = { id: string; function: { name: string; arguments: string } }
type Turn = { message: { content: { text: string }[]; tool_calls?: Call[] } }

/** The same work with no desk: ask the agent, call the tools, answer and close. Nothing is written down, nobody is asked. */
export async function runBareLoop(
  conversations: readonly string[],
  retail: RetailServer,
  sandbox: SpawnedSandbox,
  concurrency: number,
): Promise<number> {
  const agent = new Agent({ pipelining: 1, connections: 64 })
  const call = async (
    url: string,
    method: 'GET' | 'POST',
    headers: Record<string, string>,
    body?: unknown,
  ): Promise<unknown> => {
    const answer = await request(url, {
      dispatcher: agent,
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${answer.statusCode}`)
    return answer.body.json()
  }
  const inbox = { authorization: `Bearer ${sandbox.keys['helpdesk'] ?? ''}`, 'intercom-version': '2.14' }
  const helpdesk = `${sandbox.baseUrls.helpdesk}/conversations`
  const admin = { type: 'admin', admin_id: '700100201' }

  const serve = async (conversation: string) => {
    const read = (await call(`${helpdesk}/${conversation}`, 'GET', inbox)) as { source: { body: string } }
    const messages: unknown[] = [{ role: 'ROLE_USER', content: [{ text: read.source.body }] }]
    for (;;) {
      const turn = (await call(
        `${retail.url}/v1/support-agent/chat`,
        'POST',
        {},
        {
          support_agent_id: 'support_agent_replay',
          conversation_id: conversation,
          deployment_id: 'LATEST',
          environment: 'ENVIRONMENT_PROD',
          messages,
        },
      )) as Turn
      const [tool] = turn.message.tool_calls ?? []
      if (tool === undefined || tool.function.name === 'CLOSE') {
        const text = turn.message.content[0]?.text ?? ''
        await call(`${helpdesk}/${conversation}/reply`, 'POST', inbox, {
          ...admin,
          message_type: 'comment',
          body: text,
        })
        await call(`${helpdesk}/${conversation}/parts`, 'POST', inbox, { ...admin, message_type: 'close' })
        return
      }
      const headers = { 'x-conversation': conversation, 'idempotency-key': `bare-${conversation}-${tool.id}` }
      const result = await call(
        `${retail.url}/tools/${tool.function.name}`,
        'POST',
        headers,
        JSON.parse(tool.function.arguments),
      )
      messages.push(
        { role: 'ROLE_ASSISTANT', content: [{ text: '' }], tool_calls: [tool] },
        { role: 'ROLE_TOOL', content: [{ text: JSON.stringify(result) }], tool_call_id: tool.id },
      )
    }
  }

  const started = performance.now()
  const waiting = [...conversations]
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await serve(next)
    }),
  )
  const seconds = (performance.now() - started) / 1000
  await agent.close()
  return seconds
}
