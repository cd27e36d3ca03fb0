import type { AppContract } from '#contract/index.ts'
import type { RetentionRule, RetentionRun } from '#contract/retention.ts'
import { asAppError } from '#main/kernel/errors.ts'
import type { Jobs, Work } from '#main/services/exchange/jobs.ts'
import type { RemoveSound } from '#main/services/exchange/removal.ts'
import type { Desk } from '#main/services/desk.ts'
import { recordingRemoved } from '#main/store/erase/vouching.ts'
import type { Handlers } from '#rpc/serve.ts'

/**
 * Removes for good what is older than rules say, recordings or whole conversations: seen before it is done, once a day by
 * itself, one after the other, and never what is held, open or not settled. What each rule removed is written down, and the
 * ledger has a sealed entry of each conversation and each recording that names the rule; what it was is nowhere. A run that was stopped in the
 * middle is gone on with.
 */
export type Retaining = {
  readonly desk: Pick<Desk, 'store' | 'clock' | 'log' | 'configuration'> & {
    readonly record: Pick<Desk['record'], 'erase' | 'noteRemoval'>
  }
  readonly jobs: Jobs
  readonly removeSound: RemoveSound
  readonly stopping: AbortSignal
}

const dayMs = 86_400_000
const allExamples = 100_000
/** Somebody who searches reads what was before for a moment, and a large index takes a while. */
const triesToWipe = 2400
const betweenTriesMs = 250

export function retentionHandlers(parts: Retaining): Handlers<AppContract['retention']> {
  const { desk, jobs } = parts
  const { exchange, backup } = desk.store
  const { retention } = exchange
  const operator = () => desk.configuration().operator.name
  const preview =
    (all: boolean): Work =>
    async () => {
      // A rule is looked at before it is turned on.
      const rules = (await retention.rules()).map((rule) => ({ ...rule, on: true }))
      const own = new Map((await retention.rules()).map((rule) => [rule.id, rule]))
      const found = (await retention.choose(rules, all ? allExamples : undefined)).preview
      return {
        kind: 'retention_preview',
        ...found,
        shares: found.shares.map((share) => ({ ...share, rule: own.get(share.rule.id) ?? share.rule })),
        exports: await exchange.exports(),
        backups: (await backup.list()).length,
      }
    }
  return {
    rules: async () => ({ rules: [...(await retention.rules())], runs: [...(await retention.runs())] }),
    save: async ({ rules }) => {
      await retention.saveRules(rules)
      return {}
    },
    preview: async ({ all }) => jobs.begin('Looking for what is past its time', preview(all === true)),
    run: async () => jobs.begin('Removing what is past its time', removing(parts, operator())),
    holds: async () => ({ holds: [...(await retention.holds())] }),
    holdOf: async ({ conversationId }) => ({ hold: await retention.holdOf(conversationId) }),
    hold: async ({ conversationId, why }) => {
      await retention.hold(conversationId, why === null ? null : { by: operator(), why })
      return {}
    },
  }
}

/** Begins a run where one was stopped in the middle, or a rule is on and the last run is a day old. */
export async function removeIfDue(parts: Retaining): Promise<void> {
  const { retention } = parts.desk.store.exchange
  const [last] = await retention.runs()
  if (last?.state !== 'begun') {
    if (!(await retention.rules()).some(({ on }) => on)) return
    const now = parts.desk.clock.now()
    if (last !== undefined && now - last.at < dayMs && last.at <= now + dayMs) return
  }
  parts.jobs.begin('Removing what is past its time', removing(parts, 'Desk'))
}

export const removing =
  (parts: Retaining, by: string): Work =>
  async (tell, signal) => {
    const { desk, removeSound, stopping } = parts
    const { retention } = desk.store.exchange
    const rules = new Map((await retention.rules()).map((rule) => [rule.id, rule]))
    const { chosen } = await retention.choose([...rules.values()])
    const at = Math.floor(desk.clock.now())
    const { seq, run: before } = await retention.beginRun({
      kind: 'retention',
      at,
      by,
      state: 'begun',
      removed: [],
      failed: 0,
    })
    let run: RetentionRun = { ...before, failed: 0 }
    for (const [index, { id, rule }] of chosen.entries()) {
      if (signal.aborted) break
      tell({ done: index, total: chosen.length })
      const found = rules.get(rule)
      if (found === undefined) continue
      try {
        // It may have been opened again or held since.
        if (!(await retention.mayGo(id))) continue
        // The sound first: where it cannot go, the words that name it stay.
        const counted = withOne(run, found, (await removeSound(id, noting(parts, id, found))) ? 1 : 0)
        // In one commit, so that the figure is right whatever stops the desk.
        await Promise.all([erase(parts, id, found), retention.keepRun(seq, counted)])
        run = counted
      } catch (thrown) {
        run = { ...run, failed: run.failed + 1 }
        await retention.keepRun(seq, run)
        desk.log('warn', 'retention.not_removed', { conversationId: id, code: asAppError(thrown).code })
      }
    }
    const isCancelled = signal.aborted && !stopping.aborted
    tell({ what: 'Clearing what is left of it', cancellable: false })
    // What was stopped before it was cleared is still begun: the next start of the desk goes on with it.
    if (run.removed.length > 0 && !(await wiped(parts))) return run
    const ended: RetentionRun = { ...run, at, state: isCancelled ? 'cancelled' : 'done' }
    await retention.keepRun(seq, ended)
    return ended
  }

async function erase({ desk }: Retaining, id: number, { name, what }: RetentionRule): Promise<void> {
  if (what === 'recordings') return
  await desk.record.erase(id, { by: 'Retention', reason: `By the rule ${name}` })
}

/** Of a recording that goes alone; one that goes with its conversation stands in that one's entry. */
const noting = ({ desk }: Retaining, id: number, { name, what }: RetentionRule): (() => Promise<void>) | undefined =>
  what === 'recordings'
    ? () => desk.record.noteRemoval(id, { by: 'Retention', reason: `By the rule ${name}`, what: recordingRemoved })
    : undefined

function withOne(run: RetentionRun, { name, what }: RetentionRule, recordings: number): RetentionRun {
  const before = run.removed.find(({ rule }) => rule === name) ?? { rule: name, conversations: 0, recordings: 0 }
  const now = {
    rule: name,
    conversations: before.conversations + (what === 'conversations' ? 1 : 0),
    recordings: before.recordings + recordings,
  }
  return { ...run, removed: [...run.removed.filter(({ rule }) => rule !== name), now] }
}

async function wiped({ desk, stopping }: Retaining): Promise<boolean> {
  for (let tries = 0; tries < triesToWipe && !stopping.aborted; tries += 1) {
    if (await desk.store.redactions.wipe()) return true
    await desk.clock.sleep(betweenTriesMs, stopping).catch(() => {})
  }
  return false
}
