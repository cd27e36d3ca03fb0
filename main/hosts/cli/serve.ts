import { AppError } from '#main/kernel/errors.ts'
import type { Call, Option } from '#main/hosts/cli/command.ts'
import { describeCommand } from '#main/hosts/cli/help.ts'
import type { Terminal } from '#main/hosts/cli/run.ts'

/** serve: a desk that stays, for browsers and commands. Its first line is for programs, the rest is silence. */

export const serveOptions: Readonly<Record<string, Option>> = {
  port: { type: 'string', value: 'N', help: 'the port on 127.0.0.1 (any free one)' },
}

export const portOf = (word: string | undefined): number => {
  const port = word === undefined ? 0 : /^\d{1,5}$/.test(word) ? Number(word) : -1
  if (port < 0 || port > 65_535) throw new AppError('invalid_input', '--port must be a number from 0 to 65535.')
  return port
}

export async function serveCommand(call: Call, profileDirectory: string, terminal: Terminal): Promise<void> {
  if (call.flag('help')) {
    const help = 'Keep the desk running; the first line printed is JSON: {"url","pid"}.'
    return terminal.print(describeCommand({ words: 'serve', operands: [], help, options: serveOptions }))
  }
  const { serveProfile } = await import('#main/hosts/web/serve.ts')
  const served = await serveProfile({
    profileDirectory,
    port: portOf(call.option('port')),
    sample: call.flag('sandbox') ? 'always' : 'auto',
    environment: terminal.environment,
    // A page opened by the operator's browser needs no help from this process.
    opener: async () => {
      throw new AppError('forbidden', 'Open this address yourself: the desk runs without a screen here.')
    },
    watch: () => {},
  })
  // Whoever waits for the line may ask to stop the moment it is there.
  const stopped = terminal.whenStopped()
  terminal.print(JSON.stringify({ url: served.url, pid: process.pid }))
  await stopped
  await served.stop()
}
