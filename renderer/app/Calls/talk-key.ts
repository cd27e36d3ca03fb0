import type { CallNow } from '#contract/call.ts'
import type { TalkMode } from '#renderer/app/Calls/talk-face.ts'
import { t } from '#renderer/ui/language.ts'

/**
 * The talk key as this window sees it, without a clock: which key, pointer or button holds it down, and what the desk has to
 * hear of it. A key that is held sends once; one whose coming up nobody can hear of is given up, with the reason.
 */
export type KeyLoss = 'blur' | 'hidden' | 'menu' | 'dialog'
/** What presses: a key of the window, the button under a pointer, the button under the keyboard, the button beside it. */
export type Holder = { readonly by: 'key' | 'button' | 'pointer'; readonly code: string }

export type TalkKeyState =
  | { readonly kind: 'up' }
  | { readonly kind: 'held'; readonly holder: Holder }
  /** Nobody holds anything: the next press ends it. */
  | { readonly kind: 'kept' }

export type TalkKeyInput =
  /** `deaf`: the desk begins no turn now, so that there is nothing to keep. */
  | {
      readonly kind: 'down'
      readonly holder: Holder
      readonly repeat: boolean
      readonly mode: TalkMode
      readonly deaf?: boolean
    }
  | { readonly kind: 'up'; readonly holder: Holder }
  | { readonly kind: 'toggle'; readonly deaf?: boolean }
  | { readonly kind: 'lost'; readonly why: KeyLoss }
  /** The desk ended the turn by itself: time was over, the microphone went. */
  | { readonly kind: 'ended' }

export type TalkKeyEffect =
  | { readonly kind: 'press' }
  | { readonly kind: 'release' }
  | { readonly kind: 'lose'; readonly why: KeyLoss }

type Step = { readonly state: TalkKeyState; readonly effect: TalkKeyEffect | null }

export const talkKeyUp: TalkKeyState = { kind: 'up' }
const keptDown: TalkKeyState = { kind: 'kept' }
const press: TalkKeyEffect = { kind: 'press' }
const release: TalkKeyEffect = { kind: 'release' }

/** How the key is where somebody comes back to a turn that goes on: a locked one ends with a press, any other is let go of. */
export const talkKeyAt = ({ phase, locked }: CallNow['talk']): TalkKeyState =>
  phase === 'talking' && !locked ? keptDown : talkKeyUp

const same = (one: Holder, other: Holder): boolean => one.by === other.by && one.code === other.code

const toggled = (state: TalkKeyState, deaf = false): Step =>
  state.kind === 'up' ? { state: deaf ? talkKeyUp : keptDown, effect: press } : { state: talkKeyUp, effect: release }

export function talkKey(state: TalkKeyState, input: TalkKeyInput): Step {
  const stays: Step = { state, effect: null }
  switch (input.kind) {
    case 'down':
      if (input.repeat) return stays
      if (state.kind === 'kept') return toggled(state, input.deaf)
      if (state.kind === 'held') return stays
      return input.mode === 'toggle'
        ? toggled(state, input.deaf)
        : { state: { kind: 'held', holder: input.holder }, effect: press }
    case 'up':
      return state.kind === 'held' && same(state.holder, input.holder) ? { state: talkKeyUp, effect: release } : stays
    case 'toggle':
      return state.kind === 'held' ? stays : toggled(state, input.deaf)
    case 'lost':
      return state.kind === 'held' ? { state: talkKeyUp, effect: { kind: 'lose', why: input.why } } : stays
    case 'ended':
      return state.kind === 'kept' ? { state: talkKeyUp, effect: null } : stays
  }
}

/** Which key talks, for eyes and ears: "Hold Space in this window". */
export function talkKeyWords(mode: TalkMode, key: string | null, globalKey: string | null): string {
  const here =
    key === null
      ? t('No key talks in this window: use the button')
      : mode === 'hold'
        ? t('Hold {{key}} in this window', { key })
        : t('Press {{key}} in this window to begin, again to send', { key })
  return globalKey === null ? here : t('{{here}}. {{globalKey}} begins and ends in any window', { here, globalKey })
}
