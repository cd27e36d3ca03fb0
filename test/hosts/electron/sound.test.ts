import type { MessagePort } from 'node:worker_threads'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type * as Electron from 'electron'
import { startSound } from '#main/hosts/electron/sound.ts'
import type { Log } from '#main/kernel/ports.ts'
import { createElectronDouble, createSessionDouble, PortDouble } from '#test/support/electron-double.ts'
import { createTalkDouble } from '#test/support/talk-double.ts'

const log: Log = () => {}
const opened: MessagePort[] = []
afterEach(() => opened.splice(0).forEach((port) => port.close()))

function start(options: Parameters<typeof createElectronDouble>[0] = {}, platform: NodeJS.Platform = 'linux') {
  const double = createElectronDouble(options)
  const it = createTalkDouble()
  const { session } = createSessionDouble()
  const sound = startSound(double.electron, {
    talk: it.talk,
    attachAudioPage: (port) => void opened.push(port),
    window: () => ({ preload: '/preload.cjs', session, development: false, log }),
    platform,
    log,
  })
  return { ...it, double, sound, session }
}

describe('the window for sound', () => {
  test('is there only while sound is wanted, hidden, and as closed as the other one', () => {
    const { double, change, session } = start()
    expect(double.windows).toHaveLength(0)
    change({ armed: true })
    change({ armed: true, hears: true })
    expect(double.windows).toHaveLength(1)
    expect(double.windows[0]?.options).toMatchObject({ show: false, skipTaskbar: true, focusable: false })
    expect(double.windows[0]?.options.webPreferences).toEqual({
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      experimentalFeatures: false,
      enableBlinkFeatures: '',
      allowRunningInsecureContent: false,
      navigateOnDragDrop: false,
      plugins: false,
      enableWebSQL: false,
      spellcheck: false,
      safeDialogs: true,
      devTools: false,
      preload: '/preload.cjs',
      session,
      autoplayPolicy: 'no-user-gesture-required',
      backgroundThrottling: false,
    })
    expect(double.named('loadURL')).toEqual([['loadURL', 'app://desk/audio.html']])
    expect(double.named('show')).toEqual([])
    change({ armed: false })
    expect(double.named('destroy')).toHaveLength(1)
    change({ armed: true })
    expect(double.windows).toHaveLength(2)
  })

  test('alone may hear, and only while sound is wanted', () => {
    const { double, change, sound, state } = start()
    change({ armed: true })
    const { id } = double.windows[0]!.double.contents
    expect([sound.mayHear(id), sound.mayHear(id + 1)]).toEqual([true, false])
    state.armed = false
    expect(sound.mayHear(id)).toBe(false)
    change({ armed: false })
    expect(sound.mayHear(id)).toBe(false)
  })

  test('one that dies is replaced while sound is wanted, and none is opened after the end', () => {
    const { double, change, sound } = start()
    change({ armed: true })
    double.windows[0]!.double.contents.emit('render-process-gone', {}, { reason: 'crashed' })
    expect(double.windows).toHaveLength(2)
    sound.stop()
    change({ armed: true })
    expect(double.windows).toHaveLength(2)
  })

  test('gets a port, and sound passes both ways, to its processors and back', async () => {
    const { double, change } = start()
    change({ armed: true })
    const { mainFrame, contents } = double.windows[0]!.double
    double.ipcMain.emit('desk:audio', { senderFrame: mainFrame.frame, sender: contents }, crypto.randomUUID())
    const [desk] = opened
    const page = mainFrame.posted[0]!.ports[0] as PortDouble
    expect(mainFrame.posted[0]?.channel).toBe('desk:audio')
    const [toDesk, toPage, toProcessor]: unknown[][] = [[], [], []]
    desk!.on('message', (data: unknown) => toDesk!.push(data))
    page.on('message', ({ data }: Electron.MessageEvent) => toPage!.push(data))
    const [mine, theirs] = [new PortDouble(), new PortDouble()]
    ;[mine.far, theirs.far] = [theirs, mine]
    mine.on('message', ({ data }: Electron.MessageEvent) => toProcessor!.push(data))
    page.postMessage({ type: 'say', text: 'hello' })
    page.postMessage({ type: 'lend', name: 'loudspeaker' }, [theirs])
    mine.postMessage(Uint8Array.of(1, 2))
    desk!.postMessage('{"type":"flush","question":1}')
    desk!.postMessage(Uint8Array.of(3, 4).buffer)
    desk!.postMessage('{"type":"devices","question":2}')
    await vi.waitFor(() => expect(toPage).toHaveLength(1))
    expect(toProcessor).toEqual(['{"type":"flush","question":1}', Uint8Array.of(3, 4).buffer])
    expect(toPage).toEqual(['{"type":"devices","question":2}'])
    await vi.waitFor(() => expect(toDesk).toEqual(['hello', Uint8Array.of(1, 2).buffer]))
    const closed = new Promise<void>((resolve) => desk!.once('close', () => resolve()))
    page.close()
    await closed
    expect(theirs.closed).toBe(true)
  })

  test('the window of the desk gets none of it', () => {
    const { double, change } = start()
    change({ armed: true })
    const other = createElectronDouble()
    void new other.electron.BrowserWindow({})
    const { mainFrame, contents } = other.windows[0]!.double
    double.ipcMain.emit('desk:audio', { senderFrame: mainFrame.frame, sender: contents }, crypto.randomUUID())
    expect(opened).toEqual([])
  })
})

describe('the key that talks from everywhere', () => {
  test('is ours for the time of a call', () => {
    const { double, change, state, sound, told } = start()
    expect(double.keys.size).toBe(0)
    change({ armed: true, key: 'F9' })
    double.keys.get('F9')?.()
    expect(state.toggles).toBe(1)
    change({ key: 'Control+F8' })
    expect([...double.keys.keys(), state.given]).toEqual(['Control+F8', 'Control+F8'])
    change({ armed: false, key: null })
    expect([double.keys.size, state.given]).toEqual([0, null])
    change({ armed: true, key: 'F9' })
    sound.stop()
    expect(double.keys.size).toBe(0)
    expect(told).toEqual([])
  })

  test.each(['F9', 'not a key'])('a refusal of %s is said, once for a call', (key) => {
    const { double, change, told, state } = start({ takenKey: 'F9' })
    change({ armed: true, key })
    change({ armed: true })
    expect([double.keys.size, state.given]).toEqual([0, null])
    expect(told).toEqual([expect.stringContaining(`The key ${key} talks in this window only`)])
  })
})

test('a locked screen and a machine that goes to sleep let go of the key', () => {
  const { double, lost } = start()
  double.powerMonitor.emit('suspend')
  double.powerMonitor.emit('lock-screen')
  expect(lost).toEqual(['suspend', 'lock_screen'])
})

describe('what macOS asks a person', () => {
  test('it asks once somebody shall be heard, and a refusal is said', async () => {
    const { double, change, told } = start({ noMicrophone: true }, 'darwin')
    change({ armed: true })
    expect(double.named('askForMediaAccess')).toEqual([])
    change({ hears: true })
    expect(double.named('askForMediaAccess')).toEqual([['askForMediaAccess', 'microphone']])
    await vi.waitFor(() => expect(told[0]).toContain('System Settings'))
    const granted = start({}, 'darwin')
    granted.change({ armed: true, hears: true })
    await vi.waitFor(() => expect(granted.double.named('askForMediaAccess')).toHaveLength(1))
    granted.change({ armed: true })
    expect(granted.double.named('askForMediaAccess')).toHaveLength(1)
    expect(granted.told).toEqual([])
  })
  test('other systems are not asked', () => {
    const { double, change } = start()
    change({ armed: true, hears: true })
    expect(double.named('askForMediaAccess')).toEqual([])
  })
})
