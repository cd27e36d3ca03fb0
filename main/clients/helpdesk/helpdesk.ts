import type { Rendering } from '#contract/reply-rendering.ts'
import type { Attachment, Channel, ConversationState, Customer } from '#contract/conversation.ts'

/** One message as a helpdesk has it. `kind` note never leaves the desk; `text` is safe plain text of `html`. */
export type HelpdeskPart = {
  readonly externalId: string
  readonly author: 'customer' | 'operator' | 'bot'
  readonly authorId: string
  readonly authorName: string
  readonly kind: 'comment' | 'note' | 'event'
  readonly text: string
  readonly html: string | null
  readonly attachments: readonly Attachment[]
  /** Milliseconds since 1970. */
  readonly at: number
}

export type HelpdeskConversation = {
  readonly externalId: string
  readonly channel: Channel
  readonly state: ConversationState
  readonly subject: string
  readonly customer: Customer
  readonly assignee: string | null
  /** The team that has it, also where somebody of it is the assignee. */
  readonly team: string | null
  readonly tags: readonly string[]
  readonly createdAt: number
  readonly updatedAt: number
  readonly waitingSince: number | null
  /** Oldest first; the opening message included. */
  readonly parts: readonly HelpdeskPart[]
}

export type HelpdeskSummary = { readonly externalId: string; readonly updatedAt: number }

/** An object that could not be understood: kept aside with its reason, never dropped. */
export type Quarantined = { readonly externalId: string | null; readonly reason: string; readonly raw: unknown }

type HelpdeskPage = {
  readonly items: readonly HelpdeskSummary[]
  readonly quarantined: readonly Quarantined[]
  /** Pass back unchanged for the next page; null on the last. */
  readonly cursor: string | null
}

export type Assignee = { readonly kind: 'admin' | 'team'; readonly id: string }
export type Person = Assignee & { readonly name: string }

/** What proves a write: the remote id where one was given, and the conversation as it stands after it. */
export type HelpdeskReceipt = {
  readonly status: number
  readonly remoteId: string | null
  readonly conversation: HelpdeskConversation | null
}

/** Who answered, as whom the desk acts there, and what the token may do. */
export type Verified = {
  readonly account: string
  readonly me: Person
  readonly permissions: readonly { readonly label: string; readonly granted: boolean }[]
}

/**
 * Tells of changes as they happen, until the line ends, for which it rejects, or the signal aborts. Nothing rests on it: what
 * it misses the next look at the list finds. `opened`: it listens from now on; what came before has to be asked for.
 */
export type LiveUpdates = (
  hear: { readonly opened: () => void; readonly changed: (externalId: string) => void },
  signal: AbortSignal,
) => Promise<void>

/**
 * A shared inbox somewhere else. Writes are sent once and never retried here; when the answer is lost they throw
 * `timed_out` or `remote_failed` with `data.sent = true`, which means: it may have happened. `data.sent = false` means it did not.
 */
export type Helpdesk = {
  readonly verify: (signal: AbortSignal) => Promise<Verified>
  /** Conversations open (or changed) since `updatedAfter` (ms, inclusive; null: all open ones), newest change first. */
  readonly list: (
    options: { readonly limit: number; readonly cursor: string | null; readonly updatedAfter: number | null },
    signal: AbortSignal,
  ) => Promise<HelpdeskPage>
  readonly get: (externalId: string, signal: AbortSignal) => Promise<HelpdeskConversation>
  readonly reply: (externalId: string, words: Rendering, signal: AbortSignal) => Promise<HelpdeskReceipt>
  readonly note: (externalId: string, words: Rendering, signal: AbortSignal) => Promise<HelpdeskReceipt>
  readonly tag: (externalId: string, name: string, signal: AbortSignal) => Promise<HelpdeskReceipt>
  readonly untag: (externalId: string, name: string, signal: AbortSignal) => Promise<HelpdeskReceipt>
  readonly assign: (externalId: string, to: Assignee | null, signal: AbortSignal) => Promise<HelpdeskReceipt>
  readonly close: (externalId: string, summary: string | null, signal: AbortSignal) => Promise<HelpdeskReceipt>
  readonly reopen: (externalId: string, signal: AbortSignal) => Promise<HelpdeskReceipt>
  readonly snooze: (externalId: string, until: number, signal: AbortSignal) => Promise<HelpdeskReceipt>
  readonly people: (signal: AbortSignal) => Promise<readonly Person[]>
  /** Looks names up where they are not known yet; never fails. */
  readonly learnNames: (signal: AbortSignal) => Promise<void>
  /** Of an admin or a team, as far as it has been learned. */
  readonly nameOf: (id: string) => string | null
  /** Admin id under which this desk writes. */
  readonly actingAdminId: (signal: AbortSignal) => Promise<string>
  /** Null: this helpdesk tells of nothing by itself. */
  readonly live: LiveUpdates | null
}
