import { expect, test } from 'vitest'
import { ConfigurationSchema } from '#contract/settings.ts'
import { askOf } from '#main/domain/ask.ts'
import { urgencyOf } from '#main/domain/urgency.ts'
import { newProposal } from '#test/support/store.ts'
import { waitingItem } from '#test/support/queue-items.ts'

const { timing } = ConfigurationSchema.parse({ version: 1 })
const minute = 60_000
const judge = (change: Parameters<typeof waitingItem>[1]) => urgencyOf(waitingItem('x', change), timing)

test('due is whatever comes first: the answer, the expiry, or what its tier allows', () => {
  expect(judge({ risk: 3 })).toEqual({ band: 'due', cause: 'tier', at: 15 * minute })
  expect(judge({ risk: 1, waitingSince: 5 * minute })).toEqual({ band: 'due', cause: 'reply', at: 15 * minute })
  expect(judge({ risk: 0, expiresAt: 10 * minute })).toEqual({ band: 'due', cause: 'expiry', at: 10 * minute })
  expect(judge({ risk: 3, channel: 'email', waitingSince: 0 })).toMatchObject({ cause: 'tier' })
})

test('what may have happened, who is on the line and what was put off have places of their own', () => {
  expect(judge({ state: 'unknown', proposedAt: 7 })).toEqual({ band: 'checking', cause: 'unknown', at: 7 })
  expect(judge({ channel: 'phone', waitingSince: 3 })).toEqual({ band: 'hold', cause: 'hold', at: 3 })
  expect(judge({ channel: 'phone' })).toMatchObject({ band: 'due' })
  expect(judge({ snoozed: { until: 9, event: null } })).toEqual({ band: 'due', cause: 'later', at: 9 })
})

test('the same ask has the same fields, or the same words but for names and figures', () => {
  const of = (change: Parameters<typeof newProposal>[3]) => askOf({ ...newProposal('p', 1, 't', change), mode: 'live' })
  const call = (args: { readonly [key: string]: string | number | boolean }) =>
    of({ kind: 'tool', tool: 'look_up', risk: 1, arguments: args })
  expect(call({ id: 'a', deep: 1 })).toBe(call({ deep: 2, id: 'b' }))
  expect(call({ id: 'a' })).not.toBe(call({ id: 1 }))
  expect(call({ urgent: true })).not.toBe(call({ urgent: false }))
  const reply = (text: string) => of({ kind: 'reply', tool: 'send_reply', risk: 2, arguments: { text } })
  expect(reply('Hi Ana, order 10433 is on its way.')).toBe(reply('Hi Mateusz Zieliński,  order 9 is on its way.'))
  expect(reply('Hi Ana, order 1 is lost.')).not.toBe(reply('Hi Ana, order 1 is on its way.'))
  expect(of({ kind: 'tool', tool: 'refund', risk: 3, arguments: {} })).toBeNull()
})
