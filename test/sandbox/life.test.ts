import { expect, test } from 'vitest'
import { createHelpdeskState, addPart, adminAuthor, toHtml, toText } from '#main/sandbox/helpdesk/world.ts'
import { inject, openDoors, tick } from '#main/sandbox/life.ts'

const now = 1_800_000_000
const origin = 'http://127.0.0.1:1'

function open() {
  const state = createHelpdeskState(now)
  const life = openDoors(state, now, origin)
  return { state, life, count: () => Object.keys(state.conversations).length }
}

test('six wait at the door, and the first minute brings eight more on three channels', () => {
  const { state, life, count } = open()
  const waiting = Object.values(state.conversations).filter(
    (conversation) => conversation.waitingSince !== null && conversation.state === 'open',
  )
  expect(waiting.length).toBeGreaterThanOrEqual(6)
  const before = count()
  for (let second = 1; second <= 60; second += 1) tick(state, life, 1000, now + second, origin)
  expect(count() - before).toBe(8)
  expect(new Set(Object.values(state.conversations).map((conversation) => conversation.channel))).toEqual(
    new Set(['conversation', 'email', 'whatsapp']),
  )
})

test('the same ticks give the same life', () => {
  const [one, other] = [open(), open()]
  for (let second = 1; second <= 300; second += 1)
    for (const world of [one, other]) tick(world.state, world.life, 1000, now + second, origin)
  expect(one.state).toEqual(other.state)
})

test('nobody answers: she asks again, twice, and then no more', () => {
  const { state, life } = open()
  const ana = Object.values(state.conversations)[0]
  for (let second = 1; second <= 1200; second += 1) tick(state, life, 1000, now + second, origin)
  expect(ana?.parts.filter((part) => part.author.type === 'user')).toHaveLength(2)
})

test('an answer is read, and answered after a while', () => {
  const { state, life } = open()
  const ana = Object.values(state.conversations)[0]!
  const author = adminAuthor('700100201')
  addPart(state, ana, { type: 'comment', author, body: 'I have refunded $184.00.', at: now + 1 })
  expect(ana.waitingSince).toBeNull()
  for (let second = 2; second <= 30; second += 1) tick(state, life, 1000, now + second, origin)
  expect(toText(ana.parts.at(-1)?.body ?? '')).toContain('Thank you so much')
  for (let second = 31; second <= 900; second += 1) tick(state, life, 1000, now + second, origin)
  expect(ana.parts.filter((part) => part.author.type === 'user')).toHaveLength(1)
})

test('a snoozed conversation wakes when its time has come', () => {
  const { state, life } = open()
  const asleep = Object.values(state.conversations).find((conversation) => conversation.state === 'snoozed')!
  expect(tick(state, life, 1, (asleep.snoozedUntil ?? 0) + 1, origin)).toBe(true)
  expect(asleep.state).toBe('open')
})

test('a test can speak as a customer, in a new conversation or an old one', () => {
  const { state } = open()
  const id = inject(state, { text: 'Hello <b>there</b>' }, now)
  inject(state, { conversation: id, text: 'Still me' }, now + 5)
  const made = state.conversations[id]
  expect(made?.body).toBe('<p>Hello &lt;b&gt;there&lt;/b&gt;</p>')
  expect(made?.parts).toHaveLength(1)
  expect(toText(toHtml('a & b\nc'))).toBe('a & b\nc')
})
