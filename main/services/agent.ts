import type { Conversation } from '#contract/conversation.ts'
import { fingerprint, type Material } from '#main/domain/fingerprint.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import { createPatience } from '#main/services/agent-patience.ts'
import { answerTurn, whoAnswers, type Drafts } from '#main/services/answering.ts'
import { createAhead } from '#main/services/bot/ahead.ts'
import { ownAssignees, type Desk } from '#main/services/desk.ts'
import { proposeTurn } from '#main/services/proposing.ts'
import { driftBetween } from '#main/services/drift.ts'
import { supersede } from '#main/services/supersede.ts'

/** Asks whoever answers the conversation, the support agent or the bot, for the next turn and turns the answer into proposals. */
export type Agent = {
  /** One turn. Returns false where the conversation moved meanwhile or the agent failed; the conversation then says why. */
  readonly ask: (conversation: Conversation, signal: AbortSignal) => Promise<boolean>
  /** The conversation moved, or a person took over: a turn under way is of no use any more. */
  readonly interrupt: (conversationId: number) => void
  readonly interruptAll: () => void
  /** A person answers this conversation: suggests something, where that is wanted. Never waits. */
  readonly suggest: (conversation: Conversation, signal: AbortSignal) => void
  /** Resolves when no suggestion is under way. */
  readonly rest: () => Promise<void>
}

export function createAgent(desk: Desk, drafts: Drafts): Agent {
  const asking = new Map<number, AbortController>()
  const patience = { xai: createPatience(desk.lanes), bot: createPatience(desk.lanes) }

  const ask = async (conversation: Conversation, outer: AbortSignal): Promise<boolean> => {
    const { id } = conversation
    const controller = new AbortController()
    asking.set(id, controller)
    const signal = AbortSignal.any([outer, controller.signal])
    const started = desk.clock.now()
    const { engine, isNew } = await whoAnswers(desk, conversation)
    const way = patience[engine === 'bot' ? 'bot' : 'xai']
    if (engine === 'bot' && !isNew.wrote && !isNew.again) {
      asking.delete(id)
      return leaveToPerson(desk, id)
    }
    try {
      await desk.record.patch(id, { activity: 'thinking', note: null, rounds: conversation.agent.rounds + 1 })
      const material = await desk.store.conversations.material(id)
      const ours = await ownAssignees(desk, signal)
      const madeFor = fingerprint(material, ours)
      const { response, ...answered } = await answerTurn(desk, drafts, conversation, { engine, isNew, signal })
      way.answered(id)
      desk.watch('agent_answered')
      if (signal.aborted || !(await stillWanted(desk, id, material, ours))) {
        outer.throwIfAborted()
        await giveUpTurn(desk, conversation)
        return false
      }
      await proposeTurn(desk, {
        conversation,
        response,
        ...answered,
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
      else await explain(desk, conversation, asAppError(thrown), thrown, way.failed)
      return false
    } finally {
      asking.delete(id)
    }
  }

  return {
    ask,
    ...createAhead(desk),
    interrupt: (conversationId) =>
      asking.get(conversationId)?.abort(new AppError('cancelled', 'The conversation moved.')),
    interruptAll: () =>
      asking.forEach((controller) => controller.abort(new AppError('cancelled', 'Everything was paused.'))),
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

/** The bot takes no results and no refusals: what is open after its turn is for a person. */
async function leaveToPerson(desk: Desk, id: number): Promise<false> {
  const last = (await desk.store.conversations.turns(id)).findLast((turn) => turn.origin === 'agent')
  if (last !== undefined) await desk.store.conversations.concludeTurn(last.id)
  const note = 'The bot answers each message once. What is left here is for a person.'
  await desk.record.patch(id, { activity: 'idle', note })
  return false
}
