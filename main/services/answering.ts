import type { BotPart } from '#contract/answering.ts'
import type { Conversation } from '#contract/conversation.ts'
import type { Json } from '#contract/tool.ts'
import type { AgentRequest, AgentResponse } from '#main/clients/support-agent.ts'
import { chooseEngine } from '#main/domain/answering.ts'
import { buildHistory } from '#main/domain/prompt.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import { askBot, turnOfBot } from '#main/services/bot/answering.ts'
import type { Desk } from '#main/services/desk.ts'

/** Words of an unfinished turn, for whoever watches the conversation. */
export type Drafts = {
  readonly grow: (conversationId: number, text: string) => void
  readonly end: (conversationId: number, interrupted: boolean) => void
}

const historyLimit = 500

export type Answered = {
  readonly response: AgentResponse
  readonly requestBody: Json
  readonly afterMessage: number
  readonly bot?: BotPart
}

/** Who the next turn comes from. `isNew`: the customer wrote since the last one, or a person asked for another. */
export async function whoAnswers(desk: Desk, conversation: Conversation) {
  const turns = await desk.store.conversations.turns(conversation.id)
  const last = turns.findLast((turn) => turn.origin === 'agent')
  const newest = await desk.store.conversations.newestCustomerMessage(conversation.id)
  const wrote = newest > (last?.afterMessage ?? 0)
  const chosen = chooseEngine(desk.configuration().answering, conversation)
  const engine = chosen === 'both' && desk.connections().agent === null ? ('bot' as const) : chosen
  return { engine, isNew: { wrote, again: !wrote && conversation.agent.rounds === 0 } }
}

type Asked = Awaited<ReturnType<typeof whoAnswers>> & { readonly signal: AbortSignal }

/** Whether anybody answers it by itself. A bot that is chosen and cannot be reached says so on the conversation. */
export function mayAsk(desk: Pick<Desk, 'configuration' | 'connections'>, conversation: Conversation): boolean {
  const { agent, helpdesk } = desk.connections()
  switch (chooseEngine(desk.configuration().answering, conversation)) {
    case 'xai':
      return agent !== null
    case 'bot':
    case 'both':
      return helpdesk !== null
    case 'person':
      return false
  }
}

/** The bot, the agent, or first the bot and then the agent. What the bot said stays with the turn either way. */
export async function answerTurn(
  desk: Desk,
  drafts: Drafts,
  conversation: Conversation,
  { engine, isNew, signal }: Asked,
): Promise<Answered> {
  const isBots = engine === 'bot' || (engine === 'both' && (isNew.wrote || isNew.again))
  if (!isBots) return askAgent(desk, drafts, conversation, signal)
  if (engine === 'bot') return askAlone(desk, drafts, conversation, isNew.again, signal)
  const tried = await askBot(desk, conversation, { as: 'person', again: isNew.again, signal }).catch(
    (thrown: unknown) => {
      if (signal.aborted) throw thrown
      return asAppError(thrown)
    },
  )
  if (tried instanceof AppError) {
    const why = `The bot could not be asked: ${tried.message} The agent wrote this.`
    const { line } = desk.configuration().answering
    const bot = { outcome: 'handed_on', why, question: '', answer: null, line } as const
    return { ...(await askAgent(desk, drafts, conversation, signal)), bot }
  }
  const { part, ...turn } = turnOfBot(desk, tried)
  if (part.outcome === 'answered') return { ...turn, afterMessage: tried.afterMessage, bot: part }
  const bot = { ...part, outcome: 'handed_on', why: `${part.why} The agent wrote this.` } as const
  return { ...(await askAgent(desk, drafts, conversation, signal)), bot }
}

async function askAlone(
  desk: Desk,
  drafts: Drafts,
  conversation: Conversation,
  again: boolean,
  signal: AbortSignal,
): Promise<Answered> {
  const { id } = conversation
  const onWords = (text: string): void => drafts.grow(id, text)
  try {
    const asked = await askBot(desk, conversation, { as: 'person', again, onWords, signal })
    drafts.end(id, false)
    const { part, ...turn } = turnOfBot(desk, asked)
    return { ...turn, afterMessage: asked.afterMessage, bot: part }
  } catch (thrown) {
    drafts.end(id, true)
    throw thrown
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

/** The support agent's own turn. */
async function askAgent(
  desk: Desk,
  drafts: Drafts,
  conversation: Conversation,
  signal: AbortSignal,
): Promise<Answered> {
  const { request, afterMessage } = await composeRequest(desk, conversation)
  const started = desk.clock.now()
  const response = await converse(desk, drafts, conversation.id, request, signal)
  desk.health.ok('xai', desk.clock.now() - started)
  return { response, requestBody: desk.connections().agent?.body(request) ?? null, afterMessage }
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
