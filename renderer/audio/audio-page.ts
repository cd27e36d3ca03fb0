import type { FromPage, ToPage } from '#contract/audio-link.ts'
import type { Device } from '#contract/call.ts'
import { audioHandshake } from '#contract/handshake.ts'
import { loudspeakerName } from '#rpc/audio-relay.ts'
import { openCapture } from '#renderer/audio/capture.ts'
import { fingerprintOf, listDevices } from '#renderer/audio/devices.ts'
import { createGestureWait } from '#renderer/audio/gesture.ts'
import { createLentCaptures } from '#renderer/audio/lent-captures.ts'
import { createLentPlayback } from '#renderer/audio/lent-playback.ts'
import { openLink } from '#renderer/audio/link.ts'
import { openPlayback } from '#renderer/audio/playback.ts'
import { useAudioPage, type AudioPageState } from '#renderer/audio/state.ts'

/**
 * Lends the microphone and the loudspeaker of this page to the desk, as it asks for them. Nothing is opened before the desk asks;
 * everything is closed when the link is. Started where sound may be needed: in the page of the web host by its screen, in the app by
 * the window that does nothing else.
 */
const pollMs = 3000
const clickNeeded = 'Click anywhere, or press a key, so that the browser lets sound begin.'
const permissionNeeded =
  'The browser does not let this page use the microphone. Allow it beside the address, then press to talk again.'

function whyNoCapture(): string | null {
  if (typeof AudioWorkletNode === 'undefined') return 'This browser cannot deal with sound as the desk needs it.'
  const media: unknown = Reflect.get(navigator, 'mediaDevices')
  return media === undefined ? 'This browser lends no microphone to this page.' : null
}

export function startAudioPage(): () => void {
  let [state, note]: [AudioPageState['state'], string | null] = ['off', null]
  let isWaiting = false
  const show = () => useAudioPage.setState({ state, note: isWaiting ? clickNeeded : note })
  const set = (next: AudioPageState['state'], words: string | null = null) => {
    ;[state, note] = [next, words]
    show()
  }
  const ending = new AbortController()
  let known = ''
  let isOpen = false

  const say = (word: FromPage) => {
    if (isOpen) link.say(word)
  }
  const { until: suspended } = createGestureWait(window, (waits) => {
    isWaiting = waits
    show()
  })
  const standardOf = (devices: readonly Device[]) =>
    devices.find(({ kind, isDefault }) => kind === 'input' && isDefault)?.label ?? null
  const captureName = (stream: number) => `microphone ${stream}`
  const captures = createLentCaptures({
    open: (wish, first, events, signal) => openCapture(wish, first, { ...events, suspended }, signal),
    standard: async () => standardOf(await listDevices()),
    say,
    lend: (stream, port) => link.lend(captureName(stream), port),
    giveBack: (stream) => link.giveBack(captureName(stream)),
    permitted: (isPermitted) => {
      if (!isPermitted) set('denied', permissionNeeded)
      else if (state === 'denied') set('ready')
    },
    now: () => performance.now(),
  })
  const playback = createLentPlayback({
    open: (wish, events, signal) => openPlayback(wish, { ...events, suspended }, signal),
    say,
    lend: (port) => link.lend(loudspeakerName, port),
    giveBack: () => link.giveBack(loudspeakerName),
  })

  const hear = (word: ToPage): void => {
    switch (word.type) {
      case 'capture':
        return void captures.start(word)
      case 'stop_capture':
        return captures.stop(word.stream)
      case 'playback':
        return void playback.start(word)
      case 'stop_playback':
        return playback.stop()
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
    const standard = standardOf(devices)
    if (standard !== null) captures.follow(standard)
  }
  /** Asked again only where the answer may be another one: the desk hears that something changed. */
  const watchPermission = async () => {
    const permission = await navigator.permissions.query({ name: 'microphone' as PermissionName })
    const changed = () => {
      if (permission.state !== 'denied') say({ type: 'devices_changed' })
    }
    permission.addEventListener('change', changed, { signal: ending.signal })
  }

  const closeAll = () => {
    isOpen = false
    captures.stopAll()
    playback.stop()
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
  // Not every browser can say it.
  watchPermission().catch(() => {})
  const timer = setInterval(() => void look(), pollMs)

  return () => {
    ending.abort()
    clearInterval(timer)
    closeAll()
    link.close()
    set('off')
  }
}
