import type { Proposal } from '#contract/proposal.ts'
import type { QueueItem } from '#contract/queue-item.ts'
import {
  makeConversation,
  makeItem,
  makeMessage,
  makeProposal,
  makeTurn,
  minute,
  type Case,
  type World,
} from '#test/support/fake-data.ts'
import { cases, itemChanges, plans } from '#test/support/fake-cases.ts'

/** An outdoor shop on a busy afternoon. `extra` rows make the queue as long as a test of length wants it. */

const hostile =
  '<p>Hello <b>team</b>, see <a href="https://xn--pple-43d.example/login">apple.example</a>.</p><img src="https://tracker.example/p.gif" alt="receipt"><script>alert(1)</script><p>Total 1\u202E00.4 and a zero\u200Bwidth.</p><ul><li>first</li><li>second</li></ul>'

const lost = (at: number): Partial<Proposal> => ({
  decision: {
    verb: 'approve',
    signer: { by: 'person', name: 'Jo Lindqvist', surface: 'window' },
    at: at + 30_000,
    reason: null,
    reasons: [],
  },
  attempts: [{ number: 1, at: at + 31_000, sentAt: at + 31_000, idempotencyKey: 'p8-0-1' }],
  note: 'The desk stopped before an answer was stored.',
})

export function makeWorld(now: number, extra: number): World {
  const world: World = { views: new Map(), items: [] }
  for (const one of cases) {
    const conversation = makeConversation(one, now)
    const plan = plans[one.id]!
    const start = conversation.createdAt
    const messages = one.words.map((text, index) =>
      makeMessage(conversation, one.id * 100 + index * 3, start + index * 5 * minute, text, {
        attachments:
          one.id === 1 && index === 0
            ? [
                {
                  name: 'pole-ferrule.jpg',
                  url: 'https://files.example/pole.jpg',
                  contentType: 'image/jpeg',
                  bytes: 2_100_000,
                },
              ]
            : [],
      }),
    )
    const at = conversation.lastMessageAt + 20_000
    const proposal = makeProposal(conversation, at, plan, {
      agentReason:
        one.id === 1
          ? 'Pole arrived snapped on delivery day, photo attached, box open at one corner. Policy 4.2 allows a full refund without return inside 30 days.'
          : null,
      origins: { '/order_id': 'customer', '/amount': 'tool' },
      ...(plan.state === 'unknown' ? lost(at) : {}),
    })
    const proposals = [proposal]
    if (one.id === 1) {
      const asked = makeProposal(
        conversation,
        start + 60_000,
        {
          id: 'p1-question',
          tool: 'send_reply',
          kind: 'reply',
          risk: 2,
          state: 'succeeded',
          sentence: ['Reply'],
          arguments: {},
        },
        {
          decision: {
            verb: 'approve',
            signer: { by: 'person', name: 'Jo', surface: 'window' },
            at: start + 2 * minute,
            reason: null,
            reasons: [],
          },
        },
      )
      messages.splice(
        1,
        0,
        makeMessage(
          conversation,
          101,
          start + 2 * minute,
          'I’m sorry, Ana. What is the **order number**, and should it go back to the same card?',
          { author: 'agent', authorName: 'Order Support', proposalId: asked.id },
        ),
      )
      const looked = makeProposal(
        conversation,
        at - 5000,
        {
          id: 'p1-look',
          tool: 'get_order',
          kind: 'tool',
          risk: 0,
          state: 'succeeded',
          sentence: ['Looked up order ', ['10433']],
          arguments: { order_id: '10433' },
        },
        {
          decision: {
            verb: 'approve',
            signer: { by: 'rule', name: 'Reads' },
            at: at - 5000,
            reason: null,
            reasons: [],
          },
          outcome: {
            result: { status: 'delivered' },
            receipt: { status: 200, remoteId: null, summary: '1 × Cloudberry 2 Moss, $184.00, delivered 11:20' },
            error: null,
            retryable: false,
            at: at - 4800,
            resolvedBy: null,
          },
        },
      )
      const reply = makeProposal(
        conversation,
        at,
        {
          id: 'p1-reply',
          tool: 'send_reply',
          kind: 'reply',
          risk: 2,
          sentence: ['Reply to ', ['Ana Ruiz'], ' by chat'],
          arguments: { text: 'Done, Ana. $184.00 goes back to your card.' },
        },
        { position: 1 },
      )
      proposals.push(asked, looked, reply)
    }
    if (one.id === 6)
      messages.push(
        makeMessage(conversation, 699, start + 3 * minute, 'Customer has two open claims.', {
          kind: 'note',
          author: 'operator',
          authorName: 'Marisol Kim',
        }),
        makeMessage(conversation, 700, start + 4 * minute, 'assigned this conversation to Order Support', {
          kind: 'event',
          author: 'system',
          authorName: 'Marisol Kim',
        }),
      )
    if (one.id === 2) messages.push(makeMessage(conversation, 299, start + 6 * minute, 'Hello team', { html: hostile }))
    world.views.set(one.id, {
      conversation,
      messages,
      olderThan: null,
      turns: [
        makeTurn(
          conversation,
          `turn-${one.id}`,
          at,
          proposals.flatMap((each) => each.callId ?? []),
        ),
      ],
      proposals,
    })
    world.items.push(makeItem(conversation, proposal, itemChanges[one.id] ?? {}))
    for (const step of proposals.filter((other) => other.state === 'pending' && other.id !== proposal.id))
      world.items.push(makeItem(conversation, step, { bundleSize: 2 }))
  }
  for (let index = 0; index < extra; index += 1) addExtra(world, now, index)
  return world
}

export function addExtra(world: World, now: number, index: number): QueueItem {
  const id = 1000 + index
  const one: Case = {
    id,
    customer: `Customer ${index + 1}`,
    channel: index % 2 === 0 ? 'email' : 'chat',
    subject: `Question ${index + 1}`,
    waited: index % 9,
    words: [`Hello, this is question ${index + 1}.`],
  }
  const conversation = makeConversation(one, now)
  const proposal = makeProposal(conversation, now - (index % 60) * minute, {
    ...plans[index % 3 === 0 ? 9 : 4]!,
    id: `extra-${index}`,
  })
  const message = makeMessage(conversation, id * 100, conversation.createdAt, one.words[0] ?? '')
  world.views.set(id, { conversation, messages: [message], olderThan: null, turns: [], proposals: [proposal] })
  const item = makeItem(conversation, proposal, {
    title: index % 3 === 0 ? 'Look up customer' : `Reply about question ${index + 1}`,
  })
  world.items.push(item)
  return item
}
