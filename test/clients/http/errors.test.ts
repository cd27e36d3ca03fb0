import { expect, test } from 'vitest'
import { isErrorBody, refusal } from '#main/clients/http/errors.ts'
import { AppError } from '#main/kernel/errors.ts'

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): AppError =>
  refusal({ status, headers, text: typeof body === 'string' ? body : JSON.stringify(body), retryAfterMs: null })

const flat = {
  code: 'Client specified an invalid argument',
  error: 'Each message must have at least one content element.',
}
const openAi = {
  error: { message: 'Model x not found', type: 'invalid_request_error', param: 'model', code: 'model_not_found' },
}
const intercom = (code: string, message: string): unknown => ({
  type: 'error.list',
  request_id: 'r-1',
  errors: [{ code, message, field: 'assignee_id' }],
})

test.each([
  ['flat pair', 400, flat, 'remote_invalid', flat.error, flat.code, null],
  ['OpenAI form', 404, openAi, 'not_found', 'Model x not found', 'model_not_found', 'model'],
  ['OpenAI form, bare', 422, { error: { message: 'no', code: 17 } }, 'remote_invalid', 'no', '17', null],
  ['message only', 400, { error: 'speed is wrong' }, 'remote_invalid', 'speed is wrong', null, null],
  ['plain text', 422, 'Failed to deserialize', 'remote_invalid', 'Failed to deserialize', null, null],
  ['empty', 503, '', 'remote_failed', 'HTTP 503', null, null],
  ['detail', 400, { detail: 'why' }, 'remote_invalid', 'why', null, null],
  [
    'Intercom list',
    404,
    intercom('tag_not_found', 'Tag not found'),
    'not_found',
    'Tag not found',
    'tag_not_found',
    'assignee_id',
  ],
  [
    'Intercom token',
    401,
    intercom('unauthorized', 'Access Token Invalid'),
    'unauthorised',
    'Access Token Invalid',
    'unauthorized',
    'assignee_id',
  ],
  ['strings in a list', 401, { errors: ['Invalid Access Token'] }, 'unauthorised', 'Invalid Access Token', null, null],
])('understands an envelope: %s', (_name, status, body, code, message, theirs, param) => {
  const error = answer(status, body)
  expect(error).toMatchObject({ code, message, data: { status, code: theirs, param, sent: status >= 500 } })
})

test.each([
  [400, 'Incorrect API key provided: xa***Qq. Get one from the console.', 'unauthorised', false],
  [401, 'no', 'unauthorised', false],
  [403, 'no', 'forbidden', false],
  [403, 'Your team has no credits left', 'quota_exhausted', false],
  [404, 'no', 'not_found', false],
  [405, 'no', 'remote_invalid', false],
  [408, 'no', 'timed_out', true],
  [409, 'no', 'conflict', false],
  [413, 'no', 'too_large', false],
  [415, 'no', 'remote_invalid', false],
  [429, 'slow down', 'rate_limited', false],
  [429, 'Monthly spending limit reached', 'quota_exhausted', false],
  [499, 'no', 'remote_invalid', true],
  [500, 'no', 'remote_failed', true],
  [504, 'no', 'remote_failed', true],
  [302, 'no', 'protocol', true],
])('status %i, "%s" is %s; maybe done: %s', (status, error, code, sent) => {
  expect(answer(status, { error })).toMatchObject({ code, data: { sent, status } })
})

test('an error under status 200 gets its meaning from its phrase, and proves nothing about a write', () => {
  const unavailable = { code: 'The service is currently unavailable', error: 'Try later' }
  expect(answer(200, unavailable)).toMatchObject({ code: 'remote_failed', data: { sent: true, status: 200 } })
  const denied = { code: 'The caller does not have permission to execute the specified operation', error: 'no' }
  expect(answer(200, denied)).toMatchObject({ code: 'forbidden', data: { sent: true } })
})

test.each([
  [{ error: 'x' }, true],
  [{ error: { message: 'x' } }, true],
  [{ type: 'error.list', errors: [] }, true],
  [{ error: 'x', message: 'y' }, true],
  [{ error: null, id: '1' }, false],
  [{ error: 'x', id: '1' }, false],
  [{ error: { message: 'x' }, choices: [] }, false],
  [{ message: { content: 'x' } }, false],
  [[], false],
  [null, false],
])('%j is an error body: %s', (body, expected) => {
  expect(isErrorBody(body)).toBe(expected)
})

test('request ids come from the body or a header, messages are bounded', () => {
  expect(answer(500, 'x', { 'x-trace-id': 't' }).data?.['requestId']).toBe('t')
  expect(answer(500, intercom('server_error', 'x'), { 'x-request-id': 'h' }).data?.['requestId']).toBe('r-1')
  expect(answer(500, 'x'.repeat(100_000)).message).toHaveLength(500)
})
