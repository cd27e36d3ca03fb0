import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FuseState, FuseV1Options } from '@electron/fuses'

/**
 * Something that packaging takes for an unpacked Electron on Linux, with a fuse wire in it as Electron has one. It holds
 * no program: what is packaged around it can be looked at, and cannot be started.
 */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

export function writeStandIn(directory: string, version: string): void {
  const count = Object.values(FuseV1Options).filter((value) => typeof value === 'number').length
  const wire = Buffer.from([1, count, ...Array<number>(count).fill(FuseState.ENABLE)])
  mkdirSync(join(directory, 'resources'), { recursive: true })
  writeFileSync(join(directory, 'electron'), Buffer.concat([Buffer.from(sentinel, 'latin1'), wire]), { mode: 0o755 })
  writeFileSync(join(directory, 'chrome-sandbox'), '', { mode: 0o755 })
  writeFileSync(join(directory, 'version'), version)
  for (const name of ['LICENSE', 'LICENSES.chromium.html']) writeFileSync(join(directory, name), '')
}
