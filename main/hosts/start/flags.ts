import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { portOf } from '#main/hosts/cli/serve.ts'
import { AppError } from '#main/kernel/errors.ts'
import { defaultProfileDirectory, type Environment } from '#main/hosts/profile.ts'

export type Flags = {
  readonly profileDirectory: string
  readonly serve: boolean
  readonly port: number
  readonly open: boolean
  readonly sandbox: boolean
}

export const usage =
  'npm start -- [--profile DIR] [--serve] [--port N] [--no-open] [--sandbox]\n\n' +
  '  --profile DIR  where the desk keeps everything\n' +
  '  --serve        use the loopback host even where Electron is installed\n' +
  '  --port N       the port of the loopback host (any free one); implies --serve\n' +
  '  --no-open      open no window; print the address and keep serving\n' +
  '  --sandbox      work on the sample company, whatever is connected'

export function parseFlags(words: readonly string[], environment: Environment): Flags | 'help' {
  try {
    const { values } = parseArgs({
      args: [...words],
      strict: true,
      options: {
        profile: { type: 'string' },
        serve: { type: 'boolean', default: false },
        port: { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        sandbox: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return 'help'
    return {
      profileDirectory: resolve(values.profile ?? defaultProfileDirectory(process.platform, environment, homedir())),
      serve: values.serve || values.port !== undefined,
      port: portOf(values.port),
      open: !values['no-open'],
      sandbox: values.sandbox,
    }
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown
    throw new AppError('invalid_input', thrown instanceof Error ? thrown.message : 'These options are not understood.')
  }
}
