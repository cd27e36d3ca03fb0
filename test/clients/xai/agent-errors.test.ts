import { expect, test } from 'vitest'
import { refusal } from '#main/clients/http/errors.ts'
import { inWords, purchaseInWords } from '#main/clients/xai/agent-errors.ts'
import { AppError } from '#main/kernel/errors.ts'

const answered = (status: number, text = '{"code":"Internal error","error":"because"}') =>
  refusal({ status, headers: {}, text, retryAfterMs: null })

test.each([
  [400, 'remote_invalid', 'refused the voice agent as not valid. It says: because'],
  [401, 'unauthorised', 'does not know this key'],
  [403, 'forbidden', 'may not use voice agents'],
  [404, 'not_found', 'does not have the voice agent any more'],
  [405, 'remote_invalid', 'does not offer this'],
  [409, 'conflict', 'something that stands against it'],
  [413, 'too_large', 'nothing so large'],
  [422, 'remote_invalid', 'not valid'],
  [429, 'rate_limited', 'no more requests at the moment'],
  [500, 'remote_failed', 'failed (HTTP 500)'],
  [503, 'remote_failed', 'failed (HTTP 503)'],
])('%i is said in words', (status, code, words) => {
  const error = inWords(answered(status), 'the voice agent')
  expect(error).toMatchObject({ code, message: expect.stringContaining(words), data: { status } })
})

test('a wrong key that comes as 400, and credit that is used up', () => {
  expect(inWords(answered(400, '{"error":"Incorrect API key provided: xai***"}'), 'it').code).toBe('unauthorised')
  expect(inWords(answered(429, '{"error":"no credits left"}'), 'it').message).toContain('no credit left')
  const lost = new AppError('unreachable', 'Cannot reach it.')
  expect(inWords(lost, 'it')).toBe(lost)
})

test.each([404, 405, 501])('a purchase that is answered with %i is explained, and nothing was bought', (status) => {
  expect(purchaseInWords(answered(status))).toMatchObject({
    message: expect.stringContaining('not available for this account. Use the console'),
    data: { sent: false },
  })
})
