import type { Call, CallNow } from '#contract/call.ts'
import { t } from '#renderer/ui/language.ts'

/** What the talk button says: a word, what to do, and a shape of its own for every state. */
export type TalkState =
  | 'idle'
  | 'opening'
  | 'ready'
  | 'talking'
  | 'taken'
  | 'sending'
  | 'agent'
  | 'hold'
  | 'muted'
  | 'reconnecting'
  | 'lost'

export type TalkFace = { readonly state: TalkState; readonly word: string; readonly hint: string }

/** hold: as long as the key is down. toggle: press to begin, press to end. */
export type TalkMode = 'hold' | 'toggle'

const face = (state: TalkState, word: string, hint: string): TalkFace => ({ state, word, hint })

/** `me`: who sits at this window. */
export function talkFace(call: Call, now: CallNow | null, mode: TalkMode, me: string | null = null): TalkFace {
  const toTalk = mode === 'hold' ? t('hold to talk') : t('press to talk')
  if (call.state === 'ended' || now === null)
    return face('idle', t('Idle'), call.state === 'ended' ? t('call ended') : '')
  const { phase, locked } = now.talk
  if (now.line.state !== 'ready')
    return call.liveAt === null
      ? face('opening', t('Connecting'), t('calling the service'))
      : face(
          'reconnecting',
          t('Reconnecting'),
          now.line.attempt > 1 ? t('try {{attempt}}', { attempt: now.line.attempt }) : t('line lost'),
        )
  if (phase === 'lost') return face('lost', t('Microphone lost'), t('looking for another'))
  if (now.taken !== null && !now.muted)
    return face(
      'taken',
      now.taken === me ? t('You are on the line') : t('Taken'),
      now.taken === me ? t('caller hears you') : t('caller hears {{name}}', { name: now.taken }),
    )
  if (phase === 'talking') return face('talking', t('Talking'), sendHint(now, locked || mode === 'toggle'))
  if (phase === 'tail') return face('sending', t('Sending'), t('last words on their way'))
  if (now.muted) return face('muted', t('Muted'), t('nothing is sent'))
  if (phase === 'arming') return face('opening', t('Opening microphone'), t('one moment'))
  if (now.agentSpeaking)
    return face(
      'agent',
      t('Agent speaking'),
      now.interruptible ? interruptHint(now, mode) : t('may not be interrupted'),
    )
  if (now.hold !== null) return face('hold', t('On hold'), handsHint(now, toTalk))
  if (phase === 'off') return face('idle', t('Idle'), t('microphone is off'))
  if (phase === 'degraded') return face('ready', t('Ready'), t('sound comes late'))
  return face('ready', t('Ready'), now.thinking ? t('agent is thinking') : handsHint(now, toTalk))
}

function interruptHint(now: CallNow, mode: TalkMode): string {
  if (now.turns === 'hands_free') return t('speak to interrupt')
  return mode === 'hold' ? t('hold to interrupt') : t('press to interrupt')
}

const handsHint = (now: CallNow, otherwise: string): string =>
  now.turns === 'hands_free' ? t('just speak') : otherwise

function sendHint(now: CallNow, isPress: boolean): string {
  if (now.turns === 'hands_free') return t('pause to send')
  return isPress ? t('press to send') : t('release to send')
}

/** What the status bar says about the microphone of the desk; null: it is closed. */
export function microphoneWords(
  live: readonly (CallNow | null)[],
): { readonly talking: boolean; readonly text: string } | null {
  const open = live.filter((now) => now !== null)
  if (open.some(({ talk }) => talk.phase === 'talking' || talk.phase === 'tail'))
    return { talking: true, text: t('Mic live, you are talking') }
  if (open.some(({ taken, muted, talk }) => taken !== null && !muted && talk.phase !== 'off' && talk.phase !== 'lost'))
    return { talking: true, text: t('Mic live, the caller hears it') }
  const armed = open.filter(({ talk }) => talk.phase === 'armed' || talk.phase === 'degraded')
  if (armed.length === 0) return null
  if (armed.every(({ muted }) => muted)) return { talking: false, text: t('Mic muted') }
  const free = armed.some(({ turns, muted }) => turns === 'hands_free' && !muted)
  return free ? { talking: true, text: t('Mic live, hands-free') } : { talking: false, text: t('Mic armed') }
}
