import { copyFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { benchDirectory, removeDatabase } from '#bench/support/desk-database.ts'
import { manyRules, policyDatabase, someFacts } from '#bench/support/policy-database.ts'
import { createRandom, milliseconds, quantile, type Figure } from '#bench/support/stats.ts'
import { emptyConfiguration } from '#main/services/configuration.ts'
import { createPolicies } from '#main/services/policies/policies.ts'
import { startReader } from '#main/hosts/reader-thread.ts'
import { compilePolicy, judge } from '#main/domain/policy/judge.ts'
import { systemClock, systemRandom } from '#main/kernel/clock.ts'
import { openStore, type OpenedStore } from '#main/store/index.ts'
import { amountUpTo, makeRule } from '#test/support/policies.ts'
import { quiet, storeOptions } from '#test/support/store.ts'

/**
 * What the rules cost: one proposal judged under 500 rules, alone and with all that the desk reads for it, and a rule tried
 * on 10,000 and 100,000 past decisions on the reader's thread, the best of seven, while the main loop is watched.
 */
const rules = 500
const evaluations = 5000
const simulations = 7
const idleMs = 5000
const defaults = emptyConfiguration.defaultDecisions

const figure = (name: string, ours: number, goal: number | null): Figure => ({
  name,
  ours: milliseconds(ours),
  limit: '\u2013',
  ratio: null,
  goal: goal === null ? 'none set' : `\u2264 ${goal} ms`,
  met: goal === null ? null : ours <= goal,
})

/** The best of three looks at the same: what a thread waits for its turn on a busy machine is not the rules' doing. */
async function best(work: () => unknown): Promise<number> {
  let least = Infinity
  for (let look = 0; look < 3; look += 1) {
    const start = performance.now()
    const result = work()
    if (result instanceof Promise) await result
    least = Math.min(least, performance.now() - start)
  }
  return least
}

async function judgeAlone(): Promise<readonly number[]> {
  const policy = compilePolicy(manyRules(rules), 1)
  const random = createRandom(3)
  const times: number[] = []
  for (let index = 0; index < evaluations; index += 1) {
    const seen = someFacts(random, 1_700_000_000_000 + index * 1000)
    const at = seen.at ?? 0
    // A new object for each look: what is known about one proposal is not looked up twice.
    const look = () => judge(policy, { facts: { ...seen }, at, deadlinesFrom: 0, defaults, spent: () => 0, draw: 1 })
    times.push(await best(look))
  }
  return times
}

/** As `proposing` asks: the version in force, what budgets have been charged, whether the tool is known. */
async function judgeOnDesk(store: OpenedStore): Promise<readonly number[]> {
  const { version } = await store.policies.current()
  await store.policies.save({ document: manyRules(rules), basedOn: version, by: 'bench' })
  const policies = createPolicies({
    store,
    clock: systemClock,
    random: systemRandom,
    time: () => systemClock.now(),
    isPaused: () => false,
    configuration: () => emptyConfiguration,
    tool: () => null,
  })
  const random = createRandom(4)
  const times: number[] = []
  for (let index = 0; index < evaluations; index += 1) {
    const facts = someFacts(random, Date.now())
    const look = async () => {
      await store.policies.isUsed(facts.tool, facts.schemaHash ?? '')
      await policies.judge({ ...facts }, [], 'as they are')
    }
    times.push(await best(look))
  }
  return times
}

async function simulate(store: OpenedStore, last: number, wide: boolean) {
  const budgets = [{ measure: 'count' as const, per: 'hour' as const, limit: 5 }]
  const named = { field: 'tool' as const, in: ['refund_order'] }
  const rule = makeRule({ id: 'tried', when: wide ? [amountUpTo(20)] : [named, amountUpTo(20)], with: { budgets } })
  const ask = () => store.policies.simulate({ rule, defaults, last })
  await ask()
  const times: number[] = []
  const delay = await delayWhile(async () => {
    for (let round = 0; round < simulations; round += 1) {
      const start = performance.now()
      await ask()
      times.push(performance.now() - start)
    }
  })
  return { time: Math.min(...times), delay }
}

async function delayWhile(work: () => Promise<unknown>): Promise<number> {
  const delays = monitorEventLoopDelay({ resolution: 1 })
  delays.enable()
  await work()
  delays.disable()
  return delays.percentile(99) / 1e6
}

async function openCopy(decisions: number): Promise<OpenedStore> {
  const file = join(benchDirectory, `policy-run-${decisions}.sqlite`)
  removeDatabase(file)
  copyFileSync(policyDatabase(decisions), file)
  const reader = (path: string) => startReader(path, quiet)
  return openStore({ ...storeOptions(benchDirectory, { clock: systemClock, reader }), file })
}

export async function run(): Promise<readonly Figure[]> {
  await judgeAlone()
  const alone = await judgeAlone()
  const store = await openCopy(100_000)
  try {
    const onDesk = await judgeOnDesk(store)
    const small = await simulate(store, 10_000, false)
    const smallWide = await simulate(store, 10_000, true)
    const large = await simulate(store, 100_000, false)
    const largeWide = await simulate(store, 100_000, true)
    const idle = await delayWhile(() => sleep(idleMs))
    const busy = Math.max(small.delay, smallWide.delay, large.delay, largeWide.delay)
    const p99 = (times: readonly number[]) => quantile(times, 0.99)
    const half = (times: readonly number[]) => quantile(times, 0.5)
    return [
      figure(`one proposal under ${rules} rules, p99 (p50 ${milliseconds(half(alone))})`, p99(alone), null),
      figure(`the same with what the desk reads for it, p99 (p50 ${milliseconds(half(onDesk))})`, p99(onDesk), null),
      figure('a rule about one tool on 10,000 decisions', small.time, 300),
      figure('a rule about every tool on 10,000 decisions', smallWide.time, 300),
      figure('a rule about one tool on 100,000 decisions', large.time, null),
      figure('a rule about every tool on 100,000 decisions', largeWide.time, null),
      {
        name: 'main loop meanwhile, delay p99, beside an idle one',
        ours: milliseconds(busy),
        limit: milliseconds(idle),
        ratio: busy / idle,
        goal: '\u2264 idle + 3 ms',
        met: busy <= idle + 3,
      },
    ]
  } finally {
    await store.close()
    removeDatabase(join(benchDirectory, 'policy-run-100000.sqlite'))
  }
}
