import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRecordings } from '#main/hosts/recordings.ts'
import { startVoice, type VoiceThread } from '#main/hosts/voice-thread.ts'
import { systemClock } from '#main/kernel/clock.ts'
import { waveHeader } from '#main/services/voice/wave-header.ts'
import { hands, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { quiet, temporaryDirectory } from '#test/support/store.ts'
import { until } from '#test/support/until.ts'
import { makeSpeech } from '#test/support/voice.ts'

let rig: DeskInProcess
let thread: VoiceThread
let directory: ReturnType<typeof temporaryDirectory>

beforeEach(async () => {
  directory = temporaryDirectory()
  const sound = join(directory.path, 'speech.wav')
  const samples = new Int16Array(24_000 * 8)
  samples.set(makeSpeech(3, 1.2))
  const bytes = Buffer.from(samples.buffer)
  writeFileSync(sound, Buffer.concat([waveHeader(24_000, bytes.length), bytes]))
  thread = startVoice({ clock: systemClock, log: quiet, soundFile: sound })
  rig = await startDesk({
    change: (configuration) => ({
      ...configuration,
      voice: {
        ...configuration.voice,
        consent: 'announce',
        turns: 'hands_free',
        input: { backend: 'file', id: 'speech.wav' },
        output: { backend: 'file', id: 'speech.wav' },
      },
    }),
    voice: { engine: () => thread.engine, recordings: createRecordings(join(directory.path, 'calls')) },
  })
})
afterEach(async () => {
  await rig.stop()
  await thread.close()
  directory.remove()
})

const calls = () => rig.desk().calls
const view = (id: string) => calls().get({ id })

test('a typed call with the sample’s agent: an order looked up by rule, a refund signed, the end', async () => {
  const { agents } = await calls().agents({})
  const shopLine = agents.find(({ name }) => name === 'Shop Line')
  expect(shopLine?.tools).toContainEqual({ name: 'lookup_order', kind: 'function', inCatalogue: true })
  const { id, conversationId } = await calls().start({
    agentId: shopLine?.id ?? '',
    caller: 'Ifeoma Okonkwo',
    number: null,
    medium: 'text',
    dryRun: false,
  })
  await until('the call to be live', async () => ((await view(id)).call.state === 'live' ? true : null))
  const heard = (words: RegExp) =>
    until(String(words), async () => {
      const { lines } = await view(id)
      return (
        lines.find(({ lane, state, heard: text }) => lane === 'agent' && state === 'final' && words.test(text)) ?? null
      )
    })
  await calls().allowLookups({ id, allowed: true })
  await calls().type({ id, text: 'Hello' })
  await heard(/order number/i)
  await calls().type({ id, text: 'It is order 10415' })
  await heard(/Shall I do that/)
  await calls().type({ id, text: 'Yes please' })
  const refund = await until('the refund to wait', async () => {
    const all = await rig.store().ledger.ofConversation(conversationId)
    return all.find(({ tool, state }) => tool === 'refund_order' && state === 'pending') ?? null
  })
  expect(refund.origins['/order_id']).toBe('customer')
  await until('the hold', async () => ((await view(id)).now?.hold?.lines === 1 ? true : null))
  await heard(/getting that confirmed/)
  await hands(rig).approve(refund)
  await heard(/Thank you for waiting/)
  const ended = await calls().end({ id })
  expect(ended).toMatchObject({ state: 'ended', signed: 1, open: 0, recording: { state: 'off' } })
  const { marks, lines } = await view(id)
  expect(marks.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['began', 'lookups', 'outcome', 'proposal', 'ended']),
  )
  expect(lines.filter(({ kind }) => kind === 'holding_line')).toHaveLength(1)
  // What is read is not cut off by the end.
  expect(lines.filter(({ unheard }) => unheard !== '')).toEqual([])
  const lookup = marks.find(({ text }) => text.startsWith('Looked up'))
  const offer = lines.find(({ heard: text }) => text.includes('Shall I do that'))
  expect(Math.abs((lookup?.atMs ?? 0) - (offer?.startMs ?? Infinity))).toBeLessThan(1000)
  const { messages } = await rig.desk().conversations.get({ id: conversationId })
  expect(messages.map(({ author }) => author)).toEqual(expect.arrayContaining(['customer', 'agent']))
  expect(marks.some(({ text }) => /^Looked up order 10415 by rule, \d/.test(text))).toBe(true)
})

test('a spoken call is recorded after the notice; its words get exact times from the recording', async () => {
  const { agents } = await calls().agents({})
  const { id } = await calls().start({
    agentId: agents.find(({ name }) => name === 'Shop Line')?.id ?? '',
    caller: 'Ada Marsh',
    number: null,
    medium: 'voice',
    dryRun: false,
  })
  const answer = await until('the agent to have answered', async () => {
    const { lines } = await view(id)
    return lines.find(({ lane, kind, state }) => lane === 'agent' && kind === 'speech' && state === 'final') ?? null
  })
  expect(answer.timing).toBe('estimated')
  await until('more than two seconds of it to be heard', () => (systemClock.now() > answer.at + 2500 ? true : null))
  const ended = await calls().end({ id })
  expect(ended).toMatchObject({ recording: { state: 'kept', repaired: false }, consent: { response: 'announced' } })
  const kept = await rig.store().calls.recording(id)
  const disclosure = (await view(id)).lines.find(({ kind }) => kind === 'disclosure')
  expect(kept?.offsetMs).toBeGreaterThanOrEqual((disclosure?.endMs ?? 0) - 250)
  const { lines } = await calls().exactTimes({ id })
  const exact = lines.find(({ itemId }) => itemId === answer.itemId)
  // It was still speaking when the call ended.
  expect(exact).toMatchObject({ timing: 'exact', state: 'interrupted' })
  expect(`${exact?.heard}${exact?.unheard}`).toBe(answer.heard)
  expect([exact?.heard.length, exact?.unheard.length].every((length) => (length ?? 0) > 5)).toBe(true)
  expect(Math.abs((exact?.startMs ?? 0) - answer.startMs)).toBeLessThan(400)
  expect(lines.find(({ kind }) => kind === 'disclosure')?.timing).toBe('estimated')
  expect(ended.cost.amount).toBeGreaterThan(0)
})
