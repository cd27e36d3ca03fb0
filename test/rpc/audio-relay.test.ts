import { expect, test } from 'vitest'
import { createAudioRelay, loudspeakerName, type RelayPort } from '#rpc/audio-relay.ts'

function createEnds() {
  const [toDesk, toPage]: [unknown[], string[]] = [[], []]
  const relay = createAudioRelay({ toDesk: (data) => toDesk.push(data), toPage: (text) => toPage.push(text) })
  const lend = (name: string) => {
    const got: unknown[] = []
    const state = { closed: false, say: (_data: unknown) => {} }
    const port: RelayPort = {
      postMessage: (data) => got.push(data),
      onMessage: (listener) => (state.say = listener),
      close: () => (state.closed = true),
    }
    relay.fromPage({ type: 'lend', name }, port)
    return { got, state }
  }
  return { relay, toDesk, toPage, lend }
}
const play = '{"type":"play","stream":1}'
const flush = '{"type":"flush","question":1}'

test('words go to the page, and those of the loudspeaker to its processor as soon as there is one', () => {
  const { relay, toPage, lend } = createEnds()
  relay.fromDesk(flush)
  const speaker = lend(loudspeakerName)
  const sound = new ArrayBuffer(20)
  for (const data of [play, sound, flush, '{"type":"devices","question":2}', '{', '7', 'null', 7, null, {}])
    relay.fromDesk(data)
  expect(speaker.got).toEqual([play, sound, flush])
  expect(toPage).toEqual([flush, '{"type":"devices","question":2}', '{', '7', 'null'])
})

test('what processors say goes to the desk, until their port is taken back or replaced', () => {
  const { relay, toDesk, lend } = createEnds()
  const first = lend('microphone 1')
  first.state.say('a')
  first.state.say(new ArrayBuffer(2))
  first.state.say({ not: 'ours' })
  const second = lend('microphone 1')
  first.state.say('late')
  second.state.say('b')
  relay.fromPage({ type: 'return', name: 'microphone 1' }, undefined)
  second.state.say('late')
  expect(toDesk).toEqual(['a', new ArrayBuffer(2), 'b'])
  expect([first.state.closed, second.state.closed]).toEqual([true, true])
})

test('what is no message of a page is nothing, ports are few, and the end closes them', () => {
  const { relay, toDesk, lend } = createEnds()
  for (const message of [
    null,
    7,
    'say',
    {},
    { type: 'say' },
    { type: 'say', text: 7 },
    { type: 'lend', name: 'x' },
    { type: 'lend', name: 'x'.repeat(50) },
  ])
    relay.fromPage(message, undefined)
  relay.fromPage({ type: 'say', text: 'hello' }, undefined)
  expect(toDesk).toEqual(['hello'])
  const ports = Array.from({ length: 9 }, (_, place) => lend(`port ${place}`))
  expect(ports.map(({ state }) => state.closed)).toEqual([...Array(8).fill(false), true])
  relay.end()
  expect(ports.every(({ state }) => state.closed)).toBe(true)
})
