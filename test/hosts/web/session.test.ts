import { expect, test } from 'vitest'
import { createOperator, newToken } from '#main/hosts/web/session.ts'

const token = newToken()
const start = (now: () => number = () => 0) => {
  const operator = createOperator({ token, port: 4100, now })
  const ended: string[] = []
  operator.onEnd((session) => ended.push(session))
  return { operator, ended }
}
const cookieOf = (header: string | null) => header?.split(';')[0] ?? ''

test('a token has 256 bits', () => {
  expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  expect(newToken()).not.toBe(token)
})

test('the token gives a cookie that scripts and other sites never get', () => {
  const { operator } = start()
  const header = operator.exchange(token)
  expect(header).toMatch(/^countersign-4100=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
  expect(header).not.toContain(token)
  expect(operator.recognise(`other=1; ${cookieOf(header)}`)).not.toBeNull()
})

test('anything else gives none', () => {
  const { operator } = start()
  expect(operator.exchange('')).toBeNull()
  expect(operator.exchange(newToken())).toBeNull()
  expect(operator.recognise('countersign-4100=')).toBeNull()
  expect(operator.recognise(`countersign-4100=${token}`)).toBeNull()
})

test('a cookie said twice is no cookie', () => {
  const { operator } = start()
  const cookie = cookieOf(operator.exchange(token))
  expect(operator.recognise(`${cookie}; ${cookie}`)).toBeNull()
})

test('a new session ends the one before', () => {
  const { operator, ended } = start()
  const first = cookieOf(operator.exchange(token))
  const id = operator.recognise(first)
  operator.exchange(token)
  expect(ended).toEqual([id])
  expect(operator.recognise(first)).toBeNull()
})

test('an invitation opens one session', () => {
  const { operator } = start()
  expect(cookieOf(operator.exchange(operator.invite()))).not.toBe('')
})

test('an invitation shown again ends the session it opened: one of the two is a thief', () => {
  const { operator, ended } = start()
  const invitation = operator.invite()
  const cookie = cookieOf(operator.exchange(invitation))
  expect(operator.exchange(invitation)).toBeNull()
  expect(ended).toHaveLength(1)
  expect(operator.recognise(cookie)).toBeNull()
})

test('an invitation is stale after a minute', () => {
  let now = 0
  const { operator } = start(() => now)
  const invitation = operator.invite()
  now = 60_001
  expect(operator.exchange(invitation)).toBeNull()
})
