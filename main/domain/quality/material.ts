import type { Call } from '#contract/call.ts'
import type { Channel, Message } from '#contract/conversation.ts'
import type { Proposal } from '#contract/proposal.ts'
import type { Scorable, Subject } from '#contract/quality.ts'
import { sentenceText } from '#main/domain/sentence.ts'

/** What is stored of a conversation, as far as signals and scorecards look at it. All of it oldest first. */
export type ReviewMaterial = {
  readonly conversationId: number
  readonly channel: Channel
  readonly startedAt: number
  readonly messages: readonly ReviewMessage[]
  readonly turns: readonly ReviewTurn[]
  readonly proposals: readonly ReviewProposal[]
  readonly call: Pick<Call, 'consent'> | null
  /** The mark of the call that speaks of consent; null: none. */
  readonly consentMark: number | null
}

export type ReviewMessage = Pick<Message, 'id' | 'author' | 'kind' | 'text' | 'at' | 'proposalId'>

export type ReviewTurn = {
  readonly id: string
  readonly at: number
  readonly text: string
  readonly guardrail: string | null
  readonly scores: readonly number[]
}

/** `entries`: numbers of its entries in the ledger, by the kind of event; of several the newest. */
export type ReviewProposal = Proposal & { readonly entries: Readonly<Record<string, number>> }

/** The part of it that a score is about. A conversation is all of it. */
export function partOf(material: ReviewMaterial, { kind, id }: Subject): ReviewMaterial {
  if (kind === 'conversation') return material
  const proposals = material.proposals.filter((one) => (kind === 'turn' ? one.turnId : one.id) === id)
  const ids = new Set(proposals.map((one) => one.id))
  const turns = new Set(kind === 'turn' ? [id] : proposals.map(({ turnId }) => turnId))
  return {
    ...material,
    proposals,
    turns: material.turns.filter((turn) => turns.has(turn.id)),
    messages: material.messages.filter(({ proposalId }) => proposalId !== null && ids.has(proposalId)),
    call: null,
    consentMark: null,
  }
}

const entryOf = (number: number | undefined): string | null => (number === undefined ? null : `e${number}`)

/** The row of the timeline that tells of one of these events, the first of them that happened. */
export const entryFor = ({ entries }: ReviewProposal, ...types: readonly string[]): string | null =>
  entryOf(types.map((type) => entries[type]).find((number) => number !== undefined))

export const titleOf = ({ sentence }: Pick<Proposal, 'sentence'>): string => sentenceText(sentence)

const unseen = new Set(['received', 'blocked', 'superseded'])

/** What can be scored in a conversation: all of it, each turn of its agent, each action that somebody could decide about. */
export function scorablesOf(material: ReviewMaterial, title: string): readonly Scorable[] {
  const { conversationId, startedAt, turns, proposals } = material
  return [
    {
      subject: { conversationId, kind: 'conversation', id: null },
      label: title === '' ? 'The conversation' : title,
      at: startedAt,
      entryId: null,
    },
    ...turns.map(({ id, at, text }, index): Scorable => {
      const of = proposals.find((one) => one.turnId === id)
      const words = text === '' ? (of === undefined ? '' : titleOf(of)) : text
      return {
        subject: { conversationId, kind: 'turn', id },
        label: `Turn ${index + 1}${words === '' ? '' : `: ${words.slice(0, 80)}`}`,
        at,
        entryId: of === undefined ? null : entryFor(of, 'proposed'),
      }
    }),
    ...proposals
      .filter(({ state }) => !unseen.has(state))
      .map((one): Scorable => ({
        subject: { conversationId, kind: 'action', id: one.id },
        label: titleOf(one),
        at: one.proposedAt,
        entryId: entryFor(one, 'proposed'),
      })),
  ]
}

/** Names of people who signed in it, the newest first. */
export const operatorsOf = ({ proposals }: Pick<ReviewMaterial, 'proposals'>): readonly string[] => {
  const signed = proposals.flatMap(({ decision }) =>
    decision !== null && decision.signer.by === 'person' ? [decision] : [],
  )
  return [...new Set(signed.toSorted((a, b) => b.at - a.at).map(({ signer }) => signer.name))]
}
