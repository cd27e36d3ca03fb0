import type { Conversation } from '#contract/conversation.ts'
import type { AgentRequest, AgentResponse } from '#main/clients/support-agent.ts'
import { fingerprint, type Material } from '#main/domain/fingerprint.ts'
import { buildHistory } from '#main/domain/prompt.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import { createPatience } from '#main/services/agent-patience.ts'
import { ownAssignees, type Desk } from '#main/services/desk.ts'
import { proposeTurn } from '#main/services/proposing.ts'
import { driftBetween } from '#main/services/drift.ts'
import { supersede } from '#main/services/supersede.ts'

/** Words of an unfinished turn, for whoever watches the conversation. */
export type Drafts = {
  readonly grow: (conversationId: number, text: string) => void
  readonly end: (conversationId: number, interrupted: boolean) => void
}

/** Asks the support agent for its next turn and turns the answer into proposals. */
export type Agent = {
  /** One turn. Returns false where the conversation moved meanwhile or the agent failed; the conversation then says why. */
  readonly ask: (conversation: Conversation, signal: AbortSignal) => Promise<boolean>
  /** The conversation moved, or a person took over: a turn under way is of no use any more. */
  readonly interrupt: (conversationId: number) => void
  readonly interruptAll: () => void
}

const historyLimit = 500

export function createAgent(desk: Desk, drafts: Drafts): Agent {
  const asking = new Map<number, AbortController>()
  const patience = createPatience(desk.lanes)

  const ask = async (conversation: Conversation, outer: AbortSignal): Promise<boolean> => {
    const { id } = conversation
    const controller = new AbortController()
    asking.set(id, controller)
    const signal = AbortSignal.any([outer, controller.signal])
    const started = desk.clock.now()
    try {
      await desk.record.patch(id, { activity: 'thinking', note: null, rounds: conversation.agent.rounds + 1 })
      const material = await desk.store.conversations.material(id)
      const ours = await ownAssignees(desk, signal)
      const madeFor = fingerprint(material, ours)
      const { request, afterMessage } = await composeRequest(desk, conversation)
      const response = await converse(desk, drafts, id, request, signal)
      desk.health.ok('xai', desk.clock.now() - started)
      patience.answered(id)
      desk.watch('agent_answered')
      if (signal.aborted || !(await stillWanted(desk, id, material, ours))) {
        outer.throwIfAborted()
        await giveUpTurn(desk, conversation)
        return false
      }
      await proposeTurn(desk, {
        conversation,
        response,
        requestBody: desk.connections().agent?.body(request) ?? null,
        afterMessage,
        fingerprint: madeFor,
        context: material,
        latencyMs: desk.clock.now() - started,
      })
      // What moved while the turn was being stored found nothing to mark.
      const now = { material: await desk.store.conversations.material(id), ours }
      if (driftBetween(desk, material, now.material, ours).outdated !== null)
        await supersede(desk, id, now, 'the conversation moved while the agent wrote')
      return true
    } catch (thrown) {
      if (outer.aborted) throw thrown
      if (controller.signal.aborted) await giveUpTurn(desk, conversation)
      else await explain(desk, conversation, asAppError(thrown), thrown, patience.failed)
      return false
    } finally {
      asking.delete(id)
    }
  }

  return {
    ask,
    interrupt: (conversationId) =>
      asking.get(conversationId)?.abort(new AppError('cancelled', 'The conversation moved.')),
    interruptAll: () =>
      asking.forEach((controller) => controller.abort(new AppError('cancelled', 'Everything was paused.'))),
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
  try {
    if (desk.configuration().agent?.streaming === false) return await agent.ask(request, signal)
    let text = ''
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
  } catch (thrown) {
    drafts.end(conversationId, true)
    if (!signal.aborted) desk.health.failed('xai', asAppError(thrown))
    throw thrown
  }
}

/** The conversation is as it was when the agent was asked, and nobody took it over meanwhile. */
async function stillWanted(desk: Desk, id: number, madeFor: Material, ours: readonly string[]): Promise<boolean> {
  const { control } = await desk.store.conversations.get(id)
  const now = await desk.store.conversations.material(id)
  return control !== 'human' && driftBetween(desk, madeFor, now, ours).outdated === null
}

/** A turn given up because the conversation moved is no failure and no round; what is next is looked at again. */
async function giveUpTurn(desk: Desk, { id, agent }: Conversation): Promise<void> {
  const { rounds } = (await desk.store.conversations.get(id)).agent
  await desk.record.patch(id, { activity: 'idle', rounds: Math.min(rounds, agent.rounds) })
  desk.lanes.wake(id)
}

/** Puts a failed call where a person sees it. What passes by itself is asked again by itself. */
async function explain(
  desk: Desk,
  { id, agent }: Conversation,
  error: AppError,
  thrown: unknown,
  failed: (conversationId: number, error: AppError) => void,
): Promise<void> {
  if (error.code === 'internal') desk.log('error', 'agent.failed', { conversationId: id, error: thrown })
  const { rounds } = (await desk.store.conversations.get(id)).agent
  await desk.record.patch(id, { activity: 'failed', note: error.message, rounds: Math.min(rounds, agent.rounds) })
  failed(id, error)
}
