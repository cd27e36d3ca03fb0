import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { findEndpoint } from '#main/hosts/endpoint.ts'
import { reachDesk, type Reached } from '#main/hosts/cli/reach.ts'
import type { Desk } from '#main/hosts/cli/command.ts'

/**
 * A desk as it really runs: a process of its own on a profile of its own, spoken to through its door. It can be killed and
 * started again on the same profile.
 */

export type World = {
  readonly profileDirectory: string
  /** The link of the present process; another after `restart`. */
  readonly url: () => string
  readonly pid: () => number
  /** The contract over the present process's socket. */
  readonly desk: () => Desk
  /** Sends the signal and waits for the end of the process. */
  readonly kill: (signal: NodeJS.Signals) => Promise<void>
  /** Starts the desk again after a kill, or after an orderly stop where it still runs. */
  readonly restart: () => Promise<void>
  /** Waits for the end of a process that kills itself. */
  readonly ended: () => Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
  /** All that the processes have written on standard error. */
  readonly complaints: () => string
  readonly stop: () => Promise<void>
}

export type WorldOptions = {
  /** An existing profile; absent: a new one, removed by `stop`. */
  readonly profileDirectory?: string
  /** Words after `serve --profile DIR --port 0`. */
  readonly words?: readonly string[]
  readonly environment?: NodeJS.ProcessEnv
  /** Another program than the command line's own main; it must print the same first line. */
  readonly entry?: string
}

type Running = {
  readonly child: ChildProcess
  readonly url: string
  readonly pid: number
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
}

const root = join(import.meta.dirname, '..', '..')

/** What a desk under test must not inherit: keys and settings of whoever runs the tests. */
const cleanEnvironment = (): NodeJS.ProcessEnv => {
  const foreign = [
    'XAI_API_KEY',
    'INTERCOM_ACCESS_TOKEN',
    'COUNTERSIGN_PASSPHRASE',
    'COUNTERSIGN_PROFILE',
    'NODE_OPTIONS',
  ]
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.includes(name)))
}

async function launch(
  profileDirectory: string,
  options: WorldOptions,
  complain: (text: string) => void,
): Promise<Running> {
  const entry = options.entry ?? join('main', 'hosts', 'cli', 'launch.mjs')
  const words = ['serve', '--profile', profileDirectory, '--port', '0', ...(options.words ?? [])]
  const child = spawn(process.execPath, [entry, ...words], {
    cwd: root,
    env: { ...cleanEnvironment(), DESK_PROFILE: profileDirectory, ...options.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }))
  child.stderr.on('data', (chunk: Buffer) => complain(chunk.toString('utf8')))
  const first = await Promise.race([once(createInterface(child.stdout), 'line'), ended])
  if (!Array.isArray(first)) throw new Error(`The desk ended before it was ready (${first.code ?? first.signal}).`)
  const { url, pid } = JSON.parse(String(first[0])) as { url: string; pid: number }
  return { child, url, pid, ended }
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const own = options.profileDirectory === undefined
  const base = own ? await mkdtemp(join(tmpdir(), 'countersign-world-')) : ''
  const profileDirectory = options.profileDirectory ?? join(base, 'profile')
  let said = ''
  let running: Running
  let reached: Reached | null = null

  const start = async () => {
    running = await launch(profileDirectory, options, (text) => (said += text)).catch((thrown: unknown) => {
      throw new Error(`${thrown instanceof Error ? thrown.message : String(thrown)}\n${said}`)
    })
    if ((await findEndpoint(profileDirectory)) === null) return
    reached = await reachDesk({ profileDirectory, environment: {}, sample: 'auto' })
  }
  const end = async (signal: NodeJS.Signals) => {
    running.child.kill(signal)
    await running.ended
    await reached?.close()
    reached = null
  }
  await start()

  return {
    profileDirectory,
    url: () => running.url,
    pid: () => running.pid,
    desk: () => {
      if (reached === null) throw new Error('The desk does not run.')
      return reached.desk
    },
    kill: end,
    restart: async () => {
      await end('SIGTERM')
      await start()
    },
    ended: () => running.ended,
    complaints: () => said,
    stop: async () => {
      await end('SIGTERM')
      if (own) await rm(base, { recursive: true, force: true })
    },
  }
}
