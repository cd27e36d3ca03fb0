import { execFile, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { AppError } from '#main/kernel/errors.ts'

/**
 * Programs of the sound server as children that cannot outlive us: on Linux the system ends them with the thread that started
 * them, and wherever we end in an orderly way we end them ourselves. They are started by their path, without a shell, and see
 * nothing of our environment but what leads to the sound server.
 */
export type SoundProcess = {
  readonly pid: number
  readonly output: Readable
  readonly input: Writable
  /** The last that it complained about. */
  readonly complaint: () => string
  readonly exited: Promise<void>
  readonly kill: () => Promise<void>
}

export type Environment = Readonly<Record<string, string | undefined>>

export type SoundPrograms = {
  readonly has: (name: string) => boolean
  readonly start: (name: string, words: readonly string[]) => SoundProcess
  /** Its whole output; refuses what takes longer than a moment. */
  readonly ask: (name: string, words: readonly string[]) => Promise<string>
}

const passedOn =
  /^(PATH|HOME|USER|LOGNAME|LANG|TMPDIR|DISPLAY|XDG_RUNTIME_DIR|XDG_CONFIG_HOME|DBUS_SESSION_BUS_ADDRESS|PULSE_.*|PIPEWIRE_.*)$/
const answerMs = 3000
const mostComplaint = 2000
const mostAnswer = 8 * 1024 * 1024

function findProgram(name: string, environment: Environment): string | null {
  const places = (environment['PATH'] ?? '').split(delimiter).filter(isAbsolute)
  for (const place of places) {
    try {
      accessSync(join(place, name), constants.X_OK)
      return join(place, name)
    } catch {
      // Not here.
    }
  }
  return null
}

export function createSoundPrograms(environment: Environment, platform: NodeJS.Platform): SoundPrograms {
  // Numbers with a point, whatever the language: what is read is JSON.
  const env = {
    ...Object.fromEntries(Object.entries(environment).filter(([name]) => passedOn.test(name))),
    LC_NUMERIC: 'C',
  }
  const pathOf = (name: string): string => {
    const path = findProgram(name, environment)
    if (path === null) throw new AppError('unreachable', `The program ${name} is not installed.`)
    return path
  }
  const guard = platform === 'linux' ? findProgram('setpriv', environment) : null

  return {
    has: (name) => findProgram(name, environment) !== null,
    start: (name, words) => {
      const path = pathOf(name)
      const [program, all] =
        guard === null ? [path, [...words]] : [guard, ['--pdeathsig', 'KILL', '--', path, ...words]]
      const child = spawn(program, all, { env, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true })
      const end = () => void child.kill('SIGKILL')
      process.once('exit', end)
      let complaint = ''
      child.stderr.setEncoding('utf8')
      child.stderr.on('data', (text: string) => (complaint = (complaint + text).slice(-mostComplaint)))
      // Writing to one that has just ended is no fault of ours.
      child.stdin.on('error', () => {})
      const exited = new Promise<void>((resolve) => {
        const over = () => {
          process.removeListener('exit', end)
          resolve()
        }
        child.once('error', (error) => {
          complaint ||= error.message
          over()
        })
        child.once('close', over)
      })
      return {
        pid: child.pid ?? 0,
        output: child.stdout,
        input: child.stdin,
        complaint: () => complaint.trim().split('\n').at(-1) ?? '',
        exited,
        kill: async () => {
          end()
          await exited
        },
      }
    },
    ask: (name, words) =>
      new Promise((resolve, reject) => {
        const options = {
          env,
          timeout: answerMs,
          maxBuffer: mostAnswer,
          killSignal: 'SIGKILL',
          windowsHide: true,
        } as const
        execFile(pathOf(name), [...words], options, (error, output) => {
          if (error === null) return resolve(output)
          reject(new AppError('unreachable', 'The sound server does not answer.', { cause: error }))
        })
      }),
  }
}
