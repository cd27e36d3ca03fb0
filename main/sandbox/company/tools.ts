import type { CatalogueTool } from '#contract/tool.ts'
import { CatalogueToolSchema } from '#contract/tool.ts'

/** The tools of the shop as its operator declared them in the desk: addresses and keys of the sandbox, nothing else special. */
const text = (description: string): Record<string, string> => ({ type: 'string', description })
const amount = { type: 'number', exclusiveMinimum: 0, description: 'In US dollars.' }
const reason = text('Why, in one sentence a colleague can check.')
const object = (properties: Record<string, unknown>, required: readonly string[]): Record<string, unknown> => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})

export function createCatalogue(base: string): readonly CatalogueTool[] {
  const authorization = { authorization: 'Bearer {{secret.tool:company}}' }
  const write = { ...authorization, 'idempotency-key': '{{idempotency_key}}' }
  const probe = {
    url: `${base}/effects/{{idempotency_key}}`,
    headers: authorization,
    pointer: '/result',
    resultPointer: '/result',
  }
  const readTool = { kind: 'http', access: 'read', risk: 0, system: 'Larch & Ledge orders', timeoutMs: 15_000 }
  const writeTool = { kind: 'http', access: 'write', idempotent: true, probe, timeoutMs: 15_000 }
  const tools: readonly unknown[] = [
    {
      ...readTool,
      name: 'lookup_order',
      description: 'Finds one order: items, prices, dates, address, what was refunded.',
      sentence: 'Look up order {{args.order_id|id}}',
      parameters: object({ order_id: text('The number on the receipt.') }, ['order_id']),
      request: { method: 'GET', url: `${base}/orders/{{args.order_id}}`, headers: authorization },
    },
    {
      ...readTool,
      name: 'lookup_customer',
      description: 'Finds customers by mail address.',
      sentence: 'Look up customer {{args.email|text}}',
      parameters: object({ email: { ...text('As the customer wrote it.'), format: 'email' } }, ['email']),
      request: { method: 'GET', url: `${base}/customers?email={{args.email}}`, headers: authorization },
    },
    {
      ...writeTool,
      name: 'refund_order',
      description: 'Pays money back to the card an order was paid with.',
      risk: 3,
      system: 'Larch & Ledge payments',
      sentence: 'Refund {{args.amount|money:USD}} to order {{args.order_id|id}} for {{customer.name}}',
      amountPointer: '/amount',
      parameters: object({ order_id: text('The order to refund.'), amount, reason }, ['order_id', 'amount', 'reason']),
      request: { method: 'POST', url: `${base}/refunds`, headers: write, body: '{{args}}' },
    },
    {
      ...writeTool,
      name: 'issue_store_credit',
      description: 'Gives a customer credit to spend in the shop. It never expires.',
      risk: 3,
      system: 'Larch & Ledge payments',
      sentence: 'Give {{args.amount|money:USD}} of store credit to {{customer.name}}',
      amountPointer: '/amount',
      parameters: object({ customer_id: text('Begins with C-.'), amount, reason }, ['customer_id', 'amount', 'reason']),
      request: { method: 'POST', url: `${base}/store-credits`, headers: write, body: '{{args}}' },
    },
    {
      ...writeTool,
      name: 'update_address',
      description: 'Changes where an order goes, as long as it has not left.',
      risk: 3,
      reversible: true,
      inverse: 'update_address',
      system: 'Larch & Ledge orders',
      sentence: 'Send order {{args.order_id|id}} to {{args.address|text}}',
      parameters: object({ order_id: text('The order.'), address: text('The whole new address, in one line.') }, [
        'order_id',
        'address',
      ]),
      request: {
        method: 'PUT',
        url: `${base}/orders/{{args.order_id}}/address`,
        headers: write,
        body: { address: '{{args.address}}' },
      },
    },
    {
      ...writeTool,
      name: 'resend_receipt',
      description: 'Mails the receipt of an order once more.',
      risk: 2,
      system: 'Larch & Ledge mail',
      sentence: 'Mail the receipt of order {{args.order_id|id}} to {{args.email|text}}',
      parameters: object({ order_id: text('The order.'), email: { ...text('Where to.'), format: 'email' } }, [
        'order_id',
        'email',
      ]),
      request: { method: 'POST', url: `${base}/receipts`, headers: write, body: '{{args}}' },
    },
    {
      ...writeTool,
      name: 'send_replacement',
      description: 'Sends an item or a part again, free of charge.',
      risk: 3,
      system: 'Larch & Ledge warehouse',
      sentence: 'Send {{args.item|text}} again for order {{args.order_id|id}}',
      parameters: object({ order_id: text('The order it belongs to.'), item: text('What to send.'), reason }, [
        'order_id',
        'item',
        'reason',
      ]),
      request: { method: 'POST', url: `${base}/replacements`, headers: write, body: '{{args}}' },
    },
    {
      ...writeTool,
      name: 'erase_account',
      description: 'Erases a customer account with its history. There is no way back.',
      risk: 4,
      system: 'Larch & Ledge accounts',
      sentence: 'Erase the account {{args.customer_id|id}} of {{customer.name}} for ever',
      parameters: object({ customer_id: text('Begins with C-.') }, ['customer_id']),
      request: { method: 'DELETE', url: `${base}/customers/{{args.customer_id}}`, headers: write },
    },
    {
      kind: 'manual',
      name: 'call_courier',
      description: 'Asks a colleague to call the courier about a parcel nobody can find.',
      risk: 1,
      system: 'Telephone',
      sentence: 'Call the courier about order {{args.order_id|id}}',
      parameters: object({ order_id: text('The order.'), question: text('What to ask.') }, ['order_id', 'question']),
      steps: [
        'Call the courier: 0800 555 0142, extension 3.',
        'Give the order number and ask where the driver left the parcel.',
        'Write down the drop point, and the name of the neighbour if there is one.',
      ],
    },
  ]
  return tools.map((tool) => CatalogueToolSchema.parse(tool))
}
