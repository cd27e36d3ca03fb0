import type { Call, CallNow } from '#contract/call.ts'

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
  const verb = mode === 'hold' ? 'hold' : 'press'
  if (call.state === 'ended' || now === null) return face('idle', 'Idle', call.state === 'ended' ? 'call ended' : '')
  const { phase, locked } = now.talk
  if (now.line.state !== 'ready')
    return call.liveAt === null
      ? face('opening', 'Connecting', 'calling the service')
      : face('reconnecting', 'Reconnecting', now.line.attempt > 1 ? `try ${now.line.attempt}` : 'line lost')
  if (phase === 'lost') return face('lost', 'Microphone lost', 'looking for another')
  if (now.taken !== null && !now.muted)
    return face(
      'taken',
      now.taken === me ? 'You are on the line' : 'Taken',
      `caller hears ${now.taken === me ? 'you' : now.taken}`,
    )
  if (phase === 'talking') return face('talking', 'Talking', sendHint(now, locked || mode === 'toggle'))
  if (phase === 'tail') return face('sending', 'Sending', 'last words on their way')
  if (now.muted) return face('muted', 'Muted', 'nothing is sent')
  if (phase === 'arming') return face('opening', 'Opening microphone', 'one moment')
  if (now.agentSpeaking)
    return face(
      'agent',
      'Agent speaking',
      now.interruptible ? `${now.turns === 'hands_free' ? 'speak' : verb} to interrupt` : 'may not be interrupted',
    )
  if (now.hold !== null) return face('hold', 'On hold', handsHint(now, `${verb} to talk`))
  if (phase === 'off') return face('idle', 'Idle', 'microphone is off')
  if (phase === 'degraded') return face('ready', 'Ready', 'sound comes late')
  return face('ready', 'Ready', now.thinking ? 'agent is thinking' : handsHint(now, `${verb} to talk`))
}

const handsHint = (now: CallNow, otherwise: string): string => (now.turns === 'hands_free' ? 'just speak' : otherwise)

function sendHint(now: CallNow, isPress: boolean): string {
  if (now.turns === 'hands_free') return 'pause to send'
  return isPress ? 'press to send' : 'release to send'
}

/** What the status bar says about the microphone of the desk; null: it is closed. */
export function microphoneWords(
  live: readonly (CallNow | null)[],
): { readonly talking: boolean; readonly text: string } | null {
  const open = live.filter((now) => now !== null)
  if (open.some(({ talk }) => talk.phase === 'talking' || talk.phase === 'tail'))
    return { talking: true, text: 'Mic live, you are talking' }
  if (open.some(({ taken, muted, talk }) => taken !== null && !muted && talk.phase !== 'off' && talk.phase !== 'lost'))
    return { talking: true, text: 'Mic live, the caller hears it' }
  const armed = open.filter(({ talk }) => talk.phase === 'armed' || talk.phase === 'degraded')
  if (armed.length === 0) return null
  if (armed.every(({ muted }) => muted)) return { talking: false, text: 'Mic muted' }
  const free = armed.some(({ turns, muted }) => turns === 'hands_free' && !muted)
  return free ? { talking: true, text: 'Mic live, hands-free' } : { talking: false, text: 'Mic armed' }
}
