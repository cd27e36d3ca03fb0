import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FaultInput } from '#main/sandbox/faults.ts'
import type { Sandbox } from '#main/sandbox/index.ts'
import { startSandbox } from '#main/sandbox/index.ts'
import { callWish, type EngineRig, startEngine } from '#test/support/voice-engine.ts'

/** Words typed in a call, over a real socket: answered, told with a tool, and not lost with a line. */
let sandbox: Sandbox
let rig: EngineRig
beforeEach(async () => {
  sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null })
  sandbox.control.voice({ voice: 'tones', deltaMs: 1 })
  rig = startEngine()
})
afterEach(async () => {
  await rig.end()
  await sandbox.stop()
})

const counters = () => sandbox.control.voiceCounters()
const callId = 'call_1'

async function open(medium: 'text' | 'voice' = 'text'): Promise<void> {
  await rig.client.open(callWish(sandbox, callId, {}, { medium }))
  await rig.events.wait('now', ({ now }) => now.line.state === 'ready')
}
const answered = (text: string): Promise<unknown> =>
  rig.events.wait('line', ({ line }) => line.lane === 'agent' && line.heard === text && line.state === 'final')

test('typed, answered in words, and told with its tool', async () => {
  await open()
  await rig.client.type({ callId, text: 'What about 12345?' })
  const tool = await rig.events.wait('tool')
  await rig.client.say({ callId, text: 'One moment.', tag: 'hold', interruptible: true })
  expect(await rig.events.wait('spoken')).toMatchObject({ tag: 'hold', whole: true })
  await rig.client.answerTool({ callId, functionCallId: tool.functionCallId, output: 'shipped' })
  await answered('The system answers: shipped.')
  expect(rig.sound.openings()).toBe(0)
  const { line } = await rig.events.wait('line', (event) => event.line.typed)
  expect(line.heard).toBe('What about 12345?')
  const used = await rig.events.wait('usage', ({ textItems, tokens }) => textItems === 2 && tokens > 0)
  expect(used.sentMs).toBe(0)
})

test('cut, with a service that has forgotten everything: it is told what was said', async () => {
  await rig.end()
  rig = startEngine({ times: { firstWaitMs: 400 } })
  await open('voice')
  await rig.client.type({ callId, text: 'Hello there' })
  await answered('You said: Hello there')
  sandbox.control.voiceCut({ forgets: true })
  await rig.events.wait('now', ({ now }) => now.line.state === 'waiting')
  // What is written meanwhile comes after what was said.
  await rig.client.type({ callId, text: 'Are you there?' })
  expect(await rig.events.wait('seam')).toMatchObject({ resumed: false })
  await answered('You said: Are you there?')
  expect(counters().received['conversation.item.create']).toBe(4)
  const told = new Set(rig.events.of('line').map(({ line }) => line.itemId))
  expect(told.size).toBe(4)
})

test.each([
  ['remembers', false],
  ['has forgotten', true],
])('cut before anybody noticed: a service that %s the call gets what was typed, once', async (_what, forgets) => {
  const fault: FaultInput = { kind: 'deaf', after: 1, service: 'xai', path: '/v1/realtime' }
  sandbox.control.fault(fault)
  await open()
  await rig.client.type({ callId, text: 'Are you there?' })
  sandbox.control.voiceCut({ forgets })
  expect(await rig.events.wait('seam')).toMatchObject({ resumed: !forgets })
  await answered('You said: Are you there?')
  expect(counters().received).toMatchObject({ 'conversation.item.create': 1, 'response.create': 1 })
  const callers = rig.events.of('line').filter(({ line }) => line.lane === 'caller')
  expect(new Set(callers.map(({ line }) => line.itemId)).size).toBe(1)
  expect(callers.at(-1)?.line).toMatchObject({ heard: 'Are you there?', typed: true })
  expect(rig.events.of('problem')).toEqual([])
})
