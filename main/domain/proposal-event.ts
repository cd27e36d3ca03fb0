import type { Outcome, Proposal, RejectReason, SentencePart, Signer, Step, WakeEvent } from '#contract/proposal.ts'
import type { OutputFinding } from '#contract/reply.ts'
import type { Arguments, Json } from '#contract/tool.ts'

/** Every event in the life of a proposal, as the ledger keeps them. What each one does: main/domain/proposal.ts. */
export type ProposalEvent =
  | { readonly type: 'proposed'; readonly proposal: NewProposal }
  | { readonly type: 'asked' }
  | { readonly type: 'blocked'; readonly code: string; readonly message: string; readonly result: Json }
  | {
      readonly type: 'approved'
      readonly verb: 'approve' | 'edit' | 'retry'
      readonly signer: Signer
      readonly revision: number
      readonly arguments: Arguments
      readonly argsHash: string
      readonly sentence: readonly SentencePart[]
      /** Not sent before this moment (ms), so that it can be taken back; absent: at once. */
      readonly dueAt?: number
      /** Why, where a rule asks for it; absent: nobody said. */
      readonly reason?: string
      /** What a person's signature covers; absent in older ledgers, and where a rule signed. */
      readonly digest?: string
      /** In which rendering the words were seen; absent: they look the same in every one. */
      readonly rendering?: number
      /** What was found in the words that were signed. */
      readonly findings?: readonly SignedFinding[]
      /** How the second of two persons proved who they are. */
      readonly second?: SecondProof
    }
  /** The first of two signatures; what it covers is in the event, and the second has to cover the same. */
  | {
      readonly type: 'signed'
      readonly verb: 'approve' | 'edit'
      readonly signer: Signer
      readonly revision: number
      readonly arguments: Arguments
      readonly argsHash: string
      readonly sentence: readonly SentencePart[]
      readonly reason?: string
      readonly digest?: string
      readonly rendering?: number
      readonly findings?: readonly SignedFinding[]
    }
  /** Taken back before anything left: a signature, or what waited in its undo window. */
  | { readonly type: 'withdrawn'; readonly signer: Signer }
  | { readonly type: 'expired'; readonly result: Json }
  | { readonly type: 'extended'; readonly signer: Signer; readonly expiresAt: number | null }
  | {
      readonly type: 'snoozed'
      readonly signer: Signer
      readonly until: number | null
      readonly event: WakeEvent | null
    }
  | { readonly type: 'woken'; readonly cause: string }
  /** A yes in a dry run: what would have gone out, and what a tool would have had to say. */
  | { readonly type: 'simulated'; readonly signer: Signer; readonly request: Json; readonly result: Json }
  | { readonly type: 'undo_requested'; readonly by: string }
  | { readonly type: 'undo_ended'; readonly how: 'undone' | 'failed' | 'dropped' }
  | { readonly type: 'attempted'; readonly number: number; readonly idempotencyKey: string }
  /** `before`: ids of what the service had until then, where what it makes is known by them. */
  | { readonly type: 'sent'; readonly before?: readonly string[] }
  | { readonly type: 'step'; readonly step: Step }
  | {
      readonly type: 'succeeded'
      readonly receipt: Outcome['receipt']
      readonly result: Json
      readonly resolvedBy: string | null
    }
  | {
      readonly type: 'failed'
      readonly error: Failure
      readonly retryable: boolean
      readonly result: Json
      readonly resolvedBy: string | null
    }
  | { readonly type: 'lost'; readonly error: Failure }
  | { readonly type: 'returned'; readonly note: string }
  /** Said beside it while it waits; decides nothing. */
  | { readonly type: 'noted'; readonly note: string }
  | { readonly type: 'given_up'; readonly signer: Signer; readonly text: string }
  | {
      readonly type: 'rejected'
      readonly signer: Signer
      readonly reasons: readonly RejectReason[]
      readonly text: string
      readonly scope: 'call' | 'conversation'
      readonly next: 'continue' | 'stop'
      readonly result: Json
    }
  | { readonly type: 'answered'; readonly signer: Signer; readonly result: Json }
  /** `by`: the proposal that takes its place. */
  | { readonly type: 'superseded'; readonly cause: string; readonly result: Json; readonly by?: string }

/** What a check found in signed words, without the words. */
export type SignedFinding = Pick<OutputFinding, 'check' | 'level' | 'label' | 'range'>

/** A PIN at this desk, or a document signed at another one: enough of it to check the signature again. */
export type SecondProof =
  | { readonly how: 'pin' }
  | {
      readonly how: 'document'
      readonly nonce: string
      readonly request: string
      readonly publicKey: string
      readonly signature: string
    }

export type Failure = { readonly code: string; readonly message: string }

/** What is fixed when a proposal is made; the rest starts empty. */
export type NewProposal = Omit<
  Proposal,
  | 'state'
  | 'revision'
  | 'proposedArguments'
  | 'executedArguments'
  | 'decision'
  | 'attempts'
  | 'outcome'
  | 'note'
  | 'proposedAt'
  | 'updatedAt'
  | 'signatures'
  | 'dueAt'
  | 'compensatedBy'
  | 'snoozed'
  | 'mode'
  | 'expiresAt'
  | 'compensates'
> &
  // Absent in ledgers written before these existed.
  Partial<Pick<Proposal, 'mode' | 'expiresAt' | 'compensates'>>
