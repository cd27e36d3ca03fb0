import type { Turns } from '#contract/call.ts'
import type { VoiceSession } from '#contract/voice.ts'
import type { CallBasics, CallParts } from '#main/services/voice/call-parts.ts'
import type { Interrupt } from '#main/services/voice/interrupting.ts'
import type { Saying } from '#main/services/voice/saying.ts'
import type { Talking } from '#main/services/voice/talking.ts'

/** What the desk asks of a call that is under way. */
export type CallCommands = Pick<Talking, 'press' | 'release' | 'loseKey' | 'setMuted' | 'setTurns' | 'setTaken'> &
  Pick<Saying, 'say'> & {
    readonly setInterruptible: (interruptible: boolean) => void
    readonly interrupt: () => void
    readonly type: (text: string) => void
    readonly answerTool: (functionCallId: string, output: string) => void
  }

export function createCommands(
  context: CallBasics & {
    readonly parts: CallParts
    readonly interrupt: Interrupt
    readonly detectionFor: (turns: Turns) => NonNullable<VoiceSession['turn_detection']> | null
    readonly setInterruptible: (interruptible: boolean) => void
    readonly setTaken: (taken: boolean) => void
  },
): CallCommands {
  const { send, parts, interrupt } = context
  const { talking, saying, answers, lines } = parts

  return {
    press: talking.press,
    release: talking.release,
    loseKey: talking.loseKey,
    setMuted: talking.setMuted,
    say: saying.say,
    answerTool: answers.answer,
    setInterruptible: context.setInterruptible,
    interrupt: () => interrupt('operator'),
    setTurns: (turns) => {
      if (turns === talking.state().turns) return
      send({ type: 'session.update', session: { turn_detection: context.detectionFor(turns) } })
      talking.setTurns(turns)
    },
    type: (text) => {
      lines.typed(text)
      interrupt('operator')
      answers.type(text)
    },
    setTaken: (taken) => {
      answers.setTaken(taken)
      if (taken) interrupt('operator', true)
      context.setTaken(taken)
      talking.setTaken(taken)
    },
  }
}
