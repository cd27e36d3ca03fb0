import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { startSandbox } from '#main/sandbox/index.ts'

/**
 * The sandbox in a process of its own, so that a desk can be killed while the counters live on. Prints one JSON line with
 * addresses, keys, configuration and control token; ends when its standard input closes.
 *
 * node test/support/sandbox-process.ts [--directory DIR] [--life on|off] [--world sample|empty] [--speed N] [--word-delay MS]
 */
const { values } = parseArgs({
  options: {
    directory: { type: 'string' },
    life: { type: 'string', default: 'off' },
    world: { type: 'string', default: 'empty' },
    speed: { type: 'string', default: '1' },
    'word-delay': { type: 'string', default: '0' },
    poll: { type: 'string', default: '0.5' },
  },
})

const controlToken = randomBytes(24).toString('hex')
const sandbox = await startSandbox({
  directory: values.directory ?? null,
  life: values.life === 'on' ? 'on' : 'off',
  world: values.world === 'sample' ? 'sample' : 'empty',
  speed: Number(values.speed),
  shape: { wordDelayMs: Number(values['word-delay']) },
  pollSeconds: Number(values.poll),
  controlToken,
})
const { baseUrls, keys, configuration } = sandbox
process.stdout.write(`${JSON.stringify({ baseUrls, keys, configuration, controlToken })}\n`)
process.stdin.resume()
process.stdin.once('end', () => {
  void sandbox.stop()
})
