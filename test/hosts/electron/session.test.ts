import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import type * as Electron from 'electron'
import type { Log } from '#main/kernel/ports.ts'
import { judgePermission, prepareSession } from '#main/hosts/electron/session.ts'
import { createElectronDouble } from '#test/support/electron-double.ts'

const log: Log = () => {}
const soundWindow = 7
type Permission = Parameters<NonNullable<Parameters<Electron.Session['setPermissionRequestHandler']>[0]>>[1]

/** Every permission Electron's own types name: a new one is in this list without anybody adding it. */
const types = readFileSync(createRequire(import.meta.url).resolve('electron/electron.d.ts'), 'utf8')
const permissionsOf = (handler: string): string[] => {
  const line = types.split('\n').find((text) => text.trimStart().startsWith(`${handler}(handler:`)) ?? ''
  const union = /permission: ((?:'[^']+'(?: \| )?)+)/.exec(line)?.[1] ?? ''
  return union.split(' | ').map((part) => part.replaceAll("'", ''))
}
const requested = permissionsOf('setPermissionRequestHandler') as Permission[]
const checked = permissionsOf('setPermissionCheckHandler') as Permission[]

function prepared(options: { armed?: boolean; development?: boolean } = {}) {
  const double = createElectronDouble()
  prepareSession(double.electron, {
    bundle: '/bundle',
    log,
    // Of all windows, only the one for sound.
    mayHear: (id) => (options.armed ?? false) && id === soundWindow,
    development: options.development ?? false,
  })
  const session = double.sessions[0]!
  const contentsOf = (id: number) => ({ id }) as Electron.WebContents
  return {
    double,
    session,
    ask: (permission: Permission, details: object, window = soundWindow): boolean => {
      let granted: boolean | undefined
      session.request(
        contentsOf(window),
        permission,
        (answer) => (granted = answer),
        details as Electron.PermissionRequest,
      )
      if (granted === undefined) throw new Error('no answer')
      return granted
    },
    check: (permission: Permission, origin: string, details: object, window: number | null = soundWindow): boolean =>
      session.check(
        window === null ? null : contentsOf(window),
        permission,
        origin,
        details as Electron.PermissionCheckHandlerHandlerDetails,
      ),
  }
}

describe('S8 permissions', () => {
  const ours = { isMainFrame: true, requestingUrl: 'app://desk/index.html' }

  test('S8 the list of permissions is plausible and the same for both handlers', () => {
    expect(requested.length).toBeGreaterThan(35)
    expect(requested).toEqual(
      expect.arrayContaining(['media', 'geolocation', 'usb', 'display-capture', 'loopback-network']),
    )
    expect(checked).toEqual(requested)
  })

  const copying: Permission = 'clipboard-sanitized-write'
  const refused = requested.filter((permission) => permission !== copying)

  test('S8 copying is granted to our own main frame, and to nobody else; reading the clipboard never is', () => {
    const it = prepared()
    expect(refused).toHaveLength(requested.length - 1)
    expect(it.ask(copying, ours)).toBe(true)
    for (const from of ['app://desk', 'app://desk/']) expect(it.check(copying, from, { isMainFrame: true })).toBe(true)
    expect(it.ask(copying, { ...ours, isMainFrame: false })).toBe(false)
    for (const requestingUrl of ['https://desk/', 'app://desk.example.org/', 'app://other/', 'null', ''])
      expect([requestingUrl, it.ask(copying, { isMainFrame: true, requestingUrl })]).toEqual([requestingUrl, false])
    for (const from of ['https://desk', 'app://desk.example.org', 'null', ''])
      expect([from, it.check(copying, from, { isMainFrame: true })]).toEqual([from, false])
    expect(it.check(copying, 'app://desk', { isMainFrame: false })).toBe(false)
    expect(it.ask('clipboard-read', ours)).toBe(false)
  })

  test.each(refused)('S8 %s is denied, on request and on check, without a voice session', (permission) => {
    const it = prepared()
    expect(it.ask(permission, { ...ours, mediaTypes: ['audio'] })).toBe(false)
    expect(it.check(permission, 'app://desk/', { isMainFrame: true, mediaType: 'audio' })).toBe(false)
  })

  test.each(refused.filter((permission) => permission !== 'media'))('S8 %s is denied with one, too', (permission) => {
    const it = prepared({ armed: true })
    expect(it.ask(permission, { ...ours, mediaTypes: ['audio'] })).toBe(false)
    expect(it.check(permission, 'app://desk', { isMainFrame: true, mediaType: 'audio' })).toBe(false)
  })

  test('S8 during a call the window for sound gets audio, in its main frame only, and no other window does', () => {
    const it = prepared({ armed: true })
    expect(it.ask('media', { ...ours, mediaTypes: ['audio'] })).toBe(true)
    expect(it.check('media', 'app://desk/', { isMainFrame: true, mediaType: 'audio' })).toBe(true)
    expect(it.ask('media', { ...ours, mediaTypes: ['audio'] }, soundWindow + 1)).toBe(false)
    expect(it.check('media', 'app://desk/', { isMainFrame: true, mediaType: 'audio' }, soundWindow + 1)).toBe(false)
    expect(it.check('media', 'app://desk/', { isMainFrame: true, mediaType: 'audio' }, null)).toBe(false)
    expect(it.ask('media', { ...ours, mediaTypes: ['audio', 'video'] })).toBe(false)
    expect(it.ask('media', { ...ours, mediaTypes: ['video'] })).toBe(false)
    expect(it.ask('media', ours)).toBe(false)
    expect(it.ask('media', { ...ours, isMainFrame: false, mediaTypes: ['audio'] })).toBe(false)
    expect(it.ask('media', { ...ours, requestingUrl: 'https://desk/', mediaTypes: ['audio'] })).toBe(false)
    expect(it.check('media', 'app://desk.example.org', { isMainFrame: true, mediaType: 'audio' })).toBe(false)
    expect(it.check('media', 'app://desk', { isMainFrame: true, mediaType: 'unknown' })).toBe(false)
  })

  test('S8 the judge is pure and needs all of its conditions', () => {
    const good = { permission: 'media', origin: 'app://desk', isMainFrame: true, media: ['audio'] }
    expect(judgePermission(good, true)).toBe(true)
    for (const worse of [{ permission: 'midi' }, { origin: 'null' }, { isMainFrame: false }, { media: [] }])
      expect(judgePermission({ ...good, ...worse }, true)).toBe(false)
    expect(judgePermission(good, false)).toBe(false)
  })

  test('S8 devices, screens and pickers are refused', () => {
    const { session } = prepared()
    expect((session.set['device'] as () => boolean)()).toBe(false)
    let streams: unknown = 'unset'
    ;(session.set['display'] as (request: object, answer: (value: unknown) => void) => void)(
      {},
      (value) => (streams = value),
    )
    expect(streams).toBeNull()
    let pairing: unknown
    ;(session.set['bluetooth'] as (details: object, answer: (value: unknown) => void) => void)(
      {},
      (value) => (pairing = value),
    )
    expect(pairing).toEqual({ confirmed: false })
    for (const [name, before] of [
      ['select-hid-device', 1],
      ['select-usb-device', 1],
      ['select-serial-port', 2],
    ] as const) {
      let prevented = false
      let chosen: unknown = 'unset'
      const answer = (device: unknown) => (chosen = device)
      session.session.emit(name, { preventDefault: () => (prevented = true) }, ...Array(before).fill([]), answer)
      expect([name, prevented, chosen ?? '']).toEqual([name, true, ''])
    }
  })
})

describe('S15 the session keeps nothing and fetches nothing', () => {
  test('S15 it lives in memory, without a cache', () => {
    const [call] = prepared().double.named('fromPartition')
    expect(call).toEqual(['fromPartition', 'desk', { cache: false }])
    expect(String(call?.[1])).not.toMatch(/^persist:/)
  })

  test('S15 no spelling dictionary, and no download but of a document the page made itself', () => {
    const { session } = prepared()
    expect(session.set['spellcheck']).toBe(false)
    const isRefused = (url: string): boolean => {
      let prevented = false
      session.session.emit('will-download', { preventDefault: () => (prevented = true) }, { getURL: () => url })
      return prevented
    }
    const others = [
      'https://x.ai/a.zip',
      'blob:https://x.ai/1',
      'blob:app://evil/1',
      'data:text/html,x',
      'app://desk/a',
    ]
    for (const url of others) expect([url, isRefused(url)]).toEqual([url, true])
    expect(isRefused('blob:app://desk/1')).toBe(false)
  })

  test('S3 requests to anything but ourselves are cancelled', () => {
    const { session } = prepared()
    const refused = [
      'file:///etc/hosts',
      'https://x.ai/',
      'http://127.0.0.1:1/',
      'ws://desk/',
      'app://evil/',
      'app://deskx/a',
    ]
    for (const url of [...refused, 'devtools://x', 'data:text/html,x', 'blob:app://evil/1'])
      expect([url, session.isCancelled(url)]).toEqual([url, true])
    expect(session.isCancelled('app://desk/index.html')).toBe(false)
    expect(prepared({ development: true }).session.isCancelled('devtools://devtools/bundled/x.js')).toBe(false)
  })
})
