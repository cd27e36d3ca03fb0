import type { BotRunWish } from '#contract/bot-run.ts'
import type { Conversation } from '#contract/conversation.ts'
import { botActs, inputWords } from '#main/domain/bot/acts.ts'
import { conversationOfBotActions } from '#main/domain/own-conversation.ts'
import { validateArguments } from '#main/domain/schema.ts'
import { AppError } from '#main/kernel/errors.ts'
import { passed, plainAct, type Prepared } from '#main/services/acts/prepared.ts'
import { requireBot } from '#main/services/bot/requiring.ts'
import { assigneesOf, type Desk } from '#main/services/desk.ts'

/** An action of the bot as a person wants it run, worked out in full. It stands in the conversation it was asked for in. */
export async function prepareBotRun(desk: Desk, wish: BotRunWish, signal: AbortSignal): Promise<Prepared> {
  const action = await requireBot(desk).actions.get(wish.actionId, { signal })
  const conversation = wish.conversationId === null ? null : await desk.store.conversations.get(wish.conversationId)
  const { input, dryRun } = wish
  const customer = action.needsUserToken ? customerOf(wish, conversation) : null
  const [issue] = validateArguments(action.parameters, input)
  const body = { input, dry_run: dryRun, ...(customer === null ? {} : { user_token: '(of the customer)' }) }
  return {
    ...plainAct,
    tool: dryRun ? botActs.rehearse : action.mutates ? botActs.run : botActs.look,
    arguments: {
      action_id: action.id,
      action_name: action.name,
      summary: inputWords(input),
      input,
      customer: customer?.email ?? null,
      customer_id: customer?.id ?? null,
    },
    request: { method: 'POST', path: `/v1/actions/${encodeURIComponent(action.id)}/runs`, body },
    checks: [
      ...(issue === undefined ? [passed('schema', 'What is put in is what the action asks for')] : []),
      passed('context', action.mutates ? 'It changes something' : 'It only reads'),
    ],
    place: placeOf(conversation),
    ...(conversation === null
      ? {}
      : { within: { id: conversation.id, ours: await assigneesOf(desk, conversation.id, signal) } }),
    obstacles: [
      ...(action.enabled ? [] : [`${action.name} is switched off at the bot.`]),
      ...tokenObstacles(desk, action.needsUserToken, customer),
    ],
    refusal:
      issue === undefined
        ? null
        : new AppError('invalid_input', `${issue.pointer} ${issue.message}`.trim(), {
            data: { pointer: issue.pointer },
          }),
  }
}

const placeOf = (conversation: Conversation | null): Prepared['place'] =>
  conversation === null
    ? { externalId: conversationOfBotActions, subject: 'Actions of the bot', name: 'Actions of the bot' }
    : { externalId: conversation.externalId, subject: conversation.subject, name: conversation.customer.name }

type Customer = { readonly email: string | null; readonly id: string | null }

function customerOf({ email }: BotRunWish, conversation: Conversation | null): Customer | null {
  if (email !== null) return { email, id: null }
  if (conversation === null) return null
  const { email: known, externalId } = conversation.customer
  return { email: known, id: externalId }
}

/** Tokens are made by the company alone: without its endpoint there is none. */
function tokenObstacles(desk: Desk, isNeeded: boolean, customer: Customer | null): readonly string[] {
  if (!isNeeded) return []
  const url = desk.configuration().connections.bot?.tokenUrl
  if (url === undefined) return ['It asks for a token of the customer, and Settings name no endpoint that gives one.']
  if (customer === null) return ['It asks whose it is: say for which customer.']
  const isMissing =
    (url.includes('{email}') && customer.email === null) || (url.includes('{id}') && customer.id === null)
  return isMissing ? ['The endpoint for tokens asks for something that is not known of this customer.'] : []
}
