import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ConversationEvent } from '#contract/index.ts'
import type { QueueEvent } from '#contract/queue.ts'
import { hands, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { until } from '#test/support/until.ts'

/** What a window can ask of the desk besides deciding: feeds, own words, search, batch, settings. */
const canary = 'canary-7f3e91aa-never-to-be-seen'
let rig: DeskInProcess
let my: ReturnType<typeof hands>
beforeAll(async () => {
  rig = await startDesk()
  my = hands(rig)
})
afterAll(() => rig.stop())

/** Gathers the events of a feed until told to stop. */
function gather<E>(open: (signal: AbortSignal) => AsyncIterable<E>) {
  const events: E[] = []
  const ending = new AbortController()
  const reading = (async () => {
    for await (const event of open(ending.signal)) events.push(event)
  })().catch(() => {})
  const stop = async (): Promise<void> => {
    ending.abort()
    await reading
  }
  return { events, stop }
}

test('the queue: a snapshot, then what came to wait and what left, with true counts', async () => {
  const before = (await rig.desk().inbox.page({ view: 'all', cursor: null, limit: 50 })).counts.all
  const queue = gather<QueueEvent>((signal) => rig.desk().inbox.queue({ view: 'replies', limit: 50 }, { signal }))
  await until('the snapshot', () => (queue.events.length > 0 ? true : null))
  my.script('Queue me.', { text: 'You are next.' })
  const id = await my.customerWrites('Queue me.')
  const reply = await my.proposal(id, 'send_reply', 'pending')
  const came = await until('its row', () => queue.events.find((event) => event.type === 'changed') ?? null)
  expect(came).toMatchObject({ item: { id: reply.id, risk: 2, state: 'pending' }, counts: { all: before + 1 } })
  await my.approve(reply)
  const left = await until('it to leave', () => queue.events.find((event) => event.type === 'left') ?? null)
  expect(left).toMatchObject({ id: reply.id, counts: { all: before } })
  const numbers = queue.events.map((event) => event.seq)
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  await queue.stop()
})

test('a conversation: words of the agent as they come, then the turn and its proposal', async () => {
  my.script('Hello there.', { text: 'Hello.' }, { text: 'This is an answer of quite a few words, said slowly.' })
  const id = await my.customerWrites('Hello there.')
  await my.approve(await my.proposal(id, 'send_reply', 'pending'))
  await my.proposal(id, 'send_reply', 'succeeded')
  const { id: ours } = await my.conversation(id)
  const watched = gather<ConversationEvent>((signal) => rig.desk().conversations.watch({ id: ours }, { signal }))
  await until('the snapshot', () => (watched.events.length > 0 ? true : null))
  rig.sandbox.control.shape({ wordDelayMs: 40 })
  await my.customerWrites('Go on.', id)
  await my.proposal(id, 'send_reply', 'pending')
  rig.sandbox.control.shape({ wordDelayMs: 0 })
  const drafts = watched.events.filter((event) => event.type === 'draft').map((event) => event.text)
  expect(drafts.length).toBeGreaterThan(2)
  expect(drafts.every((text, index) => text.startsWith(drafts[index - 1] ?? ''))).toBe(true)
  const order = watched.events.map((event) => event.type)
  expect(order.indexOf('draft_end')).toBeLessThan(order.indexOf('turn'))
  expect(watched.events.find((event) => event.type === 'draft_end')).toEqual({ type: 'draft_end', interrupted: false })
  await until('the proposal', () => watched.events.find((event) => event.type === 'proposal') ?? null)
  await watched.stop()
})

test('own words go out as a decision of their writer, once, and pause nobody', async () => {
  my.script('May I speak to you?', { text: 'Of course.' })
  const id = await my.customerWrites('May I speak to you?')
  await my.proposal(id, 'send_reply', 'pending')
  const { id: ours } = await my.conversation(id)
  const own = await rig.desk().conversations.write({ id: ours, text: 'This is Jo speaking.', internal: false })
  expect(own).toMatchObject({ kind: 'reply', callId: null, decision: { verb: 'approve', signer: { by: 'person' } } })
  await until('it to be sent', async () => ((await rig.store().ledger.get(own.id)).state === 'succeeded' ? true : null))
  await rig.desk().sync.now({})
  const { messages } = await rig.desk().conversations.get({ id: ours })
  expect(messages.filter((message) => message.text === 'This is Jo speaking.')).toHaveLength(1)
  expect((await my.conversation(id)).control).toBe('agent')
})

test('search finds customers and replies by the beginning of a word', async () => {
  my.script('My carabiner squeaks.', { text: 'Oil the carabiner.' })
  const id = await my.customerWrites('My carabiner squeaks.')
  await my.approve(await my.proposal(id, 'send_reply', 'pending'))
  await my.proposal(id, 'send_reply', 'succeeded')
  const ask = (text: string) => rig.desk().transcripts.search({ text, order: 'newest', cursor: null, limit: 10 })
  expect((await ask('carabin"er')).hits).toEqual([])
  const [own] = (await ask('carabin* from:agent')).hits
  const [theirs] = (await ask('carabin* from:customer')).hits
  expect(own?.conversationId).toBe(theirs?.conversationId)
  expect(theirs?.snippet?.author).toBe('Robin Vale')
  for (const hit of [own, theirs]) {
    const { text = '', ranges = [] } = hit?.snippet ?? {}
    expect(ranges.map(([from, to]) => text.slice(from, to).toLowerCase())).toEqual(['carabiner'])
  }
})

test('a batch reports what became of each conversation in this run', async () => {
  my.script('Batch: a question', { text: 'An answer.' })
  my.script('Batch: round and round', { text: '' })
  const { configuration } = await rig.desk().settings.get({})
  const asked = await my.customerWrites('Batch: a question')
  await my.proposal(asked, 'send_reply', 'pending')
  await rig.desk().settings.import({
    configuration: {
      ...configuration,
      defaultDecisions: { R0: 'allow', R1: 'allow', R2: 'allow', R3: 'ask', R4: 'ask' },
    },
  })
  my.script('Batch: answer me', { text: 'Right away.' })
  my.script('Batch: close me', { calls: [{ name: 'CLOSE', arguments: { resolution_summary: 'Done.' } }] })
  my.script('Batch: hand me over', { calls: [{ name: 'ESCALATE', arguments: { reason: 'x', priority: 'low' } }] })
  const write = (text: string) =>
    rig.sandbox.control.inject({
      text,
      customer: { name: text, email: `${text.replaceAll(/\W+/g, '.')}@mail.example` },
    })
  const ids = ['Batch: answer me', 'Batch: close me', 'Batch: hand me over', 'Batch: round and round'].map(write)
  try {
    const { outcomes } = await rig.desk().batch.run({ limit: 1000 })
    const of = (id: string | undefined) => outcomes.find((one) => one.externalId === id)?.outcome
    expect(ids.map(of)).toEqual(['answered', 'closed', 'escalated', 'nothing_to_do'])
    expect(of(asked)).toBe('waits_for_person')
    const again = await rig.desk().batch.run({ limit: 1000 })
    expect(again.outcomes.find((one) => one.externalId === ids[0])?.outcome).toBe('nothing_to_do')
  } finally {
    await rig.desk().settings.import({ configuration })
  }
})

describe('settings', () => {
  test('a document that does not fit is refused and names the field; the one in force stays', async () => {
    const { configuration } = await rig.desk().settings.get({})
    const wrong = { ...configuration, agent: { id: 'x', loopLimit: 0 } } as unknown as typeof configuration
    const refused = rig.desk().settings.import({ configuration: wrong })
    await expect(refused).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(refused).rejects.toHaveProperty('data.fields.0.path', expect.stringContaining('agent.loopLimit'))
    const twice = { ...configuration, tools: [...configuration.tools, ...configuration.tools.slice(0, 1)] }
    await expect(rig.desk().settings.import({ configuration: twice })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('declared twice'),
    })
    expect((await rig.desk().settings.get({})).configuration).toEqual(configuration)
  })

  test('what is exported can be imported, and holds no key', async () => {
    const { configuration } = await rig.desk().settings.get({})
    await rig.desk().settings.import({ configuration })
    const exported = JSON.stringify((await rig.desk().settings.get({})).configuration)
    expect(exported).toBe(JSON.stringify(configuration))
    for (const key of Object.values(rig.sandbox.keys)) expect(exported).not.toContain(key)
  })

  test('a key is never in an answer, a log line or the database', async () => {
    await rig.desk().settings.saveSecret({ name: 'tool:company', value: canary })
    my.script('Look into my order.', { calls: [{ id: 'l', name: 'lookup_order', arguments: { order_id: '10433' } }] })
    const id = await my.customerWrites('Look into my order.')
    const looked = await my.proposal(id, 'lookup_order', 'failed')
    const { id: ours } = await my.conversation(id)
    const answers = await Promise.all([
      rig.desk().settings.get({}),
      rig.desk().settings.secrets({}),
      rig.desk().app.get({}),
      rig.desk().proposals.get({ id: looked.id }),
      rig.desk().proposals.list({ states: [], conversationId: null, cursor: null, limit: 200 }),
      rig.desk().conversations.get({ id: ours }),
      rig.desk().settings.check({ connection: 'xai' }),
      rig.desk().settings.checkCandidate({
        connection: 'xai',
        baseUrl: rig.sandbox.baseUrls.xai,
        value: `${canary}-candidate`,
      }),
    ])
    const everything = [JSON.stringify(answers), rig.log(), rig.databaseBytes()]
    expect(rig.databaseBytes()).toContain('Look into my order.')
    for (const secret of [canary, ...Object.values(rig.sandbox.keys)]) {
      for (const place of everything) expect(place.includes(secret ?? canary)).toBe(false)
    }
    const status = (await rig.desk().settings.secrets({})).secrets.find((one) => one.name === 'tool:company')
    expect(status).toMatchObject({ state: 'session', hint: canary.slice(-4) })
    await rig.desk().settings.saveSecret({ name: 'tool:company', value: rig.sandbox.keys['tool:company'] ?? '' })
  })

  test('whether newer versions are looked for outlives a restart, and a host that cannot says so', async () => {
    const { configuration } = await rig.desk().settings.get({})
    expect(configuration.settings.updates).toBe('off')
    const settings = { ...configuration.settings, updates: 'ask' as const }
    await rig.desk().settings.import({ configuration: { ...configuration, settings } })
    await rig.restart()
    expect((await rig.desk().settings.get({})).configuration.settings.updates).toBe('ask')
    const { events, stop } = gather((signal) => rig.desk().updates.watch({}, { signal }))
    await until('a word on updates', () => (events.length > 0 ? true : null))
    expect(events[0]).toMatchObject({ step: { at: 'hindered', by: 'host' }, failure: null })
    await expect(rig.desk().updates.look({})).rejects.toMatchObject({ code: 'blocked' })
    await stop()
  })
})
