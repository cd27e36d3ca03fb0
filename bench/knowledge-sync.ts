import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Figure } from '#bench/support/stats.ts'
import { startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { until } from '#test/support/until.ts'

/**
 * A folder of a thousand documents: compared, signed, sent and indexed, beside a bare loop of the same calls with the bodies ready
 * in memory. The service works a job off at once, so that what is measured is the desk.
 */
const documents = 1_000
const perBatch = 500
const rounds = 3

const contentOf = (round: number, index: number): string =>
  `# Document ${index}\n\n${`Round ${round} of what is known about item ${index}. `.repeat(40)}\n`

export async function run(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
  const rig = await startDesk()
  try {
    rig.sandbox.control.bot({ perMinute: 1_000_000, stepMs: 0 })
    const ours: number[] = []
    const bare: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      for (let index = 0; index < documents; index += 1)
        writeFileSync(join(folder, `item-${index}.md`), contentOf(round, index))
      const times = [await timed(() => byDesk(rig, folder)), await timed(() => byLoop(rig, round))] as const
      // Before the first round the service has fewer documents to list for one than for the other.
      if (round === 0) continue
      ours.push(times[0])
      bare.push(times[1])
    }
    const [best, limit] = [Math.min(...ours), Math.min(...bare)]
    return [
      {
        name: `sync of ${documents.toLocaleString('en-US')} documents: compared, signed, sent, indexed`,
        ours: `${Math.round(best)} ms`,
        limit: `${Math.round(limit)} ms, a bare loop of the same calls`,
        ratio: best / limit,
        goal: '–',
        met: null,
      },
    ]
  } finally {
    await rig.stop()
    rmSync(folder, { recursive: true })
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

async function byDesk(rig: DeskInProcess, folder: string): Promise<void> {
  const { id } = await rig.desk().knowledge.planSync({ folder })
  const proposal = await rig.desk().knowledge.propose({
    act: { act: 'sync', planId: id, deletes: [] },
    consent: { typed: '' },
  })
  await until('the folder to be sent', async () =>
    (await rig.store().ledger.get(proposal.id)).state === 'succeeded' ? true : null,
  )
}

async function byLoop(rig: DeskInProcess, round: number): Promise<void> {
  const ask = async (path: string, body?: unknown): Promise<{ readonly job?: { readonly id: string } }> => {
    const response = await fetch(`${rig.sandbox.baseUrls.bot}/v1/kb/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${rig.sandbox.keys.bot ?? ''}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new RangeError(`${path} was answered with ${response.status}`)
    return (await response.json()) as { readonly job?: { readonly id: string } }
  }
  const pages = Math.ceil((rig.sandbox.control.botWorld().documents.length || 1) / 200)
  const list = async () => {
    for (let page = 0; page < pages; page += 1) await ask('documents?limit=200')
  }
  await list()
  for (let from = 0; from < documents; from += perBatch) {
    const operations = Array.from({ length: perBatch }, (_, at) => ({
      op: 'upsert',
      document: {
        external_id: `loop-${from + at}.md`,
        title: `Document ${from + at}`,
        content: contentOf(round, from + at),
        content_type: 'text/markdown',
        tags: [],
        active: true,
      },
    }))
    const { job } = await ask('documents:batch', { operations })
    await ask(`jobs/${job?.id ?? ''}`)
  }
  await list()
}
