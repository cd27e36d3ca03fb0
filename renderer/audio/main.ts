import '#renderer/jitless.ts'
import { startAudioPage } from '#renderer/audio/audio-page.ts'

/** The window of the app that nobody sees: it lends its sound, and does nothing else. */
startAudioPage()
