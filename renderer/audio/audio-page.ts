import type { FromPage, ToPage } from '#contract/audio-link.ts'
import { audioHandshake } from '#contract/handshake.ts'
import { loudspeakerName } from '#rpc/audio-relay.ts'
import { Denied, openCapture, type Capture, type Wish } from '#renderer/audio/capture.ts'
import { fingerprintOf, listDevices } from '#renderer/audio/devices.ts'
import { openLink } from '#renderer/audio/link.ts'
import { openPlayback, type Playback } from '#renderer/audio/playback.ts'
import { useAudioPage, type AudioPageState } from '#renderer/audio/state.ts'

/**
 * Lends the microphone and the loudspeaker of this page to the desk, as it asks for them. Nothing is opened before the desk asks;
 * everything is closed when the link is. Started where sound may be needed: in the page of the web host by its screen, in the app by
 * the window that does nothing else.
 */
const pollMs = 3000
const mostCaptures = 4

type Held = {
  readonly wish: Wish
  readonly openedAt: number
  capture: Capture | null
  /** The default when it was opened, by its name. */
  standard: string | null
}

const textOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : 'It cannot be opened.').slice(0, 900)

function whyNoCapture(): string | null {
  if (typeof AudioWorkletNode === 'undefined') return 'This browser cannot deal with sound as the desk needs it.'
  const media: unknown = Reflect.get(navigator, 'mediaDevices')
  return media === undefined ? 'This browser lends no microphone to this page.' : null
}

export function startAudioPage(): () => void {
  const set = (state: AudioPageState['state'], note: string | null = null) => useAudioPage.setState({ state, note })
  const held = new Map<number, Held>()
  const ending = new AbortController()
  let playback: Playback | null = null
  let known = ''
  let isOpen = false

  const say = (word: FromPage) => link.say(word)
  const captureName = (stream: number) => `microphone ${stream}`

  /** A browser starts sound only once a person has done something on the page. */
  const wakeByGesture = (context: AudioContext) =>
    new Promise<void>((resolve) => {
      const before = useAudioPage.getState()
      const woken = () => {
        if (context.state === 'suspended') return
        over.abort()
        useAudioPage.setState(before)
        resolve()
      }
      const over = new AbortController()
      const { signal } = over
      context.addEventListener('statechange', woken, { signal })
      for (const gesture of ['pointerdown', 'keydown'])
        window.addEventListener(gesture, () => void context.resume(), { signal, capture: true })
      useAudioPage.setState({ note: 'Click anywhere, or press a key, so that the browser lets sound begin.' })
      void context.resume()
      woken()
    })

  const stopCapture = (stream: number) => {
    const it = held.get(stream)
    held.delete(stream)
    it?.capture?.close()
    link.giveBack(captureName(stream))
  }
  const standardInput = async () => (await listDevices()).find(({ kind, isDefault }) => kind === 'input' && isDefault)

  const fill = async (it: Held): Promise<void> => {
    const { stream } = it.wish
    const isWanted = () => held.get(stream) === it && isOpen
    const ended = () => {
      if (!isWanted()) return
      stopCapture(stream)
      say({ type: 'capture_ended', stream })
    }
    try {
      const first = Math.round((performance.now() - it.openedAt) / 20)
      const capture = await openCapture(it.wish, first, { ended, suspended: wakeByGesture })
      if (!isWanted()) return capture.close()
      it.capture?.close()
      it.capture = capture
      link.lend(captureName(stream), capture.port)
      it.standard = (await standardInput())?.label ?? null
      if (useAudioPage.getState().state === 'denied') set('ready')
      const { rate, label, latencyMs, hint } = capture
      say({ type: 'capturing', stream, rate, label: label.slice(0, 500), latencyMs, hint })
    } catch (thrown) {
      if (!isWanted()) return
      stopCapture(stream)
      if (thrown instanceof Denied)
        set(
          'denied',
          'The browser does not let this page use the microphone. Allow it beside the address, then try again.',
        )
      say({ type: 'capture_failed', stream, message: textOf(thrown) })
    }
  }

  const stopPlayback = () => {
    playback?.close()
    playback = null
    link.giveBack(loudspeakerName)
  }
  const startPlayback = async (wish: Extract<ToPage, { readonly type: 'playback' }>) => {
    stopPlayback()
    const failed = () => {
      stopPlayback()
      say({ type: 'playback_failed', message: 'The loudspeaker of the window failed.' })
    }
    try {
      const opened = await openPlayback(wish, { failed, suspended: wakeByGesture })
      if (!isOpen) return opened.close()
      playback = opened
      link.lend(loudspeakerName, opened.port)
      say({ type: 'playing', rate: opened.rate, label: opened.label, latencyMs: opened.latencyMs })
    } catch (thrown) {
      say({ type: 'playback_failed', message: textOf(thrown) })
    }
  }

  const hear = (word: ToPage): void => {
    switch (word.type) {
      case 'capture': {
        if (held.size >= mostCaptures)
          return say({ type: 'capture_failed', stream: word.stream, message: 'Too many microphones are open.' })
        const it: Held = { wish: word, openedAt: performance.now(), capture: null, standard: null }
        held.set(word.stream, it)
        return void fill(it)
      }
      case 'stop_capture':
        return stopCapture(word.stream)
      case 'playback':
        return void startPlayback(word)
      case 'stop_playback':
        return stopPlayback()
      // There is no loudspeaker, or its processor would have had these.
      case 'play':
        return
      case 'flush':
        return say({ type: 'flushed', question: word.question, position: null })
      case 'devices':
        return void listDevices().then((devices) =>
          say({ type: 'devices', question: word.question, devices: devices.slice(0, 200) }),
        )
    }
  }

  /** Not every system tells a page that devices changed, and none that the default did. */
  const look = async () => {
    if (!isOpen) return
    const devices = await listDevices()
    const now = fingerprintOf(devices)
    if (known !== '' && now !== known) say({ type: 'devices_changed' })
    known = now
    const standard = devices.find(({ kind, isDefault }) => kind === 'input' && isDefault)?.label ?? null
    for (const it of held.values()) {
      const follows = it.wish.device === null && it.capture !== null && it.standard !== null
      if (!follows || standard === null || standard === it.standard) continue
      it.standard = standard
      void fill(it)
    }
  }

  const closeAll = () => {
    isOpen = false
    for (const stream of held.keys()) stopCapture(stream)
    stopPlayback()
  }

  if (location.protocol === 'app:' && location.pathname !== audioHandshake.page) {
    // In the app, a window of its own does this.
    set('ready')
    return () => set('off')
  }
  set('connecting')
  const link = openLink({
    open: () => {
      isOpen = true
      say({ type: 'hello', noCapture: whyNoCapture() })
      set('ready')
      void look()
    },
    word: hear,
    closed: (why, final) => {
      closeAll()
      set(final ? 'gone' : 'connecting', why)
    },
  })
  if (whyNoCapture() === null)
    navigator.mediaDevices.addEventListener('devicechange', () => void look(), { signal: ending.signal })
  const timer = setInterval(() => void look(), pollMs)

  return () => {
    ending.abort()
    clearInterval(timer)
    closeAll()
    link.close()
    set('off')
  }
}
