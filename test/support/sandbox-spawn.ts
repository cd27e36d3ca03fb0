import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { canariesUnder, expectNone, plant, searchesAtEnd } from '#test/support/canaries.ts'
import { program } from '#test/support/programs.ts'
import type { RemoteControl, SandboxAddress } from '#test/support/sandbox-client.ts'
import { connectControl } from '#test/support/sandbox-client.ts'

export type SpawnedSandbox = SandboxAddress & {
  readonly control: RemoteControl
  /** At the end of a journey it fails where a service was sent a secret that is not its own. */
  readonly stop: () => Promise<void>
}

/** Starts the sandbox in a process of its own and waits until it stands. Arguments as in sandbox-process.ts. */
export async function spawnSandbox(...args: readonly string[]): Promise<SpawnedSandbox> {
  const received = searchesAtEnd ? await mkdtemp(join(tmpdir(), 'countersign-received-')) : null
  const words = received === null ? args : ['--received', received, ...args]
  const child = spawn(process.execPath, [program('sandbox-process'), ...words], { stdio: ['pipe', 'pipe', 'pipe'] })
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
      if (received === null) return
      const found = await canariesUnder(received)
      await rm(received, { recursive: true })
      expectNone('what services were sent', found)
    },
  }
}
