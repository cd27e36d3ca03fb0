import { beforeEach, describe, expect, test } from 'vitest'
import type * as Electron from 'electron'
import type { Log } from '#main/kernel/ports.ts'
import { judgeSender, openHandshake } from '#main/hosts/electron/handshake.ts'
import type { AnswerFrame, Wire } from '#rpc/wire.ts'
import {
  createContentsDouble,
  createElectronDouble,
  createFrameDouble,
  type FrameDouble,
} from '#test/support/electron-double.ts'

const channel = 'desk:handshake'
const nonce = () => crypto.randomUUID()

describe('S9 who may ask', () => {
  const { contents, mainFrame } = createContentsDouble()
  const verdict = (frame: FrameDouble | null, asked: unknown = nonce(), known = contents.id) =>
    judgeSender({ senderFrame: frame?.frame ?? null, sender: contents }, asked, (id) => id === known)

  test('S9 the main frame of a known window on our origin may', () => {
    expect(verdict(mainFrame)).toBe('ok')
  })

  test('S9 no frame, a detached one, a subframe and a stranger main frame may not', () => {
    expect(verdict(null)).toBe('no frame')
    expect(verdict(createFrameDouble({ detached: true }))).toBe('no frame')
    expect(verdict(createFrameDouble({ parent: mainFrame.frame, token: 'child' }))).toBe('subframe')
    expect(verdict(createFrameDouble({ token: 'other' }))).toBe('subframe')
  })

  test.each([
    ['null', 'about:blank'],
    ['null', 'app://desk/index.html'],
    ['app://desk', 'about:blank'],
    ['https://example.org', 'https://example.org/'],
    ['app://desk.evil', 'app://desk.evil/'],
    ['file://', 'file:///etc/hosts'],
  ])('S9 origin %s at %s may not', (origin, url) => {
    expect(verdict(createFrameDouble({ origin, url }))).toBe('origin')
  })

  test('S9 an unknown window may not', () => {
    expect(verdict(mainFrame, nonce(), contents.id + 1)).toBe('unknown window')
  })

  test.each([undefined, null, '', 'x', 7, {}, 'ffffffff'])('S9 %j is no nonce', (asked) => {
    expect(verdict(mainFrame, asked === undefined ? {} : asked)).toBe('nonce')
  })
})

describe('S9 one port per load', () => {
  let double: ReturnType<typeof createElectronDouble>
  let served: { wire: Wire<AnswerFrame>; id: number; stopped: boolean }[]
  let refusals: unknown[]
  let window: ReturnType<typeof createContentsDouble>
  let handshake: ReturnType<typeof openHandshake>

  beforeEach(() => {
    double = createElectronDouble()
    served = []
    refusals = []
    window = createContentsDouble()
    const log: Log = (_level, event, fields) => void refusals.push([event, fields?.['verdict']])
    handshake = openHandshake(double.electron, {
      log,
      serve: (wire, id) => {
        const entry = { wire, id, stopped: false }
        served.push(entry)
        return () => void (entry.stopped = true)
      },
    })
    handshake.admit(window.contents)
  })
  const ask = (asked: unknown) =>
    double.ipcMain.emit(
      channel,
      {
        senderFrame: window.mainFrame.frame,
        sender: window.contents,
      },
      asked,
    )
  const reload = () => window.contents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false })

  test('S9 the answer carries the nonce and one port that reaches the core', () => {
    const asked = nonce()
    ask(asked)
    expect(window.mainFrame.posted).toMatchObject([{ channel, message: { nonce: asked } }])
    const [port] = window.mainFrame.posted[0]!.ports as [Electron.MessagePortMain]
    expect(served).toMatchObject([{ id: window.contents.id, stopped: false }])
    const frames: unknown[] = []
    served[0]!.wire.onFrame((frame) => frames.push(frame))
    port.postMessage({ type: 'call', id: 1, path: 'app.get', input: {} })
    expect(frames).toEqual([{ type: 'call', id: 1, path: 'app.get', input: {} }])
  })

  test('S9 the second question of a load gets nothing, whatever its nonce', () => {
    ask(nonce())
    ask(nonce())
    expect(served).toHaveLength(1)
    expect(window.mainFrame.posted).toHaveLength(1)
    expect(refusals).toEqual([['handshake.refused', 'second']])
  })

  test('S9 a new load ends the old port and gets its own, but no nonce twice', () => {
    const first = nonce()
    ask(first)
    window.contents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true })
    window.contents.emit('did-start-navigation', { isMainFrame: false, isSameDocument: false })
    expect(served[0]!.stopped).toBe(false)
    reload()
    expect(served[0]!.stopped).toBe(true)
    ask(first)
    expect(served).toHaveLength(1)
    ask(nonce())
    expect(served).toHaveLength(2)
  })

  test('S9 a window that is gone, a crashed page and the end of the host end their ports', () => {
    ask(nonce())
    window.contents.emit('render-process-gone')
    expect(served[0]!.stopped).toBe(true)
    reload()
    ask(nonce())
    window.contents.emit('destroyed')
    expect(served[1]!.stopped).toBe(true)
    ask(nonce())
    expect(served).toHaveLength(2)
    handshake.close()
    expect(double.ipcMain.listenerCount(channel)).toBe(0)
  })
})
