import { expect, test } from 'vitest'
import { startSandbox } from '#main/sandbox/index.ts'
import { makeSpeech } from '#test/support/voice.ts'
import { callWish, startEngine } from '#test/support/voice-engine.ts'

/** Whatever a hundred hands do in whatever order, on a line that is cut: what a call promises holds. */
test.each([3, 8])('random hands, seed %i', async (seed) => {
  const sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null })
  sandbox.control.voice({ voice: 'tones', deltaMs: 1 })
  const rig = startEngine()
  let noise = seed * 7919
  const random = (below: number): number => {
    noise = (noise * 1_103_515_245 + 12_345) % 2_147_483_648
    return (noise >> 8) % below
  }
  const { client, events, sound } = rig
  const callId = `call_${seed}`
  let said = 0
  await client.open(callWish(sandbox, callId))
  const acts: readonly (() => unknown)[] = [
    () => client.press({ callId, repeat: random(4) === 0 }),
    () => client.release({ callId }),
    () => client.loseKey({ callId, why: 'blur' }),
    () => client.setTurns({ callId, turns: random(2) === 0 ? 'held' : 'hands_free' }),
    () => client.setMuted({ callId, muted: random(3) === 0 }),
    () => client.setInterruptible({ callId, interruptible: random(3) > 0 }),
    () => client.interrupt({ callId }),
    () => client.type({ callId, text: `Order 1234${random(10)}` }),
    () => {
      said += 1
      return client.say({ callId, text: 'Yes.', tag: `${said}`, interruptible: random(2) === 0 })
    },
    () => client.setTaken({ callId, taken: random(3) === 0 }),
    () => void sound.speak(makeSpeech(random(5), 0.2)),
    () => (random(4) === 0 ? sandbox.control.voiceCut({ forgets: random(2) === 0 }) : undefined),
    () => (random(4) === 0 ? sound.unplug(random(3)) : undefined),
    () => {
      const tool = events.of('tool').at(-1 - random(3))
      if (tool === undefined) return undefined
      return client.answerTool({ callId, functionCallId: tool.functionCallId, output: 'x' })
    },
  ]
  for (let step = 0; step < 120; step += 1) {
    await acts[random(acts.length)]?.()
    await new Promise((resolve) => setTimeout(resolve, random(20)))
  }
  const { outputs } = sandbox.control.voiceCounters()
  await client.close({ callId })
  expect(await events.wait('ended')).toMatchObject({ why: 'operator' })
  expect(
    events
      .of('spoken')
      .map(({ tag }) => Number(tag))
      .toSorted((one, other) => one - other),
  ).toEqual(Array.from({ length: said }, (_, at) => at + 1))
  expect(new Set(outputs.map((output) => output.callId)).size).toBe(outputs.length)
  const tools = events.of('tool').map(({ functionCallId }) => functionCallId)
  expect(new Set(tools).size).toBe(tools.length)
  const unforeseen = events.of('problem').filter(({ code }) => code !== 'conversation_lost')
  expect(unforeseen).toEqual([])
  await rig.end()
  await sandbox.stop()
})
