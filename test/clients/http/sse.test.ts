import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SseEvent } from '#main/clients/http/sse.ts'
import { createSseDecoder } from '#main/clients/http/sse.ts'

const encoder = new TextEncoder()

function decode(chunks: readonly Uint8Array[], limit?: number): SseEvent[] {
  const events: SseEvent[] = []
  const decoder = createSseDecoder((event) => events.push(event), limit)
  chunks.forEach((chunk) => decoder.push(chunk))
  decoder.end()
  return events
}

function cut(bytes: Uint8Array, points: readonly number[]): Uint8Array[] {
  const places = [...new Set([0, ...points.map((point) => point % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  )
  return places.slice(1).map((end, index) => bytes.slice(places[index], end))
}

const data = (...values: string[]): SseEvent[] => values.map((value) => ({ event: 'message', data: value }))

test.each([
  ['one event', 'data: a\n\n', data('a')],
  ['several lines are one value', 'data: a\ndata: b\n\n', data('a\nb')],
  ['no space after the colon', 'data:a\n\n', data('a')],
  ['only one space is eaten', 'data:  a\n\n', data(' a')],
  ['comments and unknown fields', ': hello\nid: 7\nretry: 3\ndata: a\n\n', data('a')],
  ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n', data('a', 'b')],
  ['lone CR', 'data: a\r\rdata: b\r\r', data('a', 'b')],
  ['named event', 'event: error\ndata: {}\n\n', [{ event: 'error', data: '{}' }]],
  ['the name belongs to one event', 'event: x\ndata: a\n\ndata: b\n\n', [{ event: 'x', data: 'a' }, ...data('b')]],
  ['an empty value', 'data\n\n', data('')],
  ['an event without data is none', 'event: ping\n\n', []],
  ['DONE', 'data: {"a":1}\n\ndata: [DONE]\n\n', data('{"a":1}', '[DONE]')],
  ['newline-delimited JSON', '{"a":1}\n{"a":2}\n', data('{"a":1}', '{"a":2}')],
  ['the last JSON line without its end', '{"a":1}\n{"a":2}', data('{"a":1}', '{"a":2}')],
  ['the last event without its empty line', 'data: a', data('a')],
  ['a byte order mark', '\ufeffdata: a\n\n', data('a')],
])('reads %s', (_what, text, events) => {
  expect(decode([encoder.encode(text)])).toEqual(events)
  expect(decode(Array.from(encoder.encode(text), (byte) => Uint8Array.of(byte)))).toEqual(events)
})

test('any portions give the same events, whatever the line ends and characters', () => {
  const value = fc.string({ unit: fc.constantFrom('a', '{', ' ', ':', 'é', '中', '👩‍🚀', 'data: '), maxLength: 12 })
  fc.assert(
    fc.property(
      fc.array(fc.array(value, { minLength: 1, maxLength: 3 }), { maxLength: 8 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.array(fc.nat(), { maxLength: 12 }),
      (events, lineEnd, points) => {
        const text = events
          .map((lines) => `${lines.map((line) => `data: ${line}${lineEnd}`).join('')}${lineEnd}`)
          .join(`: comment${lineEnd}`)
        expect(decode(cut(encoder.encode(text), points))).toEqual(data(...events.map((lines) => lines.join('\n'))))
      },
    ),
    { numRuns: 500 },
  )
})

test.each([
  ['a line that never ends', Array.from({ length: 40 }, () => encoder.encode('x'.repeat(100)))],
  ['an event that never ends', Array.from({ length: 40 }, () => encoder.encode(`data: ${'x'.repeat(90)}\n`))],
])('gives up on %s', (_what, chunks) => {
  expect(() => decode(chunks, 1000)).toThrow(expect.objectContaining({ code: 'too_large' }))
})
