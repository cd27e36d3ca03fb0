import { expect, test } from 'vitest'
import { openRecording } from '#renderer/app/Recording/opening.ts'
import type { Sound } from '#renderer/app/Recording/sound.ts'

/** A recording that takes a while to open, and a person who does not wait for it. */
function openSlowly() {
  const reading = Promise.withResolvers<Sound>()
  const state = { wanted: true, closed: 0 }
  const context = { close: async () => void (state.closed += 1) } as unknown as AudioContext
  const told = { ended: () => {}, failed: () => {} }
  const opened = openRecording('call', told, () => state.wanted, {
    createContext: () => context,
    open: () => reading.promise,
  })
  return { state, reading, opened, context }
}
const sound: Sound = { rate: 24_000, frames: 1, read: () => Promise.reject(new Error('Not read.')) }

test('is there to be played', async () => {
  const { state, reading, opened, context } = openSlowly()
  reading.resolve(sound)
  expect((await opened)?.context).toBe(context)
  expect(state.closed).toBe(0)
})

test('is not played, and is closed, where another call was chosen meanwhile', async () => {
  const { state, reading, opened } = openSlowly()
  state.wanted = false
  reading.resolve(sound)
  expect(await opened).toBeNull()
  expect(state.closed).toBe(1)
})

test('leaves nothing open where it cannot be read', async () => {
  const { state, reading, opened } = openSlowly()
  reading.reject(new Error('It is gone.'))
  await expect(opened).rejects.toThrow('It is gone.')
  expect(state.closed).toBe(1)
})
