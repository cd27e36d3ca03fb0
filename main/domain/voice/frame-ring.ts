import { frameMs } from '#contract/audio-frame.ts'
import { AppError } from '#main/kernel/errors.ts'

/** 20 ms of sound from a microphone: its place in the order of capture and its moment. */
export type Frame = { readonly sequence: number; readonly capturedAt: number; readonly samples: Int16Array }

const preRollMs = 300

/**
 * The newest frames, in memory only and overwritten all the time. Overwriting is its purpose and is not counted; a frame
 * that never came is: the numbers on both sides of the gap say how many.
 */
export type FrameRing = {
  readonly push: (frame: Frame) => void
  /** What is held, oldest first; the ring is empty afterwards. */
  readonly take: () => readonly Frame[]
  readonly clear: () => void
  readonly held: () => number
  /** Frames missing from the order of capture since the ring was made. */
  readonly dropped: () => number
}

export function createFrameRing(capacity: number = preRollMs / frameMs): FrameRing {
  if (!Number.isInteger(capacity) || capacity < 1)
    throw new AppError('invalid_input', 'A frame ring holds at least one frame.')
  const slots: (Frame | undefined)[] = Array.from({ length: capacity })
  let next = 0
  let held = 0
  let dropped = 0
  let last: number | null = null

  const clear = (): void => {
    slots.fill(undefined)
    held = 0
  }

  return {
    push: (frame) => {
      // A smaller number is a device that began again: no gap, a new order.
      if (last !== null && frame.sequence > last) dropped += frame.sequence - last - 1
      last = frame.sequence
      slots[next] = frame
      next = (next + 1) % capacity
      held = Math.min(capacity, held + 1)
    },
    take: () => {
      const frames: Frame[] = []
      for (let back = held; back > 0; back -= 1) {
        const frame = slots[(next - back + capacity) % capacity]
        if (frame !== undefined) frames.push(frame)
      }
      clear()
      return frames
    },
    clear,
    held: () => held,
    dropped: () => dropped,
  }
}
