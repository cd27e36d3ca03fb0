import type { AppContract } from '#contract/index.ts'
import type { Proposal, Signer } from '#contract/proposal.ts'
import type { TogetherResult, TogetherRow } from '#contract/together.ts'
import { fingerprint } from '#main/domain/fingerprint.ts'
import { excludedFromTogether } from '#main/domain/together.ts'
import { asAppError } from '#main/kernel/errors.ts'
import { decide } from '#main/services/decisions.ts'
import { assigneesOf, type Desk } from '#main/services/desk.ts'
import { findInWords } from '#main/services/replies/output-gate.ts'
import { heldByRehearsal } from '#main/services/policies/rehearsing.ts'
import type { Context, Handlers } from '#rpc/serve.ts'

/** Several signatures in one go. Nothing is decided by being in a list: each line is judged by itself, twice. */
export function togetherHandlers(desk: Desk, signer: (context: Context) => Signer): Handlers<AppContract['together']> {
  return {
    look: async ({ ids }, { signal }) => {
      const rows: TogetherRow[] = []
      for (const id of new Set(ids)) {
        const proposal = await desk.store.ledger.get(id)
        rows.push(await lookAt(desk, proposal, await assigneesOf(desk, proposal.conversationId, signal)))
      }
      return { rows }
    },
    sign: async ({ rows }, context) => {
      const results: TogetherResult[] = []
      const signed = new Set<string>()
      for (const row of rows) {
        if (signed.has(row.id)) continue
        signed.add(row.id)
        results.push(await signOne(desk, row, signer(context), context.signal))
      }
      return { results }
    },
  }
}

type Seen = Pick<TogetherRow, 'id' | 'revision' | 'argsHash' | 'fingerprint'>

/** What was allowed when the table was drawn may be so no more; one that fails takes no other with it. */
async function signOne(desk: Desk, seen: Seen, signer: Signer, signal: AbortSignal): Promise<TogetherResult> {
  try {
    const proposal = await desk.store.ledger.get(seen.id)
    const why = await excluded(desk, proposal, await assigneesOf(desk, proposal.conversationId, signal))
    if (why !== null) return { id: seen.id, state: null, dueAt: null, why }
    const { state, dueAt } = await decide(desk, { verb: 'approve', ...seen }, signer, signal)
    return { id: seen.id, state, dueAt: state === 'scheduled' ? dueAt : null, why: null }
  } catch (thrown) {
    return { id: seen.id, state: null, dueAt: null, why: asAppError(thrown).message }
  }
}

async function excluded(desk: Desk, proposal: Proposal, ours: readonly string[]): Promise<string | null> {
  const tool = desk.connections().tools.find(proposal.tool)
  const material = await desk.store.conversations.material(proposal.conversationId)
  const why = excludedFromTogether(proposal, {
    unchanged: fingerprint(material, ours) === proposal.fingerprint,
    known: tool !== null,
    manual: tool?.kind === 'manual',
    now: desk.time.now(),
  })
  if (why !== null) return why
  const held = await heldByRehearsal(desk, proposal)
  if (held !== null) return held
  const rules = await desk.policies.verdictNow(proposal)
  if (rules?.verdict === 'ask_two') return 'It needs two people'
  if (rules?.verdict === 'deny') return 'A rule forbids it'
  const [found] = await findInWords(desk, proposal, proposal.arguments)
  return found?.label ?? null
}

async function lookAt(desk: Desk, proposal: Proposal, ours: readonly string[]): Promise<TogetherRow> {
  const { customer } = await desk.store.conversations.get(proposal.conversationId)
  const { id, conversationId, revision, argsHash, tool, kind, risk, mode, sentence, checks } = proposal
  return {
    id,
    conversationId,
    revision,
    argsHash,
    fingerprint: proposal.fingerprint,
    customer: customer.name,
    tool,
    kind,
    risk,
    mode,
    sentence,
    arguments: proposal.arguments,
    checks,
    policy: proposal.policy.rule,
    excluded: await excluded(desk, proposal, ours),
  }
}
