import { afterEach, expect, test } from 'vitest'
import type { Call } from '#contract/call.ts'
import type { Note } from '#contract/notification.ts'
import type { Proposal } from '#contract/proposal.ts'
import type { Configuration } from '#contract/settings.ts'
import { hands, startDesk, type DeskInProcess, type DeskOptions } from '#test/support/desk-in-process.ts'
import { createScriptedEngine, recordingsInMemory, type ScriptedEngine } from '#test/support/scripted-engine.ts'
import { until } from '#test/support/until.ts'

let rig: DeskInProcess
let scripted: ScriptedEngine
afterEach(() => rig.stop())

async function open(change: (configuration: Configuration) => Configuration = (same) => same, more: DeskOptions = {}) {
  scripted = createScriptedEngine()
  const voice = { engine: () => scripted.engine, recordings: recordingsInMemory(new Map()), ...more.voice }
  rig = await startDesk({ ...more, voice, change })
}
const calls = () => rig.desk().calls
async function begin(more: { readonly dryRun?: boolean } = {}): Promise<Call> {
  const { agents } = await calls().agents({})
  const agentId = agents.find(({ name }) => name === 'Shop Line')?.id ?? ''
  const call = await calls().start({ agentId, caller: 'Ada', number: null, medium: 'voice', dryRun: false, ...more })
  scripted.now(call.id)
  await until('it to be live', async () => ((await calls().get({ id: call.id })).call.state === 'live' ? true : null))
  return call
}
const proposalOf = (call: Call, ...states: Proposal['state'][]) =>
  until(`a proposal to be ${states.join(' or ')}`, async () => {
    const all = await rig.store().ledger.ofConversation(call.conversationId)
    return all.findLast(({ state }) => states.includes(state)) ?? null
  })
const told = (): { readonly status?: string }[] =>
  scripted.of('answerTool').map(({ output }) => JSON.parse(String(output)) as { status?: string })
const answered = (count: number) => until(`${count} answers`, () => (told().length >= count ? true : null))
const refund = { order_id: '10415', amount: 42, reason: 'Arrived broken' }

test('a desk without a helpdesk signs, runs, undoes and signs together for calls', async () => {
  await open((configuration) => ({ ...configuration, connections: { xai: configuration.connections.xai } }))
  const call = await begin()
  scripted.tool(call.id, 'f1', 'refund_order', refund)
  const pending = await proposalOf(call, 'pending')
  const { rows } = await rig.desk().together.look({ ids: [pending.id] })
  expect(rows[0]?.excluded).not.toMatch(/unchanged|moved/i)
  await hands(rig).approve(pending)
  await answered(1)
  expect(told()[0]).toMatchObject({ status: 'executed' })
  expect(
    await rig
      .desk()
      .batch.run({ limit: 10 })
      .catch(({ code }: { code: string }) => code),
  ).toBe('missing_secret')
})

test('a call that rehearses: a yes is simulated and told as such; one whose agent rehearses too', async () => {
  await open()
  const call = await begin({ dryRun: true })
  scripted.tool(call.id, 'f1', 'refund_order', refund)
  await hands(rig).approve(await proposalOf(call, 'pending'))
  await answered(1)
  expect(told()).toEqual([expect.objectContaining({ status: 'simulated' })])
  const { configuration } = await rig.desk().settings.get({})
  const dryRun = { ...configuration.dryRun, agents: [call.agent.id] }
  await rig.desk().settings.import({ configuration: { ...configuration, dryRun } })
  const second = await begin()
  scripted.tool(second.id, 'f2', 'refund_order', { ...refund, amount: 7 })
  expect((await proposalOf(second, 'pending')).mode).toBe('dry_run')
})

test('what the text agent rehearses does not hold the calls, and the other way round', async () => {
  await open((configuration) => ({
    ...configuration,
    dryRun: { ...configuration.dryRun, agents: [configuration.agent?.id ?? ''] },
  }))
  const call = await begin()
  scripted.tool(call.id, 'f1', 'refund_order', refund)
  await hands(rig).approve(await proposalOf(call, 'pending'))
  await answered(1)
  expect(told()[0]).toMatchObject({ status: 'executed' })
})

test('two calls of tools in one breath: each waits for its own signature and has its own answer', async () => {
  await open()
  const call = await begin()
  scripted.tool(call.id, 'f1', 'refund_order', refund)
  scripted.tool(call.id, 'f2', 'refund_order', { ...refund, amount: 5 })
  const both = await until('both to wait', async () => {
    const all = await rig.store().ledger.ofConversation(call.conversationId)
    const open_ = all.filter(({ state }) => state === 'pending')
    return open_.length === 2 ? open_ : null
  })
  await until('both on hold', async () =>
    (await calls().get({ id: call.id })).now?.hold?.proposalIds.length === 2 ? true : null,
  )
  for (const one of both) await hands(rig).reject(one, `No to ${JSON.stringify(one.arguments['amount'])}.`)
  await answered(2)
  const answers = scripted.of('answerTool')
  const byCall = Object.fromEntries(answers.map(({ functionCallId, output }) => [String(functionCallId), output]))
  expect([answers.length, byCall]).toEqual([
    2,
    { f1: expect.stringContaining('No to 42.'), f2: expect.stringContaining('No to 5.') },
  ])
  expect((await calls().get({ id: call.id })).now?.hold).toBeNull()
  expect(scripted.of('say')).toHaveLength(1)
})

test('an outcome nobody knows keeps the caller on hold until somebody settles it', async () => {
  await open()
  const call = await begin()
  rig.sandbox.control.fault({ service: 'company', kind: 'lost_response', method: 'POST' })
  scripted.tool(call.id, 'f1', 'refund_order', refund)
  await hands(rig).approve(await proposalOf(call, 'pending'))
  const unknown = await proposalOf(call, 'unknown', 'succeeded', 'failed')
  expect(unknown.state).toBe('unknown')
  expect((await calls().get({ id: call.id })).now?.hold?.proposalIds).toEqual([unknown.id])
  expect(told()).toEqual([])
  const { marks } = await calls().get({ id: call.id })
  expect(marks.filter(({ kind }) => kind === 'proposal').map(({ text }) => text)).toEqual([
    expect.stringMatching(/^Proposed: refund .* Caller on hold$/),
    expect.stringMatching(/^May have happened: refund .* Caller on hold$/),
  ])
  await rig.desk().proposals.resolve({ id: unknown.id, how: 'happened', note: 'Seen in the shop.' })
  await answered(1)
  expect(told()).toEqual([expect.objectContaining({ status: 'executed' })])
})

test('what is written down after the call has ended puts nobody on hold, and can still be decided', async () => {
  await open()
  const call = await begin()
  scripted.tool(call.id, 'f1', 'refund_order', refund)
  scripted.say({ type: 'ended', callId: call.id, atMs: 900, why: 'service', message: '', recording: null })
  const pending = await proposalOf(call, 'pending')
  const noted = await until('the note', async () => {
    const one = await rig.store().ledger.get(pending.id)
    return one.note === null ? null : one
  })
  expect(noted.note).toContain('hung up')
  await until('the conversation to be open', async () =>
    (await rig.store().conversations.get(call.conversationId)).state === 'open' ? true : null,
  )
  const after = await calls().get({ id: call.id })
  expect(after).toMatchObject({ now: null, call: { state: 'ended', open: 1 } })
  expect(after.marks.filter(({ kind }) => kind === 'proposal')).toEqual([])
  expect([scripted.of('say'), scripted.of('answerTool')]).toEqual([[], []])
  await hands(rig).approve(noted)
  await proposalOf(call, 'succeeded')
  await until('the conversation to be over', async () =>
    (await rig.store().conversations.get(call.conversationId)).state === 'closed' ? true : null,
  )
})

test('what failed in a call can be tried again after its end', async () => {
  await open()
  const call = await begin()
  rig.sandbox.control.fault({ service: 'company', kind: 'lost_response', method: 'POST' })
  scripted.tool(call.id, 'f1', 'refund_order', refund)
  await hands(rig).approve(await proposalOf(call, 'pending'))
  const unknown = await proposalOf(call, 'unknown')
  await rig.desk().proposals.resolve({ id: unknown.id, how: 'not_happened', note: 'Not in the shop.' })
  const failed = await proposalOf(call, 'failed')
  expect(failed.outcome?.retryable).toBe(true)
  expect(await calls().end({ id: call.id })).toMatchObject({ state: 'ended', open: 1 })
  expect((await rig.store().conversations.get(call.conversationId)).state).toBe('open')
  await hands(rig).retry(failed)
  await proposalOf(call, 'succeeded')
})

test('a talk key that is held comes up with the window that held it, and no other', async () => {
  await open()
  const { id } = await begin()
  const [first, second] = [rig.window('held'), rig.window('other')]
  await first.calls.press({ id, repeat: false })
  await second.calls.press({ id, repeat: false })
  rig.lose('held')
  expect(scripted.of('loseKey')).toEqual([])
  rig.lose('other')
  await until('the key to be lost', () => scripted.of('loseKey')[0] ?? null)
  expect(scripted.of('loseKey')).toEqual([{ callId: id, why: 'hidden' }])
})

test('devices are tried as they are chosen, whether a call was held before or not', async () => {
  const input = { backend: 'page', id: 'desk microphone' } as const
  await open((configuration) => ({ ...configuration, voice: { ...configuration.voice, input } }))
  for await (const event of calls().testDevices({ seconds: 1 })) expect(event.type).toBe('playing')
  expect(scripted.of('testDevices')).toEqual([
    {
      seconds: 1,
      playBack: true,
      sound: false,
      input,
      output: null,
      processing: expect.objectContaining({ echoCancellation: true }),
    },
  ])
})

test('nobody decides in time: the line of that tool is said, and the limit is marked', async () => {
  await open((configuration) => ({
    ...configuration,
    voice: {
      ...configuration.voice,
      hold: {
        ...configuration.voice.hold,
        limitSeconds: 5,
        repeatSeconds: 5,
        lines: { refund_order: 'I ask my colleague about that refund.' },
      },
    },
  }))
  const call = await begin()
  scripted.tool(call.id, 'f1', 'refund_order', refund)
  await proposalOf(call, 'pending')
  await until('the limit', async () =>
    (await calls().get({ id: call.id })).marks.some(({ text }) => text.startsWith('On hold for 5 s')) ? true : null,
  )
  expect(scripted.of('say').map(({ text }) => text)).toEqual(['I ask my colleague about that refund.'])
  expect((await calls().get({ id: call.id })).now?.hold).not.toBeNull()
})

test('whoever looks after calls is told at once, whatever it is about', async () => {
  const notes: Note[] = []
  await open(
    (configuration) => ({ ...configuration, defaultDecisions: { ...configuration.defaultDecisions, R0: 'ask' } }),
    { poll: true, notifier: { by: 'system', show: (note) => notes.push(note) } },
  )
  const call = await begin()
  scripted.tool(call.id, 'f1', 'lookup_order', { order_id: '10415' })
  await proposalOf(call, 'pending')
  await until('a note', () => (notes.length > 0 ? true : null))
  expect(notes[0]).toMatchObject({ level: 'interrupt' })
})

test('without a place for recordings nobody is told that the call is recorded', async () => {
  const recordings = {
    ...recordingsInMemory(new Map()),
    place: async (): Promise<string> => {
      throw new Error('read-only')
    },
  }
  await open((configuration) => ({ ...configuration, voice: { ...configuration.voice, consent: 'announce' } }), {
    voice: { engine: () => scripted.engine, recordings },
  })
  const call = await begin()
  const { call: now, marks } = await calls().get({ id: call.id })
  expect(now).toMatchObject({ consent: null, recording: { state: 'failed' } })
  expect(marks.map(({ text }) => text)).toContain('Not recorded: there is no place for recordings')
  expect(scripted.of('say')).toEqual([])
  await expect(calls().pauseRecording({ id: call.id, paused: false })).rejects.toMatchObject({ code: 'conflict' })
  expect(scripted.of('record')).toEqual([])
})

test('a lookup that was turned down is asked about again, whatever was allowed', async () => {
  await open((configuration) => ({
    ...configuration,
    defaultDecisions: { ...configuration.defaultDecisions, R0: 'ask' },
  }))
  const call = await begin()
  scripted.tool(call.id, 'f1', 'lookup_order', { order_id: '10415' })
  await hands(rig).reject(await proposalOf(call, 'pending'), 'Not this one.')
  await answered(1)
  await calls().allowLookups({ id: call.id, allowed: true })
  scripted.tool(call.id, 'f2', 'lookup_order', { order_id: '10415' })
  await proposalOf(call, 'pending')
  scripted.tool(call.id, 'f3', 'lookup_order', { order_id: '10416' })
  await answered(2)
  expect(scripted.of('answerTool').map(({ functionCallId }) => functionCallId)).toEqual(['f1', 'f3'])
})
