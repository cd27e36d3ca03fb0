import type { Channel, Message } from '#contract/conversation.ts'
import type { ProposalState } from '#contract/proposal.ts'

/**
 * A query of the transcripts as a tree. What a leaf speaks of:
 * - a *row* (message, caption, ledger entry, chunk, note): words, phrases, `from`, `author`, `before`, `after`;
 * - an *action* (proposal): tool, arg, decision, by, rule, risk, reason, state, latency, decided, proposer, agent, env, deploy;
 * - a *conversation*: all others.
 * Found is every row of which all row leaves hold, in a conversation of which the rest holds. Leaves about actions that stand
 * in one `all` have to hold of the same action. `not` of a leaf about actions: no action of the conversation is such.
 */
export type Query =
  | { readonly kind: 'all'; readonly of: readonly Query[] }
  | { readonly kind: 'any'; readonly of: readonly Query[] }
  | { readonly kind: 'not'; readonly of: Query }
  | { readonly kind: 'word'; readonly text: string; readonly place: 'whole' | 'beginning' | 'inside' }
  | { readonly kind: 'phrase'; readonly text: string }
  | { readonly kind: 'near'; readonly words: readonly string[]; readonly within: number }
  | { readonly kind: 'filter'; readonly filter: Filter }

export type Comparison = '<' | '<=' | '=' | '>=' | '>'

type Named<Field extends string, Value extends string = string> = {
  readonly field: Field
  readonly anyOf: readonly Value[]
}
type Measured<Field extends string> = { readonly field: Field; readonly is: Comparison; readonly value: number }

export type DecisionWord = 'approved' | 'edited' | 'rejected' | 'answered' | 'expired' | 'superseded' | 'auto'
export type HasWord = 'audio' | 'edit' | 'guardrail' | 'rag' | 'note' | 'score' | 'pii' | 'attachment'
export type IsWord = 'unreviewed' | 'reviewed' | 'starred' | 'escalated' | 'closed' | 'open' | 'dryrun'

export type Filter =
  // Of rows.
  | Named<'from', Message['author']>
  | Named<'author'>
  /** Epoch ms; `after` is included, `before` is not. */
  | { readonly field: 'before' | 'after'; readonly at: number }
  // Of actions.
  | Named<'tool'>
  | { readonly field: 'arg'; readonly pointer: string; readonly test: ArgumentTest }
  | Named<'decision', DecisionWord>
  | Named<'by'>
  | Named<'rule'>
  | Measured<'risk'>
  | Named<'reason'>
  | Named<'state', ProposalState>
  | Named<'agent'>
  | Named<'env', 'prod' | 'staging'>
  | Named<'deploy'>
  /** From proposal to decision, ms. */
  | Measured<'latency'>
  /** When it was decided, or ended without a decision. */
  | { readonly field: 'decided.before' | 'decided.after'; readonly at: number }
  | Named<'proposer', 'agent' | 'person' | 'imported'>
  // Of conversations.
  | Named<'channel', Channel>
  | Named<'has', HasWord>
  | Named<'is', IsWord>
  | Measured<'rag.score'>
  | Measured<'score'>
  /** Of the recording or the call, ms. */
  | Measured<'duration'>
  | Measured<'cost'>
  /** From when this desk closed it to when the customer wrote again, ms. */
  | Measured<'reopened'>
  | { readonly field: 'began.before' | 'began.after'; readonly at: number }
  | Named<'lang'>
  | Named<'tag'>
  /** Ours, the helpdesk's, of a call, or of a proposal. */
  | Named<'id'>

/** What an argument at a place has to be; text is compared without case, numbers also where they stand in text. */
export type ArgumentTest = { readonly is: Comparison; readonly value: number } | { readonly anyOf: readonly string[] }
