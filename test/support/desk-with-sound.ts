import { serveProfile } from '#main/hosts/web/serve.ts'

/** A desk on the sample company whose microphone is a file. Environment: DESK_PROFILE, DESK_SOUND. First line: {"url","pid"}. */
const served = await serveProfile({
  profileDirectory: process.env['DESK_PROFILE'] ?? '',
  port: 0,
  sample: 'always',
  environment: process.env,
  opener: async () => {},
  watch: () => {},
  soundFile: process.env['DESK_SOUND'] ?? '',
})
process.stdout.write(`${JSON.stringify({ url: served.url, pid: process.pid })}\n`)
process.once('SIGTERM', () => void served.stop().then(() => process.exit(0)))
