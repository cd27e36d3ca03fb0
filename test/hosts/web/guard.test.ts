import { describe, expect, test } from 'vitest'
import { judge, same, type Head } from '#main/hosts/web/guard.ts'

const door = { host: '127.0.0.1:4100', origin: 'http://127.0.0.1:4100' }
const token = 'A'.repeat(43)

type Headers = readonly (readonly [string, string])[]
const head = (method: string, path: string, headers: Headers): Head => ({ method, path, rawHeaders: headers.flat() })
const kind = (method: string, path: string, headers: Headers) => judge(head(method, path, headers), door).kind

const exchange: Headers = [
  ['Host', door.host],
  ['Origin', door.origin],
  ['Sec-Fetch-Site', 'same-origin'],
  ['Content-Type', 'application/json'],
  ['Content-Length', '20'],
]
const socket: Headers = [
  ['Host', door.host],
  ['Origin', door.origin],
  ['Upgrade', 'websocket'],
  ['Cookie', 'countersign-4100=x'],
]
const without = (headers: Headers, name: string) => headers.filter(([one]) => one !== name)
const changed = (headers: Headers, name: string, value: string): Headers =>
  headers.map(([one, before]) => [one, one === name ? value : before])
const repeated = (headers: Headers, name: string): Headers => [...headers, ...headers.filter(([one]) => one === name)]

describe('the exchange of a token', () => {
  test('is open to our own page', () => expect(kind('POST', '/session', exchange)).toBe('exchange'))

  for (const [name] of exchange) {
    test(`is refused without ${name}`, () => expect(kind('POST', '/session', without(exchange, name))).toBe('refused'))
    test(`is refused with ${name} said twice`, () =>
      expect(kind('POST', '/session', repeated(exchange, name))).toBe('refused'))
  }
  test.each([
    ['Host', 'localhost:4100'],
    ['Host', '127.0.0.1'],
    ['Host', '127.0.0.1:4101'],
    ['Host', 'evil.example:4100'],
    ['Host', '127.0.0.1:4100.'],
    ['Origin', 'null'],
    ['Origin', 'http://127.0.0.1:4101'],
    ['Origin', 'https://127.0.0.1:4100'],
    ['Origin', 'http://127.0.0.1:4100/'],
    ['Sec-Fetch-Site', 'same-site'],
    ['Sec-Fetch-Site', 'cross-site'],
    ['Sec-Fetch-Site', 'none'],
    ['Content-Type', 'text/plain'],
    ['Content-Type', 'application/x-www-form-urlencoded'],
    ['Content-Type', 'application/json; charset=utf-7'],
    ['Content-Length', '99999'],
    ['Content-Length', '-1'],
  ])('is refused with %s: %s', (name, value) =>
    expect(kind('POST', '/session', changed(exchange, name, value))).toBe('refused'),
  )
  test('is refused in chunks of unknown length', () =>
    expect(kind('POST', '/session', [...exchange, ['Transfer-Encoding', 'chunked']])).toBe('refused'))
  test('is refused anywhere else', () => expect(kind('POST', '/', exchange)).toBe('refused'))
})

describe('the socket', () => {
  test('opens for our own page with its cookie', () =>
    expect(judge(head('GET', '/rpc', socket), door)).toEqual({
      kind: 'socket',
      carries: 'wire',
      proof: { kind: 'cookie', header: 'countersign-4100=x' },
    }))
  test('opens for the command line with the token', () =>
    expect(
      judge(
        head('GET', '/rpc', [
          ['host', door.host],
          ['upgrade', 'websocket'],
          ['authorization', `Bearer ${token}`],
        ]),
        door,
      ),
    ).toEqual({ kind: 'socket', carries: 'wire', proof: { kind: 'bearer', token } }))

  test('carries sound beside it for our own page, and for nobody with a token', () => {
    expect(judge(head('GET', '/audio', socket), door)).toEqual({
      kind: 'socket',
      carries: 'sound',
      proof: { kind: 'cookie', header: 'countersign-4100=x' },
    })
    const bearer: Headers = [
      ['host', door.host],
      ['upgrade', 'websocket'],
      ['authorization', `Bearer ${token}`],
    ]
    expect(kind('GET', '/audio', bearer)).toBe('refused')
  })

  describe.each(['/rpc', '/audio'])('at %s', (path) => {
    for (const name of ['Host', 'Origin', 'Cookie'] as const)
      test(`stays shut without ${name}`, () => expect(kind('GET', path, without(socket, name))).toBe('refused'))
    for (const name of ['Host', 'Origin', 'Cookie', 'Upgrade'] as const)
      test(`stays shut with ${name} said twice`, () =>
        expect(kind('GET', path, repeated(socket, name))).toBe('refused'))
    test.each([
      ['Host', 'rebound.example:4100'],
      ['Origin', 'http://127.0.0.1:4101'],
      ['Origin', 'null'],
      ['Upgrade', 'h2c'],
    ])('stays shut with %s: %s', (name, value) =>
      expect(kind('GET', path, changed(socket, name, value))).toBe('refused'),
    )
    test('stays shut for another site', () =>
      expect(kind('GET', path, [...socket, ['Sec-Fetch-Site', 'same-site']])).toBe('refused'))
    test('stays shut for a browser that brings a token', () =>
      expect(kind('GET', path, [...socket, ['Authorization', `Bearer ${token}`]])).toBe('refused'))
  })
  test('is nowhere else', () => expect(kind('GET', '/', socket)).toBe('refused'))
})

describe('the files of the page', () => {
  const host: Headers = [['Host', door.host]]
  test('are public', () => expect(kind('GET', '/assets/index.js', host)).toBe('asset'))
  test('are reached by a link from anywhere', () =>
    expect(kind('GET', '/', [...host, ['Sec-Fetch-Site', 'cross-site'], ['Sec-Fetch-Mode', 'navigate']])).toBe('asset'))
  test.each(['same-site', 'cross-site'])('are not for pages of a %s', (site) =>
    expect(kind('GET', '/assets/index.js', [...host, ['Sec-Fetch-Site', site], ['Sec-Fetch-Mode', 'no-cors']])).toBe(
      'refused',
    ),
  )
  test('are not for another origin', () =>
    expect(kind('GET', '/', [...host, ['Origin', 'http://127.0.0.1:9']])).toBe('refused'))
  test.each(['http://127.0.0.1:4100/', '//evil.example/', '*', ''])('have a path, and %j is none', (path) =>
    expect(kind('GET', path, host)).toBe('refused'),
  )
  test.each(['PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'CONNECT'])('know no %s', (method) =>
    expect(kind(method, '/', host)).toBe('refused'),
  )
})

describe('an invitation', () => {
  const asked: Headers = [
    ['Host', door.host],
    ['Authorization', `Bearer ${token}`],
  ]
  test('is for who holds the token', () => expect(kind('POST', '/invitation', asked)).toBe('invite'))
  test.each(['Host', 'Authorization'])('needs %s', (name) =>
    expect(kind('POST', '/invitation', without(asked, name))).toBe('refused'),
  )
  test.each([
    ['Origin', door.origin],
    ['Cookie', 'a=b'],
    ['Sec-Fetch-Site', 'same-origin'],
  ])('is not for browsers: %s', (name, value) =>
    expect(kind('POST', '/invitation', [...asked, [name, value]])).toBe('refused'),
  )
})

test('compares whole texts', () => {
  expect(same('abc', 'abc')).toBe(true)
  expect(same('abc', 'abd')).toBe(false)
  expect(same('abc', 'abcd')).toBe(false)
  expect(same('', 'a')).toBe(false)
})
