import type { Conversation } from '#contract/conversation.ts'
import type { AgentRequest, AgentResponse } from '#main/clients/support-agent.ts'
import { fingerprint, type Material } from '#main/domain/fingerprint.ts'
import { buildHistory } from '#main/domain/prompt.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import { ownAssignees, type Desk } from '#main/services/desk.ts'
import { proposeTurn } from '#main/services/proposing.ts'

/** Words of an unfinished turn, for whoever watches the conversation. */
export type Drafts = {
  readonly grow: (conversationId: number, text: string) => void
  readonly end: (conversationId: number, interrupted: boolean) => void
}

/** Asks the support agent for its next turn and turns the answer into proposals. */
export type Agent = {
  /** One turn. Returns false where the conversation moved meanwhile or the agent failed; the conversation then says why. */
  readonly ask: (conversation: Conversation, signal: AbortSignal) => Promise<boolean>
  /** The conversation moved: a turn under way is of no use any more. */
  readonly interrupt: (conversationId: number) => void
}

const historyLimit = 500

export function createAgent(desk: Desk, drafts: Drafts): Agent {
  const asking = new Map<number, AbortController>()

  const ask = async (conversation: Conversation, outer: AbortSignal): Promise<boolean> => {
    const controller = new AbortController()
    asking.set(conversation.id, controller)
    const signal = AbortSignal.any([outer, controller.signal])
    const started = desk.clock.now()
    try {
      const { id } = conversation
      await desk.record.patch(id, { activity: 'thinking', note: null, rounds: conversation.agent.rounds + 1 })
      const material = await desk.store.conversations.material(id)
      const ours = await ownAssignees(desk, signal)
      const { request, afterMessage } = await composeRequest(desk, conversation)
      const response = await converse(desk, drafts, id, request, signal)
      desk.health.ok('xai', desk.clock.now() - started)
      desk.watch('agent_answered')
      const moved = await movedSince(desk, id, material, ours)
      if (moved || signal.aborted) return false
      await proposeTurn(desk, {
        conversation,
        response,
        requestBody: desk.connections().agent?.body(request) ?? null,
        afterMessage,
        fingerprint: fingerprint(material, ours),
        latencyMs: desk.clock.now() - started,
      })
      return true
    } catch (thrown) {
      return await explain(desk, conversation.id, thrown, controller.signal.aborted, outer)
    } finally {
      asking.delete(conversation.id)
    }
  }

  return {
    ask,
    interrupt: (conversationId) =>
      asking.get(conversationId)?.abort(new AppError('cancelled', 'The conversation moved.')),
  }
}

async function composeRequest(desk: Desk, conversation: Conversation) {
  const profile = desk.configuration().agent
  if (profile === undefined) throw new AppError('missing_secret', 'No support agent is configured.')
  const { messages } = await desk.store.conversations.messages(conversation.id, { before: null, limit: historyLimit })
  const turns = await desk.store.conversations.turns(conversation.id)
  const proposals = await desk.store.ledger.ofConversation(conversation.id)
  const request: AgentRequest = {
    agentId: profile.id,
    deploymentId: profile.deploymentId,
    conversationId: conversation.externalId,
    environment: profile.environment,
    messages: buildHistory({ messages, turns, proposals, contextMessages: profile.contextMessages }),
    timeoutMs: profile.timeoutSeconds * 1000,
  }
  return { request, afterMessage: messages.at(-1)?.id ?? 0 }
}

async function converse(
  desk: Desk,
  drafts: Drafts,
  conversationId: number,
  request: AgentRequest,
  signal: AbortSignal,
): Promise<AgentResponse> {
  const { agent } = desk.connections()
  if (agent === null) throw new AppError('missing_secret', 'No key for the support agent is stored.')
  if (desk.configuration().agent?.streaming === false) return agent.ask(request, signal)
  let text = ''
  try {
    const response = await agent.stream(
      request,
      (piece) => {
        text += piece
        drafts.grow(conversationId, text)
      },
      signal,
    )
    drafts.end(conversationId, false)
    return response
  } catch (error) {
    drafts.end(conversationId, true)
    throw error
  }
}

async function movedSince(desk: Desk, id: number, before: Material, ours: readonly string[]): Promise<boolean> {
  const after = await desk.store.conversations.material(id)
  return fingerprint(before, ours) !== fingerprint(after, ours)
}

/** Puts a failed call where a person sees it. A turn given up because the conversation moved is no failure. */
async function explain(
  desk: Desk,
  conversationId: number,
  thrown: unknown,
  interrupted: boolean,
  outer: AbortSignal,
): Promise<false> {
  if (outer.aborted) throw thrown
  if (interrupted) {
    await desk.record.patch(conversationId, { activity: 'idle', note: null })
    desk.lanes.wake(conversationId)
    return false
  }
  const error = asAppError(thrown)
  if (error.code === 'internal') desk.log('error', 'agent.failed', { conversationId, error: thrown })
  desk.health.failed('xai', error)
  await desk.record.patch(conversationId, { activity: 'failed', note: error.message })
  return false
}
