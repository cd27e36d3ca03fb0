import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import type * as Stub from '#test/support/electron-stub.ts'
import type { AnswerFrame } from '#rpc/wire.ts'

/** Runs a bundled main program against the double of `electron`, asks two questions over its port, quits, and reports. */
const [, , bundle = '', ...questions] = process.argv
const stubAddress = new URL('electron-stub.ts', import.meta.url).href
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: stubAddress, shortCircuit: true } : next(specifier, context),
})
const until = async (condition: () => boolean) => {
  const end = Date.now() + 20_000
  while (!condition()) {
    if (Date.now() > end) throw new Error('nothing happened')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const { double } = (await import(stubAddress)) as typeof Stub
await import(pathToFileURL(bundle).href)
await until(() => double.windows.length === 1)
const opened = double.windows[0]!.double
const event = { senderFrame: opened.mainFrame.frame, sender: opened.contents }
double.ipcMain.emit('desk:handshake', event, crypto.randomUUID())
const port = opened.mainFrame.posted[0]!.ports[0] as NodeJS.EventEmitter & { postMessage: (data: unknown) => void }
const answers: AnswerFrame[] = []
port.on('message', ({ data }: { data: AnswerFrame }) => answers.push(data))
const asked = questions.filter((question) => question.startsWith('{')).map((question): unknown => JSON.parse(question))
for (const question of asked) port.postMessage(question)
await until(() => answers.length === asked.length)
double.app.emit('before-quit', { preventDefault: () => {} })
await until(() => double.named('quit').length === 1)
process.stdout.write(JSON.stringify({ answers, preload: double.windows[0]?.options.webPreferences?.preload }))
process.exit(0)
