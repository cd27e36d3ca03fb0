import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AppError } from '#main/kernel/errors.ts'
import { createLog, scrub, withoutSecrets } from '#main/kernel/log.ts'
import { Secret } from '#main/kernel/secret.ts'

function written(fields: Record<string, unknown>): { readonly line: string; readonly parsed: Record<string, unknown> } {
  const lines: string[] = []
  createLog((line) => void lines.push(line), { now: () => 0 })('info', 'test.event', fields)
  expect(lines).toHaveLength(1)
  return { line: lines[0]!, parsed: JSON.parse(lines[0]!) as Record<string, unknown> }
}

test('a line is one JSON object with time, level, event and fields', () => {
  const { line, parsed } = written({ proposal: 'p1', count: 2, text: 'two\nlines' })
  expect(line.indexOf('\n')).toBe(line.length - 1)
  expect(parsed).toEqual({
    at: '1970-01-01T00:00:00.000Z',
    level: 'info',
    event: 'test.event',
    proposal: 'p1',
    count: 2,
    text: 'two\nlines',
  })
})

test('levels below the least are not written', () => {
  const lines: string[] = []
  const log = createLog((line) => void lines.push(line), { now: () => 0 }, 'warn')
  log('info', 'quiet')
  log('warn', 'loud')
  expect(lines).toHaveLength(1)
})

test.each([
  ['an xAI key', 'failed with xai-CANARYcanary0123456789abcdef'],
  ['a bearer token', 'header was Bearer CANARY.canary-0123456789'],
  ['a bearer token in a header object', JSON.stringify({ authorization: 'bearer CANARYcanary0123' })],
  ['an Intercom token', 'dG9rOkNBTkFSWWNhbmFyeTAxMjM0NTY3ODk=CANARY'],
  ['a signed token', 'eyJhbGciOiJIUzI1NiJ9.eyJDQU5BUlkiOjF9.CANARY'],
  ['credentials in an address', 'https://user:CANARY@example.org/x'],
  ['a token in a query', 'https://example.org/?a=1&token=CANARY'],
])('%s is replaced wherever it stands', (_, text) => {
  expect(scrub(text)).not.toContain('CANARY')
  expect(scrub(text)).toContain('[secret]')
  const { line } = written({ nested: [{ text }], error: new Error(text, { cause: new Error(text) }) })
  expect(line).not.toContain('CANARY')
})

test('fields named like secrets are hidden whatever their shape; counts of tokens are not secrets', () => {
  const { parsed, line } = written({
    password: 'CANARY',
    headers: { Authorization: 'CANARY' },
    apiKey: 'CANARY',
    completionToken: 12,
  })
  expect(line).not.toContain('CANARY')
  expect(parsed['completionToken']).toBe(12)
})

test('a Secret prints as a placeholder at any depth', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 12 }), fc.jsonValue(), (text, other) => {
      const value = `CANARY${text}`
      expect(written({ a: { b: [new Secret(value), other] } }).line).not.toContain('CANARY')
    }),
    { numRuns: 50 },
  )
})

test('errors keep name, code and cause; cycles, depth and length are bounded', () => {
  const cycle: Record<string, unknown> = {
    long: 'x'.repeat(100_000),
    many: Array.from({ length: 10_000 }, (_, i) => i),
  }
  cycle['self'] = cycle
  const { line, parsed } = written({ cycle, error: new AppError('changed', 'Look.', { cause: new Error('why') }) })
  expect(line.length).toBeLessThan(40_000)
  expect(parsed['error']).toMatchObject({
    name: 'AppError',
    code: 'changed',
    message: 'Look.',
    cause: { message: 'why' },
  })
})

test('a sink that fails stops nobody', () => {
  const log = createLog(
    () => {
      throw new Error('disk full')
    },
    { now: () => 0 },
  )
  expect(() => log('error', 'event')).not.toThrow()
})

test('what went over the wire is shown whole, but for keys: in values, in names, and in JSON that stands in a string', () => {
  const shown = withoutSecrets({
    headers: { Authorization: 'CANARY', 'x-api-key': ['CANARY'], accept: 'application/json' },
    messages: [{ text: 'My key is xai-CANARYcanary0123456789', n: 1 }],
    call: { arguments: '{"order_id":"10415","api_key":"CANARY","deep":[{"password":"CANARY"}]}' },
    usage: { completionTokens: 12, token: null },
    long: 'x'.repeat(5000),
  })
  expect(JSON.stringify(shown)).not.toContain('CANARY')
  expect(shown).toMatchObject({
    headers: { accept: 'application/json' },
    messages: [{ text: 'My key is [secret]', n: 1 }],
    call: { arguments: expect.stringContaining('"order_id":"10415"') as string },
    usage: { completionTokens: 12, token: null },
    long: 'x'.repeat(5000),
  })
})

test('JSON in a string stays as it was written where there is nothing to hide, and what only looks like JSON too', () => {
  for (const text of ['{ "order_id" : "10415" }', '{"a":', '[1, 2]', '[no json]'])
    expect(withoutSecrets({ text })).toEqual({ text })
})
