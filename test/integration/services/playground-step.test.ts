import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Run } from '#contract/playground.ts'
import { SideSchema } from '#contract/playground-step.ts'
import { shopLine } from '#main/sandbox/account/voice-agents.ts'
import { hands, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { createScriptedEngine, recordingsInMemory, type ScriptedEngine } from '#test/support/scripted-engine.ts'
import { until } from '#test/support/until.ts'

/** The gate of the playground and replays, against the sample company: nothing may leave and nothing may be written down. */
let rig: DeskInProcess
let my: ReturnType<typeof hands>
let scripted: ScriptedEngine
beforeAll(async () => {
  scripted = createScriptedEngine()
  rig = await startDesk({
    poll: true,
    voice: { engine: () => scripted.engine, recordings: recordingsInMemory(new Map()) },
  })
  my = hands(rig)
})
afterAll(() => rig.stop())

const support = SideSchema.parse({ kind: 'support_agent', environment: null })
const says = (text: string) => ({ kind: 'message' as const, role: 'user' as const, text })
const ended = (id: string): Promise<Run> =>
  until('the run to end', async () => {
    const run = await rig.desk().playground.get({ id })
    return run.state === 'running' ? null : run
  })

test('the support agent answers as a third engine, in the environment chosen', async () => {
  const side = SideSchema.parse({ kind: 'support_agent' })
  const input = await rig.desk().gate.compose({ side, items: [says('Where is order 10433?')] })
  const before = rig.sandbox.control.requests('xai').length
  const { result } = await ended((await rig.desk().playground.start(input)).id)
  expect(result).toMatchObject({ end: 'done', calls: [{ name: 'lookup_order' }], usage: { charged: null } })
  const [asked] = rig.sandbox.control.requests('xai').slice(before)
  expect(asked).toMatchObject({
    path: '/v1/support-agent/chat-stream',
    body: { environment: 'ENVIRONMENT_STAGING', messages: [{ role: 'ROLE_USER' }] },
  })
  const items = [
    ...input.items,
    ...(result?.items ?? []),
    { kind: 'result' as const, callId: result?.calls[0]?.id ?? '', output: '{"status":"not_found"}' },
  ]
  const next = await ended((await rig.desk().playground.start({ ...input, items })).id)
  expect(next).toMatchObject({ state: 'done', trouble: null })
  await expect(rig.desk().playground.defer({ ...input, waitSeconds: 60 })).rejects.toMatchObject({
    code: 'invalid_input',
  })
})

test('sides become runs: a model with the tools of the desk, a voice agent with its own', async () => {
  const { gate } = rig.desk()
  const model = await gate.compose({ side: SideSchema.parse({ kind: 'model', model: 'grok-4' }), items: [says('Hi')] })
  const names = model.tools.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['ESCALATE', 'CLOSE', 'refund_order']))
  expect(names).not.toContain('send_reply')
  const side = SideSchema.parse({ kind: 'voice_agent', agentId: shopLine.agent_id, model: 'grok-4' })
  const voice = await gate.compose({ side, items: [says('Hi')] })
  expect(voice).toMatchObject({ engine: 'chat', instructions: shopLine.instructions })
})

test('calls are judged by the rules in force and simulated; only reads leave, and only when asked for', async () => {
  const calls = [
    { id: '1', name: 'lookup_order', arguments: '{"order_id":"10433"}' },
    { id: '2', name: 'refund_order', arguments: '{"order_id":"10433","amount":48,"reason":"pole"}' },
    { id: '3', name: 'refund_order', arguments: '{"amount":' },
    { id: '4', name: 'format_disk', arguments: '{}' },
    { id: '5', name: 'send_reply', arguments: '{"text":"Your refund of $48 is on its way."}' },
  ]
  const before = rig.sandbox.control.requests('company').length
  const items = [says('The pole of order 10433 is snapped.')]
  const judge = (lookups: boolean) =>
    rig.desk().gate.judge({ calls, items, side: support, conversationId: null, lookups })
  const { judged } = await judge(false)
  expect(judged.map(({ policy, given }) => [policy.verdict, given.how])).toEqual([
    ['allow', 'simulated'],
    ['ask', 'simulated'],
    ['deny', 'blocked'],
    ['deny', 'blocked'],
    ['ask', 'simulated'],
  ])
  expect(judged[1]).toMatchObject({
    risk: 3,
    access: 'write',
    canLookUp: false,
    origins: { '/order_id': 'customer', '/amount': 'invented' },
    given: { result: { status: 'simulated' } },
  })
  expect(judged[1]?.sentence.map(({ text }) => text).join('')).toContain('10433')
  expect(judged[2]?.arguments).toBeNull()
  expect(judged[3]).toMatchObject({ known: false, given: { result: { status: 'not_run' } } })
  expect(rig.sandbox.control.requests('company')).toHaveLength(before)
  const { judged: looked } = await judge(true)
  expect(looked[0]?.given).toMatchObject({ how: 'looked_up', result: { status: 'executed' } })
  expect(looked[1]?.given.how).toBe('simulated')
  const asked = rig.sandbox.control.requests('company').slice(before)
  expect(asked.map(({ method }) => method)).toEqual(['GET'])
  expect(
    (await rig.desk().proposals.list({ states: [], conversationId: null, cursor: null, limit: 10 })).items,
  ).toEqual([])
})

test('a stored conversation is taken up again at any place, and the helpdesk never hears of it', async () => {
  my.script('Replay me', {
    calls: [{ name: 'refund_order', arguments: { order_id: '10433', amount: 48, reason: 'pole' } }],
  })
  const externalId = await my.customerWrites('Replay me: the pole of order 10433 is snapped.')
  const refund = await my.proposal(externalId, 'refund_order', 'pending')
  const { id: conversationId } = await my.conversation(externalId)
  const before = rig.sandbox.control.requests('helpdesk').filter(({ method }) => method !== 'GET').length
  const { points } = await rig.desk().replays.points({ conversationId })
  expect(points.map(({ who, calls }) => [who, calls])).toEqual([
    ['customer', []],
    ['agent', ['refund_order']],
  ])
  const whole = await rig.desk().replays.items({ conversationId, point: null, before: false })
  expect(whole.items.map(({ kind }) => kind)).toEqual(['message', 'call', 'result'])
  expect(whole.items[2]).toMatchObject({ output: expect.stringContaining('Nobody had decided') })
  expect(whole.side).toMatchObject({ kind: 'support_agent' })
  const turn = await rig.desk().replays.items({ conversationId, point: refund.turnId, before: true })
  expect(turn.items).toHaveLength(1)
  await expect(rig.desk().replays.items({ conversationId, point: 'm999999', before: false })).rejects.toMatchObject({
    code: 'not_found',
  })
  const replayed = await rig.desk().gate.judge({
    calls: [{ id: 'c', name: 'refund_order', arguments: JSON.stringify(refund.arguments) }],
    items: turn.items,
    side: whole.side,
    conversationId,
    lookups: true,
  })
  expect(replayed.judged[0]?.given.how).toBe('simulated')
  expect(rig.sandbox.control.requests('helpdesk').filter(({ method }) => method !== 'GET')).toHaveLength(before)
  expect(await my.proposals(externalId)).toHaveLength(1)
})

test('a call is taken up again in writing, by the voice agent that held it and with what it was told then', async () => {
  const { calls } = rig.desk()
  const agentId = shopLine.agent_id
  await rig.desk().agents.list({})
  const call = await calls.start({ agentId, caller: 'Ada', number: null, medium: 'voice', dryRun: false })
  scripted.now(call.id)
  scripted.line(call.id, { itemId: 'i1', lane: 'caller', heard: 'My lamp is broken.' })
  const { conversationId } = call
  await until('the words to be kept', async () => {
    const { points } = await rig.desk().replays.points({ conversationId })
    return points.length > 0 ? points : null
  })
  scripted.tool(call.id, 'f1', 'refund_order', { order_id: '10415', amount: 42, reason: 'Arrived broken' })
  const replay = await until('the call to be there', async () => {
    const found = await rig.desk().replays.items({ conversationId, point: null, before: false })
    return found.items.length >= 3 ? found : null
  })
  expect(replay.items).toMatchObject([
    { kind: 'message', role: 'user', text: 'My lamp is broken.' },
    { kind: 'call', name: 'refund_order' },
    { kind: 'result' },
  ])
  expect(replay).toMatchObject({ side: { kind: 'voice_agent', agentId }, instructions: shopLine.instructions })
})
