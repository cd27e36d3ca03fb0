import { hashArguments } from '#main/domain/canonical.ts'
import type { NewProposal, ProposalEvent } from '#main/domain/proposal.ts'
import { openForWriting, write } from '#main/store/database.ts'
import { createChanged } from '#main/store/search/changed.ts'
import { refund } from '#test/support/policies.ts'
import {
  approvedBy,
  asked,
  emptyStore,
  incomingConversation,
  incomingMessage,
  newProposal,
  storedTurn,
} from '#test/support/store.ts'

/** One of everything the grammar has a field for, by conversation: 1 chat, 2 email in Spanish, 3 text message, 4 call. */
export async function filledDesk() {
  const world = await emptyStore()
  const { store, options } = world
  await store.settings.put('configuration', { agent: { id: 'support_agent_9', name: 'Larch Support' } })
  const said = (externalId: string, text: string, more = {}) => incomingMessage(externalId, { text, ...more })
  const attachments = [
    { name: 'lamp.jpg', url: 'https://files.example/lamp.jpg', contentType: 'image/jpeg', bytes: 10 },
  ]
  await store.conversations.merge(
    [
      incomingConversation('hd-77', {
        tags: ['VIP', 'Café'],
        messages: [
          said('m1', 'The lamp is damaged. Write to ana@example.com.', { attachments, at: 1000 }),
          said('m2', 'We are sorry for that.', { author: 'operator', authorName: 'José Núñez', at: 2000 }),
        ],
      }),
      incomingConversation('hd-78', {
        channel: 'email',
        state: 'closed',
        messages: [
          said('m3', 'Hola, quiero devolver mi pedido porque llegó roto y no funciona. Muchas gracias por su ayuda.', {
            authorName: 'Benito Paz',
            at: 3000,
          }),
        ],
      }),
      incomingConversation('hd-79', {
        channel: 'sms',
        messages: [said('m4', 'Where is my order? Please tell me when it will be here.', { at: 4000 })],
      }),
    ],
    null,
  )
  const propose = async (
    proposal: NewProposal,
    decided: readonly ProposalEvent[],
    turn: Partial<ReturnType<typeof storedTurn>>,
    facts: Parameters<typeof refund>[0],
  ) =>
    store.ledger.propose({
      turn: storedTurn(proposal.turnId, proposal.conversationId, turn),
      proposals: [
        {
          id: proposal.id,
          events: [...asked(proposal), ...decided],
          outboxKey: decided[0]?.type === 'approved' ? `key of ${proposal.id}` : null,
          policy: { facts: refund(facts), claims: [] },
        },
      ],
      conversation: {},
    })
  const first = newProposal('p1', 1, 't1', {
    arguments: { order_id: '#W42', amount: 95, total: '$1,068.50', day: '2026-01-01', ship: { city: 'Vilnius' } },
    policy: { verdict: 'ask', rule: 'Refunds<20', ruleId: 'r-7' },
  })
  const changed = { ...first.arguments, amount: 68 }
  const edited: ProposalEvent = {
    ...approvedBy('Jo', first),
    verb: 'edit',
    revision: 1,
    arguments: changed,
    argsHash: hashArguments(first.tool, changed),
  } as ProposalEvent
  await propose(
    first,
    [edited],
    {
      ragResults: [{ text: 'Lamps are returned within 30 days.', score: 0.3, collectionId: 'c' }],
      request: { deployment_id: 'dep-7' },
    },
    { agent: 'support_agent_9', environment: 'PROD', conversation: 1 },
  )
  const second = newProposal('p2', 2, 't2', {
    tool: 'cancel_order',
    risk: 4,
    arguments: { order_id: 'W43', items: [{ sku: 'A1', amount: 3 }] },
  })
  const rejected: ProposalEvent = {
    type: 'rejected',
    signer: { by: 'person', name: 'Marisol Vega', surface: 'test' },
    reasons: ['tone'],
    text: 'Too harsh',
    scope: 'call',
    next: 'continue',
    result: null,
  }
  await propose(
    second,
    [rejected],
    { guardrail: 'That is not mine to say.', request: { deployment_id: 'dep-8' } },
    { agent: 'other_agent', environment: 'STAGING', conversation: 2 },
  )
  // What was retrieved for a turn without any action.
  await store.ledger.propose({
    turn: storedTurn('t3', 3, { ragResults: [{ text: 'Parcels take a week.', score: 0.9, collectionId: 'c' }] }),
    proposals: [],
    conversation: {},
  })
  const third = newProposal('p3', 3, 't4', { kind: 'escalate', tool: 'ESCALATE', risk: 1, arguments: { to: 'humans' } })
  const byRule: ProposalEvent = {
    ...approvedBy('Small ones', third),
    signer: { by: 'rule', name: 'Small ones' },
  } as ProposalEvent
  await propose(third, [byRule], {}, { agent: 'other_agent', environment: 'STAGING', conversation: 3 })
  await store.annotations.star(3, 'Jo')
  await store.annotations.review(3, 'Marisol Vega')
  await store.annotations.tag(3, 'Urgent', 'Jo')
  const anchor = { entryId: null, range: null, atMs: null }
  const note = { id: 'n1', conversationId: 3, anchor, text: 'Zanzibar was mentioned', mentions: [], by: 'Jo' }
  await store.annotations.addNote(note)
  await store.calls.begin(
    {
      id: 'call-1',
      agent: { id: 'voice-1', name: 'Order Support', voice: 'Eve' },
      caller: 'Carl Voice',
      number: null,
      medium: 'voice',
      dryRun: true,
      state: 'ended',
      startedAt: 1000,
      liveAt: 1000,
      endedAt: 361_000,
      end: { why: 'operator', message: '' },
      recording: { state: 'kept', durationMs: 360_000, gaps: [], repaired: false },
      consent: null,
      knowledge: null,
      outOfSight: [],
      cost: { amount: 0.5, currency: 'USD' },
    },
    { externalId: 'x', name: 'Carl Voice', email: null },
  )
  const recording = { file: 'call-1.wav', bytes: 4, sha256: '0'.repeat(64), offsetMs: 0, peaks: null }
  await store.calls.keep('call-1', { recording })
  const call = (await store.calls.get('call-1')).conversationId
  const db = openForWriting(options.file)
  const score = db.prepare(`
    insert into scores(id, conversation_id, kind, subject, scorecard, version, reviewer, reviewer_key, calibration, marks,
      percent, revision, stamp, started_at, submitted_at, updated_at)
    select ?, ?, 'conversation', '', scorecard, version, 'Jo', 'jo', ?, '{}', ?, 1, 1, 1000, 2000, 2000
    from scorecard_versions limit 1`)
  write(db, () => {
    score.run('s1', 2, '', 25)
    score.run('s2', call, 'calibration', 10)
    createChanged(db)(2)
    createChanged(db)(call)
  })
  db.close()
  return { ...world, call }
}
