import type { SentencePart, Signer } from '#contract/proposal.ts'
import type { TimelineEntry } from '#contract/transcript.ts'
import type { Arguments } from '#contract/tool.ts'
import { listChanges } from '#main/domain/changes.ts'
import { eventWords } from '#main/domain/event-words.ts'
import { resolvePointer } from '#main/domain/pointer.ts'
import type { NewProposal, ProposalEvent } from '#main/domain/proposal-event.ts'
import type { LedgerRow } from '#main/domain/timeline.ts'
import { assertNever } from '#main/kernel/errors.ts'

/** The ledger as rows: what was proposed, who decided what, what rules and the desk did, and one receipt for each attempt. */
type Attempt = { readonly number: number; readonly row: LedgerRow; readonly sentAt: number | null }

/** What is known of a proposal on the way through its events. */
type Known = {
  readonly made: NewProposal
  readonly at: number
  readonly attempts: number
  sentence: readonly SentencePart[]
  args: Arguments
  attempt: Attempt | null
}
type Placed = {
  readonly id: string
  readonly at: number
  readonly atMs: number | null
  readonly proposalId: string
  readonly imported?: true
}

/**
 * `place`: where in the call a moment is; `from`: whose ledger it is. An event that cannot be told is named, and the others
 * are told.
 */
export function actionRows(
  entries: readonly LedgerRow[],
  place: (at: number) => number | null,
  from: 'here' | 'elsewhere' = 'here',
): readonly TimelineEntry[] {
  const attempts = new Map<string, number>()
  for (const { proposalId, event } of entries)
    if (event.type === 'attempted') attempts.set(proposalId, (attempts.get(proposalId) ?? 0) + 1)
  const known = new Map<string, Known>()
  const placed = ({ seq, at, proposalId, name = `e${seq}` }: LedgerRow): Placed => ({
    id: name,
    at,
    atMs: place(at),
    proposalId,
    ...(from === 'elsewhere' ? { imported: true as const } : {}),
  })
  const told = (row: LedgerRow): readonly TimelineEntry[] => {
    const { event, proposalId } = row
    if (event.type === 'proposed') {
      const made = event.proposal
      known.set(proposalId, {
        made,
        at: row.at,
        attempts: attempts.get(proposalId) ?? 0,
        sentence: made.sentence,
        args: made.arguments,
        attempt: null,
      })
      const { tool, risk, sentence, agentReason } = made
      return [{ kind: 'proposal', ...placed(row), tool, risk, sentence: [...sentence], agentReason }]
    }
    const of = known.get(proposalId)
    return of === undefined ? [] : afterwards(row, event, of, placed(row))
  }
  const rows = entries.flatMap((row) => {
    try {
      return told(row).map((entry) => ({ seq: row.seq, entry }))
    } catch {
      const { id, at, atMs } = placed(row)
      return [{ seq: row.seq, entry: { kind: 'unreadable' as const, id, at, atMs, what: 'An entry about an action' } }]
    }
  })
  // What is still on its way has no receipt yet: that it was tried is all there is to say.
  const open = [...known.values()].flatMap(({ attempt, ...of }) => {
    if (attempt === null) return []
    const text = from === 'here' ? 'Under way' : 'Under way when it left its desk'
    return [{ seq: attempt.row.seq, entry: receiptOf(placed(attempt.row), attempt, of, 'attempted', text) }]
  })
  return (open.length === 0 ? rows : [...rows, ...open].toSorted((a, b) => a.seq - b.seq)).map(({ entry }) => entry)
}

function afterwards(
  row: LedgerRow,
  event: Exclude<ProposalEvent, { type: 'proposed' }>,
  of: Known,
  placed: Placed,
): readonly TimelineEntry[] {
  const rule = (who = eventWords(event).who): readonly TimelineEntry[] => [
    { kind: 'rule', ...placed, event: event.type, who, text: eventWords(event).summary },
  ]
  const decision = (
    verb: Extract<TimelineEntry, { kind: 'decision' }>['verb'],
    signer: Signer,
    said: { readonly reason?: string | null; readonly reasons?: readonly string[]; readonly changes?: Changes } = {},
  ): readonly TimelineEntry[] => [
    {
      kind: 'decision',
      ...placed,
      verb,
      signer,
      sentence: [...of.sentence],
      afterMs: Math.max(0, row.at - of.at),
      reason: said.reason === undefined || said.reason === '' ? null : said.reason,
      reasons: [...(said.reasons ?? [])],
      changes: [...(said.changes ?? [])],
    },
  ]
  const resolved = (by: string, what: string) =>
    decision('resolve', { by: 'person', name: by, surface: '' }, { reason: what })
  const receipt = (result: Receipt['result'], text: string, proof: Proof = {}): readonly TimelineEntry[] => {
    const { attempt } = of
    of.attempt = null
    return [receiptOf(placed, attempt, of, result, text, proof)]
  }
  switch (event.type) {
    case 'asked':
      return [{ kind: 'rule', ...placed, event: 'asked', who: 'Policy', text: `Asks a person: ${of.made.policy.rule}` }]
    case 'approved':
    case 'signed': {
      const changes = changesBetween(of.args, event.arguments)
      of.args = event.arguments
      of.sentence = event.sentence
      if (event.signer.by === 'rule') return rule(event.signer.name)
      const verb = event.type === 'signed' ? 'sign' : event.verb
      return decision(verb, event.signer, { reason: event.reason ?? null, changes })
    }
    case 'simulated':
      return event.signer.by === 'rule' ? rule(event.signer.name) : decision('simulate', event.signer)
    case 'withdrawn':
      return decision('withdraw', event.signer)
    case 'rejected':
      return decision('reject', event.signer, { reason: event.text, reasons: event.reasons })
    case 'answered':
      return decision('answer', event.signer)
    case 'given_up':
      return decision('resolve', event.signer, { reason: eventWords(event).summary })
    case 'attempted':
      of.attempt = { number: event.number, row, sentAt: null }
      return []
    case 'sent':
      if (of.attempt !== null) of.attempt = { ...of.attempt, sentAt: row.at }
      return []
    case 'step':
      return event.step.state === 'todo' || event.step.state === 'unknown'
        ? []
        : [receiptOf(placed, null, of, 'step', stepWords(event.step))]
    case 'succeeded':
      if (event.resolvedBy !== null) return resolved(event.resolvedBy, 'It happened')
      return receipt('succeeded', event.receipt?.summary ?? '', {
        status: event.receipt?.status ?? null,
        remoteId: event.receipt?.remoteId ?? null,
      })
    case 'failed':
      if (event.resolvedBy !== null) return resolved(event.resolvedBy, 'It did not happen')
      return receipt('failed', event.error.message)
    case 'lost':
      return receipt('unknown', event.error.message)
    case 'returned':
      of.attempt = null
      return rule()
    case 'undo_ended':
      return event.how === 'dropped'
        ? rule()
        : [receiptOf(placed, null, of, event.how === 'undone' ? 'undone' : 'undo_failed', eventWords(event).summary)]
    case 'blocked':
    case 'expired':
    case 'extended':
    case 'snoozed':
    case 'woken':
    case 'undo_requested':
    case 'noted':
    case 'superseded':
      return rule()
    default:
      return assertNever(event)
  }
}

type Receipt = Extract<TimelineEntry, { kind: 'receipt' }>
type Proof = Partial<Pick<Receipt, 'status' | 'remoteId'>>

function receiptOf(
  placed: Placed,
  attempt: Attempt | null,
  of: Pick<Known, 'attempts'>,
  result: Receipt['result'],
  text: string,
  { status = null, remoteId = null }: Proof = {},
): Receipt {
  const isOver = result !== 'attempted'
  return {
    kind: 'receipt',
    ...placed,
    result,
    text,
    status,
    remoteId,
    tookMs: attempt === null || !isOver ? null : Math.max(0, placed.at - (attempt.sentAt ?? attempt.row.at)),
    attempt: attempt?.number ?? null,
    attempts: attempt === null ? null : of.attempts,
  }
}

const stepWords = ({ label, state, detail }: Extract<ProposalEvent, { type: 'step' }>['step']): string =>
  `${label}: ${state === 'failed' ? 'failed' : 'done'}${detail === null || detail === '' ? '' : `, ${detail}`}`

type Changes = Extract<TimelineEntry, { kind: 'decision' }>['changes']

/** What is not there on one side is left out on that side. */
const changesBetween = (before: Arguments, after: Arguments): Changes =>
  listChanges(before, after).map(({ field, proposed, executed }) => ({
    pointer: field,
    ...(resolvePointer(before, field) === undefined ? {} : { before: proposed }),
    ...(resolvePointer(after, field) === undefined ? {} : { after: executed }),
  }))
