import type { RagResult } from '#contract/conversation.ts'
import type { Scorable, Signal, Subject, SubjectKind } from '#contract/quality.ts'
import { AppError } from '#main/kernel/errors.ts'
import { operatorsOf, scorablesOf, type ReviewMaterial, type ReviewProposal } from '#main/domain/quality/material.ts'
import type { Candidate } from '#main/domain/quality/sampling.ts'
import { signalsFor } from '#main/domain/quality/signals.ts'
import { toStoredCall, type CallRow } from '#main/store/call-rows.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import { toProposal } from '#main/store/snapshots.ts'

/** What a reviewer needs to know of a conversation beside its timeline. */
export type Look = {
  readonly signals: readonly Signal[]
  readonly subjects: readonly Scorable[]
  readonly operators: readonly string[]
}

export type ReviewReader = {
  readonly look: (subject: Subject) => Promise<Look>
  /** What of these conversations can be scored by such a scorecard, in their order. */
  readonly candidates: (conversationIds: readonly number[], kind: SubjectKind) => Promise<readonly Candidate[]>
}

type ConversationRow = Pick<ReviewMaterial, 'channel'> & { readonly subject: string; readonly created_at: number }
type MessageRow = Omit<ReviewMaterial['messages'][number], 'proposalId'> & { readonly proposal_id: string | null }
type TurnRow = { readonly id: string; readonly origin: string; readonly body: string }
type TurnBody = { at: number; text: string; guardrail: string | null; ragResults: readonly RagResult[] }
type ProposalRow = { readonly id: string; readonly body: string }
type EntryRow = { readonly id: string; readonly type: string; readonly seq: number }
type SignedRow = {
  readonly id: string
  readonly turn_id: string
  readonly risk: number
  readonly operator: string | null
  readonly rule: string | null
}

/** More messages than this say nothing new about how somebody worked. */
const messagesRead = 5000

export function createReviewReader(db: Connection): ReviewReader {
  const conversation = db.prepare<[number], ConversationRow>(
    'select channel, subject, created_at from conversations where id = ?',
  )
  const messages = db.prepare<[number, number], MessageRow>(`
    select * from (select id, author, kind, text, at, proposal_id from messages where conversation_id = ?
      order by id desc limit ?) order by id`)
  const turns = db.prepare<[number], TurnRow>(
    'select id, origin, body from turns where conversation_id = ? order by seq',
  )
  const proposals = db.prepare<[number], ProposalRow>(
    'select id, body from proposals where conversation_id = ? order by seq',
  )
  const entries = db.prepare<[number], EntryRow>(`
    select p.id, l.type, l.seq from proposals p, json_each(p.entries) e join ledger l on l.seq = e.value
    where p.conversation_id = ? order by l.seq`)
  const call = db.prepare<[number], CallRow>('select * from calls where conversation_id = ?')
  const consent = db
    .prepare<[number], number>(
      `select seq from call_marks where call = ? and body ->> '$.kind' = 'consent' order by seq desc limit 1`,
    )
    .pluck()
  const signed = db.prepare<[number], SignedRow>(`
    select id, turn_id, risk,
      case body ->> '$.decision.signer.by' when 'person' then body ->> '$.decision.signer.name' end as operator,
      body ->> '$.policy.rule' as rule
    from proposals where conversation_id = ? and state not in ('received', 'blocked', 'superseded') order by seq`)
  const agentTurns = db
    .prepare<[number], string>(`select id from turns where conversation_id = ? and origin = 'agent' order by seq`)
    .pluck()

  const materialOf = (conversationId: number): { readonly material: ReviewMaterial; readonly title: string } => {
    const about = conversation.get(conversationId)
    if (about === undefined) throw new AppError('not_found', `There is no conversation ${conversationId}.`)
    const numbers = new Map<string, Record<string, number>>()
    for (const { id, type, seq } of entries.all(conversationId)) {
      const of = numbers.get(id) ?? {}
      of[type] = seq
      numbers.set(id, of)
    }
    const held = call.get(conversationId)
    const stored = held === undefined ? null : toStoredCall(held)
    return {
      title: about.subject,
      material: {
        conversationId,
        channel: about.channel,
        startedAt: stored?.startedAt ?? about.created_at,
        messages: messages
          .all(conversationId, messagesRead)
          .map(({ proposal_id: proposalId, ...message }) => ({ ...message, proposalId })),
        turns: turns
          .all(conversationId)
          .filter(({ origin }) => origin === 'agent')
          .map(({ id, body }) => {
            const { at, text, guardrail, ragResults } = JSON.parse(body) as TurnBody
            return { id, at, text, guardrail, scores: ragResults.map(({ score }) => score) }
          }),
        proposals: proposals
          .all(conversationId)
          .map(({ id, body }): ReviewProposal => ({ ...toProposal(body), entries: numbers.get(id) ?? {} })),
        call: stored,
        consentMark: held === undefined ? null : (consent.get(held.seq) ?? null),
      },
    }
  }

  const candidatesOf = (conversationId: number, kind: SubjectKind): readonly Candidate[] => {
    const rows = signed.all(conversationId)
    const of = (id: string | null, from: readonly SignedRow[]): Candidate => ({
      subject: { conversationId, kind, id },
      risk: Math.max(0, ...from.map(({ risk }) => risk)),
      operators: [...new Set(from.flatMap(({ operator }) => operator ?? []))],
      rules: [...new Set(from.flatMap(({ rule }) => rule ?? []))],
    })
    if (kind === 'conversation') return [of(null, rows)]
    if (kind === 'action') return rows.map((row) => of(row.id, [row]))
    return agentTurns.all(conversationId).map((id) =>
      of(
        id,
        rows.filter((row) => row.turn_id === id),
      ),
    )
  }

  return {
    look: async (subject) =>
      guarded(() => {
        const { material, title } = materialOf(subject.conversationId)
        return {
          signals: signalsFor(material, subject),
          subjects: scorablesOf(material, title),
          operators: operatorsOf(material),
        }
      }),
    candidates: async (conversationIds, kind) => guarded(() => conversationIds.flatMap((id) => candidatesOf(id, kind))),
  }
}
