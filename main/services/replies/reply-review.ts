import type { Message, RagResult } from '#contract/conversation.ts'
import type { Proposal } from '#contract/proposal.ts'
import type { EvidenceText, ReplyReview } from '#contract/reply.ts'
import { checkOutput } from '#main/domain/output-checks.ts'
import { hostOf } from '#main/domain/output-links.ts'
import { resultText } from '#main/domain/reply/evidence.ts'
import { languageOf } from '#main/domain/reply/language.ts'
import { formOf, renderWords } from '#main/domain/reply/rendering.ts'
import { readsPromises } from '#main/domain/reply/promises.ts'
import { traceSentences } from '#main/domain/reply/sources.ts'
import { sentenceText } from '#main/domain/sentence.ts'
import type { Desk } from '#main/services/desk.ts'
import { findOtherCustomers } from '#main/services/replies/other-customers.ts'

/** What is known where the words are to be said. */
export type Surroundings = {
  readonly conversationId: number
  readonly messages: readonly Message[]
  readonly earlier: readonly Proposal[]
  readonly ragResults: readonly RagResult[]
  /** The turn the words stand in: what waits beside them counts as an action. */
  readonly turnId: string | null
  /** Calls of the same turn that are not stored yet. */
  readonly calls: readonly string[]
}

const messagesRead = 200

/** Reads what words to this conversation are held against. */
export async function readSurroundings(
  desk: Desk,
  conversationId: number,
  turnId: string | null,
): Promise<Surroundings> {
  const { conversations, ledger } = desk.store
  const { messages } = await conversations.messages(conversationId, { before: null, limit: messagesRead })
  const turns = await conversations.turns(conversationId)
  const own = turnId === null ? undefined : turns.find((turn) => turn.id === turnId)
  const withSources = own?.ragResults.length ? own : turns.findLast((turn) => turn.ragResults.length > 0)
  return {
    conversationId,
    messages,
    earlier: await ledger.ofConversation(conversationId),
    ragResults: withSources?.ragResults ?? [],
    turnId,
    calls: [],
  }
}

/** Where the words come from, and what should not go out. */
export async function reviewWords(
  desk: Desk,
  around: Surroundings,
  text: string,
  kind: 'reply' | 'note',
): Promise<ReplyReview> {
  const evidence = collectEvidence(around)
  const sentences = kind === 'note' ? [] : traceSentences(text, evidence)
  const known = [...around.messages.map((message) => message.text), ...evidence.map((one) => one.text)]
  const levels = desk.configuration().outputChecks
  const others =
    kind === 'note' || levels.other_customer === 'off'
      ? []
      : await findOtherCustomers(desk, around.conversationId, text, known)
  const form = formOf(kind, (await desk.store.conversations.get(around.conversationId)).channel)
  const { findings, passed } = checkOutput({
    text,
    form,
    kind,
    levels,
    sentences,
    others,
    actions: [...around.calls, ...actionsOf(around)],
    knownHosts: hostsIn(evidence),
  })
  // Promises are looked for by their words, in the languages that are known.
  const unchecked = passed.filter((check) => check === 'promise' && !readsPromises(text))
  return {
    sentences: [...sentences],
    evidence: [...evidence],
    findings,
    passed: passed.filter((check) => !unchecked.includes(check)),
    unchecked,
    rendering: renderWords(text, form),
    language: languageOf(text),
  }
}

/** Chunks by score, results and the customer's messages in the order of time: the numbers on the card. */
function collectEvidence({ messages, earlier, ragResults }: Surroundings): EvidenceText[] {
  const chunks = ragResults
    .toSorted((a, b) => b.score - a.score)
    .map((chunk, at): EvidenceText => ({
      ...nothing,
      letter: 'S',
      number: at + 1,
      text: chunk.text,
      title: chunk.collectionId,
    }))
  const results = earlier
    .filter((one) => one.kind === 'tool' && hasResult.has(one.state))
    .toSorted((a, b) => (a.outcome?.at ?? 0) - (b.outcome?.at ?? 0))
    .map((one, at): EvidenceText => ({
      letter: 'T',
      number: at + 1,
      text: resultText(one.outcome?.result ?? null),
      title: sentenceText(one.sentence),
      proposalId: one.id,
      at: one.outcome?.at ?? null,
      by: one.decision === null ? null : one.decision.signer.name,
    }))
  const words = messages
    .filter((message) => message.author === 'customer' && message.kind === 'comment')
    .map((message, at): EvidenceText => ({
      ...nothing,
      letter: 'C',
      number: at + 1,
      text: message.text,
      title: message.authorName,
      at: message.at,
    }))
  return [...chunks, ...results, ...words]
}

const nothing = { proposalId: null, at: null, by: null } as const
const hasResult: ReadonlySet<Proposal['state']> = new Set(['succeeded', 'answered', 'undo_pending', 'undo_failed'])
const isDone: ReadonlySet<Proposal['state']> = new Set(['succeeded', 'answered', 'unknown', 'executing', 'scheduled'])
const mayRun: ReadonlySet<Proposal['state']> = new Set(['received', 'pending', 'awaiting_second'])

/** What was done here, is on its way, or may be signed together with these words. */
function actionsOf({ earlier, turnId }: Surroundings): readonly string[] {
  return earlier
    .filter((one) => one.kind !== 'reply' && one.kind !== 'note' && one.risk > 0)
    .filter((one) => isDone.has(one.state) || (mayRun.has(one.state) && one.turnId === turnId))
    .map((one) => `${one.tool} ${sentenceText(one.sentence)}`)
}

const address = /\bhttps?:\/\/[^\s<>"')\]]+|\bwww\.[^\s<>"')\]]+/giu

/** Names the customer brings in prove nothing. */
const hostsIn = (evidence: readonly EvidenceText[]): readonly string[] => [
  ...new Set(
    evidence
      .filter((one) => one.letter !== 'C')
      .flatMap((one) => one.text.match(address) ?? [])
      .flatMap((link) => hostOf(link) ?? []),
  ),
]
