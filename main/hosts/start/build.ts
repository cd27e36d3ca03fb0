import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { placeOfBundle } from '#main/hosts/start/bundled.mjs'
import { fingerprintOf } from '#main/hosts/start/sources.mjs'

/** Builds what is stale, and nothing else: the inputs' bytes decide, not their dates. */

const inputs = ['main', 'preload', 'renderer', 'electron.vite.config.ts', 'package.json', 'package-lock.json'] as const
const outputs = ['main/index.js', 'preload/index.cjs', 'renderer/index.html'] as const

const sourcesOf = (root: string) => fingerprintOf(root, inputs, join(root, 'out', 'sources'))

/** In what every build empties first, so that it says nothing about another build, or about a part of one. */
const recordOf = (root: string) => join(root, 'out', 'main', 'built-from')

export function isStale(root: string): boolean {
  if (outputs.some((output) => !existsSync(join(root, 'out', output)))) return true
  try {
    return readFileSync(recordOf(root), 'utf8') !== sourcesOf(root)
  } catch {
    return true
  }
}

/** The screen, and the desk for Electron. */
export async function buildIfStale(root: string, say: (line: string) => void): Promise<void> {
  if (!isStale(root)) return
  say('Building the screen …')
  const before = sourcesOf(root)
  const program = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  await run(process.execPath, [program, 'build', '--logLevel', 'warn'], root)
  // What is written to meanwhile may be in it or not.
  if (sourcesOf(root) === before) writeFileSync(recordOf(root), before)
}

/** Under these names `loadProgram` asks for them; threads lie beside the file that starts them. */
const programs = {
  start: 'main/hosts/start.ts',
  countersign: 'main/hosts/cli/main.ts',
  agents: 'main/hosts/agents-cli/main.ts',
  reader: 'main/hosts/reader.ts',
  opus: 'main/hosts/opus.ts',
  voice: 'main/hosts/voice.ts',
}
/** Desks that still run from older bundles may start a thread at any time. */
const kept = 8

/** Makes the bundle that the next start loads instead of the sources. */
export async function bundleIfMissing(root: string): Promise<void> {
  const place = placeOfBundle(root)
  if (existsSync(place)) return
  const unfinished = `${place}.${process.pid}`
  await bundle(root, unfinished, programs)
  if (placeOfBundle(root) === place && !existsSync(place)) renameSync(unfinished, place)
  else rmSync(unfinished, { recursive: true })
  const out = join(root, 'out')
  const bundles = readdirSync(out)
    .filter((name) => name.startsWith('desk-'))
    .map((name) => ({ path: join(out, name), madeAt: statSync(join(out, name)).mtimeMs }))
  for (const { path } of bundles.toSorted((one, other) => other.madeAt - one.madeAt).slice(kept))
    rmSync(path, { recursive: true })
}

/** Programs for Node, by their names; what was in the directory is gone. */
export function bundle(root: string, directory: string, entries: Readonly<Record<string, string>>): Promise<void> {
  // A process of its own: a build changes the environment it runs in.
  const words = Object.entries(entries).map(([name, file]) => `${name}=${file}`)
  return run(process.execPath, [join(root, 'main', 'hosts', 'start', 'bundle.ts'), directory, ...words], root)
}

function run(program: string, words: readonly string[], directory: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] })
    const said: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk))
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`The build failed.\n${Buffer.concat(said).toString('utf8')}`)),
    )
  })
}
