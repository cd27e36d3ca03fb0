import type { Outcome, Reading } from '#main/sandbox/agent/history.ts'
import { amountIn, orderIdIn } from '#main/sandbox/agent/intents.ts'
import { greet, letter } from '#main/sandbox/agent/words.ts'

/** The moves every plan of the sample agent is made of: find the order, do one thing, live with how that ended, hand over. */
export type Step = {
  readonly text: string
  readonly calls: readonly { readonly name: string; readonly input: Readonly<Record<string, unknown>> }[]
}

export const sayOnly = (text: string): Step => ({ text, calls: [] })
export const callOnly = (name: string, input: Readonly<Record<string, unknown>>): Step => ({
  text: '',
  calls: [{ name, input }],
})

export type Data = Readonly<Record<string, unknown>>

export const object = (value: unknown): Data =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Data) : {}
export const list = (value: unknown): readonly Data[] => (Array.isArray(value) ? (value as unknown[]).map(object) : [])
export const number = (value: unknown): number => (typeof value === 'number' ? value : 0)
export const string = (value: unknown): string => (typeof value === 'string' ? value : '')
export const round = (value: number): number => Math.round(value * 100) / 100

export function escalate(reading: Reading, reason: string, priority: 'low' | 'medium' | 'high', text: string): Step {
  const before = reading.recent.find((outcome) => outcome.name === 'ESCALATE')
  // Once handed over there is nothing left to say; a refused hand-over leaves the words alone.
  if (before !== undefined) return sayOnly(before.status === 'refused' ? text : '')
  return { text, calls: [{ name: 'ESCALATE', input: { reason, priority } }] }
}

const last = (outcomes: readonly Outcome[], name: string): Outcome | undefined =>
  outcomes.findLast((outcome) => outcome.name === name && outcome.status !== 'open')

export function orderOf(reading: Reading): Data | null {
  const found = last(reading.outcomes, 'lookup_order')
  return found?.status === 'done' && Object.keys(found.data).length > 0 ? found.data : null
}

export const customerName = (order: Data | null): string | null => string(object(order?.['customer'])['name']) || null

/** The order in question, or the step that gets it. */
export function withOrder(reading: Reading, then: (order: Data, id: string) => Step): Step {
  const id = orderIdIn(reading.question) ?? orderIdIn(reading.everything)
  if (id === null)
    return sayOnly(
      letter(
        'Hello,',
        'I am sorry about that, and I want to put it right.',
        'Could you send me the order number? It is in the subject of your order mail.',
      ),
    )
  const found = reading.outcomes.findLast(
    (outcome) => outcome.name === 'lookup_order' && (outcome.input['order_id'] ?? id) === id,
  )
  if (found === undefined || found.status === 'open') return callOnly('lookup_order', { order_id: id })
  if (found.status === 'done') return then(found.data, id)
  if (found.again) {
    const tries = reading.recent.filter((outcome) => outcome.name === 'lookup_order').length
    if (tries < 2) return callOnly('lookup_order', { order_id: id })
    const why = `The order system did not answer for order ${id}: ${found.reason}`
    return escalate(
      reading,
      why,
      'medium',
      letter('Hello,', 'I cannot get at our orders just now.', 'A colleague looks yours up by hand and writes to you.'),
    )
  }
  return sayOnly(
    letter('Hello,', `I cannot find an order with the number ${id}.`, 'Could you look at the number once more for me?'),
  )
}

/** One effect and the words around it. */
export function withEffect(
  reading: Reading,
  call: { readonly name: string; readonly input: Data },
  then: (outcome: Outcome) => string,
  name: string | null,
): Step {
  const tries = reading.recent.filter((outcome) => outcome.name === call.name)
  const newest = tries.at(-1)
  if (newest === undefined || newest.status === 'open') return callOnly(call.name, call.input)
  if (newest.status === 'done') return sayOnly(then(newest))
  if (newest.status === 'failed')
    return escalate(
      reading,
      `${call.name} did not go through: ${newest.reason || 'no reason was given'}. The customer still waits for it.`,
      'medium',
      letter(
        greet(name),
        'I am sorry, this did not go through on our side.',
        'A colleague is looking into it and writes to you today.',
      ),
    )
  return afterRefusal(reading, call, newest, tries.length, name)
}

/** A colleague did not let it happen: their reason decides whether there is a better proposal. */
function afterRefusal(
  reading: Reading,
  call: { readonly name: string; readonly input: Data },
  refused: Outcome,
  tries: number,
  name: string | null,
): Step {
  const better = amountIn(refused.reason)
  if (better !== null && tries < 3 && 'amount' in call.input && better !== refused.input['amount'])
    return callOnly(call.name, { ...call.input, amount: better })
  if (/replac|new (one|pole|bag)|send (it )?again/i.test(refused.reason) && call.name === 'refund_order') {
    const item = string(list(orderOf(reading)?.['items'])[0]?.['item']) || 'the damaged part'
    const order = string(call.input['order_id'])
    return withEffect(
      { ...reading, recent: reading.recent },
      { name: 'send_replacement', input: { order_id: order, item, reason: 'A colleague prefers a replacement.' } },
      () =>
        letter(
          greet(name),
          `We are sending you ${item} again, free of charge; it leaves on the next working day.`,
          'You do not have to send anything back.',
        ),
      name,
    )
  }
  const note = refused.reason === '' ? 'no reason was given' : refused.reason
  if (/escalat|manager|hand (it )?over|colleague/i.test(refused.reason))
    return escalate(
      reading,
      `A colleague refused ${call.name}: ${note}`,
      'medium',
      letter(greet(name), 'I am handing this to a colleague, who writes to you today.'),
    )
  return sayOnly(
    letter(
      greet(name),
      'I have looked into this with a colleague, and I cannot settle it the way you asked just now.',
      'We are checking what we can do for you and come back to you today.',
    ),
  )
}
