import type { Reading } from '#main/sandbox/agent/history.ts'
import type { Intent } from '#main/sandbox/agent/intents.ts'
import { addressIn, amountIn, emailIn, isTurkish } from '#main/sandbox/agent/intents.ts'
import type { Data, Step } from '#main/sandbox/agent/steps.ts'
import {
  callOnly,
  customerName,
  list,
  number,
  object,
  round,
  sayOnly,
  string,
  withEffect,
  withOrder,
} from '#main/sandbox/agent/steps.ts'
import { greet, letter, money } from '#main/sandbox/agent/words.ts'

/** What the sample agent does about each intent: one step at a time, each step decided by how the earlier ones ended. */
type Claim = {
  readonly amount: (order: Data, reading: Reading) => number
  readonly reason: (order: Data) => string
  readonly thanks: string
}

const itemsTotal = (order: Data): number =>
  list(order['items']).reduce((sum, line) => sum + number(line['price']) * number(line['quantity']), 0)

const claims: Readonly<Record<'refund' | 'wrong_item' | 'price_drop' | 'late', Claim>> = {
  refund: {
    amount: (order) => Math.min(itemsTotal(order), number(order['refundable'])),
    reason: (order) =>
      `${string(list(order['items'])[0]?.['item']) || 'The item'} arrived damaged (delivered ${string(order['delivered']) || 'recently'}). Policy 4.2 allows a full refund without return inside 30 days.`,
    thanks: 'I am sorry it arrived like that. There is no need to send anything back.',
  },
  wrong_item: {
    amount: (order, reading) => number(object(order['returned'])['amount']) || (amountIn(reading.question) ?? 0),
    reason: () => 'We packed the wrong model and the customer keeps it: policy 5.3 pays the price difference.',
    thanks: 'Sorry for the mix-up in our packing room, and thank you for taking it so well.',
  },
  price_drop: {
    amount: (order) =>
      list(order['items']).reduce(
        (sum, line) => sum + Math.max(0, number(line['price']) - number(line['price_now'] ?? line['price'])),
        0,
      ),
    reason: () => 'The item was reduced within 14 days after the order: policy 5.1 pays the price difference once.',
    thanks: 'That is what our price promise is for.',
  },
  late: {
    amount: (order) => number(object(order['shipping'])['price']),
    reason: (order) =>
      `Express was paid and the parcel came ${number(order['days_late'])} days late: policy 4.5 refunds the shipping fee.`,
    thanks: 'I am sorry the parcel missed your trip.',
  },
}

function refundPlan(reading: Reading, claim: Claim): Step {
  return withOrder(reading, (order, id) => {
    const name = customerName(order)
    const paid = reading.recent.some((outcome) => outcome.name === 'refund_order')
    const amount = round(claim.amount(order, reading))
    if (!paid && amount <= 0)
      return sayOnly(
        letter(
          greet(name),
          `I looked at order ${id}, and as far as I can see nothing is left to refund on it.`,
          'If you see it differently, write back and a colleague checks the sums by hand.',
        ),
      )
    return withEffect(
      reading,
      { name: 'refund_order', input: { order_id: id, amount, reason: claim.reason(order) } },
      (outcome) => {
        const sum = number(outcome.data['amount']) || number(outcome.input['amount']) || amount
        const card = string(order['paid_with']) || 'your card'
        return letter(
          greet(name),
          `I have refunded ${money(sum)} for order ${id} to ${card}; it takes 5 to 10 days to show.`,
          claim.thanks,
        )
      },
      name,
    )
  })
}

function addressPlan(reading: Reading): Step {
  return withOrder(reading, (order, id) => {
    const name = customerName(order)
    const address = addressIn(reading.everything)
    if (address === null)
      return sayOnly(letter(greet(name), 'Happy to change that.', 'What is the whole new address, please?'))
    if (order['status'] === 'delivered')
      return sayOnly(letter(greet(name), `Order ${id} has already been delivered, so I cannot redirect it any more.`))
    return withEffect(
      reading,
      { name: 'update_address', input: { order_id: id, address } },
      (outcome) =>
        letter(
          greet(name),
          `Done: order ${id} now goes to this address: ${string(outcome.data['address']) || address}.`,
          'Enjoy the new home!',
        ),
      name,
    )
  })
}

function receiptPlan(reading: Reading): Step {
  return withOrder(reading, (order, id) => {
    const name = customerName(order)
    const email = emailIn(reading.everything) ?? string(object(order['customer'])['email'])
    return withEffect(
      reading,
      { name: 'resend_receipt', input: { order_id: id, email } },
      () =>
        letter(
          greet(name),
          `I have sent the receipt of order ${id} to ${email} once more; it should be there in a minute.`,
        ),
      name,
    )
  })
}

function creditPlan(reading: Reading): Step {
  return withOrder(reading, (order) => {
    const name = customerName(order)
    const amount = round(itemsTotal(order) / 2)
    const input = {
      customer_id: string(object(order['customer'])['id']),
      amount,
      reason: 'Small damage after the return window: policy 6.2 offers up to half the price.',
    }
    return withEffect(
      reading,
      { name: 'issue_store_credit', input },
      (outcome) =>
        letter(
          greet(name),
          `I have put ${money(number(outcome.data['amount']) || amount)} of store credit on your account; it never expires.`,
          'And our Workshop can sew a strap, should you want to keep that pair going.',
        ),
      name,
    )
  })
}

function erasePlan(reading: Reading): Step {
  const email = emailIn(reading.everything)
  if (email === null)
    return sayOnly(letter('Hello,', 'We can do that.', 'From which mail address did you order, please?'))
  const found = reading.outcomes.findLast((outcome) => outcome.name === 'lookup_customer')
  if (found === undefined || found.status === 'open') return callOnly('lookup_customer', { email })
  const customer = [...list(found.data['customers']), ...list(found.data['items']), found.data].find(
    (one) => string(one['customer_id']) !== '',
  )
  if (customer === undefined)
    return sayOnly(letter('Hello,', `I cannot find an account with the address ${email}.`, 'Might it be another one?'))
  const name = string(customer['name']) || null
  return withEffect(
    reading,
    { name: 'erase_account', input: { customer_id: string(customer['customer_id']) } },
    () =>
      letter(
        greet(name),
        'Your account, order history and addresses are erased.',
        'Only the invoices stay, locked away, for as long as the law asks. All the best to you.',
      ),
    name,
  )
}

function parcelPlan(reading: Reading): Step {
  return withOrder(reading, (order, id) => {
    const name = customerName(order)
    return withEffect(
      reading,
      {
        name: 'call_courier',
        input: {
          order_id: id,
          question: 'Where exactly was it left, and with whom? The customer asked all neighbours.',
        },
      },
      (outcome) => {
        const told = string(outcome.data['note'] ?? outcome.data['text'] ?? outcome.data['outcome']) || outcome.reason
        return letter(
          greet(name),
          'We called the courier about your parcel.',
          told === '' ? 'They are checking the drop point.' : `This is what they say: ${told}`,
          'If it does not turn up within two working days, we send it again.',
        )
      },
      name,
    )
  })
}

function statusPlan(reading: Reading): Step {
  return withOrder(reading, (order, id) => {
    const name = customerName(order)
    const note = string(order['note'])
    if (isTurkish(reading.everything))
      return sayOnly(
        letter(
          greet(name, true),
          `${id} numaralı siparişiniz dün gümrükten çıktı ve yolda.`,
          'Genellikle üç ile beş iş günü içinde kapınızda olur. Sabrınız için teşekkür ederiz.',
        ),
      )
    const delivered = string(order['delivered'])
    return sayOnly(
      letter(
        greet(name),
        delivered === ''
          ? `Order ${id} is on its way; it was promised for ${string(order['promised'])}.`
          : `Order ${id} was delivered on ${delivered}.`,
        note,
      ),
    )
  })
}

/** Null: this intent is answered from the help centre. */
export function planFor(intent: Intent, reading: Reading): Step | null {
  switch (intent) {
    case 'refund':
    case 'wrong_item':
    case 'price_drop':
    case 'late':
      return refundPlan(reading, claims[intent])
    case 'address':
      return addressPlan(reading)
    case 'receipt':
      return receiptPlan(reading)
    case 'credit':
      return creditPlan(reading)
    case 'erase':
      return erasePlan(reading)
    case 'parcel':
      return parcelPlan(reading)
    case 'status':
      return statusPlan(reading)
    case 'angry':
    case 'thanks':
    case 'knowledge':
      return null
  }
}
