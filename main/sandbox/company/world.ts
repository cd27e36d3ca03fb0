import type { OrderSeed } from '#main/sandbox/company/orders.ts'
import { orders } from '#main/sandbox/company/orders.ts'
import type { Person } from '#main/sandbox/company/people.ts'
import { people } from '#main/sandbox/company/people.ts'

/**
 * The books of the shop. Every change is an effect in an append-only list, with the idempotency key it came with; counting
 * that list is how a test learns what really happened, whatever anybody was told.
 */
export type Effect = {
  readonly number: number
  readonly kind: 'refund' | 'store_credit' | 'address' | 'receipt' | 'replacement' | 'erasure'
  readonly key: string | null
  readonly at: number
  readonly input: Readonly<Record<string, unknown>>
  readonly result: Readonly<Record<string, unknown>>
}

export type Order = Omit<OrderSeed, 'address'> & {
  address: string
  readonly placedAt: number
  refunded: number
  history: string[]
}

export type Customer = Person & { erased: boolean; storeCredit: number }

/** What was answered under an idempotency key, to be answered again to the letter. */
type KeptAnswer = { readonly request: string; readonly status: number; readonly body: unknown }

export type CompanyState = {
  orders: Record<string, Order>
  customers: Record<string, Customer>
  effects: Effect[]
  answers: Record<string, KeptAnswer>
  replays: number
}

const day = 86_400_000

export function createCompanyState(now: number, stock: 'sample' | 'empty'): CompanyState {
  const state: CompanyState = { orders: {}, customers: {}, effects: [], answers: {}, replays: 0 }
  if (stock === 'empty') return state
  for (const person of people) state.customers[person.id] = { ...person, erased: false, storeCredit: 0 }
  for (const seed of orders)
    state.orders[seed.id] = { ...seed, placedAt: now - seed.orderedDaysAgo * day, refunded: 0, history: [] }
  return state
}

export const cents = (amount: number): number => Math.round(amount * 100) / 100

export function totalOf(order: Order): number {
  return cents(order.lines.reduce((sum, line) => sum + line.quantity * line.price, 0) + order.shipping.price)
}

const date = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** An order as the backend tells it to a caller. */
export function viewOrder(order: Order, customer: Customer | undefined): Record<string, unknown> {
  const since = (daysAgo: number): string => date(order.placedAt + (order.orderedDaysAgo - daysAgo) * day)
  return {
    order_id: order.id,
    customer: customer === undefined ? null : { id: customer.id, name: customer.name, email: customer.email },
    items: order.lines.map((line) => ({
      item: line.item,
      quantity: line.quantity,
      price: line.price,
      ...(line.priceNow === undefined ? {} : { price_now: line.priceNow }),
    })),
    shipping: {
      method: order.shipping.method,
      price: order.shipping.price,
      standard_price: order.shipping.standardPrice,
    },
    total: totalOf(order),
    refunded: order.refunded,
    refundable: cents(totalOf(order) - order.refunded),
    currency: 'USD',
    paid_with: customer?.card ?? null,
    ordered: since(order.orderedDaysAgo),
    promised: since(order.promisedDaysAgo),
    delivered: order.deliveredDaysAgo === null ? null : since(order.deliveredDaysAgo),
    days_late: order.deliveredDaysAgo === null ? 0 : Math.max(0, order.promisedDaysAgo - order.deliveredDaysAgo),
    status: order.deliveredDaysAgo === null ? 'under_way' : 'delivered',
    address: order.address,
    note: order.note,
    warranty_months: order.warrantyMonths,
    ...(order.returned === undefined ? {} : { returned: order.returned }),
  }
}

export function viewCustomer(state: CompanyState, customer: Customer): Record<string, unknown> {
  if (customer.erased) return { customer_id: customer.id, erased: true }
  return {
    customer_id: customer.id,
    name: customer.name,
    email: customer.email,
    phone: customer.phone,
    city: customer.city,
    country: customer.country,
    language: customer.language,
    customer_since: customer.since,
    paid_with: customer.card,
    store_credit: customer.storeCredit,
    orders: Object.values(state.orders)
      .filter((order) => order.customer === customer.id)
      .map((order) => order.id),
  }
}

export function recordEffect(
  state: CompanyState,
  effect: Pick<Effect, 'kind' | 'key' | 'at' | 'input'>,
  result: Readonly<Record<string, unknown>>,
): Effect {
  const recorded: Effect = { number: state.effects.length + 1, ...effect, result }
  state.effects.push(recorded)
  return recorded
}
