import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { reachDesk } from '#main/hosts/cli/reach.ts'
import { findEndpoint } from '#main/hosts/endpoint.ts'
import { programOf } from '#packaging/configuration.ts'
import type { System } from '#packaging/fuses.ts'
import { archiveOf, unpackedFolder } from '#packaging/judge.ts'

/**
 * Starts the packaged program as a person would, on a profile of its own, and asks it over its door what a window asks:
 * who it is, and for a search, which a thread answers. Then it tries what must not work. Needs a display and the real
 * Electron; run after `npm run package`.
 */
const patienceMs = 60_000

type Ended = { readonly code: number | null }

function launch(program: string, words: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const child = spawn(program, words, { stdio: 'inherit', env: { ...process.env, ...environment } })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code }))
  })
  return { child, ended }
}

async function endOf(child: ChildProcess, ended: Promise<Ended>): Promise<number | null | 'still running'> {
  const result = await Promise.race([ended.then(({ code }) => code), wait(patienceMs, 'still running' as const)])
  if (result === 'still running') child.kill('SIGKILL')
  return result
}

async function answers(program: string, profile: string): Promise<readonly string[]> {
  const { child, ended } = launch(program, ['--profile', profile, '--sandbox', '--serve'])
  const until = Date.now() + patienceMs
  while ((await findEndpoint(profile)) === null) {
    if (child.exitCode !== null) return [`the program ended with ${child.exitCode} before it opened its door`]
    if (Date.now() > until) {
      child.kill('SIGKILL')
      return ['the program opened no door within a minute']
    }
    await wait(100)
  }
  const { desk, close } = await reachDesk({ profileDirectory: profile, environment: {}, sample: 'never' })
  const app = await desk.app.get({})
  const { hits } = await desk.transcripts.search({ text: 'order', order: 'newest', cursor: null, limit: 1 })
  await close()
  child.kill()
  await endOf(child, ended)
  return [
    ...(app.host === 'electron' && app.sample ? [] : ['it does not say that it is the app, on the sample']),
    ...(hits.length === 1 ? [] : ['its search finds nothing']),
  ]
}

/** The real program of a Mac lies inside of its folder. */
const startable = (system: System, folder: string): string =>
  system === 'darwin' ? join(programOf(system, folder), 'Contents', 'MacOS', 'Countersign') : programOf(system, folder)

/** S11: the fuse, as a stranger would try it. */
async function runsAsNode(program: string, profile: string): Promise<boolean> {
  const script = ['-e', 'process.exit(42)']
  const { child, ended } = launch(program, [...script, '--profile', profile, '--inspect'], {
    ELECTRON_RUN_AS_NODE: '1',
  })
  return (await endOf(child, ended)) === 42
}

/** S12: one byte in the last place of the archive's header is another one, and put back afterwards. */
async function startsTampered(program: string, archive: string, profile: string): Promise<boolean> {
  const file = openSync(archive, 'r+')
  const header = Buffer.alloc(16)
  readSync(file, header, 0, 16, 0)
  const text = Buffer.alloc(header.readUInt32LE(12))
  readSync(file, text, 0, text.length, 16)
  // Inside the last hash of the header, which stays a header that can be read.
  const at = 16 + text.lastIndexOf('"') - 2
  const byte = Buffer.alloc(1)
  readSync(file, byte, 0, 1, at)
  writeSync(file, Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, at)
  try {
    const { child, ended } = launch(program, ['--profile', profile, '--sandbox', '--serve'])
    const until = Date.now() + 15_000
    while (Date.now() < until && child.exitCode === null && child.signalCode === null) {
      if ((await findEndpoint(profile)) !== null) {
        child.kill('SIGKILL')
        await ended
        return true
      }
      await wait(100)
    }
    child.kill('SIGKILL')
    await ended
    return false
  } finally {
    writeSync(file, byte, 0, 1, at)
    closeSync(file)
  }
}

async function smoke(system: System): Promise<readonly string[]> {
  const folder = unpackedFolder(join(import.meta.dirname, '..', 'out', 'packages'), system)
  const program = startable(system, folder)
  const profiles = mkdtempSync(join(tmpdir(), 'countersign-smoke-'))
  try {
    const wrong = [...(await answers(program, join(profiles, 'first')))]
    if (system === 'linux' && (await runsAsNode(program, join(profiles, 'node'))))
      wrong.push('S11: it runs as Node when it is told to')
    if (system !== 'linux' && (await startsTampered(program, archiveOf(system, folder), join(profiles, 'tampered'))))
      wrong.push('S12: it starts from an archive that somebody changed')
    return wrong
  } finally {
    rmSync(profiles, { recursive: true, force: true, maxRetries: 5 })
  }
}

const { platform } = process
if (platform !== 'linux' && platform !== 'darwin' && platform !== 'win32')
  throw new Error(`No package for ${platform}.`)
const wrong = await smoke(platform)
for (const sentence of wrong) process.stderr.write(`Wrong: ${sentence}.\n`)
if (wrong.length === 0) process.stdout.write('The packaged program answers.\n')
process.exitCode = wrong.length === 0 ? 0 : 1
