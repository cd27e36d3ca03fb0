import type { Conversation, Message, Turn } from '#contract/conversation.ts'
import type { Proposal } from '#contract/proposal.ts'
import type { Redaction } from '#contract/transcript.ts'
import type { CallChange, CallStore, KeptCall } from '#main/store/calls.ts'
import type { Redacting } from '#main/store/erase/redactions.ts'
import type { Commit, Committed, ConversationPatch, Merged, Store, ToldTurn } from '#main/store/store.ts'

/** Something that is now on disk. Screens are told nothing that is not. */
export type Recorded =
  | { readonly type: 'proposal'; readonly proposal: Proposal }
  | { readonly type: 'conversation'; readonly conversation: Conversation }
  | { readonly type: 'message'; readonly message: Message }
  | { readonly type: 'turn'; readonly turn: Turn }
  /** All of it was taken out for good. */
  | { readonly type: 'gone'; readonly conversationId: number }
  /** Words or sound were, or copies that still had them: the ledger has an entry of it. */
  | { readonly type: 'taken_out' }
  /** An import ended: any conversation may have become another one. */
  | { readonly type: 'imported' }

/** Every write of the services goes through here: first to disk, then to whoever watches. */
export type Record = {
  readonly commit: (commit: Commit) => Promise<Committed>
  /** What happened outside already: kept in memory until it is on disk. Rejects where the desk stops before that. */
  readonly settle: (commit: Commit, stopping: AbortSignal) => Promise<Committed>
  readonly propose: (bundle: Parameters<Store['ledger']['propose']>[0]) => Promise<readonly Proposal[]>
  readonly patch: (conversationId: number, patch: ConversationPatch) => Promise<Conversation>
  readonly merge: (...args: Parameters<Store['conversations']['merge']>) => Promise<readonly Merged[]>
  readonly redact: (redacting: Redacting) => Promise<Redaction>
  readonly noteRemoval: (...args: Parameters<Store['redactions']['noteRemoval']>) => Promise<void>
  /** All of a conversation, for good. */
  readonly erase: (conversationId: number, told: { readonly by: string; readonly reason: string }) => Promise<void>
  /** What came in was written elsewhere: whoever watches looks again. */
  readonly imported: () => void
  readonly beginCall: (...args: Parameters<CallStore['begin']>) => Promise<KeptCall>
  readonly keepCall: (id: string, change: CallChange) => Promise<KeptCall>
}

type RecordParts = {
  readonly store: Store
  /** Past the guard: what is true is written even into a database that is damaged. */
  readonly settle: Record['settle']
  readonly publish: (recorded: Recorded) => void
}

export function createRecord({ store, settle, publish }: RecordParts): Record {
  const announce = (committed: Committed) => {
    publish({ type: 'proposal', proposal: committed.proposal })
    committed.others.forEach((proposal) => publish({ type: 'proposal', proposal }))
    if (committed.message !== null) publish({ type: 'message', message: committed.message })
    if (committed.conversation !== null) publish({ type: 'conversation', conversation: committed.conversation })
  }
  const announceCall = (kept: KeptCall) => {
    kept.messages.forEach((message) => publish({ type: 'message', message }))
    if (kept.conversation !== null) publish({ type: 'conversation', conversation: kept.conversation })
    return kept
  }
  return {
    erase: async (conversationId, told) => {
      await store.redactions.eraseConversation(conversationId, told)
      publish({ type: 'gone', conversationId })
    },
    imported: () => publish({ type: 'imported' }),
    redact: async (redacting) => {
      const { redaction, messages, proposals } = await store.redactions.redact(redacting)
      messages.forEach((message) => publish({ type: 'message', message }))
      proposals.forEach((proposal) => publish({ type: 'proposal', proposal }))
      publish({ type: 'conversation', conversation: await store.conversations.get(redacting.conversationId) })
      publish({ type: 'taken_out' })
      return redaction
    },
    noteRemoval: async (...args) => {
      await store.redactions.noteRemoval(...args)
      publish({ type: 'taken_out' })
    },
    beginCall: async (...args) => announceCall(await store.calls.begin(...args)),
    keepCall: async (id, change) => announceCall(await store.calls.keep(id, change)),
    commit: async (commit) => {
      const committed = await store.ledger.commit(commit)
      announce(committed)
      return committed
    },
    settle: async (commit, stopping) => {
      const committed = await settle(commit, stopping)
      announce(committed)
      return committed
    },
    propose: async (bundle) => {
      const committed = await store.ledger.propose(bundle)
      publish({ type: 'turn', turn: turnView(bundle.turn) })
      committed.forEach(announce)
      if (committed.length === 0) {
        publish({ type: 'conversation', conversation: await store.conversations.get(bundle.turn.conversationId) })
      }
      return committed.map((one) => one.proposal)
    },
    patch: async (conversationId, patch) => {
      const conversation = await store.conversations.patch(conversationId, patch)
      publish({ type: 'conversation', conversation })
      return conversation
    },
    merge: async (incoming, cursor) => {
      const merged = await store.conversations.merge(incoming, cursor)
      for (const one of merged) {
        publish({ type: 'conversation', conversation: one.conversation })
        one.messages.forEach((message) => publish({ type: 'message', message }))
      }
      return merged
    },
  }
}

/** What a window sees of a stored turn. */
export function turnView(turn: ToldTurn): Turn {
  const { id, conversationId, afterMessage, at, text, callIds, ragResults, guardrail, usage, latencyMs, bot } = turn
  const view = { id, conversationId, afterMessage, at, text, callIds, ragResults, guardrail, usage, latencyMs }
  return bot === undefined ? view : { ...view, bot }
}
