import type { ConversationView } from '#contract/index.ts'
import type { Proposal, ProposalDetail } from '#contract/proposal.ts'
import type { ToolView } from '#contract/tool.ts'

/** What the dock and the evidence pane ask for, invented. */

const tool = (name: string, risk: ToolView['risk'], change: Partial<ToolView>): ToolView => ({
  name,
  kind: 'http',
  description: '',
  risk,
  parameters: { type: 'object', properties: {} },
  system: 'Acme orders, live',
  reversible: false,
  inverse: null,
  amountPointer: null,
  steps: [],
  hasProbe: false,
  ...change,
})

export const fakeTools: readonly ToolView[] = [
  tool('refund_order', 3, {
    description: 'Pay money back to the card of an order.',
    system: 'Stripe, live',
    amountPointer: '/amount',
    hasProbe: true,
    parameters: {
      type: 'object',
      required: ['order_id', 'amount'],
      properties: {
        order_id: { type: 'string', title: 'Order', minLength: 1 },
        amount: { type: 'number', title: 'Amount', minimum: 0.01, maximum: 184, description: 'In US dollars' },
        reason: { type: 'string', title: 'Reason', enum: ['Damaged in transit', 'Late delivery', 'Wrong item'] },
        return_needed: { type: 'boolean', title: 'Return needed' },
      },
    },
  }),
  tool('send_replacement', 3, {
    description: 'Send a part at no charge.',
    system: 'Warehouse, live',
    reversible: true,
    parameters: {
      type: 'object',
      required: ['serial', 'cost', 'ship_to'],
      properties: {
        serial: { type: 'string', title: 'Serial' },
        cost: { type: 'string', title: 'Cost to us' },
        ship_to: { type: 'string', title: 'Ship to' },
      },
    },
  }),
  tool('get_order', 0, { description: 'Read one order.', reversible: true }),
  tool('get_customer', 0, { description: 'Read one customer.', reversible: true }),
  tool('erase_account', 4, {
    description: 'Erase all personal data.',
    parameters: { type: 'object', required: ['user_id'], properties: { user_id: { type: 'string', title: 'User' } } },
  }),
  tool('post_spare_part', 2, {
    kind: 'manual',
    description: 'Post a spare part.',
    system: 'Warehouse',
    steps: ['Take the part from shelf 4', 'Print the label with the address below', 'Hand it to the 16:00 collection'],
    parameters: {
      type: 'object',
      required: ['part', 'address'],
      properties: { part: { type: 'string', title: 'Part' }, address: { type: 'string', title: 'Address' } },
    },
  }),
  tool('internal_note', 1, { kind: 'builtin', system: 'Helpdesk' }),
  tool('send_reply', 2, { kind: 'builtin', system: 'Helpdesk' }),
  tool('ESCALATE', 1, { kind: 'builtin', system: 'Helpdesk' }),
  tool('CLOSE', 2, { kind: 'builtin', system: 'Helpdesk', reversible: true }),
]

export const detailOf = (proposal: Proposal, view: ConversationView): ProposalDetail => ({
  proposal,
  bundle: view.proposals
    .filter((one) => one.turnId === proposal.turnId && (one.id === proposal.id || one.state === 'pending'))
    .sort((one, two) => one.position - two.position),
  tool: fakeTools.find((one) => one.name === proposal.tool) ?? null,
  ragResults: [
    {
      text: '4.2 Damaged in transit. If goods arrive broken and the customer tells us within 30 days, offer a replacement or a full refund. No return is needed when a photo shows the damage. Ask for the photo once.',
      score: 0.83,
      collectionId: 'collection_policies',
    },
    {
      text: 'Carrier claims. Open a claim within 7 days of delivery. Photos of the outer box and the label are required. Refund first, claim after.',
      score: 0.71,
      collectionId: 'collection_policies',
    },
    {
      text: 'Tent pole repair. The Workshop replaces single sections for $14, usually inside four working days.',
      score: 0.44,
      collectionId: 'collection_workshop',
    },
  ],
  history: [
    { seq: 1, type: 'proposed', at: proposal.proposedAt, who: 'Order Support', summary: 'Proposed, revision 0' },
    { seq: 2, type: 'judged', at: proposal.proposedAt + 40, who: 'Policy', summary: proposal.policy.rule },
  ],
  raw: {
    request: { agent_id: 'agent_7', messages: view.messages.length, stream: true },
    response: {
      tool_calls: [{ id: proposal.callId, function: { name: proposal.tool, arguments: proposal.arguments } }],
    },
  },
  undoSeconds: proposal.kind === 'reply' ? 15 : 0,
  similar: [
    { id: 's1', title: 'Refund $160.00', verb: 'edit', at: proposal.proposedAt - 9 * 86_400_000 },
    { id: 's2', title: 'Refund $184.00', verb: 'reject', at: proposal.proposedAt - 16 * 86_400_000 },
    { id: 's3', title: 'Refund $22.00', verb: 'approve', at: proposal.proposedAt - 20 * 86_400_000 },
  ],
})
