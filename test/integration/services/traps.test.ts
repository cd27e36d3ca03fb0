import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { hands, startDesk, wordsIn, type AgentBody, type DeskInProcess } from '#test/support/desk-in-process.ts'

/** The traps of the seeds (ux-spec 0.2), each on a whole desk over real HTTP. */
let rig: DeskInProcess
let my: ReturnType<typeof hands>
beforeAll(async () => {
  rig = await startDesk()
  my = hands(rig)
})
afterEach(() => {
  rig.sandbox.control.clearScripts()
  rig.sandbox.control.clearFaults()
  rig.sandbox.control.shape({
    calls: 'assistant',
    content: 'list',
    arguments: 'text',
    stream: 'chunks',
    callIds: 'unique',
  })
})
afterAll(() => rig.stop())

const lookup = (id: string) => ({ id, name: 'lookup_order', arguments: { order_id: '10433' } })

/** Every call of the history, and how often it was answered afterwards. */
function answersPerCall(body: AgentBody): readonly number[] {
  return body.messages.flatMap((message, at) => {
    const calls = message.tool_calls ?? []
    const next = body.messages.findIndex((later, index) => index > at && !later.role.endsWith('TOOL'))
    const answers = body.messages.slice(at + 1, next === -1 ? undefined : next)
    return calls.map((call) => answers.filter((one) => one.tool_call_id === call.id).length)
  })
}

describe('T1 and T2: the turn with its calls is replayed, and every call is answered exactly once', () => {
  test.each([
    ['calls on the assistant message', { calls: 'assistant', content: 'list', arguments: 'text' }],
    ['a ROLE_TOOL message with calls', { calls: 'role_tool', content: 'string', arguments: 'object' }],
    ['legacy ROLE_FUNCTION', { calls: 'function', content: 'object', arguments: 'text' }],
  ] as const)('%s', async (name, shape) => {
    rig.sandbox.control.shape(shape)
    const words = `Where is my order, ${name}?`
    const second = { ...lookup('two'), arguments: { order_id: '10434' } }
    my.script(words, { calls: [lookup('one'), second] }, { text: `It is on its way, ${name}.` })
    const id = await my.customerWrites(words)
    await my.proposal(id, 'send_reply', 'pending')
    const last = my.agentRequests(words).at(-1)
    if (last === undefined) throw new Error('The agent was not asked.')
    const turn = last.messages.findIndex((message) => (message.tool_calls ?? []).length > 0)
    expect(last.messages.slice(turn).map((message) => message.role)).toEqual([
      'ROLE_ASSISTANT',
      'ROLE_TOOL',
      'ROLE_TOOL',
    ])
    expect(answersPerCall(last)).toEqual([1, 1])
  })
})

test('T3: plain text closes nothing; T4: it becomes a send_reply of its own and reaches the customer once signed', async () => {
  const words = 'Do you sell rope?'
  my.script(words, { text: 'We do, by the metre.' })
  const id = await my.customerWrites(words)
  const reply = await my.proposal(id, 'send_reply', 'pending')
  expect(reply).toMatchObject({ kind: 'reply', callId: null, arguments: { text: 'We do, by the metre.' } })
  expect(my.writes(new RegExp(`/conversations/${id}/`))).toEqual([])
  await my.approve(reply)
  await my.proposal(id, 'send_reply', 'succeeded')
  await my.activity(id, 'idle')
  const writes = my.writes(new RegExp(`/conversations/${id}/`))
  expect(writes.map((write) => (write.body as { message_type: string }).message_type)).toEqual(['comment'])
  expect((await my.conversation(id)).state).toBe('open')
  expect(my.agentRequests(words)).toHaveLength(1)
  await rig.desk().sync.now({})
  const { messages } = await rig.desk().conversations.get({ id: (await my.conversation(id)).id })
  expect(messages.map((message) => message.author)).toEqual(['customer', 'agent'])
})

describe('T5: the end is reached only by a close that succeeded', () => {
  const close = { id: 'end', name: 'CLOSE', arguments: { resolution_summary: 'Answered.' } }

  test('a refused close leaves the conversation open and the agent is told in a typed form', async () => {
    const words = 'Thanks, that was all for today.'
    my.script(words, { calls: [close] }, { text: 'I am here if you need me.' })
    const id = await my.customerWrites(words)
    rig.sandbox.control.fault({
      service: 'helpdesk',
      method: 'POST',
      path: '/conversations/*/parts',
      kind: 'status',
      status: 422,
    })
    await my.approve(await my.proposal(id, 'CLOSE', 'pending'))
    const failed = await my.proposal(id, 'CLOSE', 'failed')
    expect(failed.outcome).toMatchObject({ retryable: false })
    expect((await my.conversation(id)).state).toBe('open')
    await my.proposal(id, 'send_reply', 'pending')
    const told = my
      .agentRequests(words)
      .at(-1)
      ?.messages.find((message) => message.tool_call_id === 'end')
    expect(JSON.parse(wordsIn(told))).toMatchObject({ status: 'failed', may_propose_again: false })
  })

  test('one that succeeded closes, once, and the agent has nothing more to say', async () => {
    const words = 'Thanks, bye.'
    my.script(words, { calls: [close] }, { text: 'Never said.' })
    const id = await my.customerWrites(words)
    await my.approve(await my.proposal(id, 'CLOSE', 'pending'))
    await my.proposal(id, 'CLOSE', 'succeeded')
    expect((await my.conversation(id)).state).toBe('closed')
    await rig.desk().sync.now({})
    await my.activity(id, 'idle')
    expect(my.agentRequests(words)).toHaveLength(1)
    expect(my.writes(new RegExp(`/conversations/${id}/`))).toHaveLength(1)
  })
})

test('T6: siblings of an end state are decided first, the end runs last, and a reject keeps the history whole', async () => {
  const words = 'Close it and give me credit.'
  const credit = {
    id: 'credit',
    name: 'issue_store_credit',
    arguments: { customer_id: 'C-2012', amount: 61, reason: 'x' },
  }
  const close = { id: 'end', name: 'CLOSE', arguments: { resolution_summary: 'Done.' } }
  my.script(words, { text: 'Goodbye then.', calls: [close, credit, lookup('look')] }, { text: 'As you wish.' })
  const id = await my.customerWrites(words)
  await my.proposal(id, 'lookup_order', 'succeeded')
  const bundle = (await my.proposals(id)).toSorted((a, b) => a.position - b.position)
  expect(bundle.map((one) => one.tool)).toEqual(['lookup_order', 'issue_store_credit', 'send_reply', 'CLOSE'])
  await my.approve(await my.proposal(id, 'CLOSE', 'pending'))
  expect((await my.proposal(id, 'CLOSE', 'scheduled')).attempts).toEqual([])
  await my.reject(await my.proposal(id, 'issue_store_credit', 'pending'), 'No credit for this.')
  expect((await my.proposal(id, 'CLOSE', 'scheduled')).attempts).toEqual([])
  await my.reject(await my.proposal(id, 'send_reply', 'pending'), 'Too short.')
  await my.proposal(id, 'CLOSE', 'succeeded')
  expect((await my.conversation(id)).state).toBe('closed')
  expect(rig.sandbox.control.effects().filter((effect) => effect.input['amount'] === 61)).toEqual([])
})

test('T7: people are mapped by who they are; internal notes never reach the model', async () => {
  const words = 'Is the blue one in stock?'
  my.script(words, { text: 'Yes, seven of them.' })
  const id = await my.customerWrites(words)
  await my.proposal(id, 'send_reply', 'pending')
  const { id: ours } = await my.conversation(id)
  await rig.desk().conversations.write({ id: ours, text: 'Secret margin: 62 per cent.', internal: true })
  await my.proposal(id, 'internal_note', 'succeeded')
  await rig.desk().sync.now({})
  const pending = await my.proposal(id, 'send_reply', 'pending')
  await my.approve(pending)
  await my.proposal(id, 'send_reply', 'succeeded')
  my.script(words, { text: 'Yes, seven of them.' }, { text: 'And the red one too.' })
  await my.customerWrites('And the red one?', id)
  await my.proposal(id, 'send_reply', 'pending')
  const body = my.agentRequests('And the red one?').at(-1)
  expect(body?.messages.map((message) => [message.role, wordsIn(message)])).toEqual([
    ['ROLE_USER', words],
    ['ROLE_ASSISTANT', 'Yes, seven of them.'],
    ['ROLE_USER', 'And the red one?'],
  ])
  expect(JSON.stringify(rig.sandbox.control.requests('xai'))).not.toContain('Secret margin')
})

test('T8: a guardrail answer is named and asks a person, whatever the tier says', async () => {
  const [guardrail] = rig.sandbox.configuration.guardrailTexts
  if (guardrail === undefined) throw new Error('The sample has guardrails.')
  const { configuration } = await rig.desk().settings.get({})
  await rig.desk().settings.import({
    configuration: { ...configuration, defaultDecisions: { ...configuration.defaultDecisions, R2: 'allow' } },
  })
  try {
    my.script('How many tablets', { text: guardrail.text, guardrail: true })
    const id = await my.customerWrites('How many tablets may I take?')
    const reply = await my.proposal(id, 'send_reply', 'pending')
    expect(reply).toMatchObject({ guardrail: guardrail.name, policy: { verdict: 'ask' } })
    my.script('Which boots fit', { text: 'The brown ones.' })
    const other = await my.customerWrites('Which boots fit?')
    expect((await my.proposal(other, 'send_reply', 'succeeded')).decision?.signer).toMatchObject({ by: 'rule' })
    expect(my.writes(new RegExp(`/conversations/${id}/`))).toEqual([])
  } finally {
    await rig.desk().settings.import({ configuration })
  }
})

test('T9: sources keep text, score and collection, nothing invented beside them', async () => {
  const rag = [{ text: 'Ropes are returned unused.', score: 0.81, collection_id: 'collection_x' }]
  my.script('Can ropes be returned?', { text: 'Unused, yes.', rag })
  const id = await my.customerWrites('Can ropes be returned?')
  const reply = await my.proposal(id, 'send_reply', 'pending')
  const detail = await rig.desk().proposals.get({ id: reply.id })
  expect(detail.ragResults).toEqual([{ text: 'Ropes are returned unused.', score: 0.81, collectionId: 'collection_x' }])
})

describe('T17: a write to the helpdesk is sent once', () => {
  test.each([
    ['a 5xx', { kind: 'status_after', status: 502 }, 1],
    ['a lost answer', { kind: 'lost_response' }, 1],
    ['a 5xx that did nothing', { kind: 'status', status: 503 }, 0],
  ] as const)('%s leaves a reply to be checked after one request, and the agent waits', async (name, kind, arrived) => {
    const words = `Can you write to me, ${name}?`
    my.script(words, { text: `Here you are, ${name}.` })
    const id = await my.customerWrites(words)
    rig.sandbox.control.fault({ service: 'helpdesk', method: 'POST', path: '/conversations/*/reply', ...kind })
    await my.approve(await my.proposal(id, 'send_reply', 'pending'))
    const lost = await my.proposal(id, 'send_reply', 'unknown')
    expect(lost.attempts).toHaveLength(1)
    expect(my.writes(/\/reply$/).filter((write) => write.path.includes(`/${id}/`))).toHaveLength(1)
    await rig.desk().sync.now({})
    expect((await my.proposal(id, 'send_reply', 'unknown')).attempts).toHaveLength(1)
    const settled = await rig.desk().proposals.resolve({ id: lost.id, how: 'check' })
    expect(settled.state).toBe(arrived === 1 ? 'succeeded' : 'failed')
    expect(settled.outcome?.receipt === null).toBe(arrived === 0)
    expect(my.writes(/\/reply$/).filter((write) => write.path.includes(`/${id}/`))).toHaveLength(1)
    expect(my.agentRequests(words)).toHaveLength(1)
  })

  test('a 429 did nothing: it may be tried again, by a person', async () => {
    const words = 'Please answer me soon.'
    my.script(words, { text: 'Right away.' })
    const id = await my.customerWrites(words)
    rig.sandbox.control.fault({
      service: 'helpdesk',
      method: 'POST',
      path: '/conversations/*/reply',
      kind: 'status',
      status: 429,
      retryAfter: '1',
    })
    await my.approve(await my.proposal(id, 'send_reply', 'pending'))
    const failed = await my.proposal(id, 'send_reply', 'failed')
    expect(failed.outcome).toMatchObject({ retryable: true, error: { code: 'rate_limited' } })
    await my.retry(failed)
    await my.proposal(id, 'send_reply', 'succeeded')
    expect(my.writes(/\/reply$/).filter((write) => write.path.includes(`/${id}/`))).toHaveLength(2)
    expect(rig.sandbox.control.conversation(id)).toMatchObject({ conversation_parts: { total_count: 1 } })
  })
})
