import type { Outcome } from '#main/sandbox/agent/history.ts'
import { orderIdIn } from '#main/sandbox/agent/intents.ts'
import { retrieve } from '#main/sandbox/agent/retrieval.ts'
import { list, number, object, round, string } from '#main/sandbox/agent/steps.ts'
import { greet, money } from '#main/sandbox/agent/words.ts'
import type { Plan } from '#main/sandbox/realtime/answer.ts'
import { shopLine, workshopLine } from '#main/sandbox/account/voice-agents.ts'

/**
 * What the sample's voice agents say to whoever calls, without a script. Nobody has to be understood for it: a turn whose words
 * are not known takes the next step of the story, and an order number that was said or typed takes the place of the story's.
 */
export type Telephone = {
  /** Its tools have answered and it is asked to go on. */
  readonly goesOn: boolean
  /** The caller's newest words, as far as they were understood. */
  readonly question: string
  /** How many turns the caller had, this one included. */
  readonly turns: number
  /** Every call of a tool with how it ended, oldest first. */
  readonly outcomes: readonly Outcome[]
}

/** An order of the sample shop that nobody in the inbox writes about. */
const storyOrder = '10415'
const refusal = /\bno\b|\bnot\b|\bdon'?t\b|\bnever mind\b/i

const say = (says: string): Plan => ({ says, calls: [] })
const call = (says: string, name: string, given: Readonly<Record<string, unknown>>): Plan => ({
  says,
  calls: [{ name, arguments: given }],
})
const lookUp = (id: string): Plan => call('One moment, I look that up.', 'lookup_order', { order_id: id })

const firstItem = (order: Outcome['data']): Outcome['data'] => list(order['items'])[0] ?? {}

/** A tenth of the first item's price for one damaged part of it, as long as so much is left to refund. */
function offerOf(order: Outcome['data']): number {
  const price = number(firstItem(order)['price'])
  return Math.min(Math.max(1, Math.round(price / 10)), round(number(order['refundable'])))
}

function afterLookup(found: Outcome): Plan {
  if (found.status === 'open') return say('I could not look that up just now. Could you tell me the number once more?')
  const id = string(found.input['order_id'])
  if (found.status === 'refused') return say('I am not able to look that order up for you today.')
  if (found.status === 'failed')
    return say(`I cannot find an order with the number ${id}. Could you read it to me once more?`)
  const order = found.data
  const name = string(object(order['customer'])['name'])
  const item = string(firstItem(order)['item']) || 'your order'
  const state = order['status'] === 'delivered' ? `it arrived on ${string(order['delivered'])}` : 'it is on its way'
  const hello = name === '' ? 'Thank you.' : `Thank you. ${greet(name).replace(',', '.')}`
  const about = `${hello} Order ${id} is one ${item}, and ${state}.`
  const offer = offerOf(order)
  if (offer <= 0) return say(`${about} What can I do for you?`)
  return say(`${about} If a part of it came damaged, I can ask for a refund of ${money(offer)}. Shall I do that?`)
}

function afterRefund(refund: Outcome): Plan {
  const amount = money(number(refund.data['amount']) || number(refund.input['amount']))
  switch (refund.status) {
    case 'done':
      return say(`Thank you for waiting. ${amount} go back to your card within five days. Is there anything else?`)
    case 'open':
      return say('That has not been decided yet. We will call you back about it.')
    case 'failed':
      return say('I am sorry, the refund did not go through. A colleague will call you back today.')
    case 'refused':
      return say(
        `Thank you for waiting. My colleague says no to that refund${refund.reason.length > 0 && refund.reason.length < 160 ? `: ${refund.reason}` : '.'} Is there anything else?`,
      )
  }
}

function onShopLine({ goesOn, question, turns, outcomes }: Telephone): Plan {
  const last = outcomes.at(-1)
  if (goesOn && last?.data['status'] === 'simulated')
    return say('This is a rehearsal, so nothing was looked up and nothing was done. What else can I try for you?')
  if (goesOn && last !== undefined) return last.name === 'lookup_order' ? afterLookup(last) : afterRefund(last)
  const named = orderIdIn(question)
  const found = outcomes.findLast((one) => one.name === 'lookup_order')
  if (named !== null && named !== found?.input['order_id']) return lookUp(named)
  if (found === undefined)
    return turns <= 1
      ? say('Larch and Ledge, hello. I am sorry that something went wrong. What is the order number?')
      : lookUp(storyOrder)
  if (found.status !== 'done') return lookUp(named ?? storyOrder)
  const id = string(found.input['order_id'])
  const refund = outcomes.findLast((one) => one.name === 'refund_order' && one.input['order_id'] === id)
  const offer = offerOf(found.data)
  if (refund !== undefined || offer <= 0) return say('You are welcome. Thank you for calling, and goodbye.')
  if (refusal.test(question)) return say('All right, then I leave it as it is. Is there anything else?')
  const reason = `The caller says that a part of ${string(firstItem(found.data)['item']) || 'the order'} came damaged: a tenth of its price, offered on the telephone.`
  return call('I ask for that right away.', 'refund_order', { order_id: id, amount: offer, reason })
}

function onWorkshopLine({ question, turns }: Telephone): Plan {
  const [best] = retrieve(question, 1)
  if (best !== undefined && best.score >= 0.42) return say(best.article.answer)
  if (turns <= 1) return say('This is the Workshop of Larch and Ledge. What can we mend for you?')
  const [prices] = retrieve('price full resole boots lead time', 1)
  return say(prices?.article.answer ?? 'I would have to ask a colleague about that.')
}

/** By what the session was told to do: other instructions have no story here. */
export function storyFor(instructions: string): ((telephone: Telephone) => Plan) | null {
  if (instructions.startsWith(shopLine.instructions)) return onShopLine
  return instructions.startsWith(workshopLine.instructions) ? onWorkshopLine : null
}
