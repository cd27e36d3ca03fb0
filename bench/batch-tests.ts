import type { Figure } from '#bench/support/stats.ts'
import { TestQuestionSchema } from '#contract/batch-test.ts'
import { startDesk } from '#test/support/desk-in-process.ts'

/**
 * A batch test at the limit of its key, in real time: 60 requests a minute are allowed, and the round has questions for several
 * windows. What is left of a window when it ends is lost; every answer 429 is a request that should not have been sent. The last
 * window is left out, because it has fewer questions than room.
 */
const perMinute = 60
const windowMs = 60_000
const windows = 4

export async function run(): Promise<readonly Figure[]> {
  const rig = await startDesk()
  try {
    rig.sandbox.control.bot({ perMinute, windowMs })
    const count = perMinute * windows + perMinute / 2
    const questions = Array.from({ length: count }, (_, index) =>
      TestQuestionSchema.parse({ key: String(index), question: `How long does delivery of item ${index} take?` }),
    )
    const { id: setId } = await rig.desk().batchTests.save({ id: null, name: 'Limit', questions, schedule: null })
    const { id } = await rig.desk().batchTests.start({ id: setId })
    for await (const _ of rig.desk().batchTests.watch({ id })) continue
    const { round } = await rig.desk().batchTests.round({ id })
    if (round.state !== 'done') throw new RangeError(`The round ended as ${round.state}: ${round.trouble ?? ''}`)
    const asked = rig.sandbox.control.requests('bot').filter(({ path }) => path === '/v1/query')
    const refused = asked.filter(({ status }) => status === 429).length
    const used = windowsOf(asked.flatMap(({ at, status }) => (status === 429 ? [] : [at]))).slice(0, -1)
    const share = used.reduce((sum, one) => sum + one, 0) / (used.length * perMinute)
    return [
      {
        name: `batch test at ${perMinute} requests a minute: sent of those allowed, ${used.length} whole windows`,
        ours: share.toFixed(3),
        limit: '1.000',
        ratio: share,
        goal: '≥ 0.95',
        met: share >= 0.95,
      },
      {
        name: 'the same: answers 429',
        ours: String(refused),
        limit: '0',
        ratio: null,
        goal: '0',
        met: refused === 0,
      },
    ]
  } finally {
    await rig.stop()
  }
}

/** How many requests stand in each window of the service: one begins with the first request after the one before. */
function windowsOf(times: readonly number[]): readonly number[] {
  const counts: number[] = []
  let began = -Infinity
  for (const at of times.toSorted((one, other) => one - other)) {
    if (at >= began + windowMs) {
      began = at
      counts.push(0)
    }
    counts.push((counts.pop() ?? 0) + 1)
  }
  return counts
}
