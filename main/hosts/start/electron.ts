import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Electron's program: where it is, how to get it, how to start it. Its package downloads the program only when asked. */

const packageOf = (root: string) => join(root, 'node_modules', 'electron')

export function findElectron(root: string): string | null {
  try {
    const name = readFileSync(join(packageOf(root), 'path.txt'), 'utf8')
    const program = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(packageOf(root), 'dist'), name)
    return existsSync(program) ? program : null
  } catch {
    return null
  }
}

const day = 24 * 3600 * 1000
const failureOf = (root: string) => join(root, 'node_modules', '.cache', 'countersign', 'electron-not-downloaded')

/** A failed download is not tried again the same day: every start would wait for it. */
function failedToday(root: string): boolean {
  try {
    return Date.now() - statSync(failureOf(root)).mtimeMs < day
  } catch {
    return false
  }
}

export async function downloadElectron(root: string, say: (line: string) => void): Promise<string | null> {
  const installer = join(packageOf(root), 'install.js')
  if (!existsSync(installer) || failedToday(root)) return null
  say('Downloading Electron, once …')
  const ended = await new Promise<boolean>((resolve) => {
    const child = spawn(process.execPath, [installer], { cwd: root, stdio: 'ignore', timeout: 180_000 })
    child.once('error', () => resolve(false))
    child.once('close', (code) => resolve(code === 0))
  })
  const program = ended ? findElectron(root) : null
  if (program === null) {
    mkdirSync(dirname(failureOf(root)), { recursive: true })
    writeFileSync(failureOf(root), '')
  }
  return program
}

const startMs = 8000

/** The exit code of the window's process, or null where it could not start at all. */
export function runElectron(program: string, root: string, words: readonly string[]): Promise<number | null> {
  const began = Date.now()
  return new Promise((resolve) => {
    const child = spawn(program, [root, ...words], { cwd: root, stdio: 'inherit' })
    const pass = (signal: NodeJS.Signals) => void child.kill(signal)
    process.on('SIGINT', pass).on('SIGTERM', pass)
    child.once('error', () => resolve(null))
    child.once('close', (code, signal) => {
      process.off('SIGINT', pass).off('SIGTERM', pass)
      // Ended by a signal of its own, or at once with an error: a missing library, or no sandbox on this system.
      const crashed = (signal !== null || (code ?? 0) > 1) && Date.now() - began < startMs
      resolve(crashed ? null : (code ?? 0))
    })
  })
}
