import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Call, CallEvent, CallView } from '#contract/call.ts'
import type { Proposal } from '#contract/proposal.ts'
import { hands, seen, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { createScriptedEngine, recordingsInMemory, type ScriptedEngine } from '#test/support/scripted-engine.ts'
import { until } from '#test/support/until.ts'

let rig: DeskInProcess
let scripted: ScriptedEngine
const files = new Map<string, Uint8Array>()

beforeEach(async () => {
  scripted = createScriptedEngine()
  rig = await startDesk({
    voice: { engine: () => scripted.engine, recordings: recordingsInMemory(files) },
    change: (configuration) => ({
      ...configuration,
      defaultDecisions: { ...configuration.defaultDecisions, R0: 'ask' },
      voice: {
        ...configuration.voice,
        hold: { ...configuration.voice.hold, limitSeconds: 5, repeatSeconds: 5 },
      },
    }),
  })
})
afterEach(() => rig.stop())

const calls = () => rig.desk().calls
const view = (id: string): Promise<CallView> => calls().get({ id })

async function begin(more: Partial<Parameters<ReturnType<typeof calls>['start']>[0]> = {}): Promise<Call> {
  const { agents } = await calls().agents({})
  const call = await calls().start({
    agentId: agents.find(({ name }) => name === 'Shop Line')?.id ?? '',
    caller: 'Ifeoma Okonkwo',
    number: '+1 360 555 0142',
    medium: 'voice',
    dryRun: false,
    ...more,
  })
  scripted.now(call.id)
  return until('the call to be live', async () => {
    const { call: now } = await view(call.id)
    return now.state === 'live' ? now : null
  })
}

const marks = async (id: string) => (await view(id)).marks.map(({ text }) => text)
const proposalOf = (call: Call, tool: string, ...states: Proposal['state'][]) =>
  until(`${tool} to be ${states.join(' or ')}`, async () => {
    const all = await rig.store().ledger.ofConversation(call.conversationId)
    return all.findLast((one) => one.tool === tool && states.includes(one.state)) ?? null
  })
const answers = () => scripted.of('answerTool')
const told = (index = 0): unknown => JSON.parse(String(answers()[index]?.['output']))
const answered = (count: number) => until(`${count} answers`, () => (answers().length >= count ? true : null))
const refund = { order_id: '10433', amount: 42, reason: 'Arrived broken' }

test('a call has a conversation of its own, which the text agent leaves alone', async () => {
  const call = await begin()
  expect(call).toMatchObject({
    caller: 'Ifeoma Okonkwo',
    state: 'live',
    agent: { name: 'Shop Line' },
    outOfSight: ['web_search'],
    recording: { state: 'off' },
    consent: null,
  })
  const conversation = await rig.store().conversations.get(call.conversationId)
  expect(conversation).toMatchObject({ externalId: `call:${call.id}`, channel: 'phone', control: 'human' })
  expect(scripted.of('open')[0]).toMatchObject({ medium: 'voice', connection: { key: rig.sandbox.keys.xai } })
  expect(rig.databaseBytes()).not.toContain(rig.sandbox.keys.xai ?? '?')
  await expect(rig.desk().conversations.setControl({ id: conversation.id, control: 'agent' })).rejects.toMatchObject({
    code: 'blocked',
  })
  await expect(
    rig.desk().conversations.write({ id: conversation.id, text: 'Hello', internal: false }),
  ).rejects.toMatchObject({ code: 'blocked' })
})

test('what was heard is a message of the conversation, and changes with what was heard', async () => {
  const call = await begin()
  scripted.line(call.id, { itemId: 'i1', lane: 'caller', state: 'partial', heard: 'On the' })
  scripted.line(call.id, { itemId: 'i1', lane: 'caller', heard: 'On the base. K S four one.', endMs: 900 })
  scripted.line(call.id, { itemId: 'i2', heard: 'It is on the base, or on the card.', startMs: 1000 })
  const messages = () =>
    until('two messages', async () => {
      const page = await rig.desk().conversations.get({ id: call.conversationId })
      return page.messages.length === 2 ? page.messages : null
    })
  expect((await messages()).map(({ author, authorName, text }) => [author, authorName, text])).toEqual([
    ['customer', 'Ifeoma Okonkwo', 'On the base. K S four one.'],
    ['agent', 'Shop Line', 'It is on the base, or on the card.'],
  ])
  scripted.line(call.id, {
    itemId: 'i2',
    state: 'interrupted',
    heard: 'It is on the base,',
    unheard: ' or on the card.',
  })
  await until('the heard part', async () => ((await messages())[1]?.text === 'It is on the base,' ? true : null))
  const { hits } = await rig.desk().transcripts.search({ text: 'card', order: 'newest', cursor: null, limit: 10 })
  expect(hits.filter(({ conversationId }) => conversationId === call.conversationId)).toEqual([])
  expect((await view(call.id)).lines.map(({ heard, unheard, state }) => [heard, unheard, state])).toEqual([
    ['On the base. K S four one.', '', 'final'],
    ['It is on the base,', ' or on the card.', 'interrupted'],
  ])
})

test('a partial caption is on disk within a second', async () => {
  const call = await begin()
  scripted.line(call.id, { itemId: 'i1', lane: 'caller', state: 'partial', heard: 'My order is' })
  await until(
    'the partial on disk',
    async () => ((await rig.store().calls.lines(call.id))[0]?.heard === 'My order is' ? true : null),
    1500,
  )
})

test('a lookup goes by rule, and the agent hears what it found, once', async () => {
  const call = await begin()
  await calls().allowLookups({ id: call.id, allowed: true })
  scripted.tool(call.id, 'f1', 'lookup_order', { order_id: '10433' })
  const done = await proposalOf(call, 'lookup_order', 'succeeded', 'failed')
  expect(done.decision?.signer).toEqual({ by: 'rule', name: 'Lookups allowed for this call by Jo Lindqvist' })
  await answered(1)
  expect(answers()).toHaveLength(1)
  expect(answers()[0]).toMatchObject({ callId: call.id, functionCallId: 'f1' })
  expect(told()).toMatchObject({ status: done.state === 'succeeded' ? 'executed' : 'failed' })
  expect((await view(call.id)).now?.hold).toBeNull()
})

test('money waits for a person while the caller is told to wait; the yes is carried out and told once', async () => {
  const call = await begin()
  scripted.tool(call.id, 'f1', 'refund_order', refund)
  const pending = await proposalOf(call, 'refund_order', 'pending')
  const { now } = await view(call.id)
  expect(now?.hold).toMatchObject({ limitMs: 5000, proposalIds: [pending.id], lines: 1 })
  expect(scripted.of('say')[0]).toMatchObject({ tag: 'hold:1', text: expect.stringContaining('colleague') })
  const { items } = await rig.desk().inbox.page({ view: 'all', cursor: null, limit: 10 })
  expect(items[0]).toMatchObject({ id: pending.id, channel: 'phone', urgency: { band: 'hold' } })
  // What is said meanwhile outdates nothing.
  scripted.line(call.id, { itemId: 'i1', lane: 'caller', heard: 'Are you still there?' })
  scripted.line(call.id, { itemId: 'i2', heard: 'One moment please.', tag: 'hold:1' })
  await hands(rig).approve(pending)
  const done = await proposalOf(call, 'refund_order', 'succeeded', 'failed')
  await answered(1)
  expect(done.state).toBe('succeeded')
  expect(told()).toMatchObject({ status: 'executed' })
  expect(answers()).toHaveLength(1)
  expect((await view(call.id)).now?.hold).toBeNull()
  const after = await view(call.id)
  expect(after.call).toMatchObject({ signed: 1, open: 0 })
  expect(after.lines.find(({ itemId }) => itemId === 'i2')).toMatchObject({ kind: 'holding_line', lane: 'agent' })
  expect((await marks(call.id)).some((text) => /^Proposed: refund .*\. Caller on hold$/.test(text))).toBe(true)
  expect(rig.sandbox.control.requests('helpdesk').some(({ path }) => path.includes('call:'))).toBe(false)
})

test('a no, an answer by hand and a blocked call are told as well', async () => {
  const call = await begin()
  scripted.tool(call.id, 'f1', 'refund_order', refund)
  await hands(rig).reject(await proposalOf(call, 'refund_order', 'pending'), 'Ask for a photo first.')
  await answered(1)
  expect(told(0)).toMatchObject({ status: 'not_run', reason: 'Ask for a photo first.' })
  scripted.tool(call.id, 'f2', 'refund_order', { ...refund, amount: 7 })
  const second = await proposalOf(call, 'refund_order', 'pending')
  await rig.desk().proposals.decide({ verb: 'answer', ...seen(second), result: { refunded: 7 } })
  await answered(2)
  expect(told(1)).toMatchObject({ status: 'answered_by_human', data: { refunded: 7 } })
  scripted.tool(call.id, 'f3', 'no_such_tool', {})
  scripted.tool(call.id, 'f4', 'refund_order', { amount: 'many' })
  scripted.tool(call.id, 'f5', 'send_reply', { text: 'Hello' })
  await answered(5)
  expect([2, 3, 4].map(told)).toEqual([
    expect.objectContaining({ status: 'not_run', error: expect.objectContaining({ code: 'unknown_tool' }) }),
    expect.objectContaining({ status: 'not_run', error: expect.objectContaining({ code: 'invalid_arguments' }) }),
    expect.objectContaining({ status: 'not_run', error: expect.objectContaining({ code: 'blocked' }) }),
  ])
  expect(new Set(answers().map(({ functionCallId }) => functionCallId)).size).toBe(answers().length)
})

test('whoever is called back is told so; what waited stays, and nobody is told later', async () => {
  const call = await begin()
  scripted.tool(call.id, 'f1', 'refund_order', refund)
  const pending = await proposalOf(call, 'refund_order', 'pending')
  await calls().callBack({ id: call.id })
  expect(told()).toMatchObject({ status: 'not_decided' })
  expect(scripted.of('say').at(-1)?.['text']).toContain('call you back')
  const noted = await rig.store().ledger.get(pending.id)
  expect(noted).toMatchObject({ state: 'pending', note: expect.stringContaining('calls back') })
  expect((await view(call.id)).now?.hold).toBeNull()
  const { items } = await rig.desk().inbox.page({ view: 'all', cursor: null, limit: 10 })
  expect(items[0]).toMatchObject({ urgency: { band: 'due' } })
  expect(items[0]?.marks).not.toContain('was_sending')
  await hands(rig).approve(noted)
  await proposalOf(call, 'refund_order', 'succeeded')
  expect(answers()).toHaveLength(1)
  await until('the mark', async () => ((await marks(call.id)).some((text) => text.includes('was told')) ? true : null))
})

test('who hangs up leaves what waited behind; it can still be done', async () => {
  const call = await begin()
  scripted.tool(call.id, 'f1', 'refund_order', refund)
  const pending = await proposalOf(call, 'refund_order', 'pending')
  const ended = await calls().end({ id: call.id })
  expect(ended).toMatchObject({ state: 'ended', open: 1, end: { why: 'operator' } })
  const noted = await rig.store().ledger.get(pending.id)
  expect(noted).toMatchObject({ state: 'pending', note: expect.stringContaining('hung up') })
  expect((await rig.store().conversations.get(call.conversationId)).state).toBe('open')
  await hands(rig).approve(noted)
  await proposalOf(call, 'refund_order', 'succeeded')
  expect(answers()).toHaveLength(0)
  // Nothing is left to do for it at the next start.
  expect((await rig.store().conversations.leftToDo({ before: null, span: 100 })).ids).not.toContain(call.conversationId)
  await until('the conversation to be over', async () =>
    (await rig.store().conversations.get(call.conversationId)).state === 'closed' ? true : null,
  )
  await expect(calls().press({ id: call.id, repeat: false })).rejects.toMatchObject({ code: 'conflict' })
})

test('what waited is over with its decision also on a desk that was started again meanwhile', async () => {
  const [first, second] = [await begin(), await begin()]
  const pending: Proposal[] = []
  for (const call of [first, second]) {
    scripted.tool(call.id, `f_${call.id}`, 'refund_order', refund)
    pending.push(await proposalOf(call, 'refund_order', 'pending'))
    await calls().end({ id: call.id })
  }
  await rig.restart()
  const state = async ({ conversationId }: Call) => (await rig.store().conversations.get(conversationId)).state
  expect([await state(first), await state(second)]).toEqual(['open', 'open'])
  await hands(rig).approve(await rig.store().ledger.get(pending[0]?.id ?? ''))
  await until('the conversation to be over', async () => ((await state(first)) === 'closed' ? true : null))
  expect(await state(second)).toBe('open')
})

test('reads are asked about again once that is taken back, and nothing goes by rule while all is paused', async () => {
  const call = await begin()
  await calls().allowLookups({ id: call.id, allowed: true })
  await rig.desk().app.pause({})
  scripted.tool(call.id, 'f1', 'lookup_order', { order_id: '10433' })
  await proposalOf(call, 'lookup_order', 'pending')
  await rig.desk().app.resume({})
  await calls().allowLookups({ id: call.id, allowed: false })
  await calls().allowLookups({ id: call.id, allowed: true })
  await proposalOf(call, 'lookup_order', 'succeeded')
  await answered(1)
  expect((await view(call.id)).now?.lookups).toBe('Jo Lindqvist')
  expect(await marks(call.id)).toContain('Lookups are asked about again')
})

test('live calls are listed first and told to whoever watches', async () => {
  const first = await begin()
  await calls().end({ id: first.id })
  const second = await begin()
  const third = await begin()
  await calls().end({ id: third.id })
  const page = await calls().list({ cursor: null, limit: 2 })
  expect(page.items.map(({ id }) => id)).toEqual([second.id, third.id])
  const rest = await calls().list({ cursor: page.next, limit: 2 })
  expect(rest.items.map(({ id }) => id)).toEqual([first.id])
  const stop = new AbortController()
  const heard: CallEvent[] = []
  const watching = (async () => {
    for await (const event of calls().watch({ id: second.id }, { signal: stop.signal })) heard.push(event)
  })()
  await until('the snapshot', () => (heard.length > 0 ? true : null))
  await calls().bookmark({ id: second.id, text: 'Serial number' })
  await calls().end({ id: second.id })
  await until('the end', () => (heard.some((event) => event.type === 'now' && event.now === null) ? true : null))
  stop.abort()
  await watching
  expect(heard[0]?.type).toBe('snapshot')
  expect(heard).toContainEqual(
    expect.objectContaining({ type: 'mark', mark: expect.objectContaining({ text: 'Serial number' }) }),
  )
})
