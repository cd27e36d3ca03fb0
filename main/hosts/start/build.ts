import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Builds what is stale, and nothing else: the inputs' bytes decide, not their dates. */

const inputs = ['main', 'preload', 'renderer', 'electron.vite.config.ts', 'package.json', 'package-lock.json'] as const
const outputs = ['main/index.js', 'preload/index.cjs', 'renderer/index.html'] as const

function filesUnder(path: string): readonly string[] {
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  } catch {
    return [path]
  }
}

/** One hash over names and bytes of everything a build reads. */
export function fingerprintOf(root: string, read: readonly string[] = inputs): string {
  const hash = createHash('sha256')
  const files = read.flatMap((input) => filesUnder(join(root, input))).filter((file) => existsSync(file))
  for (const file of files.toSorted())
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

const recordOf = (root: string) => join(root, 'out', 'built-from')

export function isStale(root: string): boolean {
  if (outputs.some((output) => !existsSync(join(root, 'out', output)))) return true
  try {
    return readFileSync(recordOf(root), 'utf8') !== fingerprintOf(root)
  } catch {
    return true
  }
}

export async function buildIfStale(root: string, say: (line: string) => void): Promise<void> {
  if (!isStale(root)) return
  say('Building the screen …')
  const before = fingerprintOf(root)
  const program = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  await run(process.execPath, [program, 'build', '--logLevel', 'warn'], root)
  writeFileSync(recordOf(root), before)
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
