import { monitorEventLoopDelay } from 'node:perf_hooks'
import { expect, test } from 'vitest'
import { everyMask } from '#contract/exchange.ts'
import { createMasker } from '#main/domain/exchange/masking.ts'
import { hands, startDesk } from '#test/support/desk-in-process.ts'

/** Far above what it takes, far below what trying every letter against every other one does. */
const longestPauseMs = 4000
const word = 'sorry'.repeat(9_000)

test('a customer and an agent who write words without an end keep nobody waiting', async () => {
  const rig = await startDesk()
  const my = hands(rig)
  try {
    my.script('Where is', { text: `I am sorry. ${word}` })
    const delay = monitorEventLoopDelay({ resolution: 10 })
    delay.enable()
    const id = await my.customerWrites(`Where is ${word}?`)
    await my.approve(await my.proposal(id, 'send_reply', 'pending'))
    await my.proposal(id, 'send_reply', 'succeeded')
    delay.disable()
    expect(delay.max / 1e6).toBeLessThan(longestPauseMs)
  } finally {
    await rig.stop()
  }
})

test('nor does masking them', () => {
  const began = performance.now()
  expect(createMasker(everyMask).text(`${word} ida@mail.example`)).toBe(`${word} [email 1]`)
  expect(performance.now() - began).toBeLessThan(longestPauseMs)
})
