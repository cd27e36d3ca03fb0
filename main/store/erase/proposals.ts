import { ProposalSchema, type Proposal } from '#contract/proposal.ts'
import type { Arguments, Json } from '#contract/tool.ts'
import { hashArguments } from '#main/domain/canonical.ts'
import { eraseJson, type Shape } from '#main/domain/erasing/json.ts'
import { tombstone, type WordFinder } from '#main/domain/erasing/words.ts'
import { apply, isSettled, type ProposalEvent } from '#main/domain/proposal.ts'
import { signatureDigest } from '#main/domain/signing.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Connection } from '#main/store/database.ts'
import type { Found } from '#main/store/erase/found.ts'
import { queueTitle } from '#main/store/queue-item.ts'
import { toProposal } from '#main/store/snapshots.ts'

/** Kinds, ids, states, people of this desk and what rules said: no words of the conversation. */
export const proposalShape: Shape = {
  fixed: new Set(
    (
      'type id conversationId turnId callId tool kind risk state verb signer by argsHash fingerprint digest' +
      ' check level range verdict policy origins mode how proposalId replacedBy compensates compensatedBy' +
      ' code reasons scope next event name idempotencyKey attempts before lastCustomerPart lastHumanPart assignee' +
      ' second resolvedBy'
    ).split(' '),
  ),
  foreign: new Set(['arguments', 'proposedArguments', 'executedArguments', 'result', 'request']),
}

export type FoundInProposal = Found & {
  readonly proposal: Proposal
  /** Of its rows in the ledger, by number. */
  readonly payloads: ReadonlyMap<number, string>
}

type Row = { readonly seq: number; readonly body: string; readonly entries: string }
type Entry = { readonly seq: number; readonly payload: string; readonly at: number }

/**
 * Proposals and their events without certain words. What a hash covers is hashed again, or it would tell whether a guess is
 * right; the snapshot is what the events then add up to. One that somebody may still sign is not touched.
 */
export function createProposalSearch(db: Connection) {
  const rows = db.prepare<[number], Row>(
    'select seq, body, entries from proposals where conversation_id = ? order by seq',
  )
  const entry = db.prepare<[number], Entry>('select seq, payload, at from ledger where seq = ?')
  const write = db.prepare<[string, string, string, number]>(
    'update proposals set body = ?, title = ?, args_hash = ? where seq = ?',
  )

  return (conversationId: number, finder: WordFinder): readonly FoundInProposal[] =>
    rows.all(conversationId).flatMap(({ seq, body, entries }) => {
      const payloads = new Map<number, string>()
      let count = 0
      let folded: Proposal | null = null
      for (const row of (JSON.parse(entries) as number[]).flatMap((number) => entry.all(number))) {
        const before = JSON.parse(row.payload) as ProposalEvent
        const found = eraseJson(finder, before as Json, proposalShape)
        const after: ProposalEvent = found.count === 0 ? before : rehashed(folded, before, found.value as ProposalEvent)
        if (found.count > 0) payloads.set(row.seq, JSON.stringify(after))
        count += found.count
        folded = apply(folded, after, row.at)
      }
      if (folded === null || count === 0) return []
      const proposal = readable(folded)
      const replace = () => void write.run(JSON.stringify(proposal), queueTitle(proposal), proposal.argsHash, seq)
      const present = toProposal(body)
      const refused = isSettled(present) ? {} : { refused: `“${queueTitle(present)}” still waits for a decision.` }
      return [{ label: 'Actions and their history', count, apply: replace, proposal, payloads, ...refused }]
    })
}

function rehashed(folded: Proposal | null, before: ProposalEvent, after: ProposalEvent): ProposalEvent {
  if (after.type === 'proposed' && before.type === 'proposed') {
    const { proposal } = after
    if (isSame(before.proposal.arguments, proposal.arguments)) return after
    return { ...after, proposal: { ...proposal, argsHash: hashArguments(proposal.tool, proposal.arguments) } }
  }
  if ((after.type !== 'approved' && after.type !== 'signed') || folded === null) return after
  if (!('arguments' in before) || isSame(before.arguments, after.arguments)) return after
  const { revision, arguments: args } = after
  const hashed = { argsHash: hashArguments(folded.tool, args) }
  const digest = after.digest === undefined ? {} : { digest: signatureDigest({ ...folded, revision, arguments: args }) }
  if (after.type === 'signed') return { ...after, ...hashed, ...digest }
  // A signature over the words, and the digest it is over, would tell whether a guess is right.
  const second =
    after.second?.how === 'document' ? { second: { ...after.second, request: tombstone, signature: tombstone } } : {}
  return { ...after, ...hashed, ...digest, ...second }
}

const isSame = (a: Arguments, b: Arguments): boolean => JSON.stringify(a) === JSON.stringify(b)

function readable(proposal: Proposal): Proposal {
  if (ProposalSchema.safeParse(proposal).success) return proposal
  throw new AppError('conflict', 'These words cannot be taken out: an action could not be read without them.')
}
