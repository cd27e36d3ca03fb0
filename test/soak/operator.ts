import type { Proposal } from '#contract/proposal.ts'
import type { Desk } from '#main/hosts/cli/command.ts'
import { createCase, edited, numberIn } from '#test/soak/cases.ts'
import type { Asked } from '#test/soak/invariants.ts'

/**
 * A person at the desk, by a script: looks at what waits and decides as each case would have it, through the desk's own door.
 * Keeps a book of what was asked for and of what the desk said is done; the desk may die in between.
 */
export type Operator = {
  readonly asked: readonly Asked[]
  /** How often the desk refused, by code. */
  readonly refusals: ReadonlyMap<string, number>
  /** One look at the queue. */
  readonly look: () => Promise<void>
  /** In calm weather: finds out what is unknown, and has the agent go on where it gave up. */
  readonly putRight: () => Promise<void>
}

type Ports = {
  readonly seed: number
  readonly desk: () => Desk
  /** What a person sees who looks in the shop or in the helpdesk. */
  readonly happened: (proposal: Proposal) => Promise<boolean>
}

export function createOperator({ seed, desk, happened }: Ports): Operator {
  const asked: Asked[] = []
  const refusals = new Map<string, number>()
  const withdrawn = new Set<string>()
  const toUndo = new Set<string>()

  const ask = async (
    entry: Omit<Asked, 'acknowledged'>,
    act: () => Promise<Proposal>,
    isDone: (proposal: Proposal) => boolean = () => true,
  ): Promise<Proposal | null> => {
    const kept: Asked = { ...entry, acknowledged: false }
    asked.push(kept)
    const answer = await tried(act)
    kept.acknowledged = answer !== null && isDone(answer)
    return answer
  }

  /** Null where the desk refused or is not there: asked again at the next look. */
  const tried = async <T>(act: () => Promise<T>): Promise<T | null> => {
    try {
      return await act()
    } catch (thrown) {
      const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown)
      refusals.set(code, (refusals.get(code) ?? 0) + 1)
      return null
    }
  }

  /** Between two processes nobody can be asked. */
  const isThere = (): boolean => {
    try {
      return desk() !== null
    } catch {
      return false
    }
  }

  const listed = async (...states: Proposal['state'][]): Promise<readonly Proposal[]> =>
    (await desk().proposals.list({ states, conversationId: null, cursor: null, limit: 200 })).items

  const decide = async (proposal: Proposal): Promise<void> => {
    const { id, kind, revision, argsHash, fingerprint, compensates } = proposal
    const number = numberIn(proposal.arguments)
    const manner = number === null || compensates !== null ? null : createCase(seed, number)
    const wish = manner === null ? 'approve' : kind === 'reply' ? manner.manner.reply : callWish(manner)
    const seen = { id, revision, argsHash, fingerprint }
    if (wish === 'edit' && revision === 0) {
      const args = edited(proposal.arguments) as Proposal['arguments']
      await ask({ proposal: id, act: 'edit', arguments: args }, () =>
        desk().proposals.decide({ verb: 'edit', ...seen, arguments: args, confirmed: true }),
      )
    } else if (wish === 'reject') {
      await reject(proposal, kind === 'reply' ? 'stop' : 'continue')
    } else {
      if (wish === 'undo' && proposal.tool === 'update_address') toUndo.add(id)
      await ask({ proposal: id, act: 'approve', arguments: proposal.arguments }, () =>
        desk().proposals.decide({ verb: 'approve', ...seen, confirmed: true }),
      )
      if (wish === 'withdraw' && !withdrawn.has(id)) {
        withdrawn.add(id)
        await ask({ proposal: id, act: 'withdraw', arguments: null }, () => desk().proposals.withdraw({ id }))
      }
    }
  }

  const reject = ({ id, revision, argsHash, fingerprint }: Proposal, next: 'continue' | 'stop') =>
    ask({ proposal: id, act: 'reject', arguments: null }, () =>
      desk().proposals.decide({
        verb: 'reject',
        id,
        revision,
        argsHash,
        fingerprint,
        next,
        reasons: ['policy'],
        text: 'Not today.',
        scope: 'call',
      }),
    )

  /** Once more; where the conversation went on since it failed, it is given up, and the agent asks anew. */
  const retry = async (proposal: Proposal): Promise<void> => {
    const { id, revision, argsHash, fingerprint } = proposal
    const before = refusals.get('changed') ?? 0
    await ask({ proposal: id, act: 'retry', arguments: null }, () =>
      desk().proposals.decide({ verb: 'retry', id, revision, argsHash, fingerprint }),
    )
    if ((refusals.get('changed') ?? 0) > before) await reject(proposal, 'continue')
  }

  /** Once it is done, and once only. */
  const undo = async (id: string): Promise<void> => {
    const { proposal } = await desk().proposals.get({ id })
    if (proposal.state === 'succeeded') {
      await ask({ proposal: id, act: 'undo', arguments: null }, () => desk().proposals.undo({ id }))
      toUndo.delete(id)
    } else if (!['pending', 'scheduled', 'executing', 'unknown'].includes(proposal.state)) toUndo.delete(id)
  }

  const settle = async (proposal: Proposal): Promise<void> => {
    const { id } = proposal
    const entry = { proposal: id, act: 'resolve', arguments: null } as const
    const isSettled = ({ state }: Proposal): boolean => state === 'succeeded' || state === 'failed'
    const checked = await ask(entry, () => desk().proposals.resolve({ id, how: 'check' }), isSettled)
    if (checked !== null && checked.state !== 'unknown') return
    const how = (await happened(proposal)) ? 'happened' : 'not_happened'
    await ask(entry, () => desk().proposals.resolve({ id, how, note: 'Looked there.' }), isSettled)
  }

  return {
    asked,
    refusals,
    look: async () => {
      if (!isThere()) return
      await tried(async () => {
        for (const proposal of await listed('pending')) await decide(proposal)
        for (const proposal of await listed('failed')) if (proposal.outcome?.retryable === true) await retry(proposal)
        for (const id of toUndo) await undo(id)
      })
    },
    putRight: async () => {
      await tried(async () => {
        for (const proposal of await listed('unknown')) await settle(proposal)
        const { items } = await desk().conversations.list({ state: 'open', cursor: null, limit: 200 })
        for (const { id, agent } of items)
          if (agent.activity === 'failed' || agent.activity === 'limit')
            await tried(() => desk().conversations.continueAgent({ id }))
      })
    },
  }
}

/** What rules let through otherwise is not held back for a whim: that would suspend the rule. */
const callWish = ({ kind, manner }: ReturnType<typeof createCase>) =>
  kind === 'small_credit' ? 'approve' : manner.call
