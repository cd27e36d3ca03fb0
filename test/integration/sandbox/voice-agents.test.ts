import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { buildSession, sessionChoices } from '#main/domain/voice/session.ts'
import { executedResult, rejectedResult } from '#main/domain/outcome.ts'
import type { Sandbox } from '#main/sandbox/index.ts'
import { startSandbox } from '#main/sandbox/index.ts'
import type { PlainSocket } from '#test/support/voice.ts'
import { appendsOf, makeSpeech, openPlain } from '#test/support/voice.ts'

/** The sample's voice agents: read as the service stores them, and talked with by somebody who has no script. */
let sandbox: Sandbox
let open: PlainSocket[] = []
beforeEach(async () => {
  sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null })
  sandbox.control.voice({ voice: 'tones', deltaMs: 0 })
})
afterEach(async () => {
  open.forEach(({ socket }) => socket.terminate())
  open = []
  await sandbox.stop()
})

type Agent = { readonly agent_id: string; readonly name: string; readonly instructions: string }
const authorisation = (): Record<string, string> => ({ authorization: `Bearer ${sandbox.keys.xai}` })
const get = (path: string, headers = authorisation()): Promise<Response> =>
  fetch(`${sandbox.baseUrls.xai}${path}`, { headers })
async function connect(query: string): Promise<PlainSocket> {
  const address = `${sandbox.baseUrls.xai.replace('http', 'ws')}/realtime${query}`
  const plain = await openPlain(address, authorisation())
  open.push(plain)
  return plain
}
const typed = (text: string) => ({
  type: 'conversation.item.create',
  item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
})

/** One turn, and what came of it: words and calls of tools. */
async function turn(plain: PlainSocket, ...events: readonly unknown[]) {
  const before = plain.got.filter((event) => event['type'] === 'response.done').length
  for (const event of [...events, { type: 'response.create' }]) plain.say(event)
  const done = await plain.wait('response.done', before)
  const { output } = done['response'] as { output: Record<string, unknown>[] }
  const says = output.flatMap((item) => (item['content'] as { transcript: string }[] | undefined) ?? [])
  const calls = output.filter((item) => item['type'] === 'function_call')
  return {
    says: says.map((part) => part.transcript).join(' '),
    calls: calls.map((item) => ({
      id: String(item['call_id']),
      name: item['name'],
      arguments: JSON.parse(String(item['arguments'])) as Record<string, unknown>,
    })),
  }
}
const output = (callId: string | undefined, result: unknown) => ({
  type: 'conversation.item.create',
  item: { type: 'function_call_output', call_id: callId, output: JSON.stringify(result) },
})
const spoken = (seed: number): unknown[] => [...appendsOf(makeSpeech(seed, 1.4)), { type: 'input_audio_buffer.commit' }]
const proposal = { arguments: {}, proposedArguments: {}, risk: 0 } as const

describe('stored agents', () => {
  test('the list is newest first, one is read by its id, and what is wrong is refused as the reference has it', async () => {
    const { agents } = (await (await get('/agents')).json()) as { agents: Agent[] }
    expect(agents.map((agent) => agent.name)).toEqual(['Workshop Line', 'Shop Line'])
    expect(((await (await get('/agents?limit=1')).json()) as { agents: Agent[] }).agents).toHaveLength(1)
    const shop = agents[1]
    expect(await (await get(`/agents/${shop?.agent_id}`)).json()).toEqual({ agent: shop })
    const gone = await get('/agents/agent_nobody')
    expect([gone.status, await gone.json()]).toEqual([
      404,
      { code: 'Some requested entity was not found', error: 'Agent agent_nobody not found' },
    ])
    expect((await get('/agents', {})).status).toBe(401)
    expect((await get('/agents', { authorization: 'Bearer wrong' })).status).toBe(400)
    for (const limit of ['0', '1001', 'many']) expect((await get(`/agents?limit=${limit}`)).status).toBe(400)
  })

  test('their tools are those of the shop, and their knowledge becomes a search', async () => {
    const { agents } = (await (await get('/agents')).json()) as { agents: Agent[] }
    const [workshop, shop] = agents.map((agent) => buildSession(agent, { ...sessionChoices, turns: 'hands_free' }))
    const names = shop?.session.tools?.map((tool) => tool['name'])
    const catalogue = sandbox.configuration.tools.map((tool) => tool.name)
    expect(names).toEqual(expect.arrayContaining(['lookup_order', 'refund_order', 'update_address']))
    expect(catalogue).toEqual(expect.arrayContaining(names ?? []))
    expect(shop).toMatchObject({ knowledge: { attached: false, why: 'no_collections' }, outOfSight: [] })
    expect(workshop).toMatchObject({ knowledge: { attached: true }, outOfSight: ['file_search'] })
    expect(workshop?.session.turn_detection).toMatchObject({ threshold: 0.6, silence_duration_ms: 500 })
  })

  test('by id on the socket: told unasked what the agent is; nobody knows another one', async () => {
    await expect(connect('?agent_id=agent_nobody')).rejects.toThrow(/404/)
    const plain = await connect('?agent_id=agent_5b0e7c21d94a4f68')
    const updated = await plain.wait('session.updated')
    expect(plain.got.map((event) => event['type']).slice(0, 3)).toEqual([
      'session.created',
      'conversation.created',
      'ping',
    ])
    expect(updated['session']).toMatchObject({ instructions: expect.stringContaining('Larch & Ledge') as string })
    // Partial changes are taken, and the agent stays who it is.
    plain.say({ type: 'session.update', session: { turn_detection: null } })
    expect((await turn(plain, typed('Hello'))).says).toContain('What is the order number?')
  })
})

describe('a call without a script', () => {
  const shop = '?agent_id=agent_5b0e7c21d94a4f68'

  test('nobody is understood, and a refund is proposed all the same', async () => {
    const plain = await connect(shop)
    expect((await turn(plain, ...spoken(1))).says).toContain('What is the order number?')
    const second = await turn(plain, ...spoken(2))
    expect(second.calls).toMatchObject([{ name: 'lookup_order', arguments: { order_id: '10415' } }])
    const order = { order_id: '10415', customer: { name: 'Mireille Okafor-Blanc' }, refundable: 245 }
    const items = [{ item: 'Cloudberry 3 tent, Ochre', quantity: 1, price: 236 }]
    const found = { ...order, items, status: 'delivered', delivered: '2026-11-08' }
    const third = await turn(plain, output(second.calls[0]?.id, executedResult(found, proposal)))
    expect(third.says).toBe(
      'Thank you. Hi Mireille. Order 10415 is one Cloudberry 3 tent, Ochre, and it arrived on 2026-11-08. If a part of it came damaged, I can ask for a refund of $24.00. Shall I do that?',
    )
    const fourth = await turn(plain, ...spoken(3))
    expect(fourth.calls).toMatchObject([{ name: 'refund_order', arguments: { order_id: '10415', amount: 24 } }])
    const paid = executedResult({ refund_id: 're_1', amount: 24 }, proposal)
    expect((await turn(plain, output(fourth.calls[0]?.id, paid))).says).toContain('$24.00 go back to your card')
    expect((await turn(plain, ...spoken(4))).says).toContain('goodbye')
    expect(sandbox.control.voiceCounters().heard[0]).toMatch(/^\[audio 1\.\d s\]$/)
  })

  test('an order number that was typed takes the place of the story; a colleague who says no is heard', async () => {
    const plain = await connect(shop)
    const first = await turn(plain, typed('It is about order 10437, the lantern.'))
    expect(first.calls).toMatchObject([{ name: 'lookup_order', arguments: { order_id: '10437' } }])
    const gone = { status: 'failed', error: { code: 'remote_refused', message: 'No order 10437.' } }
    expect((await turn(plain, output(first.calls[0]?.id, gone))).says).toContain('cannot find an order')
    const again = await turn(plain, typed('Sorry, 10440.'))
    const found = { order_id: '10440', items: [{ item: 'Bag', quantity: 1, price: 50 }], refundable: 20 }
    await turn(plain, output(again.calls[0]?.id, executedResult(found, proposal)))
    const refund = await turn(plain, typed('Yes, please'))
    expect(refund.calls).toMatchObject([{ name: 'refund_order', arguments: { amount: 5 } }])
    const no = rejectedResult('Ask for a photo first.')
    expect((await turn(plain, output(refund.calls[0]?.id, no))).says).toContain('Ask for a photo first.')
  })

  test('the Workshop answers from its guides', async () => {
    const plain = await connect('?agent_id=agent_c3f81a06be7d4922')
    expect((await turn(plain, ...spoken(1))).says).toContain('What can we mend for you?')
    expect((await turn(plain, typed('My tent pole broke, can you replace the section?'))).says).toContain('$14')
  })
})

test('words that are to be spoken as they are: by force, or by instructions where the service knows no other way', async () => {
  const plain = await connect('')
  const content = [{ type: 'output_text', text: 'One moment please.' }]
  const force = { type: 'conversation.item.create', item: { type: 'force_message', role: 'assistant', content } }
  plain.say(force)
  const said = await plain.wait('response.output_audio_transcript.done')
  expect(said['transcript']).toBe('One moment please.')
  sandbox.control.voice({ forced: 'unknown' })
  plain.say({ ...force, event_id: 'f1' })
  expect(await plain.wait('error')).toMatchObject({ error: { code: 'invalid_value', event_id: 'f1' } })
  const instructions = 'Say these words, word for word: "One moment please."'
  plain.say({ type: 'response.create', response: { instructions } })
  expect((await plain.wait('response.output_audio_transcript.done', 1))['transcript']).toBe('One moment please.')
})
