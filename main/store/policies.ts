import type { PolicyDocument, PolicyFacts, Review } from '#contract/policy.ts'
import type { Proposal } from '#contract/proposal.ts'
import type { Claim } from '#main/domain/policy/budget.ts'
import { emptyDocument, suspendRules, type Suspension } from '#main/domain/policy/document.ts'
import type { Decided } from '#main/domain/policy/simulation.ts'
import { AppError } from '#main/kernel/errors.ts'
import { createBudgetCharges } from '#main/store/budget-charges.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import type { Write } from '#main/store/group.ts'
import { createPolicyHistory } from '#main/store/policy-history.ts'
import { createReviews, type Reviews } from '#main/store/reviews.ts'
import type { ReadLately } from '#main/store/lately.ts'
import type { Simulate } from '#main/store/simulator.ts'

export type PolicyVersion = {
  /** 0: nothing was ever saved. */
  readonly version: number
  readonly document: PolicyDocument
  readonly at: number
  readonly by: string
  readonly cause: string | null
}

/** The policy in versions, and what it has done. */
export type PolicyStore = {
  readonly current: () => Promise<PolicyVersion>
  /** Throws `changed` where `basedOn` is not the version in force. */
  readonly save: (next: {
    readonly document: PolicyDocument
    readonly basedOn: number
    readonly by: string
  }) => Promise<PolicyVersion>
  /** What the rules saw of a proposal, or null where no rule looked. */
  readonly facts: (proposalId: string) => Promise<PolicyFacts | null>
  /** In the order of the claims. `except`: a proposal whose own charges do not count. */
  readonly spent: (claims: readonly Claim[], at: number, except?: string) => Promise<readonly number[]>
  readonly isUsed: (tool: string, schemaHash: string) => Promise<boolean>
  /** What was approved before versions of tools were written down counts for these. */
  readonly adoptTools: (tools: readonly { readonly tool: string; readonly schemaHash: string }[]) => Promise<void>
  /** For each tool whose newest `length` decisions by people are plain approvals: those. */
  readonly streaks: (length: number) => Promise<readonly (readonly Decided[])[]>
  readonly reviews: (options: Parameters<Reviews['list']>[0]) => Promise<ReturnType<Reviews['list']>>
  /** Throws `already_decided`. The suspensions happen with it or not at all. */
  readonly review: (said: {
    readonly proposalId: string
    readonly outcome: NonNullable<Review['outcome']>
    readonly by: string
    readonly note: string
    readonly suspends: readonly Suspension[]
  }) => Promise<Review>
  readonly simulate: Simulate
  readonly lately: ReadLately
  /** Counts all budgets again from the ledger. */
  readonly recount: () => Promise<void>
}

/** What other writers do to the policy, inside their own transaction. */
export type PolicyWriter = {
  /** A new proposal with what the rules saw of it; one that a rule approved is charged, and perhaps reviewed. */
  readonly propose: (
    row: number,
    proposal: Proposal,
    seen: { readonly facts: PolicyFacts; readonly claims: readonly Claim[] },
    at: number,
  ) => void
  readonly mark: (row: number, before: Proposal, after: Proposal) => void
  readonly suspend: (suspensions: readonly Suspension[], at: number) => void
}

type Row = {
  readonly version: number
  readonly body: string
  readonly at: number
  readonly by: string
  readonly cause: string | null
}

const nothing: PolicyVersion = { version: 0, document: emptyDocument, at: 0, by: '', cause: null }

export function createPolicies(
  db: Connection,
  write: Write,
  now: () => number,
  reader: { readonly simulate: Simulate; readonly lately: ReadLately },
): { readonly store: PolicyStore; readonly writer: PolicyWriter } {
  const newest = db.prepare<[], Row>('select * from policy_versions order by version desc limit 1')
  const newestNumber = db.prepare<[], number | null>('select max(version) from policy_versions').pluck()
  const insert = db.prepare<[Row]>(
    'insert into policy_versions(version, body, at, by, cause) values (@version, @body, @at, @by, @cause)',
  )
  const history = createPolicyHistory(db)
  const charges = createBudgetCharges(db)
  const reviews = createReviews(db)
  let known: PolicyVersion | null = null

  /** The body is read once for each version. */
  const current = (): PolicyVersion => {
    const version = newestNumber.get() ?? 0
    if (known?.version === version) return known
    const row = newest.get()
    const found = row === undefined ? nothing : { ...row, document: JSON.parse(row.body) as PolicyDocument }
    // A version that is being written may yet be taken back.
    if (!db.inTransaction) known = found
    return found
  }
  const append = (document: PolicyDocument, saved: Pick<PolicyVersion, 'at' | 'by' | 'cause'>): PolicyVersion => {
    const version = current().version + 1
    insert.run({ version, body: JSON.stringify(document), ...saved })
    return { version, document, ...saved }
  }
  const suspend = (suspensions: readonly Suspension[], at: number): void => {
    const document = suspendRules(current().document, suspensions, at)
    if (document === null) return
    const cause = [...new Set(suspensions.map((one) => one.cause))].join('; ')
    append(document, { at, by: 'Policy', cause: cause.slice(0, 2000) })
  }

  return {
    store: {
      current: async () => guarded(current),
      save: async ({ document, basedOn, by }) =>
        write(() => {
          const { version, by: who, at } = current()
          if (version !== basedOn) {
            throw new AppError('changed', `The policy is at version ${version}, not at ${basedOn}.`, {
              data: { version, who, at },
            })
          }
          return append(document, { at: now(), by, cause: null })
        }),
      facts: async (proposalId) => history.facts(proposalId),
      spent: async (claims, at, except = '') => claims.map((claim) => charges.spent(claim, at, except)),
      isUsed: async (tool, schemaHash) => history.isUsed(tool, schemaHash),
      adoptTools: async (tools) => {
        if (history.hasUnversioned()) {
          await write(() => tools.forEach(({ tool, schemaHash }) => history.adopt(tool, schemaHash)))
        }
      },
      streaks: async (length) => history.streaks(length),
      reviews: async (options) => reviews.list(options),
      review: async ({ proposalId, suspends, ...said }) =>
        write(() => {
          const at = now()
          const review = reviews.settle(proposalId, said, at)
          suspend(suspends, at)
          return review
        }),
      simulate: reader.simulate,
      lately: reader.lately,
      recount: async () => write(() => charges.recount()),
    },
    writer: {
      propose: (row, proposal, { facts, claims }, at) => {
        history.add(row, proposal, facts)
        // A rehearsal costs nothing.
        if (proposal.state !== 'scheduled' || proposal.decision?.signer.by !== 'rule') return
        charges.charge(proposal, claims, at)
        if (proposal.policy.sampled === true) reviews.add(proposal.id, at)
      },
      mark: history.mark,
      suspend,
    },
  }
}
