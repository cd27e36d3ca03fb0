import { defaultVoiceFormat, type VoiceCommand } from '#contract/voice.ts'
import { createTalking, type Talking, type TalkingPorts } from '#main/services/voice/talking.ts'

/** Somebody at the key, and a microphone that delivers as time passes. */
export type TalkingDesk = {
  readonly talking: Talking
  readonly sent: VoiceCommand[]
  readonly log: string[]
  /** So many milliseconds of microphone, a frame every 20 of them. */
  readonly pass: (ms: number) => void
  readonly bytes: () => number
}

export function talkingDesk(change: Partial<TalkingPorts> = {}): TalkingDesk {
  let now = 0
  let sequence = 0
  const sent: VoiceCommand[] = []
  const log: string[] = []
  const write = (word: string) => () => void log.push(word)
  const talking = createTalking({
    now: () => now,
    format: defaultVoiceFormat,
    tailMs: 200,
    toggle: false,
    turns: 'held',
    send: (command) => {
      sent.push(command)
      if (command.type !== 'input_audio_buffer.append') log.push(command.type.replace('input_audio_buffer.', ''))
      return 'sent'
    },
    microphone: { open: write('open'), reopen: write('reopen'), close: write('close') },
    speakOver: write('speak over'),
    askForResponse: write('ask'),
    agentWasAudible: () => false,
    quietMs: 0,
    mustListen: () => false,
    turnBegan: () => undefined,
    turnEnded: (how) => log.push(how),
    letGo: () => undefined,
    spoken: () => undefined,
    notice: (notice) => log.push(`notice ${notice}`),
    changed: () => undefined,
    ...change,
  })
  talking.arm()
  talking.opened()
  log.length = 0
  return {
    talking,
    sent,
    log,
    pass: (ms) => {
      for (let passed = 0; passed < ms; passed += 20) {
        now += 20
        talking.frame({ sequence: (sequence += 1), capturedAt: now, samples: new Int16Array(480).fill(sequence) })
      }
    },
    bytes: () =>
      sent.reduce(
        (sum, command) =>
          command.type === 'input_audio_buffer.append' ? sum + Buffer.from(command.audio, 'base64').length : sum,
        0,
      ),
  }
}
