import { isFields } from '#main/sandbox/account/fields.ts'
import { identify, isReply } from '#main/sandbox/bot/answers.ts'
import { listed, refuse, type BotContext } from '#main/sandbox/bot/replies.ts'
import { nextId, stamp } from '#main/sandbox/bot/world.ts'
import { viewOrder } from '#main/sandbox/company/world.ts'
import type { Reply, Request } from '#main/sandbox/service-exchange.ts'

/** What the bot of the sample company can do: look an order up, refund one, book a visit to the workshop. */
type Fields = Readonly<Record<string, unknown>>

const input = (properties: Readonly<Record<string, Fields>>): Fields => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
})

export const botActions: readonly (Fields & { readonly id: string; readonly enabled: boolean })[] = [
  {
    id: 'act_shopify_order_status',
    provider: 'shopify',
    name: 'Order status',
    description: 'Looks up an order',
    enabled: true,
    requires_user_token: false,
    mutates: false,
    input_schema: input({ order_number: { type: 'string', description: 'As it stands in the mail.' } }),
  },
  {
    id: 'act_stripe_refund',
    provider: 'stripe',
    name: 'Refund a payment',
    description: 'Pays money back to the card',
    enabled: true,
    requires_user_token: false,
    mutates: true,
    input_schema: input({
      order_number: { type: 'string' },
      amount: { type: 'number', exclusiveMinimum: 0, description: 'In dollars.' },
    }),
  },
  {
    id: 'act_calendly_workshop',
    provider: 'calendly',
    name: 'Book the Workshop',
    description: 'Books a visit to the Workshop in Hood River',
    enabled: true,
    requires_user_token: false,
    mutates: true,
    input_schema: input({ email: { type: 'string' }, day: { type: 'string', description: 'YYYY-MM-DD' } }),
  },
  {
    id: 'act_shopify_own_orders',
    provider: 'shopify',
    name: 'Own orders',
    description: 'Lists the orders of the customer who asks',
    enabled: true,
    requires_user_token: true,
    mutates: false,
    input_schema: input({}),
  },
  {
    id: 'act_stripe_subscription',
    provider: 'stripe',
    name: 'Subscription',
    description: 'Tells when a subscription renews',
    enabled: false,
    requires_user_token: true,
    mutates: false,
    input_schema: input({}),
  },
]

function perform(
  context: BotContext,
  id: string,
  given: Fields,
  email: unknown,
): { readonly output?: Fields; readonly error?: string } {
  const { orders, customers } = context.company()
  const number = given['order_number']
  const order = typeof number === 'string' || typeof number === 'number' ? orders[String(number)] : undefined
  switch (id) {
    case 'act_shopify_order_status':
      return order === undefined
        ? { error: 'There is no such order.' }
        : { output: viewOrder(order, customers[order.customer]) }
    case 'act_shopify_own_orders': {
      const own = Object.values(orders).filter(({ customer }) => customers[customer]?.email === email)
      return { output: { order_numbers: own.map(({ id: one }) => one) } }
    }
    case 'act_stripe_refund':
      return order === undefined
        ? { error: 'There is no such order.' }
        : { output: { order_number: order.id, amount: given['amount'], status: 'succeeded' } }
    default:
      return { output: { status: 'booked', ...given } }
  }
}

function start(context: BotContext, action: (typeof botActions)[number], request: Request): Reply {
  const state = context.state()
  const body = isFields(request.json) ? request.json : {}
  const given = isFields(body['input']) ? body['input'] : {}
  const schema = action['input_schema']
  const required = isFields(schema) && Array.isArray(schema['required']) ? schema['required'] : []
  const missing = required.find((name) => given[String(name)] === undefined)
  if (missing !== undefined) return refuse(422, 'action_input_invalid', `input.${String(missing)} is required.`)
  if (!action.enabled) return refuse(422, 'action_input_invalid', 'This action is switched off.')
  if (action['requires_user_token'] === true && typeof body['user_token'] !== 'string')
    return refuse(422, 'action_input_invalid', 'user_token is required.')
  const whose = identify(body['user_token'], context.shape().strict, context.now())
  if (isReply(whose)) return whose
  const isDry = body['dry_run'] === true
  const done = isDry
    ? { output: { would: action['description'], ...given } }
    : perform(context, action.id, given, whose?.['email'])
  const at = stamp(context.now())
  const run = {
    id: nextId(state, 'run'),
    action_id: action.id,
    status: done.error === undefined ? 'succeeded' : 'failed',
    input: given,
    output: done.output ?? null,
    error: done.error ?? null,
    dry_run: isDry,
    started_at: at,
    finished_at: at,
    conversation_id: null,
    idempotency_key: request.headers['idempotency-key'] ?? null,
  }
  state.runs.unshift(run)
  if (!isDry) state.actionsUsed += 1
  context.save()
  return { status: 200, body: run }
}

/** Null: it is not about actions. */
export function actionReply(context: BotContext, request: Request): Reply | null {
  const { method, path } = request
  const { runs } = context.state()
  if (path === '/v1/actions' && method === 'GET') return listed(context, request, botActions)
  const run = /^\/v1\/actions\/runs\/([^/]+)$/.exec(path)?.[1]
  if (run !== undefined && method === 'GET') {
    const found = runs.find(({ id }) => id === run)
    return found === undefined ? refuse(404, 'run_not_found', `No run ${run}.`) : { status: 200, body: found }
  }
  const [, id, more] = /^\/v1\/actions\/([^/]+)(\/runs)?$/.exec(path) ?? []
  if (id === undefined) return null
  const action = botActions.find((one) => one.id === id)
  if (action === undefined) return refuse(404, 'action_not_found', `No action ${id}.`)
  if (more === undefined) return { status: 200, body: action }
  if (method === 'POST') return start(context, action, request)
  return listed(
    context,
    request,
    runs.filter(({ action_id }) => action_id === id),
  )
}
