import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { startSandbox, type Sandbox } from '#main/sandbox/index.ts'
import { keepReceived, type Receiver } from '#test/support/received.ts'

/**
 * The sandbox in a process of its own, so that a desk can be killed while the counters live on. Prints one JSON line with
 * addresses, keys, configuration and control token; ends when its standard input closes.
 *
 * node test/support/sandbox-process.ts [--directory DIR] [--life on|off] [--world sample|empty] [--speed N] [--word-delay MS]
 *   [--received DIR]
 */
const { values } = parseArgs({
  options: {
    directory: { type: 'string' },
    life: { type: 'string', default: 'off' },
    world: { type: 'string', default: 'empty' },
    speed: { type: 'string', default: '1' },
    'word-delay': { type: 'string', default: '0' },
    poll: { type: 'string', default: '0.5' },
    received: { type: 'string' },
  },
})

const controlToken = randomBytes(24).toString('hex')
let receivers: readonly Receiver[] = []
if (values.received !== undefined) keepReceived(values.received, () => receivers)
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
receivers = receiversOf(sandbox)
process.stdout.write(`${JSON.stringify({ baseUrls, keys, configuration, controlToken })}\n`)
process.stdin.resume()
process.stdin.once('end', () => {
  void sandbox.stop()
})

/** Each service by its port, with the one key that is good there. */
function receiversOf({ baseUrls, keys }: Sandbox): readonly Receiver[] {
  const own = {
    xai: keys.xai,
    helpdesk: keys.helpdesk,
    company: keys['tool:company'],
    bot: keys.bot,
    management: keys.management,
  }
  const services = ['xai', 'helpdesk', 'company', 'bot', 'management'] as const
  return services.map((name) => ({ name, port: Number(new URL(baseUrls[name]).port), key: own[name] ?? '' }))
}
