import { Application, createEncoder, Signal } from 'libopus-wasm'
import { frameMs } from '#contract/audio-frame.ts'
import { channels } from '#main/services/voice/wave-header.ts'

export type OpusRate = 8000 | 12_000 | 16_000 | 24_000 | 48_000
// Below 40,000 the codec narrows the stereo until both voices are in both ears.
const bitrate = 48_000

/** The encoder of recordings: two voices, one in each ear. To be freed by whoever asked for it. */
export const createRecordingEncoder = (sampleRate: OpusRate) =>
  createEncoder({
    channels,
    sampleRate,
    frameSize: (sampleRate / 1000) * frameMs,
    application: Application.Voip,
    signal: Signal.Voice,
    bitrate,
  })
