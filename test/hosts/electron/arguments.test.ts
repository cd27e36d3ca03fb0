import { describe, expect, test } from 'vitest'
import { forbiddenSwitches, fragmentOf, parseArguments, parseLink } from '#main/hosts/electron/arguments.ts'

describe('S14 arguments and links', () => {
  test('S14 known arguments are read, everything else is ignored', () => {
    const argv = ['electron', '.', '--profile', '/tmp/p', '--sandbox', '--exec=rm', 'https://x', 'file:///etc/passwd']
    expect(parseArguments(argv)).toEqual({ profile: '/tmp/p', sandbox: true, serve: false, link: null })
    expect(parseArguments(['electron', '--profile=/tmp/q'])).toEqual({
      profile: '/tmp/q',
      sandbox: false,
      serve: false,
      link: null,
    })
    expect(parseArguments(['x', '--serve']).serve).toBe(true)
    expect(parseArguments([])).toEqual({ profile: null, sandbox: false, serve: false, link: null })
  })

  test.each([['--profile'], ['--profile', '--sandbox'], ['--profile='], ['--profile=a\0b']])(
    'S14 a profile like %j is none',
    (...argv) => {
      expect(parseArguments(argv).profile).toBeNull()
    },
  )

  test('S14 links name a conversation, a proposal or a search of the transcripts', () => {
    expect(parseLink('countersign://conversation/42')).toEqual({ to: 'conversation', id: 42 })
    expect(parseLink('countersign://proposal/p_a-1/')).toEqual({ to: 'proposal', id: 'p_a-1' })
    expect(parseArguments(['x', 'countersign://proposal/p1']).link).toEqual({ to: 'proposal', id: 'p1' })
    expect(fragmentOf({ to: 'proposal', id: 'p1' })).toBe('#proposal/p1')
    const search = parseLink('countersign://transcripts?q=side+zip&conversation=7')
    expect(search).toEqual({ to: 'transcripts', id: 'q=side+zip&conversation=7' })
    expect(search === null ? '' : fragmentOf(search)).toBe('#/transcripts?q=side+zip&conversation=7')
    expect(fragmentOf({ to: 'transcripts', id: '' })).toBe('#/transcripts')
  })

  test.each([
    'countersign://proposal/',
    'countersign://proposal/p1?approve=1',
    'countersign://proposal/p1#x',
    'countersign://transcripts?q=<b>',
    'countersign://transcripts?q=a#x',
    'countersign://transcripts/7',
    'countersign://proposal/../settings',
    'countersign://proposal/%2e%2e',
    'countersign://conversation/0',
    'countersign://conversation/-1',
    'countersign://conversation/1e3',
    'countersign://conversation/99999999999999999999',
    'countersign:approve/p1',
    'COUNTERSIGN://proposal/p1',
    'countersign://proposal/p1\n',
    `countersign://proposal/${'a'.repeat(65)}`,
    'https://proposal/p1',
    null,
    7,
  ])('S14 %j is no link', (text) => {
    expect(parseLink(text)).toBeNull()
  })

  test.each([
    '--inspect',
    '--inspect-brk=0',
    '--remote-debugging-port=9222',
    '--remote-debugging-pipe',
    '--remote-allow-origins=*',
    '--js-flags=--allow-natives-syntax',
    '--load-extension=/x',
    '--no-sandbox',
    '--disable-web-security',
    '--host-rules=MAP * evil',
    '--host-resolver-rules=MAP * evil',
    '--proxy-server=evil:1',
    '--ignore-certificate-errors',
    '--password-store=basic',
    '--renderer-cmd-prefix=x',
    '-INSPECT',
  ])('S14 %s is refused in a packaged program', (argument) => {
    expect(forbiddenSwitches(['countersign', argument])).toEqual([argument])
  })

  test('S14 our own arguments are not', () => {
    expect(forbiddenSwitches(['countersign', '--profile', '/tmp/p', '--sandbox', 'countersign://proposal/p1'])).toEqual(
      [],
    )
  })
})
