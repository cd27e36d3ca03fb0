import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startFakeDesk } from '#test/support/fake-desk.ts'

/** Serves the built screen with invented data: --port N --extra N --faces --sample --dir out/renderer. For looking at it. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    extra: { type: 'string', default: '0' },
    faces: { type: 'boolean', default: false },
    sample: { type: 'boolean', default: false },
    hours: { type: 'string', default: '0' },
    dir: { type: 'string', default: 'out/renderer' },
  },
})
const desk = await startFakeDesk({
  rendererDirectory: resolve(values.dir),
  port: Number(values.port),
  extra: Number(values.extra),
  faces: values.faces,
  callHours: Number(values.hours),
  status: { sample: values.sample },
})
process.stdout.write(`${desk.invite()}\n`)
