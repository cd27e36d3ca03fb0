import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { capturedKind, decodeAudioFrame, encodeAudioFrame, type AudioFrame } from '#contract/audio-frame.ts'
import { ToPageSchema, type FromPage, type ToPage } from '#contract/audio-link.ts'
import { createPageMicrophone } from '#main/clients/devices/page-microphone.ts'
import { createPageSpeaker } from '#main/clients/devices/page-speaker.ts'
import { createPageLink, type PageLink } from '#main/clients/devices/page.ts'
import { systemClock } from '#main/kernel/clock.ts'
import type { SoundFrame, SpeakerPosition } from '#main/kernel/sound.ts'
import { until } from '#test/support/until.ts'
import { makeSpeech } from '#test/support/voice.ts'

const wish = { rate: 24_000, device: null, echoCancellation: true, noiseSuppression: true, gain: true }
const open: { readonly link: PageLink; readonly ports: MessagePort[] }[] = []
afterEach(() => {
  for (const { link, ports } of open.splice(0)) {
    link.close()
    ports.forEach((port) => port.close())
  }
})

/** A desk's end, and a page that says what a test makes it say. */
function createLink(arrivalMs = 50) {
  const link = createPageLink({ clock: systemClock, log: () => {}, arrivalMs })
  const ports: MessagePort[] = []
  open.push({ link, ports })
  const join = (answer: (word: ToPage, say: (word: FromPage) => void) => void = () => {}) => {
    const { port1, port2 } = new MessageChannel()
    ports.push(port2)
    const words: ToPage[] = []
    const frames: AudioFrame[] = []
    const say = (word: FromPage) => port2.postMessage(JSON.stringify(word))
    port2.on('message', (data: unknown) => {
      if (typeof data !== 'string') return void frames.push(decodeAudioFrame(data as ArrayBuffer)!)
      const word = ToPageSchema.parse(JSON.parse(data))
      words.push(word)
      answer(word, say)
    })
    link.attach(port1)
    return { words, frames, say, port: port2 }
  }
  return { link, join }
}

const consents = (word: ToPage, say: (word: FromPage) => void) => {
  if (word.type === 'capture')
    say({ type: 'capturing', stream: word.stream, rate: word.rate, label: 'Headset', latencyMs: 10, hint: null })
  if (word.type === 'playback') say({ type: 'playing', rate: word.rate, label: 'Ears', latencyMs: 20 })
}
const frame = (stream: number, sequence: number, at: number, length = 480): ArrayBuffer =>
  encodeAudioFrame({ kind: capturedKind, stream, sequence, at, samples: makeSpeech(sequence, length / 24_000) })

function listenTo() {
  const [frames, losses, moves]: [SoundFrame[], string[], string[]] = [[], [], []]
  return {
    frames,
    losses,
    moves,
    listener: {
      frame: (one: SoundFrame) => void frames.push(one),
      lost: (error: Error) => void losses.push(error.message),
      moved: ({ label }: { readonly label: string }) => void moves.push(label),
    },
  }
}

describe('the microphone of a page', () => {
  test('opens as it was wished, and its frames come with our time', async () => {
    const { link, join } = createLink()
    const page = join(consents)
    const heard = listenTo()
    const opened = await createPageMicrophone(link).open(wish, heard.listener)
    expect(opened).toMatchObject({ label: 'Headset', rate: 24_000, latencyMs: 10, hint: null })
    expect(page.words[0]).toMatchObject({ type: 'capture', rate: 24_000, echoCancellation: true, gain: true })
    const { stream } = page.words[0] as { stream: number }
    for (const sequence of [0, 1, 3]) page.port.postMessage(frame(stream, sequence, 5_000_000 + sequence * 20))
    await until('frames', () => (heard.frames.length === 3 ? true : null))
    expect(heard.frames.map(({ sequence }) => sequence)).toEqual([0, 1, 3])
    expect(heard.frames[2]!.samples).toEqual(makeSpeech(3, 0.02))
    expect(Math.abs(heard.frames[2]!.capturedAt - performance.now())).toBeLessThan(5000)
    page.say({ type: 'capturing', stream, rate: 24_000, label: 'Desk microphone', latencyMs: null, hint: null })
    await until('the move', () => heard.moves[0] ?? null)
    await opened.close()
    await until('its end', () => page.words.find(({ type }) => type === 'stop_capture') ?? null)
    page.port.postMessage(frame(stream, 4, 5_000_080))
    page.port.postMessage('{}')
    await until('what is refused', () => (link.counts().refused === 1 ? true : null))
    expect(heard.frames).toHaveLength(3)
    expect(heard.losses).toEqual([])
  })

  test('what is no frame and no word is refused and counted, and the link lives on', async () => {
    const { link, join } = createLink()
    const page = join(consents)
    const heard = listenTo()
    await createPageMicrophone(link).open(wish, heard.listener)
    const { stream } = page.words[0] as { stream: number }
    const whole = frame(stream, 0, 1)
    const wrong: unknown[] = [
      new ArrayBuffer(0),
      new ArrayBuffer(15),
      whole.slice(0, 31),
      new ArrayBuffer(512 * 1024 + 2),
      encodeAudioFrame({ kind: 2, stream, sequence: 0, at: 1, samples: new Int16Array(480) }),
      encodeAudioFrame({ kind: 1, stream, sequence: 0, at: Number.NaN, samples: new Int16Array(480) }),
      '{',
      '{"type":"capturing"}',
      `{"type":"hello","noCapture":"${'x'.repeat(200_000)}"}`,
      7,
      null,
      { type: 'hello', noCapture: null },
    ]
    wrong.forEach((data) => page.port.postMessage(data))
    page.port.postMessage(frame(stream, 0, 1, 960))
    page.port.postMessage(frame(stream + 1, 0, 1))
    page.port.postMessage(whole)
    await until('the whole one', () => (heard.frames.length > 0 ? true : null))
    expect(link.counts()).toEqual({ refused: wrong.length, late: 1 })
    expect(heard.frames).toHaveLength(1)
  })

  test('a page without one says why, a refusal too, and no page is said as well', async () => {
    const none = createLink(20)
    await expect(createPageMicrophone(none.link).open(wish, listenTo().listener)).rejects.toMatchObject({
      code: 'unreachable',
    })
    const { link, join } = createLink()
    join((word, say) => {
      if (word.type === 'capture') say({ type: 'capture_failed', stream: word.stream, message: 'It was not allowed.' })
    })
    await expect(createPageMicrophone(link).open(wish, listenTo().listener)).rejects.toMatchObject({
      code: 'blocked',
      message: 'It was not allowed.',
    })
    const page = join()
    page.say({ type: 'hello', noCapture: 'There is no microphone.' })
    await until('the greeting', () => link.noCapture())
    await expect(createPageMicrophone(link).open(wish, listenTo().listener)).rejects.toThrow('There is no microphone.')
  })

  test('a page that comes a moment later is waited for', async () => {
    const { link, join } = createLink(5000)
    const opening = createPageMicrophone(link).open(wish, listenTo().listener)
    join(consents)
    expect(await opening).toMatchObject({ label: 'Headset' })
  })

  test('unplugged, closed or replaced: it is told, once', async () => {
    const { link, join } = createLink()
    const first = join(consents)
    const [one, two, three] = [listenTo(), listenTo(), listenTo()]
    const microphone = createPageMicrophone(link)
    await microphone.open(wish, one.listener)
    first.say({ type: 'capture_ended', stream: (first.words[0] as { stream: number }).stream })
    await until('unplugged', () => one.losses[0] ?? null)
    await microphone.open(wish, two.listener)
    const second = join(consents)
    await until('replaced', () => two.losses[0] ?? null)
    expect(two.losses).toEqual(['Another window lends its sound now.'])
    await microphone.open(wish, three.listener)
    second.port.close()
    await until('closed', () => three.losses[0] ?? null)
    expect(link.isThere()).toBe(false)
    expect(one.losses).toHaveLength(1)
  })

  test('devices are listed for their kind, and none without a page', async () => {
    const { link, join } = createLink()
    expect(await createPageMicrophone(link).devices()).toEqual([])
    const device = (id: string, kind: 'input' | 'output') => ({
      id,
      label: id,
      kind,
      backend: 'page' as const,
      isDefault: false,
    })
    join((word, say) => {
      if (word.type === 'devices')
        say({ type: 'devices', question: word.question, devices: [device('m', 'input'), device('s', 'output')] })
    })
    expect((await createPageMicrophone(link).devices()).map(({ id }) => id)).toEqual(['m'])
    expect((await createPageSpeaker(link, systemClock).devices()).map(({ id }) => id)).toEqual(['s'])
  })
})

describe('the loudspeaker of a page', () => {
  const openSpeaker = async () => {
    const { link, join } = createLink()
    const page = join(consents)
    const positions: SpeakerPosition[] = []
    const losses: string[] = []
    const speaker = createPageSpeaker(link, systemClock)
    const listener = {
      position: (position: SpeakerPosition) => void positions.push(position),
      lost: (error: Error) => void losses.push(error.message),
    }
    const opened = await speaker.open({ rate: 24_000, device: null }, listener)
    return { link, page, positions, losses, speaker, opened, listener }
  }
  const position = (stream: number, rendered: number) => ({
    stream,
    rendered,
    queuedMs: 40,
    outputLatencyMs: 12,
    underruns: 0,
    playing: true,
  })

  test('plays items in pieces, says where they are, and what was heard when it is made silent', async () => {
    const { page, positions, opened } = await openSpeaker()
    const sound = makeSpeech(5, 1)
    opened.play('item 1', sound)
    opened.play('item 2', sound.subarray(0, 480))
    await until('frames', () => (page.frames.length === 6 ? true : null))
    const streams = page.words.flatMap((word) => (word.type === 'play' ? [word.stream] : []))
    expect(page.frames.map(({ stream, sequence }) => [stream, sequence])).toEqual([
      ...[0, 1, 2, 3, 4].map((sequence) => [streams[0], sequence]),
      [streams[1], 0],
    ])
    expect(Int16Array.from(page.frames.slice(0, 5).flatMap(({ samples }) => [...samples]))).toEqual(sound)
    page.say({ type: 'position', position: position(streams[0]!, 9000) })
    await until('a position', () => positions[0] ?? null)
    expect(positions[0]).toMatchObject({ item: 'item 1', renderedSamples: 9000, outputLatencyMs: 12, playing: true })
    const flushed = opened.flush()
    const asked = await until('the flush', () => page.words.find((word) => word.type === 'flush') ?? null)
    page.say({
      type: 'flushed',
      question: asked.question,
      position: { ...position(streams[0]!, 9500), playing: false },
    })
    expect(await flushed).toMatchObject({ item: 'item 1', renderedSamples: 9500, playing: false })
  })

  test('a page that is stuck: what it said last is what is known', async () => {
    const { page, opened, positions } = await openSpeaker()
    opened.play('item', makeSpeech(5, 0.1))
    const word = await until('the play', () => page.words.find(({ type }) => type === 'play') ?? null)
    page.say({ type: 'position', position: position((word as { stream: number }).stream, 480) })
    await until('a position', () => positions[0] ?? null)
    expect(await opened.flush()).toMatchObject({ item: 'item', renderedSamples: 480, unconfirmed: true })
  })

  test('a failure and a second opening are told; words of what is over are late', async () => {
    const { page, link, losses, speaker, listener, opened } = await openSpeaker()
    await speaker.open({ rate: 24_000, device: null }, listener)
    expect(losses).toEqual(['The loudspeaker of the window was opened again.'])
    opened.play('nobody', makeSpeech(1, 0.02))
    page.say({ type: 'position', position: position(999, 1) })
    page.say({ type: 'playback_failed', message: 'The device is gone.' })
    await until('the failure', () => (losses.length === 2 ? true : null))
    expect(losses[1]).toBe('The device is gone.')
    expect(link.counts().late).toBe(1)
    expect(page.frames).toEqual([])
  })
})
