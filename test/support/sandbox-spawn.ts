import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { plant } from '#test/support/canaries.ts'
import { program } from '#test/support/programs.ts'
import type { RemoteControl, SandboxAddress } from '#test/support/sandbox-client.ts'
import { connectControl } from '#test/support/sandbox-client.ts'

export type SpawnedSandbox = SandboxAddress & { readonly control: RemoteControl; readonly stop: () => Promise<void> }

/** Starts the sandbox in a process of its own and waits until it stands. Arguments as in sandbox-process.ts. */
export async function spawnSandbox(...args: readonly string[]): Promise<SpawnedSandbox> {
  const child = spawn(process.execPath, [program('sandbox-process'), ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  let complaint = ''
  child.stderr.on('data', (piece: Buffer) => {
    complaint += piece.toString('utf8')
  })
  const ended = once(child, 'exit')
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([text]) => String(text)),
    ended.then(() => {
      throw new Error(`the sandbox did not start: ${complaint}`)
    }),
  ])
  const address = JSON.parse(line) as SandboxAddress
  for (const [name, value] of Object.entries(address.keys)) plant(`the key "${name}"`, value)
  return {
    ...address,
    control: connectControl(address),
    stop: async () => {
      child.stdin.end()
      await ended
    },
  }
}
