import { describe, expect, test } from 'vitest'
import { playedKind } from '#contract/audio-frame.ts'
import { createPlayQueue } from '#renderer/audio/play-queue.ts'

const rate = 24_000
const ms = (milliseconds: number) => (milliseconds * rate) / 1000

function play() {
  const queue = createPlayQueue(rate)
  let sequence = 0
  const heard: number[] = []
  return {
    queue,
    heard,
    push: (stream: number, milliseconds: number, value = 16_384) => {
      const samples = new Int16Array(ms(milliseconds)).fill(value)
      queue.push({ kind: playedKind, stream, sequence: (sequence += 1), at: 0, samples })
    },
    /** So many blocks as a device takes them; how many of them sounded. */
    render: (blocks: number) => {
      let sounded = 0
      for (let block = 0; block < blocks; block += 1) {
        const samples = new Float32Array(128)
        if (queue.render(samples)) sounded += 1
        heard.push(...samples)
      }
      return sounded
    },
  }
}
const blocks = (milliseconds: number) => Math.ceil(ms(milliseconds) / 128)

describe('what is to be heard', () => {
  test('begins with 40 ms, and not before', () => {
    const { queue, push, render } = play()
    queue.announce(1)
    push(1, 20)
    expect(render(2)).toBe(0)
    push(1, 20)
    expect(render(1)).toBe(1)
    expect(queue.position()).toMatchObject({ stream: 1, rendered: 128, underruns: 0, playing: true })
  })

  test('is played to its last sample, also where that fills no block', () => {
    const { queue, push, render, heard } = play()
    queue.announce(1)
    push(1, 50)
    push(1, 0.5)
    render(20)
    expect(heard.filter((value) => value === 0.5)).toHaveLength(ms(50.5))
    expect(queue.position()).toMatchObject({ rendered: ms(50.5), queuedMs: 0, playing: false, underruns: 0 })
  })

  test('what is shorter than the beginning is played when nothing more comes', () => {
    const { queue, push, render } = play()
    queue.announce(1)
    push(1, 10)
    expect(render(blocks(40) - 1)).toBe(0)
    expect(render(4)).toBeGreaterThan(0)
    expect(queue.position()).toMatchObject({ rendered: ms(10) })
  })

  test('a gap in one stream is an underrun, and is followed by a longer breath; an end is none', () => {
    const { queue, push, render } = play()
    queue.announce(1)
    push(1, 40)
    render(blocks(100))
    push(1, 80)
    expect(queue.position()).toMatchObject({ underruns: 1, playing: false })
    expect(render(4)).toBe(0)
    push(1, 40)
    expect(render(1)).toBe(1)
    render(blocks(200))
    queue.announce(2)
    push(2, 40)
    expect(render(1)).toBe(1)
    expect(queue.position()).toMatchObject({ stream: 2, rendered: 128, underruns: 1 })
  })

  test('streams follow each other without a seam, each with its own count', () => {
    const { queue, push, render, heard } = play()
    queue.announce(1)
    queue.announce(2)
    push(1, 41, 8192)
    push(2, 41, -8192)
    render(blocks(41))
    expect(queue.position()).toMatchObject({ stream: 2 })
    render(blocks(41))
    expect(queue.position()).toMatchObject({ stream: 2, rendered: ms(41) })
    const last = heard.lastIndexOf(0.25)
    expect(heard[last + 1]).toBe(-0.25)
  })
})

describe('silence at once', () => {
  test('says how much was heard, and drops what is still on its way', () => {
    const { queue, push, render } = play()
    queue.setOutputLatency(30)
    queue.announce(1)
    push(1, 400)
    render(10)
    expect(queue.flush()).toEqual({
      stream: 1,
      rendered: 1280,
      queuedMs: 0,
      // What the device was given is heard to its end.
      outputLatencyMs: 0,
      underruns: 0,
      playing: false,
    })
    push(1, 400)
    expect(render(100)).toBe(0)
    expect(queue.flush()).toBeNull()
    queue.announce(2)
    push(2, 40)
    expect(render(1)).toBe(1)
  })

  test('of what had not begun, nothing was heard', () => {
    const { queue, push, render } = play()
    expect(queue.flush()).toBeNull()
    expect(queue.position()).toBeNull()
    queue.announce(1)
    push(1, 100)
    expect(queue.flush()).toMatchObject({ stream: 1, rendered: 0 })
    queue.announce(2)
    push(2, 100)
    render(blocks(200))
    queue.announce(3)
    push(3, 100)
    expect(queue.flush()).toMatchObject({ stream: 3, rendered: 0 })
  })

  test('frames of a stream nobody announced are not heard, and ten minutes are enough', () => {
    const { queue, push, render } = play()
    push(9, 100)
    expect(render(20)).toBe(0)
    queue.announce(1)
    for (let second = 0; second < 700; second += 1) push(1, 1000)
    render(1)
    expect(queue.position()?.queuedMs).toBeLessThan(602_000)
  })
})
