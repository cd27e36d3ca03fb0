import { describe, expect, test } from 'vitest'
import { think } from '#main/sandbox/agent/brain.ts'
import type { Message } from '#main/sandbox/agent/history.ts'
import { read } from '#main/sandbox/agent/history.ts'
import { amountIn, emailIn, orderIdIn } from '#main/sandbox/agent/intents.ts'
import { retrieve } from '#main/sandbox/agent/retrieval.ts'
import { revise } from '#main/sandbox/agent/words.ts'

const message = (role: Message['role'], text: string, more: Partial<Message> = {}): Message => ({
  role,
  text,
  images: [],
  calls: [],
  callId: null,
  ...more,
})
const called = (name: string, input: Record<string, unknown>, result: unknown): readonly Message[] => [
  message('assistant', '', { calls: [{ id: name, name, input }] }),
  message('tool', JSON.stringify(result), { callId: name }),
]
const order = {
  order_id: '10433',
  customer: { id: 'C-2001', name: 'Ana Ruiz', email: 'ana.ruiz@mail.example' },
  items: [{ item: 'Cloudberry 2 tent, Moss', quantity: 1, price: 184 }],
  refundable: 191.95,
  paid_with: 'Visa •• 4471',
  delivered: '2026-11-22',
}
const asked = message('user', 'One pole is broken, please refund order 10433.')
const lookedUp = called('lookup_order', { order_id: '10433' }, { status: 'executed', data: order })
const say = (...messages: readonly Message[]) => think(read(messages))

describe('retrieval', () => {
  test('scores lie between 0 and 1, best first, and name the chunk that answers', () => {
    const hits = retrieve('Can the Workshop replace a tent pole section, and how long does it take?')
    expect(hits[0]?.article.id).toBe('workshop-3')
    expect(hits[0]?.score).toBeGreaterThan(0.7)
    expect(hits.every((hit) => hit.score > 0 && hit.score <= 1)).toBe(true)
    expect(hits.map((hit) => hit.score)).toEqual(hits.map((hit) => hit.score).toSorted((a, b) => b - a))
  })

  test('a question about something else scores low', () => {
    expect(retrieve('Does the ferry to Hornstrandir run in September?')[0]?.score ?? 0).toBeLessThan(0.42)
  })

  test('no words, no chunks', () => {
    expect(retrieve('')).toEqual([])
  })
})

describe('what a customer named', () => {
  test.each([
    ['Order 10433, photo attached. It cost $1840 in 2,400 m.', '10433'],
    ['serial KS-41197', null],
    ['Found it, it is 10440.', '10440'],
    ['10447 numaralı siparişim', '10447'],
  ])('order in %j', (text, id) => {
    expect(orderIdIn(text)).toBe(id)
  })

  test('mail and money', () => {
    expect(emailIn('My mail is rahel.t@mail.example.')).toBe('rahel.t@mail.example')
    expect(amountIn('Only $7.95, the difference')).toBe(7.95)
    expect(amountIn('no number here')).toBeNull()
  })
})

describe('one thought at a time', () => {
  test('looks the order up, then proposes the refund, then tells the customer', () => {
    expect(say(asked).calls).toEqual([{ name: 'lookup_order', input: { order_id: '10433' } }])
    expect(say(asked, ...lookedUp).calls).toMatchObject([
      { name: 'refund_order', input: { order_id: '10433', amount: 184 } },
    ])
    const paid = called(
      'refund_order',
      { order_id: '10433', amount: 184 },
      { status: 'executed', data: { amount: 160 } },
    )
    const told = say(asked, ...lookedUp, ...paid)
    expect(told.calls).toEqual([])
    // What was paid, not what was proposed: a person may have changed it.
    expect(told.text).toContain('$160.00')
  })

  test('a colleague who names an amount gets a proposal with that amount, never the same one again', () => {
    const refused = called(
      'refund_order',
      { order_id: '10433', amount: 184 },
      { status: 'not_run', reason: 'Only $160.00 please' },
    )
    expect(say(asked, ...lookedUp, ...refused).calls).toMatchObject([{ name: 'refund_order', input: { amount: 160 } }])
    const flatly = called('refund_order', { order_id: '10433', amount: 184 }, { status: 'not_run', reason: 'No.' })
    expect(say(asked, ...lookedUp, ...flatly)).toMatchObject({ calls: [] })
  })

  test('a call that failed is handed over, not tried again', () => {
    const failed = called(
      'refund_order',
      { order_id: '10433', amount: 184 },
      { status: 'failed', error: { message: 'down' } },
    )
    expect(say(asked, ...lookedUp, ...failed).calls).toMatchObject([
      { name: 'ESCALATE', input: { priority: 'medium' } },
    ])
  })

  test('anger goes to a person at once, with the words that go with it', () => {
    const thought = say(message('user', 'I am furious, give me a manager.'))
    expect(thought.calls).toMatchObject([{ name: 'ESCALATE', input: { priority: 'high' } }])
    expect(thought.text).not.toBe('')
    const after = say(
      message('user', 'I am furious, give me a manager.'),
      ...called('ESCALATE', {}, { status: 'executed' }),
    )
    expect(after).toMatchObject({ text: '', calls: [] })
  })

  test('thanks lead to CLOSE, but only after something was said; a refused CLOSE does not come back', () => {
    const thanks = message('user', 'Thank you, that was all!')
    expect(say(message('user', 'Thank you!')).calls[0]?.name).not.toBe('CLOSE')
    expect(say(asked, message('assistant', 'Done.'), thanks).calls).toMatchObject([{ name: 'CLOSE' }])
    const refused = called('CLOSE', {}, { status: 'not_run', reason: 'not yet' })
    expect(say(asked, message('assistant', 'Done.'), thanks, ...refused).calls).toEqual([])
  })

  test('a guardrail answers in its own words, with no call and no chunk', () => {
    expect(say(message('user', 'How many tablets of Diamox?'))).toMatchObject({ guardrail: true, calls: [], hits: [] })
  })

  test('what the help centre does not know goes to a colleague', () => {
    expect(say(message('user', 'Does the ferry to Hornstrandir run?')).calls).toMatchObject([
      { name: 'ESCALATE', input: { priority: 'low' } },
    ])
  })

  test('a draft that came back is followed by another one, and after three by a person', () => {
    const question = message('user', 'Can you replace a tent pole section?')
    const history = [question]
    const drafts: string[] = []
    for (let turn = 0; turn < 3; turn += 1) {
      const thought = say(...history)
      expect(thought.calls).toEqual([])
      drafts.push(thought.text)
      history.push(message('assistant', thought.text), message('system', 'Not sent: please another way.'))
    }
    expect(new Set(drafts).size).toBe(3)
    expect(say(...history).calls).toMatchObject([{ name: 'ESCALATE' }])
  })

  test('a call that was overtaken may be proposed again; one that a person turned down may not', () => {
    const overtaken = { status: 'not_run', reason: 'Outdated before it was decided.', may_propose_again: true }
    const paid = called('refund_order', { order_id: '10433', amount: 184 }, overtaken)
    expect(say(asked, ...lookedUp, ...paid).calls).toMatchObject([{ name: 'refund_order', input: { amount: 184 } }])
  })

  test('an order system that does not answer is asked twice, then a person is', () => {
    const down = {
      status: 'failed',
      reason: 'It was tried.',
      error: { code: 'unreachable', message: '' },
      may_propose_again: true,
    }
    const lookup = called('lookup_order', { order_id: '10433' }, down)
    expect(say(asked, ...lookup).calls).toMatchObject([{ name: 'lookup_order' }])
    expect(say(asked, ...lookup, ...lookup).calls).toMatchObject([{ name: 'ESCALATE' }])
  })

  test('words beside calls are a reply too: what comes after them is a new question', () => {
    const escalation = message('assistant', 'A colleague calls you.', {
      calls: [{ id: 'e', name: 'ESCALATE', input: {} }],
    })
    const result = message('tool', '{"status":"executed","data":null}', { callId: 'e' })
    const angry = message('user', 'I am furious, give me a manager.')
    const before = read([angry, escalation, result])
    expect(before.question).toContain('furious')
    const after = read([angry, escalation, result, message('user', 'And please send the receipt of order 10376.')])
    expect(after.question).not.toContain('furious')
    expect(think(after).calls).toMatchObject([{ name: 'lookup_order', input: { order_id: '10376' } }])
    const back = [angry, escalation, result, message('system', 'Your draft reply above was not sent. Marked as: tone.')]
    expect(read(back).returned).toMatchObject([{ draft: 'A colleague calls you.' }])
  })

  test('an orphan tool result, as the oldest loop sends it, still counts', () => {
    const orphan = message('tool', JSON.stringify(order), { callId: 'call_0001' })
    expect(say(asked, orphan).calls).toMatchObject([{ name: 'refund_order' }])
  })
})

test('a reviewer is heard: shorter, without, with these words, another sum', () => {
  const draft = 'Hi Ana,\n\nOne sentence. Rewaxing is free of charge. A full resole costs $95.00.'
  expect(revise(draft, 'too long', [])).toBe('Hi Ana,\n\nOne sentence. Rewaxing is free of charge.')
  expect(revise(draft, 'Do not promise rewaxing', [])).not.toContain('Rewaxing')
  expect(revise(draft, 'Add “Post them by Friday”', [])).toContain('Post them by Friday.')
  expect(revise(draft, 'It is $90.00 now', [])).toContain('$90.00')
})
