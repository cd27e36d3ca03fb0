import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle } from '#main/hosts/start/build.ts'
import { fingerprintOf } from '#main/hosts/start/sources.mjs'

/**
 * The programs that tests start as processes of their own, each bundled once for a run: a desk that has six hundred modules
 * to find takes twice as long to stand. What they do is what the sources do; a stale bundle is never used.
 */

const root = join(import.meta.dirname, '..', '..')
/** Beside `out/renderer`, where a desk looks for its screen. */
const directory = join(root, 'out', 'tests')
const record = join(directory, 'built-from')

export const programs = {
  cli: 'main/hosts/cli/main.ts',
  reader: 'main/hosts/reader.ts',
  opus: 'main/hosts/opus.ts',
  voice: 'main/hosts/voice.ts',
  'desk-killed-at': 'test/support/desk-killed-at.ts',
  'desk-with-sound': 'test/support/desk-with-sound.ts',
  'soaked-desk': 'test/support/soaked-desk.ts',
  'sandbox-process': 'test/support/sandbox-process.ts',
  'deciding-process': 'test/integration/store/deciding-process.ts',
  'importing-process': 'test/integration/exchange/importing-process.ts',
  'indexing-process': 'test/integration/store/search/indexing-process.ts',
  'restoring-process': 'test/integration/store/restoring-process.ts',
  'retaining-process': 'test/integration/exchange/retaining-process.ts',
} as const

/** Set where a run of tests has bundled them; without it, in a measurement, the desk runs as its command does and the others from source. */
const bundled = 'COUNTERSIGN_TEST_PROGRAMS'

/** The file to hand to Node. */
export function program(name: keyof typeof programs): string {
  const built = process.env[bundled]
  if (built !== undefined) return join(built, `${name}.js`)
  return join(root, name === 'cli' ? 'main/hosts/cli/launch.mjs' : programs[name])
}

const inputs = ['main', 'preload', 'test/support', 'test/integration', 'package.json', 'package-lock.json']

/** Vitest calls it before the files of a project. */
export async function setup(): Promise<void> {
  process.env[bundled] = directory
  const now = fingerprintOf(root, inputs, join(root, 'out', 'tests-sources'))
  if (existsSync(record) && readFileSync(record, 'utf8') === now) return
  await bundle(root, directory, programs)
  writeFileSync(record, now)
}
