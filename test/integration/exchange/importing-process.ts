import { openStore } from '#main/store/index.ts'
import { storeOptions } from '#test/support/store.ts'

/** Takes in what lies in a file, and ends itself, unasked and at once, at the given step. Words: directory, upload, step. */
const [directory = '', upload = '', at = '0'] = process.argv.slice(2)
const store = await openStore(storeOptions(directory))
let step = 0
const next = () => {
  step += 1
  if (step === Number(at)) process.kill(process.pid, 'SIGKILL')
}
for await (const _ of store.exchange.stage(upload, new AbortController().signal)) next()
for await (const _ of store.exchange.apply(upload, { by: 'Jo', name: 'x', sha256: '', keepTheirs: false })) next()
process.stdout.write(`${step}`)
await store.close()
