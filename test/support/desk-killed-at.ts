import { serveProfile } from '#main/hosts/web/serve.ts'
import type { ExecutionPoint } from '#main/kernel/ports.ts'

/**
 * A real desk process that kills itself without warning the n-th time it passes a point of an execution.
 * Environment: DESK_PROFILE, KILL_AT (a point, or empty), KILL_COUNT (1: the first time), DESK_SAMPLE (never: no sample company
 * where nothing is connected). First line printed: {"url","pid"}.
 */
const point = (process.env['KILL_AT'] ?? '') as ExecutionPoint | ''
let left = Number(process.env['KILL_COUNT'] ?? 1)

const served = await serveProfile({
  profileDirectory: process.env['DESK_PROFILE'] ?? '',
  port: 0,
  sample: process.env['DESK_SAMPLE'] === 'never' ? 'never' : 'auto',
  environment: process.env,
  opener: async () => {},
  watch: (passed) => {
    if (passed !== point) return
    left -= 1
    if (left <= 0) process.kill(process.pid, 'SIGKILL')
  },
})
process.stdout.write(`${JSON.stringify({ url: served.url, pid: process.pid })}\n`)
process.once('SIGTERM', () => void served.stop().then(() => process.exit(0)))
