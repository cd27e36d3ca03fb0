import {
  orderOf,
  userOf,
  type Address,
  type Arguments,
  type Item,
  type Order,
  type Overlay,
  type Retail,
  type User,
} from '#bench/replay/retail-world.ts'

/** The sixteen tools of the benchmark with their state changes. A refusal is a sentence that starts with "Error". */
export function runTool(retail: Retail, overlay: Overlay, name: string, args: Arguments): unknown {
  const tool = Object.hasOwn(tools, name) ? tools[name] : undefined
  return tool === undefined ? `Error: no tool ${name}` : tool({ retail, overlay }, args)
}

type World = { readonly retail: Retail; readonly overlay: Overlay }
type Tool = (world: World, args: Arguments) => unknown

const text = (args: Arguments, name: string): string => (typeof args[name] === 'string' ? args[name] : '')
const texts = (args: Arguments, name: string): string[] => (Array.isArray(args[name]) ? args[name].map(String) : [])
const order = (world: World, args: Arguments) => orderOf(world.retail, world.overlay, text(args, 'order_id'))
const user = (world: World, id: string) => userOf(world.retail, world.overlay, id)
const cents = (amount: number): number => Math.round(amount * 100) / 100

function findUser({ retail }: World, matches: (user: User) => boolean): string {
  const found = Object.entries(retail.users).find(([, candidate]) => matches(candidate))
  return found === undefined ? 'Error: user not found' : found[0]
}

const tools: Readonly<Record<string, Tool>> = {
  calculate: (_, args) => calculate(text(args, 'expression')),
  think: () => '',
  transfer_to_human_agents: () => 'Transfer successful',
  find_user_id_by_email: (world, args) =>
    findUser(world, (candidate) => candidate.email.toLowerCase() === text(args, 'email').toLowerCase()),
  find_user_id_by_name_zip: (world, args) =>
    findUser(
      world,
      (candidate) =>
        candidate.name.first_name.toLowerCase() === text(args, 'first_name').toLowerCase() &&
        candidate.name.last_name.toLowerCase() === text(args, 'last_name').toLowerCase() &&
        candidate.address.zip === text(args, 'zip'),
    ),
  get_user_details: (world, args) => user(world, text(args, 'user_id')) ?? 'Error: user not found',
  get_order_details: (world, args) => order(world, args) ?? 'Error: order not found',
  get_product_details: ({ retail }, args) => retail.products[text(args, 'product_id')] ?? 'Error: product not found',
  list_all_product_types: ({ retail }) =>
    Object.fromEntries(
      Object.values(retail.products)
        .map((product): [string, string] => [product.name, product.product_id])
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ),
  cancel_pending_order: (world, args) =>
    withOrder(world, args, 'pending', (found) => cancel(world, found, text(args, 'reason'))),
  modify_pending_order_address: (world, args) =>
    withOrder(world, args, 'pending', (found) => {
      found.address = address(args)
      return found
    }),
  modify_user_address: (world, args) => {
    const found = user(world, text(args, 'user_id'))
    if (found === null) return 'Error: user not found'
    found.address = address(args)
    return found
  },
  modify_pending_order_payment: (world, args) =>
    withOrder(world, args, 'pending', (found) => changePayment(world, found, text(args, 'payment_method_id'))),
  modify_pending_order_items: (world, args) =>
    withOrder(world, args, 'pending', (found) => swapItems(world, found, args)),
  exchange_delivered_order_items: (world, args) =>
    withOrder(world, args, 'delivered', (found) => exchange(world, found, args)),
  return_delivered_order_items: (world, args) =>
    withOrder(world, args, 'delivered', (found) => {
      if (!owns(found.items, texts(args, 'item_ids'))) return 'Error: some item not found'
      found.status = 'return requested'
      found['return_items'] = texts(args, 'item_ids').toSorted()
      found['return_payment_method_id'] = text(args, 'payment_method_id')
      return found
    }),
}

function withOrder(world: World, args: Arguments, status: string, change: (order: Order) => unknown): unknown {
  const found = order(world, args)
  if (found === null) return 'Error: order not found'
  if (found.status !== status) return `Error: the order is ${found.status}, not ${status}`
  return change(found)
}

const address = (args: Arguments): Address => ({
  address1: text(args, 'address1'),
  address2: text(args, 'address2'),
  city: text(args, 'city'),
  state: text(args, 'state'),
  country: text(args, 'country'),
  zip: text(args, 'zip'),
})

function cancel(world: World, found: Order, reason: string): unknown {
  if (!['no longer needed', 'ordered by mistake'].includes(reason)) return 'Error: invalid reason'
  const paid = found.payment_history.filter((payment) => payment.transaction_type === 'payment')
  for (const payment of paid) {
    found.payment_history.push({ ...payment, transaction_type: 'refund' })
    credit(world, found, payment.payment_method_id, payment.amount)
  }
  found.status = 'cancelled'
  found['cancel_reason'] = reason
  return found
}

/** Only a gift card holds its balance here. */
function credit(world: World, found: Order, methodId: string, amount: number): void {
  const method = user(world, found.user_id)?.payment_methods[methodId]
  if (method?.balance !== undefined) method.balance = cents(method.balance + amount)
}

function changePayment(world: World, found: Order, methodId: string): unknown {
  const method = user(world, found.user_id)?.payment_methods[methodId]
  const [first] = found.payment_history
  if (method === undefined || first === undefined || found.payment_history.length !== 1)
    return 'Error: payment method not found'
  if (first.payment_method_id === methodId) return 'Error: the new payment method is the old one'
  if (method.balance !== undefined && method.balance < first.amount) return 'Error: insufficient gift card balance'
  found.payment_history.push(
    { transaction_type: 'payment', amount: first.amount, payment_method_id: methodId },
    { transaction_type: 'refund', amount: first.amount, payment_method_id: first.payment_method_id },
  )
  credit(world, found, methodId, -first.amount)
  credit(world, found, first.payment_method_id, first.amount)
  return found
}

function owns(items: readonly Item[], wanted: readonly string[]): boolean {
  const count = (ids: readonly string[], id: string) => ids.filter((other) => other === id).length
  const owned = items.map((item) => item.item_id)
  return wanted.every((id) => count(wanted, id) <= count(owned, id))
}

type Swap = {
  readonly item: Item
  readonly price: number
  readonly itemId: string
  readonly options: Record<string, string>
}

function swapsOf(world: World, found: Order, args: Arguments): Swap[] | string {
  const old = texts(args, 'item_ids')
  const fresh = texts(args, 'new_item_ids')
  if (!owns(found.items, old)) return 'Error: some item not found'
  if (old.length !== fresh.length) return 'Error: the number of items to be exchanged should match'
  const swaps: Swap[] = []
  for (const [index, id] of old.entries()) {
    const item = found.items.find((candidate) => candidate.item_id === id)
    const variant = world.retail.products[item?.product_id ?? '']?.variants[fresh[index] ?? '']
    if (item === undefined || variant?.available !== true)
      return `Error: new item ${fresh[index]} not found or available`
    swaps.push({ item, price: variant.price, itemId: variant.item_id, options: variant.options })
  }
  return swaps
}

const difference = (swaps: readonly Swap[]): number =>
  cents(swaps.reduce((sum, swap) => sum + swap.price - swap.item.price, 0))

function affordable(world: World, found: Order, methodId: string, amount: number): string | null {
  const method = user(world, found.user_id)?.payment_methods[methodId]
  if (method === undefined) return 'Error: payment method not found'
  return method.balance !== undefined && method.balance < amount ? 'Error: insufficient gift card balance' : null
}

function swapItems(world: World, found: Order, args: Arguments): unknown {
  const swaps = swapsOf(world, found, args)
  if (typeof swaps === 'string') return swaps
  const amount = difference(swaps)
  const methodId = text(args, 'payment_method_id')
  const refusal = affordable(world, found, methodId, amount)
  if (refusal !== null) return refusal
  found.payment_history.push({
    transaction_type: amount > 0 ? 'payment' : 'refund',
    amount: Math.abs(amount),
    payment_method_id: methodId,
  })
  credit(world, found, methodId, -amount)
  for (const { item, price, itemId, options } of swaps) Object.assign(item, { item_id: itemId, price, options })
  found.status = 'pending (item modified)'
  return found
}

function exchange(world: World, found: Order, args: Arguments): unknown {
  const swaps = swapsOf(world, found, args)
  if (typeof swaps === 'string') return swaps
  const amount = difference(swaps)
  const methodId = text(args, 'payment_method_id')
  const refusal = affordable(world, found, methodId, amount)
  if (refusal !== null) return refusal
  found.status = 'exchange requested'
  found['exchange_items'] = texts(args, 'item_ids').toSorted()
  found['exchange_new_items'] = texts(args, 'new_item_ids').toSorted()
  found['exchange_payment_method_id'] = methodId
  found['exchange_price_difference'] = amount
  return found
}

/** Sums, products and brackets; nothing else is understood, so nothing else can run. */
function calculate(expression: string): string {
  const tokens = expression.match(/\d+(?:\.\d+)?|[-+*/()]/g) ?? []
  if (tokens.join('') !== expression.replaceAll(' ', '')) return 'Error: invalid characters in expression'
  let at = 0
  const factor = (): number => {
    const token = tokens[at++]
    if (token === '-') return -factor()
    if (token !== '(') return Number(token)
    const inner = sum()
    at += 1
    return inner
  }
  const product = (): number => {
    let value = factor()
    while (tokens[at] === '*' || tokens[at] === '/') value = tokens[at++] === '*' ? value * factor() : value / factor()
    return value
  }
  const sum = (): number => {
    let value = product()
    while (tokens[at] === '+' || tokens[at] === '-')
      value = tokens[at++] === '+' ? value + product() : value - product()
    return value
  }
  return String(cents(sum()))
}
