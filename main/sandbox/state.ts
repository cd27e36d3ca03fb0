import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Keeps the world of the sandbox across restarts: one JSON document, replaced as a whole before an answer leaves, so that a
 * desk that was killed finds the effects it caused. Without a directory everything stays in memory.
 */
export type StateFile<State> = {
  /** What was kept, or null where nothing usable was. */
  readonly load: () => State | null
  readonly save: (state: State) => void
}

const version = 1

export function createStateFile<State extends object>(directory: string | null): StateFile<State> {
  if (directory === null) return { load: () => null, save: () => undefined }
  const file = join(directory, 'sandbox.json')
  const next = join(directory, `sandbox.${process.pid}.tmp`)
  mkdirSync(directory, { recursive: true })
  return {
    load: () => {
      try {
        const kept = JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown; state?: State }
        return kept.version === version && kept.state !== undefined ? kept.state : null
      } catch {
        return null
      }
    },
    save: (state) => {
      writeFileSync(next, JSON.stringify({ version, state }), { mode: 0o600 })
      renameSync(next, file)
    },
  }
}
