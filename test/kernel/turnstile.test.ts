import { expect, test } from 'vitest'
import { createTurnstile } from '#main/kernel/turnstile.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('one at a time for a key, in the order of asking, whatever becomes of the others', async () => {
  const turnstile = createTurnstile()
  const seen: string[] = []
  const open: (() => void)[] = []
  const enter = (key: string, name: string, fails = false) =>
    turnstile(key, async () => {
      seen.push(name)
      await new Promise<void>((resolve) => open.push(resolve))
      if (fails) throw new Error(name)
      return name
    })
  const first = enter('a', 'first', true)
  const second = enter('a', 'second')
  const other = enter('b', 'other')
  await turn()
  expect(seen).toEqual(['first', 'other'])
  open.shift()?.()
  await expect(first).rejects.toThrow('first')
  await turn()
  expect(seen).toEqual(['first', 'other', 'second'])
  open.forEach((resolve) => resolve())
  expect(await Promise.all([second, other])).toEqual(['second', 'other'])
  const later = enter('a', 'later')
  await turn()
  open.at(-1)?.()
  expect(await later).toBe('later')
})
