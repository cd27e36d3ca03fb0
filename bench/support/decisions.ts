import type { Random } from '#bench/support/stats.ts'
import { pick } from '#bench/support/stats.ts'
import { hashArguments } from '#main/domain/canonical.ts'
import { fold, type NewProposal, type ProposalEvent } from '#main/domain/proposal.ts'
import type { Connection } from '#main/store/database.ts'
import { fromTurn } from '#main/store/rows.ts'
import type { Snapshots } from '#main/store/snapshots.ts'
import { approvedBy, asked, newProposal, storedTurn } from '#test/support/store.ts'

const people = ['Ana Ruiz', 'Jo Lindqvist', 'Mia Kovacs', 'Ivan Santos']
const tools = ['refund_order', 'change_address', 'cancel_order', 'exchange_item', 'send_voucher']
const reasons = ['tone', 'policy', 'wrong amount', 'missing info'] as const
const chunk = 'Refunds go back to the original payment method within 5 to 7 business days after the item was received.'

/** An action decided after the last message of a conversation: approved, edited, rejected, by a rule, or outdated. */
export function createDecisions(db: Connection, snapshots: Snapshots, random: Random) {
  const insertTurn = db.prepare<[ReturnType<typeof fromTurn>]>(`
    insert into turns(id, conversation_id, origin, concluded, body, request, response)
    values (@id, @conversation_id, @origin, @concluded, @body, @request, @response)`)
  const putTag = db.prepare<[string, number]>('update conversations set tags = ? where id = ?')
  return (conversationId: number, { id, at }: { readonly id: number; readonly at: number }, number: number): void => {
    if (number % 10 === 0) putTag.run(JSON.stringify([number % 50 === 0 ? 'vip' : 'returns']), conversationId)
    const sources = random.below(3) === 0 ? [{ text: chunk, score: random.next(), collectionId: 'kb' }] : []
    const turn = storedTurn(`d${conversationId}`, conversationId, {
      afterMessage: id,
      at: at + 4000,
      ragResults: sources,
      guardrail: number % 200 === 0 ? 'I cannot help with that.' : null,
      request: { support_agent_id: 'agent_1', deployment_id: `d${random.below(4)}`, environment: 'ENVIRONMENT_PROD' },
      concluded: true,
    })
    insertTurn.run(fromTurn(turn))
    const tool = pick(random, tools)
    const amount = random.below(20_000) / 100
    const proposal = newProposal(`q${conversationId}`, conversationId, turn.id, {
      tool,
      risk: tool === 'refund_order' ? 3 : tool === 'cancel_order' ? 4 : 1,
      arguments: { order_id: `#W${1_000_000 + number}`, amount },
    })
    const events = [...asked(proposal), ...decided(proposal, random, amount)]
    const decidedAt = turn.at + 1000 + random.below(60_000)
    const timed = events.map((event, place) => ({ event, at: place < 2 ? turn.at : decidedAt }))
    snapshots.create(fold(timed), 1, events, turn.at)
  }
}

function decided(proposal: NewProposal, random: Random, amount: number): readonly ProposalEvent[] {
  const name = pick(random, people)
  const signer = { by: 'person', name, surface: 'bench' } as const
  const chance = random.next()
  if (chance < 0.6) return [approvedBy(name, proposal)]
  if (chance < 0.7) {
    const args = { ...proposal.arguments, amount: Math.round(amount * 50) / 100 }
    const approved = approvedBy(name, proposal) as Extract<ProposalEvent, { type: 'approved' }>
    const argsHash = hashArguments(proposal.tool, args)
    return [{ ...approved, verb: 'edit', revision: 1, arguments: args, argsHash }]
  }
  if (chance < 0.8) {
    const text = 'Please look at the terms again before you offer this.'
    const more = { reasons: [pick(random, reasons)], text, scope: 'call', next: 'continue', result: null } as const
    return [{ type: 'rejected', signer, ...more }]
  }
  if (chance < 0.95) {
    const approved = approvedBy(name, proposal) as Extract<ProposalEvent, { type: 'approved' }>
    return [{ ...approved, signer: { by: 'rule', name: 'Refunds<20' } }]
  }
  return [{ type: 'superseded', cause: 'The customer wrote again.', result: null }]
}
