import type { Conversation } from '#contract/conversation.ts'
import type { Replay, ReplayPoint, Side } from '#contract/playground-step.ts'
import { isCall } from '#main/domain/call.ts'
import { cutAt, replayItems, type Stored } from '#main/domain/replay-items.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Desk } from '#main/services/desk.ts'
import { defaultModel } from '#main/services/models/catalogue.ts'
import type { ToldTurn } from '#main/store/store.ts'

/** Stored conversations and calls as the beginning of a play. Only the database is read: the helpdesk never hears of it. */
type Reading = Pick<Desk, 'store' | 'configuration'>

const mostMessages = 2000
const shown = 200

export async function replayPoints(desk: Reading, conversationId: number): Promise<ReplayPoint[]> {
  const { messages, turns, proposals } = await readStored(desk, conversationId)
  const ofTurns = new Set(turns.map(({ id }) => id))
  const byAgent = new Set(proposals.filter(({ turnId }) => ofTurns.has(turnId)).map(({ id }) => id))
  const said = messages
    .filter(({ kind, text, proposalId }) => kind === 'comment' && text.trim() !== '' && !byAgent.has(proposalId ?? ''))
    .map(({ id, at, author, text }) => ({
      order: [id, 0, at] as const,
      point: { id: `m${id}`, at, who: author, text: beginning(text), calls: [] },
    }))
  const answered = turns.map(({ id, afterMessage, at, text, calls }) => ({
    order: [afterMessage, 1, at] as const,
    point: { id, at, who: 'agent' as const, text: beginning(text), calls: calls.map(({ name }) => name) },
  }))
  return [...said, ...answered]
    .toSorted((a, b) => a.order[0] - b.order[0] || a.order[1] - b.order[1] || a.order[2] - b.order[2])
    .map(({ point }) => point)
}

export async function replayOf(
  desk: Reading,
  input: { readonly conversationId: number; readonly point: string | null; readonly before: boolean },
): Promise<Replay> {
  const conversation = await desk.store.conversations.get(input.conversationId)
  const stored = await readStored(desk, input.conversationId)
  const cut = input.point === null ? stored : cutAt(stored, input.point, input.before)
  if (cut === null) throw new AppError('not_found', 'There is no such place in this conversation.')
  const { side, instructions } = await answererOf(desk, conversation)
  return {
    conversationId: conversation.id,
    title: conversation.subject || conversation.customer.name,
    items: [...replayItems(cut)],
    instructions,
    side,
  }
}

async function readStored(desk: Reading, id: number): Promise<Stored & { readonly turns: readonly ToldTurn[] }> {
  const { conversations, ledger } = desk.store
  await conversations.get(id)
  const { messages } = await conversations.messages(id, { before: null, limit: mostMessages })
  const turns = (await conversations.turns(id)).filter(({ origin }) => origin === 'agent')
  return { messages, turns, proposals: await ledger.ofConversation(id) }
}

/** Who answered then, as near as this desk knows. */
async function answererOf(
  desk: Reading,
  conversation: Conversation,
): Promise<{ readonly side: Side | null; readonly instructions: string | null }> {
  const call = isCall(conversation) ? await desk.store.calls.ofConversation(conversation.id) : null
  if (call === null) {
    const isConfigured = desk.configuration().agent !== undefined
    const nothing = { agentId: null, deploymentId: null, environment: null, instructions: null }
    return { side: isConfigured ? { kind: 'support_agent', ...nothing } : null, instructions: null }
  }
  const agentId = call.agent.id
  const { versions } = await desk.store.agents.versions({ agentId, before: null, limit: 50 })
  const then = versions.find(({ at }) => at <= call.startedAt) ?? versions.at(-1)
  const kept = then === undefined ? null : await desk.store.agents.version(agentId, then.version)
  const given = { engine: 'chat', model: defaultModel, instructions: null, temperature: null, effort: null } as const
  return { side: { kind: 'voice_agent', agentId, ...given }, instructions: kept?.configuration.instructions ?? null }
}

const beginning = (text: string): string =>
  text.length <= shown ? text : `${text.slice(0, shown - 1).toWellFormed()}…`
