import { useCallback, useEffect, useRef, useState } from 'react'
import type {
  KeyboardEvent as ReactKeyboardEvent,
  MouseEvent as ReactMouseEvent,
  PointerEvent as ReactPointerEvent,
} from 'react'
import type { Call, CallNow } from '#contract/call.ts'
import { talkKey, talkKeyAt, type Holder, type TalkKeyInput, type TalkKeyState } from '#renderer/app/Calls/talk-key.ts'
import type { TalkMode } from '#renderer/app/Calls/talk-face.ts'
import { loseTalkKey, pressTalk, releaseTalk } from '#renderer/state/call-actions.ts'
import { comboOf, isBare } from '#renderer/ui/combos.ts'
import { pressable, useKeymap } from '#renderer/ui/keymap.ts'
import { belongsToControl, isCovered, isTextField } from '#renderer/ui/keys.ts'

/**
 * The key, the button and the pointer that talk. The key is read before anything else, so that it neither scrolls nor runs a
 * command; it is given up as soon as its coming up could go unheard: the window loses the focus or the sight, a menu or a
 * dialog opens.
 */
export type TalkControls = {
  /** Something of this window holds the key down, or keeps it down. */
  readonly down: boolean
  readonly kept: boolean
  readonly toggle: () => void
  readonly button: {
    readonly onPointerDown: (event: ReactPointerEvent<HTMLButtonElement>) => void
    readonly onKeyDown: (event: ReactKeyboardEvent) => void
    readonly onKeyUp: (event: ReactKeyboardEvent) => void
    readonly onClick: (event: ReactMouseEvent) => void
  }
}

const isTalkKey = (event: KeyboardEvent): boolean =>
  pressable(useKeymap.getState(), 'call.talk').includes(comboOf(event))

/** Typed into a field, or meant for the control that has the focus. */
const isTaken = (event: KeyboardEvent): boolean =>
  isBare(event) && !/^F\d+$/.test(event.key) && (isTextField(event.target) || belongsToControl(event))

const overlay = '[role=dialog],[role=alertdialog],[role=menu],[data-trigger]'

type Talked = {
  readonly call: Call
  readonly now: CallNow
  readonly mode: TalkMode
  /** The button is out of sight: whoever held it cannot let go of it. */
  readonly hidden: boolean
}

export function useTalkKey({ call, now, mode, hidden }: Talked): TalkControls {
  const callId = call.id
  const [first] = useState(() => talkKeyAt(now.talk))
  const state = useRef<TalkKeyState>(first)
  const [kind, setKind] = useState(first.kind)
  const feed = useCallback(
    (input: TalkKeyInput): void => {
      const { state: next, effect } = talkKey(state.current, input)
      state.current = next
      setKind(next.kind)
      if (effect === null) return
      if (effect.kind === 'press') void pressTalk(callId)
      else if (effect.kind === 'release') void releaseTalk(callId)
      else void loseTalkKey(callId, effect.why)
    },
    [callId],
  )
  const deaf = now.muted || now.taken !== null || now.turns === 'hands_free'
  const latest = useRef({ mode, deaf })
  useEffect(() => {
    latest.current = { mode, deaf }
  })

  const talking = now.talk.phase === 'talking'
  const wasTalking = useRef(talking)
  useEffect(() => {
    if (wasTalking.current && !talking) feed({ kind: 'ended' })
    wasTalking.current = talking
  }, [talking, feed])
  useEffect(() => {
    if (hidden) feed({ kind: 'lost', why: 'hidden' })
  }, [hidden, feed])

  useEffect(() => {
    const holder = () => (state.current.kind === 'held' ? state.current.holder : null)
    const down = (event: KeyboardEvent): void => {
      const held = holder()
      // What goes on coming from a key that is held would press whatever has the focus by now.
      if (held !== null && held.by !== 'pointer' && held.code === event.code) return event.preventDefault()
      if (event.isComposing || !isTalkKey(event)) return
      if (held?.by === 'key') return event.preventDefault()
      if (event.defaultPrevented || isTaken(event) || isCovered(event.target)) return
      event.preventDefault()
      feed({ kind: 'down', holder: { by: 'key', code: event.code }, repeat: event.repeat, ...latest.current })
    }
    // Wherever the focus went meanwhile.
    const up = ({ code }: KeyboardEvent): void => {
      feed({ kind: 'up', holder: { by: 'key', code } })
      feed({ kind: 'up', holder: { by: 'button', code } })
    }
    const pointerUp = (event: PointerEvent): void => feed({ kind: 'up', holder: pointerOf(event) })
    const pointerGone = (event: PointerEvent): void => {
      const held = holder()
      if (held?.by === 'pointer' && held.code === pointerOf(event).code) feed({ kind: 'lost', why: 'menu' })
    }
    const blur = (): void => feed({ kind: 'lost', why: 'blur' })
    const hide = (): void => {
      if (document.hidden) feed({ kind: 'lost', why: 'hidden' })
    }
    const menu = (event: Event): void => {
      // A finger that rests on the button means to talk, and no menu opens there.
      if (event.target instanceof Element && event.target.closest('.talk-button') !== null) event.preventDefault()
      else feed({ kind: 'lost', why: 'menu' })
    }
    const focus = (event: FocusEvent): void => {
      if (event.target instanceof Element && event.target.closest(overlay) !== null)
        feed({ kind: 'lost', why: 'dialog' })
    }
    const ending = new AbortController()
    const capturing = { capture: true, signal: ending.signal }
    window.addEventListener('keydown', down, capturing)
    window.addEventListener('keyup', up, capturing)
    window.addEventListener('pointerup', pointerUp, capturing)
    window.addEventListener('pointercancel', pointerGone, capturing)
    window.addEventListener('contextmenu', menu, capturing)
    window.addEventListener('blur', blur, { signal: ending.signal })
    document.addEventListener('visibilitychange', hide, { signal: ending.signal })
    document.addEventListener('focusin', focus, { signal: ending.signal })
    return () => {
      ending.abort()
      // Another call or another screen: nobody would hear the key come up.
      feed({ kind: 'lost', why: 'hidden' })
    }
  }, [feed])

  const toggle = () => feed({ kind: 'toggle', deaf })
  return {
    down: kind !== 'up',
    kept: kind === 'kept',
    toggle,
    button: {
      onPointerDown: (event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        feed({ kind: 'down', holder: pointerOf(event), repeat: false, mode, deaf })
      },
      onKeyDown: (event) => {
        if (!isPress(event) || event.ctrlKey || event.metaKey || event.altKey) return
        event.preventDefault()
        feed({ kind: 'down', holder: { by: 'button', code: event.code }, repeat: event.repeat, mode, deaf })
      },
      // The window heard it; no click follows.
      onKeyUp: (event) => {
        if (isPress(event)) event.preventDefault()
      },
      // Pressed by something that has neither key nor pointer, as programs that read the screen do.
      onClick: (event) => {
        if (event.detail === 0 && event.isTrusted) toggle()
      },
    },
  }
}

const pointerOf = ({ pointerId }: { readonly pointerId: number }): Holder => ({ by: 'pointer', code: `${pointerId}` })
const isPress = ({ key }: ReactKeyboardEvent): boolean => key === 'Enter' || key === ' '
