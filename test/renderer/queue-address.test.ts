import { describe, expect, it } from 'vitest'
import { parseAddress, transcriptsAddress } from '#renderer/state/address.ts'
import { fit, readWidth } from '#renderer/state/widths.ts'

describe('the end of the address', () => {
  it('names a token, a conversation or a decision', () => {
    expect(parseAddress('')).toEqual({ kind: 'none' })
    expect(parseAddress('#')).toEqual({ kind: 'none' })
    expect(parseAddress('#main')).toEqual({ kind: 'none' })
    expect(parseAddress('#token=aB-_9')).toEqual({ kind: 'token', token: 'aB-_9' })
    expect(parseAddress('#conversation/42')).toEqual({ kind: 'conversation', id: 42 })
    expect(parseAddress('#conversation/999999999999999')).toEqual({ kind: 'conversation', id: 999_999_999_999_999 })
    expect(parseAddress('#proposal/p_a-1')).toEqual({ kind: 'proposal', id: 'p_a-1' })
  })

  it('leads to a search of the transcripts and to what of it is in sight', () => {
    const nothing = { kind: 'transcripts', text: '', order: null, conversationId: null, entryId: null }
    expect(parseAddress('#/transcripts')).toEqual(nothing)
    const place = {
      text: 'decision:edited "side zip" 100 % größer & mehr',
      order: 'risk',
      conversationId: 42,
      entryId: 'm7',
    } as const
    expect(parseAddress(transcriptsAddress(place))).toEqual({ kind: 'transcripts', ...place })
    expect(transcriptsAddress({ ...place, text: '', order: 'newest', conversationId: null })).toBe('#/transcripts')
  })

  it.each([
    '#/transcripts?q=a&q=b',
    '#/transcripts?order=worst',
    '#/transcripts?conversation=0',
    '#/transcripts?conversation=1e3',
    '#/transcripts?entry=m',
    '#/transcripts?approve=1',
    '#/transcripts?q=<script>',
    `#/transcripts?q=${'a'.repeat(2001)}`,
    '#/transcripts/42',
    '#token=',
    '#token=a b',
    '#token=a&token=b',
    `#token=${'a'.repeat(129)}`,
    '#conversation/',
    '#conversation/0',
    '#conversation/-1',
    '#conversation/1e3',
    '#conversation/1.5',
    '#conversation/01',
    '#conversation/9999999999999999',
    '#conversation/1/',
    '#conversation/1\n',
    '#conversation/1?approve=1',
    '#proposal/',
    '#proposal/../settings',
    '#proposal/%2e%2e',
    '#proposal/p1/approve',
    '#proposal/p1#conversation/1',
    `#proposal/${'a'.repeat(65)}`,
    '#Proposal/p1',
    '#decide/p1',
    '#javascript:alert(1)',
    'proposal/p1',
    '#__proto__',
  ])('%j is not understood', (fragment) => {
    expect(parseAddress(fragment)).toEqual({ kind: 'unknown' })
  })
})

describe('widths of panes', () => {
  it('stay inside their ranges', () => {
    expect([100, 280, 339.6, 420, 9000].map((width) => fit('queue', width))).toEqual([280, 280, 340, 420, 420])
    expect([100, 9000].map((width) => fit('evidence', width))).toEqual([320, 480])
  })

  it.each([null, '', '400px', '-400', '1e2', '4000', '40', 'NaN', ' 400'])('kept as %j they are as usual', (text) => {
    expect(readWidth('queue', text)).toBe(340)
    expect(readWidth('evidence', text)).toBe(380)
  })

  it('kept as a number they are what it says, within reason', () => {
    expect(readWidth('queue', '400')).toBe(400)
    expect(readWidth('queue', '999')).toBe(420)
    expect(readWidth('evidence', '100')).toBe(320)
  })
})
