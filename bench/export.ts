import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { everyMask } from '#contract/exchange.ts'
import { deskDatabase } from '#bench/support/desk-database.ts'
import { milliseconds, type Figure } from '#bench/support/stats.ts'
import { startReader } from '#main/hosts/reader-thread.ts'
import { quiet } from '#test/support/store.ts'

/** Ten thousand conversations as files of every form, masked, and what the main loop has of it meanwhile. */
const wanted = 10_000

export async function run(): Promise<readonly Figure[]> {
  const reader = startReader(deskDatabase(wanted), quiet)
  const directory = mkdtempSync(join(tmpdir(), 'countersign-export-'))
  const delay = monitorEventLoopDelay({ resolution: 1 })
  try {
    const order = {
      folder: join(directory, 'transcripts-bench'),
      recordings: directory,
      program: 'bench',
      at: Date.now(),
      request: {
        of: { by: 'query' as const, text: '' },
        formats: ['jsonl', 'csv', 'markdown', 'html'] as const,
        masks: everyMask,
        layout: 'each' as const,
        audio: 'none' as const,
      },
    }
    const request = { ...order.request, formats: [...order.request.formats], masks: [...everyMask] }
    const since = performance.now()
    delay.enable()
    let written = 0
    for await (const step of reader.exportTranscripts(
      { ...order, request, chosen: { by: 'query', query: null } },
      new AbortController().signal,
    )) {
      if (step.type === 'result') written = step.result.conversations
    }
    const took = performance.now() - since
    delay.disable()
    const late = delay.percentile(99) / 1e6
    return [
      {
        name: `export of ${written} conversations, four forms, masked`,
        ours: `${(took / 1000).toFixed(1)} s`,
        limit: '60 s',
        ratio: took / 60_000,
        goal: '≤ 60 s',
        met: took <= 60_000 && written > 0,
      },
      {
        name: 'main loop while exporting, delay p99',
        ours: milliseconds(late),
        limit: '20 ms',
        ratio: late / 20,
        goal: '≤ 20 ms',
        met: late <= 20,
      },
    ]
  } finally {
    await reader.close()
    rmSync(directory, { recursive: true, force: true })
  }
}
