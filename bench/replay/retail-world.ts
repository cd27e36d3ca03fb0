import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The users, orders and products of the benchmark, and one overlay per conversation: tasks may touch the same order. */

export type Arguments = Readonly<Record<string, unknown>>
export type Action = { readonly name: string; readonly arguments: Arguments }
export type Task = { readonly user_id: string; readonly instruction: string; readonly actions: readonly Action[] }
export type ToolDefinition = { readonly name: string; readonly parameters: Readonly<Record<string, unknown>> }

export type PaymentMethod = { source: string; id: string; balance?: number }
export type Address = { address1: string; address2: string; city: string; state: string; country: string; zip: string }
export type User = {
  name: { first_name: string; last_name: string }
  address: Address
  email: string
  payment_methods: Record<string, PaymentMethod>
  orders: string[]
}
export type Item = { name: string; product_id: string; item_id: string; price: number; options: Record<string, string> }
export type Payment = { transaction_type: 'payment' | 'refund'; amount: number; payment_method_id: string }
export type Order = {
  order_id: string
  user_id: string
  address: Address
  items: Item[]
  status: string
  payment_history: Payment[]
  [more: string]: unknown
}
export type Product = {
  name: string
  product_id: string
  variants: Record<string, { item_id: string; options: Record<string, string>; available: boolean; price: number }>
}

export type Retail = {
  readonly users: Readonly<Record<string, User>>
  readonly orders: Readonly<Record<string, Order>>
  readonly products: Readonly<Record<string, Product>>
  readonly tasks: readonly Task[]
  readonly tools: readonly ToolDefinition[]
}

export function loadRetail(directory: string): Retail {
  const read = <T>(name: string): T => JSON.parse(readFileSync(join(directory, name), 'utf8')) as T
  return {
    users: read('users.json'),
    orders: read('orders.json'),
    products: read('products.json'),
    tasks: read('tasks.json'),
    tools: read('tools.json'),
  }
}

/** What one conversation sees: the common data, and its own copies of what it may change. */
export type Overlay = {
  readonly users: Map<string, User>
  readonly orders: Map<string, Order>
}

export const emptyOverlay = (): Overlay => ({ users: new Map(), orders: new Map() })

export function userOf(retail: Retail, overlay: Overlay, id: string): User | null {
  return copied(overlay.users, retail.users, id)
}

export function orderOf(retail: Retail, overlay: Overlay, id: string): Order | null {
  return copied(overlay.orders, retail.orders, id)
}

function copied<T>(own: Map<string, T>, common: Readonly<Record<string, T>>, id: string): T | null {
  const mine = own.get(id)
  if (mine !== undefined) return mine
  const shared = Object.hasOwn(common, id) ? common[id] : undefined
  if (shared === undefined) return null
  const copy = structuredClone(shared)
  own.set(id, copy)
  return copy
}

/** The overlay as comparable text: only what differs from the common data. */
export function stateOf(retail: Retail, overlay: Overlay): string {
  const changed = (own: Map<string, unknown>, common: Readonly<Record<string, unknown>>) =>
    [...own]
      .filter(([id, value]) => JSON.stringify(value) !== JSON.stringify(common[id]))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify({ users: changed(overlay.users, retail.users), orders: changed(overlay.orders, retail.orders) })
}
