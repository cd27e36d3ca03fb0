import { createHash } from 'node:crypto'
import { z } from 'zod'
import { signUserToken } from '#main/sandbox/bot/answers.ts'
import type { CompanyState, Effect } from '#main/sandbox/company/world.ts'
import { cents, recordEffect, totalOf, viewCustomer, viewOrder } from '#main/sandbox/company/world.ts'
import type { Handler, Reply, Request } from '#main/sandbox/service-exchange.ts'

/**
 * The backend of the shop over HTTP: orders, customers, money. A write with an `Idempotency-Key` seen before answers what it
 * answered then and does nothing; the same key with other content is refused. `GET /effects/{key}` tells whether it happened.
 */
type Context = {
  readonly state: () => CompanyState
  readonly save: () => void
  readonly now: () => number
  readonly key: string
}

const problem = (status: number, code: string, message: string): Reply => ({
  status,
  body: { error: { code, message } },
})

export const companyError = (status: number): unknown => ({
  error: {
    code: status === 429 ? 'too_many_requests' : status >= 500 ? 'unavailable' : 'refused',
    message: `HTTP ${status}`,
  },
})

const text = z.string().trim().min(1).max(2000)
const RefundSchema = z.object({
  order_id: text,
  amount: z.number().positive(),
  reason: z.string().max(2000).default(''),
})
const CreditSchema = z.object({
  customer_id: text,
  amount: z.number().positive().max(500),
  reason: z.string().max(2000).default(''),
})
const AddressSchema = z.object({ address: text })
const ReceiptSchema = z.object({ order_id: text, email: z.email() })
const ReplacementSchema = z.object({ order_id: text, item: text, reason: z.string().max(2000).default('') })

/** Does the change and gives the answer, or refuses without a trace. */
type Change = (state: CompanyState, input: unknown, id: string, mark: Mark) => Reply
type Mark = (
  kind: Effect['kind'],
  input: Readonly<Record<string, unknown>>,
  result: Readonly<Record<string, unknown>>,
) => Effect

const invalid = (error: z.ZodError): Reply =>
  problem(422, 'invalid', error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '))

const refund: Change = (state, input, _id, mark) => {
  const parsed = RefundSchema.safeParse(input)
  if (!parsed.success) return invalid(parsed.error)
  const order = state.orders[parsed.data.order_id]
  if (order === undefined) return problem(404, 'order_not_found', `No order ${parsed.data.order_id}.`)
  const amount = cents(parsed.data.amount)
  const left = cents(totalOf(order) - order.refunded)
  if (amount > left)
    return problem(422, 'amount_too_large', `At most ${left.toFixed(2)} can be refunded on ${order.id}.`)
  order.refunded = cents(order.refunded + amount)
  order.history.push(`refund ${amount.toFixed(2)}`)
  const result = {
    refund_id: `re_${10_000 + state.effects.length * 7 + 31}`,
    order_id: order.id,
    amount,
    currency: 'USD',
    status: 'succeeded',
    paid_to: state.customers[order.customer]?.card ?? null,
    arrives: '5 to 10 days',
  }
  mark('refund', parsed.data, result)
  return { status: 201, body: result }
}

const storeCredit: Change = (state, input, _id, mark) => {
  const parsed = CreditSchema.safeParse(input)
  if (!parsed.success) return invalid(parsed.error)
  const customer = state.customers[parsed.data.customer_id]
  if (customer === undefined || customer.erased) return problem(404, 'customer_not_found', 'No such customer.')
  customer.storeCredit = cents(customer.storeCredit + parsed.data.amount)
  const result = {
    credit_id: `sc_${5000 + state.effects.length * 3 + 11}`,
    customer_id: customer.id,
    amount: cents(parsed.data.amount),
    balance: customer.storeCredit,
    currency: 'USD',
  }
  mark('store_credit', parsed.data, result)
  return { status: 201, body: result }
}

const address: Change = (state, input, id, mark) => {
  const parsed = AddressSchema.safeParse(input)
  if (!parsed.success) return invalid(parsed.error)
  const order = state.orders[id]
  if (order === undefined) return problem(404, 'order_not_found', `No order ${id}.`)
  if (order.deliveredDaysAgo !== null)
    return problem(409, 'already_shipped', `Order ${id} has left; only the carrier can redirect it.`)
  const result = { order_id: id, address: parsed.data.address, previous_address: order.address }
  order.address = parsed.data.address
  order.history.push('address')
  mark('address', { order_id: id, ...parsed.data }, result)
  return { status: 200, body: result }
}

const receipt: Change = (state, input, _id, mark) => {
  const parsed = ReceiptSchema.safeParse(input)
  if (!parsed.success) return invalid(parsed.error)
  if (state.orders[parsed.data.order_id] === undefined)
    return problem(404, 'order_not_found', `No order ${parsed.data.order_id}.`)
  const result = {
    receipt_id: `rc_${state.effects.length + 901}`,
    order_id: parsed.data.order_id,
    sent_to: parsed.data.email,
  }
  mark('receipt', parsed.data, result)
  return { status: 202, body: result }
}

const replacement: Change = (state, input, _id, mark) => {
  const parsed = ReplacementSchema.safeParse(input)
  if (!parsed.success) return invalid(parsed.error)
  if (state.orders[parsed.data.order_id] === undefined)
    return problem(404, 'order_not_found', `No order ${parsed.data.order_id}.`)
  const result = {
    replacement_id: `rp_${state.effects.length + 301}`,
    item: parsed.data.item,
    ships: 'next working day',
  }
  mark('replacement', parsed.data, result)
  return { status: 201, body: result }
}

const erasure: Change = (state, _input, id, mark) => {
  const customer = state.customers[id]
  if (customer === undefined || customer.erased) return problem(404, 'customer_not_found', 'No such customer.')
  state.customers[id] = { ...customer, name: 'erased', email: 'erased@larchledge.example', phone: null, erased: true }
  const result = { customer_id: id, erased: true, invoices_kept: true }
  mark('erasure', { customer_id: id }, result)
  return { status: 200, body: result }
}

const changes: readonly { readonly method: string; readonly path: RegExp; readonly change: Change }[] = [
  { method: 'POST', path: /^\/refunds$/, change: refund },
  { method: 'POST', path: /^\/store-credits$/, change: storeCredit },
  { method: 'PUT', path: /^\/orders\/([^/]+)\/address$/, change: address },
  { method: 'POST', path: /^\/receipts$/, change: receipt },
  { method: 'POST', path: /^\/replacements$/, change: replacement },
  { method: 'DELETE', path: /^\/customers\/([^/]+)$/, change: erasure },
]

function write(context: Context, request: Request, id: string, change: Change): Reply {
  const state = context.state()
  const key = request.headers['idempotency-key'] ?? null
  const fingerprint = createHash('sha256').update(`${request.method} ${request.path}\n${request.text}`).digest('hex')
  const kept = key === null ? undefined : state.answers[key]
  if (kept !== undefined) {
    if (kept.request !== fingerprint)
      return problem(422, 'idempotency_key_reused', 'This key was used for another request.')
    state.replays += 1
    context.save()
    return { status: kept.status, headers: { 'idempotent-replayed': 'true' }, body: kept.body }
  }
  if (request.text !== '' && request.json === undefined) return problem(400, 'invalid_json', 'The body is not JSON.')
  const reply = change(state, request.json, id, (kind, input, result) =>
    recordEffect(state, { kind, key, at: context.now(), input }, result),
  )
  if (reply.status >= 400) return reply
  if (key !== null) state.answers[key] = { request: fingerprint, status: reply.status, body: reply.body }
  context.save()
  return reply
}

function readCustomers(state: CompanyState, query: URLSearchParams): Reply {
  const email = query.get('email')?.toLowerCase() ?? ''
  const name = query.get('name')?.toLowerCase() ?? ''
  const found = Object.values(state.customers).filter(
    (customer) =>
      !customer.erased &&
      ((email !== '' && customer.email.toLowerCase() === email) ||
        (name !== '' && customer.name.toLowerCase().includes(name))),
  )
  return { status: 200, body: { customers: found.map((customer) => viewCustomer(state, customer)) } }
}

/** What the bot is told about who asks: made here, where the secret is. */
function customerToken(state: CompanyState, email: string, now: number): Reply {
  const known = Object.values(state.customers).find(
    (one) => !one.erased && one.email.toLowerCase() === email.toLowerCase(),
  )
  if (known === undefined) return problem(404, 'customer_not_found', 'No such customer.')
  const iat = Math.floor(now / 1000)
  const claims = { sub: known.id, email: known.email, name: known.name, iat, exp: iat + 3600 }
  return {
    status: 200,
    body: { token: signUserToken(claims), expires_at: new Date((iat + 3600) * 1000).toISOString() },
  }
}

function read(state: CompanyState, path: string, query: URLSearchParams, now: number): Reply {
  const [, noun = '', id = '', more] = path.split('/')
  if (more !== undefined) return problem(404, 'not_found', 'No such address.')
  const key = decodeURIComponent(id)
  if (noun === 'customer-token') return customerToken(state, query.get('email') ?? '', now)
  if (noun === 'health') return { status: 200, body: { ok: true, shop: 'Larch & Ledge' } }
  if (noun === 'orders' && key !== '') {
    const order = state.orders[key]
    if (order === undefined) return problem(404, 'order_not_found', `No order ${key}.`)
    return { status: 200, body: viewOrder(order, state.customers[order.customer]) }
  }
  if (noun === 'customers') {
    if (key === '') return readCustomers(state, query)
    const customer = state.customers[key]
    return customer === undefined
      ? problem(404, 'customer_not_found', `No customer ${key}.`)
      : { status: 200, body: viewCustomer(state, customer) }
  }
  if (noun === 'refunds') {
    const wanted = query.get('key')
    const found = state.effects.filter(
      (effect) => effect.kind === 'refund' && (wanted === null || effect.key === wanted),
    )
    return { status: 200, body: { refunds: found.map((effect) => effect.result) } }
  }
  if (noun === 'effects' && key !== '') {
    const effect = state.effects.find((candidate) => candidate.key === key)
    return effect === undefined
      ? problem(404, 'no_effect', 'Nothing happened under this key.')
      : { status: 200, body: effect }
  }
  return problem(404, 'not_found', 'No such address.')
}

export function createCompanyHandler(context: Context): Handler {
  return (request) => {
    if (request.path !== '/health' && request.headers['authorization'] !== `Bearer ${context.key}`)
      return problem(401, 'unauthorized', 'This key does not open the shop.')
    if (request.method === 'GET') return read(context.state(), request.path, request.query, context.now())
    for (const { method, path, change } of changes) {
      const match = method === request.method ? path.exec(request.path) : null
      if (match !== null) return write(context, request, decodeURIComponent(match[1] ?? ''), change)
    }
    return problem(404, 'not_found', 'No such address.')
  }
}
