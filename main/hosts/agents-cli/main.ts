import { createInterface } from 'node:readline'
import { runAgentsCommand } from '#main/hosts/agents-cli/run.ts'
import { standardInput } from '#main/hosts/terminal.ts'

// Whoever reads the output may stop reading: that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1)
})

const exitCode = await runAgentsCommand(process.argv.slice(2), {
  environment: process.env,
  isTerminal: process.stdin.isTTY && process.stdout.isTTY,
  hasInput: !process.stdin.isTTY,
  standardInput,
  lines: () => createInterface({ input: process.stdin, terminal: false }),
  write: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
  onInterrupt: (listener) => {
    process.on('SIGINT', listener)
    process.on('SIGTERM', listener)
    return () => {
      process.off('SIGINT', listener)
      process.off('SIGTERM', listener)
    }
  },
})
// What still waits, a prompt or the farewell of a socket, keeps nobody here.
process.stdout.write('', () => process.exit(exitCode))
