import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { findEndpoint } from '#main/hosts/endpoint.ts'
import { reachDesk, type Reached } from '#main/hosts/cli/reach.ts'
import type { Desk } from '#main/hosts/cli/command.ts'
import { canariesIn, canariesUnder, doorToken, expectNone, plant, searchesAtEnd } from '#test/support/canaries.ts'
import { program } from '#test/support/programs.ts'

/**
 * A desk as it really runs: a process of its own on a profile of its own, spoken to through its door. It can be killed and
 * started again on the same profile. What it is given to keep is a canary: `search` fails where it stands in
 * anything the desk has written or said.
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
  /** A line to the process's standard input, and the next line it prints: for programs that answer such lines. */
  readonly tell: (line: string) => Promise<string>
  /** Starts the desk again after a kill, or after an orderly stop where it still runs. */
  readonly restart: () => Promise<void>
  /** Waits for the end of a process that kills itself. */
  readonly ended: () => Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
  /** All that the processes have written on standard error. */
  readonly complaints: () => string
  /** Fails where a secret stands in a file of the profile or in what the processes have printed. */
  readonly search: () => Promise<void>
  /** The same at the end of a journey; of other tests only where they ask. */
  readonly searchAtEnd: () => Promise<void>
  /** Searches at the end, too. */
  readonly stop: () => Promise<void>
}

export type WorldOptions = {
  /** An existing profile; absent: a new one, removed by `stop`. */
  readonly profileDirectory?: string
  /** Words after `serve --profile DIR --port 0`. */
  readonly words?: readonly string[]
  readonly environment?: NodeJS.ProcessEnv
  /** Another program than the command line; it must print the same first line. */
  readonly entry?: string
}

type Running = {
  readonly child: ChildProcess
  readonly lines: Interface
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
    'CHATWOOT_ACCESS_TOKEN',
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
  print: (text: string) => void,
): Promise<Running> {
  const entry = options.entry ?? program('cli')
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
  // What is told to a process that has just been killed is lost with it.
  child.stdin.on('error', () => {})
  const lines = createInterface(child.stdout)
  const first = await Promise.race([once(lines, 'line'), ended])
  if (!Array.isArray(first)) throw new Error(`The desk ended before it was ready (${first.code ?? first.signal}).`)
  // The first line is for whoever started it; it carries the link.
  const { url, pid } = JSON.parse(String(first[0])) as { url: string; pid: number }
  plant(doorToken, new URLSearchParams(new URL(url).hash.slice(1)).get('token') ?? '')
  child.stdout.on('data', (chunk: Buffer) => print(chunk.toString('utf8')))
  return { child, lines, url, pid, ended }
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const own = options.profileDirectory === undefined
  const base = own ? await mkdtemp(join(tmpdir(), 'countersign-world-')) : ''
  const profileDirectory = options.profileDirectory ?? join(base, 'profile')
  let said = ''
  let printed = ''
  for (const [name, value] of Object.entries(options.environment ?? {}))
    if (/KEY|TOKEN|PASSPHRASE/.test(name) && value !== undefined && value.length >= 12) plant(name, value)
  let running: Running
  let reached: Reached | null = null

  const start = async () => {
    const [complain, print] = [(text: string) => void (said += text), (text: string) => void (printed += text)]
    running = await launch(profileDirectory, options, complain, print).catch((thrown: unknown) => {
      throw new Error(`${thrown instanceof Error ? thrown.message : String(thrown)}\n${said}`)
    })
    const endpoint = await findEndpoint(profileDirectory)
    if (endpoint === null) return
    plant(doorToken, endpoint.token)
    reached = await reachDesk({ profileDirectory, environment: {}, sample: 'auto' })
  }
  const end = async (signal: NodeJS.Signals) => {
    running.child.kill(signal)
    await running.ended
    await reached?.close()
    reached = null
  }
  await start()
  const searchAtEnd = () => (searchesAtEnd ? search() : Promise.resolve())
  const search = async () => {
    expectNone('what a desk has printed', canariesIn(`${said}\n${printed}`))
    expectNone('the files of a profile', await canariesUnder(profileDirectory))
  }

  return {
    profileDirectory,
    url: () => running.url,
    pid: () => running.pid,
    desk: () => {
      if (reached === null) throw new Error('The desk does not run.')
      return reached.desk
    },
    kill: end,
    tell: async (line) => {
      const answer = once(running.lines, 'line')
      running.child.stdin?.write(`${line}\n`)
      const told = await Promise.race([answer, running.ended])
      if (!Array.isArray(told)) throw new Error('The desk ended before it answered.')
      return String(told[0])
    },
    restart: async () => {
      await end('SIGTERM')
      await start()
    },
    ended: () => running.ended,
    complaints: () => said,
    search,
    searchAtEnd,
    stop: async () => {
      await end('SIGTERM')
      await searchAtEnd().finally(async () => {
        if (own) await rm(base, { recursive: true, force: true })
      })
    },
  }
}
