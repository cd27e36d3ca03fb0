import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** Starts `agent-server.ts`; the address ends in `/v1`, as a support agent's is configured. */
export async function startAgentProcess(): Promise<{ readonly baseUrl: string; readonly stop: () => Promise<void> }> {
  const child = fork(join(import.meta.dirname, 'agent-server.ts'))
  const [port] = (await once(child, 'message')) as [number]
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    stop: async () => {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}
