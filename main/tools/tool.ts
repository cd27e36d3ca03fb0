import type { Conversation } from '#contract/conversation.ts'
import type { Proposal, ProposalKind, Step } from '#contract/proposal.ts'
import type { Arguments, Json, ToolView } from '#contract/tool.ts'
import type { SchemaIssue } from '#main/domain/schema.ts'

/** What can be asked for, and how it is done. Every tool answers with a typed outcome; a write is sent at most once. */
export type Tool = {
  readonly view: ToolView
  readonly kind: 'reply' | 'note' | 'escalate' | 'close' | 'http' | 'manual'
  readonly proposalKind: ProposalKind
  readonly access: 'read' | 'write'
  /** Only a person's own act proposes it; an agent that asks for it asks for something nobody knows. */
  readonly personal?: true
  /** The peer takes the idempotency key: the same key twice is one effect. */
  readonly idempotent: boolean
  /** Template of the headline, or null. */
  readonly sentence: string | null
  /** What it takes several calls for; all `todo`. Empty for everything that is one call. */
  readonly steps: readonly Step[]
  readonly validate: (args: Arguments) => readonly SchemaIssue[]
  readonly execute: (context: ExecutionContext) => Promise<ToolOutcome>
  /** Finds out by reading whether it happened; null where only a person can tell. */
  readonly probe: ((context: ProbeContext) => Promise<ToolOutcome>) | null
}

export type ExecutionContext = {
  readonly proposal: Proposal
  readonly conversation: Conversation
  readonly idempotencyKey: string
  readonly signal: AbortSignal
  /**
   * Awaited right before the first byte leaves; from then on it may have happened. `before`: ids of what the service had until
   * then, for whoever looks afterwards whether something was made.
   */
  readonly onSent: (before?: readonly string[]) => Promise<void>
  /** Awaited whenever a step changes; `unknown` before it is sent. */
  readonly onStep: (step: Step) => Promise<void>
  /** For a look at what an earlier attempt left. */
  readonly traces: () => Promise<Traces>
}

export type ProbeContext = Pick<ExecutionContext, 'proposal' | 'conversation' | 'idempotencyKey' | 'signal'> & Traces

/** What helps to tell what an attempt left at the helpdesk from all else there. */
export type Traces = {
  /** External ids of parts that belong to other proposals or to a colleague: no trace of this one. */
  readonly others: ReadonlySet<string>
  /** When the newest words it was made for were written, by the helpdesk's clock; null: not known. */
  readonly after: number | null
}

export type ToolFailure = { readonly code: string; readonly message: string }

/** A message that now exists at the helpdesk. */
export type SentMessage = { readonly externalId: string | null; readonly text: string; readonly at: number }

/** What the desk may already know about the conversation, before the helpdesk says it again. */
export type Effects = {
  readonly state?: Conversation['state']
  readonly assignee?: string | null
  readonly tags?: readonly string[]
}

/** failed: provably did not happen · unknown: may have happened. */
export type ToolOutcome =
  | {
      readonly kind: 'succeeded'
      readonly data: Json
      readonly receipt: { readonly status: number | null; readonly remoteId: string | null; readonly summary: string }
      readonly message?: SentMessage
      readonly effects?: Effects
      /** Steps as a probe found them. */
      readonly steps?: readonly Step[]
    }
  | {
      readonly kind: 'failed'
      readonly error: ToolFailure
      readonly retryable: boolean
      readonly steps?: readonly Step[]
    }
  | { readonly kind: 'unknown'; readonly error: ToolFailure }
