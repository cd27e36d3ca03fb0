import type { Control, Conversation } from '#contract/conversation.ts'
import { isCall } from '#main/domain/call.ts'
import { isAdministration, notInAdministration } from '#main/domain/own-conversation.ts'
import { wordsExpired } from '#main/domain/prompt.ts'
import { isEmptyTurn } from '#main/domain/turn.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Agent } from '#main/services/agent.ts'
import type { Desk } from '#main/services/desk.ts'
import { standBack } from '#main/services/supersede.ts'

/**
 * Who is in charge of a conversation. Taking over is on disk before anything else happens: a running turn is then given
 * up, and what nobody has signed is put aside, so that every call of the agent has its answer when it is asked again.
 * Handing back begins anew: a customer whom nobody answered meanwhile is the agent's again.
 */
export async function setControl(
  desk: Desk,
  agent: Pick<Agent, 'interrupt'>,
  id: number,
  control: Control,
): Promise<Conversation> {
  const { control: before } = await readWritten(desk, id)
  const isHandedBack = before === 'human' && control !== 'human'
  const conversation = await desk.record.patch(id, { control, note: null, ...(isHandedBack ? { rounds: 0 } : {}) })
  if (control === 'human') {
    agent.interrupt(id)
    await standBack(desk, id)
  }
  desk.lanes.wake(id)
  return conversation
}

/** Asks the agent again: after a failure, at a limit, when its turn came to nothing, or when a person hands back. */
export async function continueAgent(desk: Desk, id: number): Promise<Conversation> {
  const { control } = await readWritten(desk, id)
  const lastTurn = (await desk.store.conversations.turns(id)).findLast((turn) => turn.origin === 'agent')
  const asked = lastTurn === undefined ? [] : await desk.store.ledger.ofTurn(lastTurn.id)
  // On disk before the agent is asked: a desk that stops in between asks when it starts again.
  if (lastTurn !== undefined && (isEmptyTurn(lastTurn) || asked.some(wordsExpired)))
    await desk.store.conversations.reopenTurn(lastTurn.id)
  const conversation = await desk.record.patch(id, {
    control: control === 'human' ? 'agent' : control,
    rounds: 0,
    activity: 'idle',
    note: null,
  })
  desk.lanes.wake(id)
  return conversation
}

/** On a call the voice agent speaks for as long as the line is open; take the call itself to speak in its place. */
async function readWritten(desk: Desk, id: number): Promise<Conversation> {
  const conversation = await desk.store.conversations.get(id)
  if (isAdministration(conversation)) throw new AppError('blocked', notInAdministration)
  if (isCall(conversation)) throw new AppError('blocked', 'This is a call. No agent answers it in writing.')
  return conversation
}
