import type { BotPart } from '#contract/answering.ts'
import type { BotAnswer } from '#contract/bot.ts'
import type { Conversation } from '#contract/conversation.ts'
import type { Json } from '#contract/tool.ts'
import type { BotQuestion } from '#main/clients/bot/query.ts'
import type { BotPriority } from '#main/clients/bot/limits.ts'
import type { AgentResponse } from '#main/clients/support-agent.ts'
import { openQuestion, sourcesOf, weighAnswer } from '#main/domain/answering.ts'
import { sha256 } from '#main/domain/canonical.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import { jsonOf } from '#main/services/bot/kept.ts'
import { requireBot } from '#main/services/bot/requiring.ts'
import type { Desk } from '#main/services/desk.ts'

/** One question of a customer to the bot, with what the bot remembers of the conversation and whose it is. */
export type BotAsked = {
  readonly question: string
  readonly afterMessage: number
  readonly answer: BotAnswer
  /** Whether it was asked as if by nobody in particular, and why; empty: no. */
  readonly note: string
  readonly requestBody: Json
}

const historyLimit = 100

/**
 * `again`: a person wants another answer to the same words. Otherwise the same question has the same key, so that what a
 * stopped desk asked already is not counted or done twice.
 */
export async function askBot(
  desk: Desk,
  conversation: Conversation,
  how: {
    readonly as: BotPriority
    readonly again: boolean
    readonly onWords?: (text: string) => void
    readonly signal: AbortSignal
  },
): Promise<BotAsked> {
  const bot = requireBot(desk)
  const { messages } = await desk.store.conversations.messages(conversation.id, { before: null, limit: historyLimit })
  const { question, history } = openQuestion(messages)
  const afterMessage = messages.at(-1)?.id ?? 0
  if (question === '')
    throw new AppError('invalid_input', 'There are no words the bot could be asked about.', { data: { sent: false } })
  const turns = await desk.store.conversations.turns(conversation.id)
  const known = turns.findLast((turn) => (turn.bot?.answer?.conversationId ?? null) !== null)?.bot?.answer
  const { connections, answering } = desk.configuration()
  const { externalId, email } = conversation.customer
  const whole: BotQuestion = {
    message: question,
    conversationId: known?.conversationId ?? null,
    history: known === undefined ? history : [],
    context: { channel: conversation.channel },
    user: connections.bot?.tokenUrl === undefined ? null : { kind: 'customer', id: externalId || null, email },
  }
  const send = (asked: BotQuestion, keyed: boolean) => {
    const idempotencyKey = `q-${sha256(JSON.stringify([conversation.externalId, afterMessage, asked])).slice(0, 40)}`
    return bot.query(asked, {
      signal: how.signal,
      as: how.as,
      ...(how.onWords === undefined ? {} : { onWords: how.onWords }),
      ...(keyed ? { idempotencyKey } : {}),
    })
  }
  let note = ''
  let asked = whole
  let keyed = !how.again
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await send(asked, keyed)
      return {
        question,
        afterMessage,
        answer,
        note,
        requestBody: jsonOf({ ...asked, user: asked.user ? 'customer' : null }),
      }
    } catch (thrown) {
      const error = asAppError(thrown)
      if (attempt > 3 || how.signal.aborted) throw error
      const code = codeOf(error)
      if (code === 'conversation_not_found') asked = { ...asked, conversationId: null, history }
      else if (asked.user !== null && isOfIdentity(error) && answering.withoutIdentity) {
        note = `Asked without the identity of the customer. ${error.message}`
        asked = { ...asked, user: null }
      } else if (keyed && code === 'idempotency_mismatch') keyed = false
      else throw error
    }
  }
}

const isOfIdentity = (error: AppError): boolean =>
  error.data?.['of'] === 'user_token' || codeOf(error).includes('user_token')

export type BotTurn = { readonly part: BotPart; readonly response: AgentResponse; readonly requestBody: Json }

/** What the bot said as a turn of the desk. Where it has no answer, a person is called and nothing of it goes out. */
export function turnOfBot(desk: Desk, asked: BotAsked): BotTurn {
  const { line } = desk.configuration().answering
  const { answer, question } = asked
  const part = partOf(asked, line)
  const isOpen = part.outcome === 'unanswered'
  const reason = `The bot has no answer to: ${question.length > 300 ? `${question.slice(0, 300)}…` : question}`
  return {
    part,
    requestBody: asked.requestBody,
    response: {
      id: answer.messageId ?? answer.requestId ?? '',
      text: isOpen ? '' : answer.text.trim(),
      calls: isOpen
        ? [
            {
              id: desk.random.id('call_'),
              name: 'ESCALATE',
              arguments: JSON.stringify({ reason, priority: 'medium' }),
            },
          ]
        : [],
      ragResults: sourcesOf(answer),
      usage: null,
      raw: jsonOf(answer),
    },
  }
}

export function partOf({ answer, question, note }: BotAsked, line: number): BotPart {
  const { text, sources, confidence, answered, conversationId, actions, latencyMs } = answer
  const kept = { text, sources, confidence, answered, conversationId, actions, latencyMs }
  const weighed = weighAnswer(answer, line)
  return {
    outcome: weighed.outcome,
    why: [weighed.why, note].filter((part) => part !== '').join(' '),
    question,
    answer: kept,
    line,
  }
}

function codeOf({ data }: AppError): string {
  const code = data?.['code']
  return typeof code === 'string' ? code : ''
}
