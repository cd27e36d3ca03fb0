import type { Proposal } from '#contract/proposal.ts'
import { addUp, fits, type Claim } from '#main/domain/policy/budget.ts'
import { AppError } from '#main/kernel/errors.ts'
import { guarded, type Connection } from '#main/store/database.ts'

/**
 * What ran by rules with a budget. A charge is written in the transaction that approves, after the sum was read again in
 * it: however many proposals arrive together, no budget is overspent.
 */
export function createBudgetCharges(db: Connection) {
  const sum = db
    .prepare<[string, string, string, number, string], number>(`
      select total(amount) from budget_charges
      where rule_id = ? and budget = ? and scope = ? and at > ? and proposal_id <> ?`)
    .pluck()
  const insert = db.prepare<[string, string, string, number, string, number]>(`
    insert or ignore into budget_charges(rule_id, budget, scope, at, proposal_id, amount) values (?, ?, ?, ?, ?, ?)`)

  /** `except`: a proposal whose own charge does not count. */
  const spent = ({ charge, windowMs }: Claim, at: number, except: string): number => {
    const since = windowMs === null ? Number.MIN_SAFE_INTEGER : at - windowMs
    return addUp(sum.get(charge.rule, charge.budget, charge.scope, since, except) ?? 0, 0)
  }
  return {
    spent: (claim: Claim, at: number, except: string): number => guarded(() => spent(claim, at, except)),
    /** Throws `conflict` where somebody else was faster. */
    charge(proposal: Proposal, claims: readonly Claim[], at: number): void {
      for (const claim of claims) {
        if (!fits(claim, spent(claim, at, proposal.id))) {
          throw new AppError('conflict', `The budget \u201c${claim.words}\u201d was used up meanwhile.`, {
            data: { budget: claim.words },
          })
        }
        const { rule, budget, scope, amount } = claim.charge
        insert.run(rule, budget, scope, at, proposal.id, amount)
      }
    },
    /** Counts again from the ledger: what proposals said they would cost, at the time a rule first approved them. */
    recount(): void {
      db.exec(`
        delete from budget_charges;
        insert into budget_charges(rule_id, budget, scope, at, proposal_id, amount)
        select c.value ->> '$.rule', c.value ->> '$.budget', c.value ->> '$.scope', min(l.at), p.id, c.value ->> '$.amount'
        from ledger l join proposals p on p.id = l.proposal_id, json_each(p.body, '$.policy.charges') c
        where l.type = 'approved' and l.payload ->> '$.signer.by' = 'rule'
        group by p.id, c.key`)
    },
  }
}
