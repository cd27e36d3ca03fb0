import type { Control, Conversation, Message, Turn } from '#contract/conversation.ts'
import type { Counts, QueueView } from '#contract/queue.ts'
import type { PolicyFacts } from '#contract/policy.ts'
import type { LessonKind, Proposal, ProposalState } from '#contract/proposal.ts'
import type { QueueItem } from '#contract/queue-item.ts'
import type { Json } from '#contract/tool.ts'
import type { Material } from '#main/domain/fingerprint.ts'
import type { Claim } from '#main/domain/policy/budget.ts'
import type { Suspension } from '#main/domain/policy/document.ts'
import type { ProposalEvent } from '#main/domain/proposal.ts'
import type { AdministrationStore } from '#main/store/administration.ts'
import type { AgentStore } from '#main/store/agents.ts'
import type { AnnotationStore } from '#main/store/annotations.ts'
import type { AuditStore } from '#main/store/audit.ts'
import type { CallStore } from '#main/store/calls.ts'
import type { DeferredStore } from '#main/store/deferred.ts'
import type { ExchangeStore } from '#main/store/exchange/index.ts'
import type { RedactionStore } from '#main/store/erase/redactions.ts'
import type { ReadInsights } from '#main/store/insights.ts'
import type { LessonStore } from '#main/store/lessons.ts'
import type { PeopleStore } from '#main/store/people.ts'
import type { PolicyStore } from '#main/store/policies.ts'
import type { TimelineReader } from '#main/store/timeline.ts'
import type { BatchTestStore } from '#main/store/batch-tests.ts'
import type { ScenarioStore } from '#main/store/scenarios.ts'
import type { SavedSearchStore } from '#main/store/saved-searches.ts'
import type { QualityStore } from '#main/store/quality.ts'
import type { TranscriptSearch } from '#main/store/search/search.ts'

/**
 * What the services may ask of the disk. Every method that writes is one transaction, durable when its promise
 * resolves. The ledger may one day live on another machine: that is why all of it is asynchronous.
 */
export type Store = {
  readonly conversations: ConversationStore
  readonly ledger: Ledger
  readonly policies: PolicyStore
  readonly audit: AuditStore
  readonly people: PeopleStore
  readonly lessons: LessonStore
  readonly calls: CallStore
  readonly administration: AdministrationStore
  readonly agents: AgentStore
  readonly annotations: AnnotationStore
  readonly exchange: ExchangeStore
  readonly savedSearches: SavedSearchStore
  readonly quality: QualityStore
  readonly redactions: RedactionStore
  readonly settings: SettingsStore
  readonly deferred: DeferredStore
  readonly scenarios: ScenarioStore
  readonly batchTests: BatchTestStore
  readonly timeline: TimelineReader
  readonly insights: ReadInsights
  readonly search: TranscriptSearch
  readonly backup: BackupStore
  /** Checkpoint, optimise, close. */
  readonly close: () => Promise<void>
}

/** A conversation as a helpdesk has it; the same shape as clients/helpdesk/helpdesk.ts gives. */
export type IncomingConversation = Omit<Conversation, 'id' | 'control' | 'agent' | 'lastMessageAt' | 'tags'> & {
  readonly tags: readonly string[]
  readonly messages: readonly IncomingMessage[]
}
/** `ours`: written by this desk, not just under its name; an echo of a message stored already is known by its id. */
export type IncomingMessage = Omit<Message, 'id' | 'conversationId' | 'proposalId' | 'externalId' | 'attachments'> & {
  readonly externalId: string
  readonly attachments: readonly Message['attachments'][number][]
  readonly ours: boolean
}

export type Merged = {
  readonly conversation: Conversation
  readonly isNew: boolean
  readonly messages: readonly Message[]
  readonly before: Material | null
  readonly after: Material
}

export type ConversationPatch = {
  readonly control?: Control
  readonly activity?: Conversation['agent']['activity']
  readonly note?: string | null
  readonly rounds?: number
}

export type ConversationStore = {
  /** Upserts by external id, with search rows and the sync cursor, all or nothing. Returns only what changed. */
  readonly merge: (
    incoming: readonly IncomingConversation[],
    cursor: { readonly name: string; readonly value: string } | null,
  ) => Promise<readonly Merged[]>
  readonly get: (id: number) => Promise<Conversation>
  readonly byExternalId: (externalId: string) => Promise<Conversation | null>
  readonly material: (id: number) => Promise<Material>
  /** A conversation with this address that is another customer's, or null. */
  readonly otherCustomer: (email: string, externalId: string) => Promise<number | null>
  /** Our id of the newest comment by the customer; 0 where there is none. */
  readonly newestCustomerMessage: (id: number) => Promise<number>
  readonly list: (options: {
    readonly state: 'open' | 'snoozed' | 'closed' | 'all'
    readonly cursor: string | null
    readonly limit: number
  }) => Promise<{ readonly items: readonly Conversation[]; readonly next: string | null }>
  /** Newest `limit` messages with id < `before` (null: the newest), oldest first. */
  readonly messages: (
    id: number,
    options: { readonly before: number | null; readonly limit: number },
  ) => Promise<{ readonly messages: readonly Message[]; readonly olderThan: number | null }>
  readonly patch: (id: number, patch: ConversationPatch) => Promise<Conversation>
  /** Oldest first. */
  readonly turns: (id: number) => Promise<readonly ToldTurn[]>
  readonly turn: (turnId: string) => Promise<StoredTurn>
  /** The agent needs no more about this turn. */
  readonly concludeTurn: (turnId: string) => Promise<void>
  /** Takes that back: the agent is to be asked about it again. */
  readonly reopenTurn: (turnId: string) => Promise<void>
  /**
   * Of the `span` conversations with the highest ids below `before` (null: of all) those to be looked at after a start:
   * a turn can go on, the agent was thinking, something is on its way out, or a customer waits and was never asked about.
   */
  readonly leftToDo: (options: {
    readonly before: number | null
    readonly span: number
  }) => Promise<{ readonly ids: readonly number[]; readonly before: number | null }>
  readonly quarantine: (
    items: readonly { readonly externalId: string | null; readonly reason: string; readonly raw: unknown }[],
  ) => Promise<void>
}

/** A turn with what went over the wire for it. */
export type StoredTurn = ToldTurn & { readonly request: Json; readonly response: Json }

/** A turn with all that is needed to replay it to a stateless agent. */
export type ToldTurn = Turn & {
  /** agent: answered by the model · person: a person's own words through the same gate; never replayed as a turn. */
  readonly origin: 'agent' | 'person'
  readonly calls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[]
  readonly concluded: boolean
}

/** A row of the queue without the reason it stands where it does. */
export type WaitingItem = Omit<QueueItem, 'urgency'>

/** What a commit does to the outbox row of its proposal; the row's key is the idempotency key. */
export type OutboxChange =
  | { readonly state: 'ready'; readonly key: string }
  | { readonly state: 'started' | 'done' | 'failed' | 'unknown' | 'removed' }

export type Commit = {
  readonly id: string
  /** Compare-and-set: the commit happens only while all of these hold; otherwise `already_decided` or `changed`. */
  readonly expect: {
    readonly states: readonly ProposalState[]
    readonly revision: number
    readonly argsHash: string
    readonly fingerprint?: string
  }
  readonly events: readonly ProposalEvent[]
  readonly outbox?: OutboxChange
  /** Rules that a person has contradicted with this. */
  readonly suspends?: readonly Suspension[]
  /** What a person keeps this rejection for. */
  readonly lessons?: { readonly kinds: readonly LessonKind[]; readonly by: string }
  /** A message that now exists at the helpdesk because of this. */
  readonly message?: Omit<Message, 'id'>
  readonly conversation?: ConversationPatch & {
    readonly state?: Conversation['state']
    readonly assignee?: string | null
    readonly tags?: readonly string[]
  }
}

export type LedgerEntry = {
  readonly seq: number
  readonly proposalId: string
  readonly conversationId: number
  readonly event: ProposalEvent
  readonly at: number
}

export type OutboxRow = {
  readonly key: string
  readonly proposalId: string
  readonly conversationId: number
  readonly state: 'ready' | 'started' | 'unknown'
  readonly at: number
}

export type Committed = {
  readonly proposal: Proposal
  readonly seq: number
  readonly message: Message | null
  readonly conversation: Conversation | null
  /** Proposals that changed in the same transaction. */
  readonly others: readonly Proposal[]
}

export type Ledger = {
  /** Turn and its proposals with their first events, all or nothing. `outboxKeys`: proposals approved by rule. */
  readonly propose: (bundle: {
    readonly turn: StoredTurn
    readonly proposals: readonly {
      readonly id: string
      readonly events: readonly ProposalEvent[]
      readonly outboxKey: string | null
      /** What the rules saw, and what must still fit into their budgets; absent where no rule looked. `conflict`: it does not. */
      readonly policy?: { readonly facts: PolicyFacts; readonly claims: readonly Claim[] }
    }[]
    readonly conversation: ConversationPatch
    /** What else is true from then on, in the same transaction. */
    readonly also?: readonly Commit[]
  }) => Promise<readonly Committed[]>
  readonly commit: (commit: Commit) => Promise<Committed>
  readonly get: (id: string) => Promise<Proposal>
  readonly list: (options: {
    readonly states: readonly ProposalState[]
    readonly conversationId: number | null
    readonly cursor: string | null
    readonly limit: number
  }) => Promise<{ readonly items: readonly Proposal[]; readonly next: string | null }>
  readonly ofTurn: (turnId: string) => Promise<readonly Proposal[]>
  readonly ofConversation: (conversationId: number) => Promise<readonly Proposal[]>
  /** Oldest first. Folding the events gives the stored proposal; `verify` compares all of them. */
  readonly history: (id: string) => Promise<readonly LedgerEntry[]>
  /** A stretch of what waits, oldest first. */
  readonly queue: (options: {
    readonly view: Exclude<QueueView, 'later'>
    readonly cursor: string | null
    readonly limit: number
  }) => Promise<{ readonly items: readonly WaitingItem[]; readonly next: string | null }>
  /** Null when it neither waits for a person nor was put off by one. */
  readonly queueItem: (id: string) => Promise<WaitingItem | null>
  /** All that was put off. */
  readonly resting: () => Promise<readonly WaitingItem[]>
  readonly counts: () => Promise<Omit<Counts, 'later' | 'splits'>>
  /** Newest decided proposals of the same tool. */
  readonly similar: (id: string, limit: number) => Promise<readonly Proposal[]>
  /** Decided since then or on its way out: what has this tool and these arguments, in any conversation of the customer. */
  readonly sameCalls: (call: {
    readonly tool: string
    readonly argsHash: string
    readonly customer: string
    readonly since: number
  }) => Promise<readonly Proposal[]>
  /** What something happens to by itself, and when (ms), the next first. */
  readonly waking: (limit: number) => Promise<readonly { readonly id: string; readonly at: number }[]>
  readonly outbox: (states: readonly OutboxRow['state'][]) => Promise<readonly OutboxRow[]>
  /** Compares the snapshot of each proposal with the fold of its events; ids that differ. */
  readonly verify: () => Promise<readonly string[]>
}

export type SettingsStore = {
  readonly get: (key: string) => Promise<Json | null>
  readonly put: (key: string, value: Json) => Promise<void>
  readonly remove: (key: string) => Promise<void>
  readonly cursor: (name: string) => Promise<string | null>
}

export type BackupFile = {
  readonly file: string
  readonly bytes: number
  readonly at: number
  readonly verified: boolean
  /** Those that lie beside it, once they were read again. */
  readonly recordings?: { readonly kept: number; readonly wrong: readonly string[] } | undefined
}
export type OldCopies = { readonly count: number; readonly bytes: number; readonly oldest: number | null }
export type BackupStore = {
  readonly create: () => Promise<BackupFile>
  /** As `create`; the file named does not make room for it. */
  readonly createSparing: (file: string) => Promise<BackupFile>
  /** Kept beside the others, the newest two; none of the others makes room for it. */
  readonly createBeforeImport: () => Promise<BackupFile>
  readonly list: () => Promise<readonly BackupFile[]>
  readonly verify: (file: string) => Promise<BackupFile>
  /** Copies of the desk from before a moment: backups, and databases that one took the place of. */
  readonly older: (before: number) => Promise<OldCopies>
  /** Removes all that are older than this one, which has to be a good one; returns how many went. */
  readonly removeOlder: (than: string) => Promise<number>
  /** Newest verified backup less than a day old? Otherwise makes one. */
  readonly createIfDue: () => Promise<BackupFile | null>
}
