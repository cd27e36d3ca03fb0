import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { milliseconds, type Figure } from '#bench/support/stats.ts'
import { startReader } from '#main/hosts/reader-thread.ts'
import { openStore } from '#main/store/index.ts'
import { quiet, storeOptions } from '#test/support/store.ts'

/** Ten thousand dialogues of ten messages, looked at and taken in, and what the main loop has of it meanwhile. */
const conversations = 10_000
const messages = 10

function* dialogues(): Generator<string> {
  for (let at = 0; at < conversations; at += 1) {
    const said = Array.from({ length: messages }, (_, index) => ({
      role: index % 2 === 0 ? 'user' : 'assistant',
      content: `Message ${index} of ${at}: my order ${at * 31 + index} has not come, and I would like to know where it is.`,
    }))
    yield `${JSON.stringify({ id: `bench-${at}`, messages: said })}\n`
  }
}

export async function run(): Promise<readonly Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-import-'))
  const store = await openStore(storeOptions(directory, { reader: (file) => startReader(file, quiet) }))
  const delay = monitorEventLoopDelay({ resolution: 1 })
  try {
    const { uploads } = store.exchange
    const upload = uploads.begin(0)
    let bytes = 0
    for (const line of dialogues()) bytes = uploads.add(upload, bytes, Buffer.from(line))
    delay.enable()
    const since = performance.now()
    for await (const _ of store.exchange.stage(upload, new AbortController().signal)) void _
    const staged = performance.now() - since
    for await (const _ of store.exchange.apply(upload, { by: 'bench', name: 'bench', sha256: '', keepTheirs: false }))
      void _
    const applied = performance.now() - since - staged
    delay.disable()
    const late = delay.percentile(99) / 1e6
    const perSecond = (took: number) =>
      `${Math.round((conversations * messages) / (took / 1000)).toLocaleString('en-GB')} messages/s`
    return [
      {
        name: `import: ${conversations} dialogues looked at`,
        ours: `${(staged / 1000).toFixed(1)} s, ${perSecond(staged)}`,
        limit: '60 s',
        ratio: staged / 60_000,
        goal: '≤ 60 s',
        met: staged <= 60_000,
      },
      {
        name: `import: ${conversations} dialogues taken in`,
        ours: `${(applied / 1000).toFixed(1)} s, ${perSecond(applied)}`,
        limit: '60 s',
        ratio: applied / 60_000,
        goal: '≤ 60 s',
        met: applied <= 60_000,
      },
      {
        name: 'main loop while importing, delay p99',
        ours: milliseconds(late),
        limit: '20 ms',
        ratio: late / 20,
        goal: '≤ 20 ms',
        met: late <= 20,
      },
    ]
  } finally {
    await store.close()
    rmSync(directory, { recursive: true, force: true })
  }
}
