import { readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { serveProfile } from '#main/hosts/web/serve.ts'
import type { ExecutionPoint } from '#main/kernel/ports.ts'
import { movingClock } from '#test/support/moving-clock.ts'

/**
 * A real desk process for the soak run: its clock can be moved, it can be told to kill itself at a point of an execution, and
 * it says how much it holds after collecting garbage. One line of JSON in, one out. Environment: DESK_PROFILE. First line
 * printed: {"url","pid"}. It ends with its standard input.
 */
export type Told =
  | { readonly clock: 'suspend' | 'advance'; readonly ms: number }
  | { readonly dieAt: ExecutionPoint; readonly count: number }
  | { readonly measure: true }

/** Bytes, open file descriptors (null where the system does not list them), and what keeps the event loop alive. */
export type Held = {
  readonly rss: number
  readonly heap: number
  readonly descriptors: number | null
  readonly resources: number
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
const clock = movingClock()
let death: { readonly at: ExecutionPoint; left: number } | null = null

const served = await serveProfile({
  profileDirectory: process.env['DESK_PROFILE'] ?? '',
  port: 0,
  sample: 'never',
  environment: process.env,
  opener: async () => {},
  clock,
  watch: (passed) => {
    if (passed !== death?.at) return
    death.left -= 1
    if (death.left <= 0) process.kill(process.pid, 'SIGKILL')
  },
})

const descriptors = (): number | null => {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return null
  }
}

function measure(): Held {
  collectGarbage()
  collectGarbage()
  const { rss, heapUsed, external } = process.memoryUsage()
  const resources = process.getActiveResourcesInfo().length
  return { rss, heap: heapUsed + external, descriptors: descriptors(), resources }
}

function answer(told: Told): unknown {
  if ('measure' in told) return measure()
  if ('dieAt' in told) death = { at: told.dieAt, left: told.count }
  else clock[told.clock](told.ms)
  return {}
}

process.stdout.write(`${JSON.stringify({ url: served.url, pid: process.pid })}\n`)
const lines = createInterface(process.stdin)
lines.on('line', (line) => process.stdout.write(`${JSON.stringify(answer(JSON.parse(line) as Told))}\n`))
lines.once('close', () => process.exit(0))
process.once('SIGTERM', () => void served.stop().then(() => process.exit(0)))
