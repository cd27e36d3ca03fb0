import { StartReportSchema, type StartReport } from '#contract/index.ts'
import type { Proposal } from '#contract/proposal.ts'
import type { Json } from '#contract/tool.ts'
import { proposalTitle } from '#main/domain/reply/reply.ts'
import type { Log } from '#main/kernel/ports.ts'
import type { Store } from '#main/store/store.ts'

/**
 * What happened while nobody could have decided: the desk was stopped, the machine slept, its clock was set. It stands
 * until somebody has read it, also over the next start; what has been settled meanwhile leaves it then.
 */
export type DeskReport = {
  readonly now: () => StartReport | null
  /** What a start put right; what the last report said and is still so stays in it. */
  readonly began: (found: StartReport) => Promise<void>
  readonly resumed: (conversations: number) => void
  /** Its time ran out while nobody could have decided it. `since`: when somebody last could. */
  readonly expired: (proposal: Proposal, since: number | null) => void
  /** It was about to leave, and goes back to a person. */
  readonly returned: (proposal: Proposal, since: number | null) => void
  readonly dismiss: () => Promise<void>
}

const settingsKey = 'report.unread'
/** Named one by one; the others are counted. */
const mostNamed = 200

export function createDeskReport(
  store: Pick<Store, 'settings' | 'ledger' | 'conversations'>,
  clock: { readonly now: () => number },
  log: Log,
  changed: () => void,
): DeskReport {
  let report: StartReport | null = null
  let work: Promise<unknown> = Promise.resolve()
  let unwritten = false

  const keep = async (): Promise<void> => {
    if (!unwritten) return
    unwritten = false
    changed()
    await store.settings.put(settingsKey, report as Json)
  }
  /** One after the other; many in a row are written once. */
  const inTurn = (act: () => Promise<void>): Promise<void> => {
    const done = work.then(act).catch((error: unknown) => log('warn', 'report.not_kept', { error }))
    work = done
    return done
  }
  const stillSo = async (items: StartReport['needsChecking'], state: Proposal['state']) => {
    const kept = await Promise.all(
      items.map(async (item) => ((await store.ledger.get(item.id).catch(() => null))?.state === state ? [item] : [])),
    )
    return kept.flat()
  }
  const add = (name: 'expired' | 'returnedToPending', proposal: Proposal, since: number | null): void =>
    void inTurn(async () => {
      const held = report ?? { ...nothing, at: clock.now(), stoppedAt: since, cause: since === null ? 'start' : 'wake' }
      if (held[name].some(({ id }) => id === proposal.id)) return
      const item = await reported(store, proposal)
      const expiredTotal = held.expiredTotal + (name === 'expired' ? 1 : 0)
      report = { ...held, [name]: [...held[name], item].slice(0, mostNamed), expiredTotal, at: clock.now() }
      unwritten = true
      // Whatever came meanwhile is in it before it is written.
      void inTurn(keep)
    })

  return {
    now: () => report,
    began: (found) =>
      inTurn(async () => {
        const read = StartReportSchema.safeParse(await store.settings.get(settingsKey))
        const before = read.success ? read.data : null
        const merged = before === null ? found : await join(before, found, stillSo)
        const { needsChecking, returnedToPending, expiredTotal } = merged
        report = needsChecking.length + returnedToPending.length + expiredTotal > 0 ? merged : null
        unwritten = true
        await keep()
      }),
    resumed: (resumedConversations) =>
      void inTurn(async () => {
        if (report === null || report.cause !== 'start') return
        report = { ...report, resumedConversations }
        changed()
      }),
    expired: (proposal, since) => add('expired', proposal, since),
    returned: (proposal, since) => add('returnedToPending', proposal, since),
    dismiss: () =>
      inTurn(async () => {
        report = null
        unwritten = true
        await keep()
      }),
  }
}

/** A report with nothing in it. */
export const nothing: Omit<StartReport, 'at' | 'stoppedAt' | 'cause'> = {
  needsChecking: [],
  returnedToPending: [],
  expired: [],
  expiredTotal: 0,
  keptPending: 0,
  resumedConversations: 0,
}

type StillSo = (items: StartReport['needsChecking'], state: Proposal['state']) => Promise<StartReport['needsChecking']>

async function join(before: StartReport, found: StartReport, stillSo: StillSo): Promise<StartReport> {
  const union = (one: StartReport['needsChecking'], other: StartReport['needsChecking']) => [
    ...one,
    ...other.filter(({ id }) => !one.some((held) => held.id === id)),
  ]
  return {
    ...found,
    stoppedAt: found.stoppedAt ?? before.stoppedAt,
    needsChecking: union(found.needsChecking, await stillSo(before.needsChecking, 'unknown')),
    returnedToPending: union(found.returnedToPending, await stillSo(before.returnedToPending, 'pending')),
    expired: before.expired,
    expiredTotal: before.expiredTotal,
  }
}

/** An action as a report names it: what it was called, and for whom it was. */
export async function reported(
  store: Pick<Store, 'conversations'>,
  proposal: Proposal,
): Promise<StartReport['needsChecking'][number]> {
  const { id, conversationId } = proposal
  const { customer } = await store.conversations.get(conversationId)
  return { id, conversationId, title: proposalTitle(proposal), customer: customer.name }
}
