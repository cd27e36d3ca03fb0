import { useCallback, useEffect, useRef, useState } from 'react'
import type {
  KeyboardEvent as ReactKeyboardEvent,
  MouseEvent as ReactMouseEvent,
  PointerEvent as ReactPointerEvent,
} from 'react'
import { talkKey, talkKeyUp, type TalkKeyInput } from '#renderer/app/Calls/talk-key.ts'
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
    readonly onPointerUp: () => void
    readonly onPointerCancel: () => void
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

/** `callId`: the call one can talk in; null: none. */
export function useTalkKey(callId: string | null, mode: TalkMode, talking: boolean): TalkControls {
  const state = useRef(talkKeyUp)
  const [kind, setKind] = useState(talkKeyUp.kind)
  const feed = useCallback(
    (input: TalkKeyInput): void => {
      if (callId === null) return
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
  const modeNow = useRef(mode)
  useEffect(() => {
    modeNow.current = mode
  })

  const wasTalking = useRef(false)
  useEffect(() => {
    if (wasTalking.current && !talking) feed({ kind: 'ended' })
    wasTalking.current = talking
  }, [talking, feed])

  useEffect(() => {
    if (callId === null) return undefined
    const down = (event: KeyboardEvent): void => {
      if (event.isComposing || !isTalkKey(event)) return
      const { current } = state
      if (current.kind === 'held' && current.holder.by === 'key') return event.preventDefault()
      if (event.defaultPrevented || isTaken(event) || isCovered(event.target)) return
      event.preventDefault()
      feed({ kind: 'down', holder: { by: 'key', code: event.code }, repeat: event.repeat, mode: modeNow.current })
    }
    const up = (event: KeyboardEvent): void => feed({ kind: 'up', holder: { by: 'key', code: event.code } })
    const blur = (): void => feed({ kind: 'lost', why: 'blur' })
    const hide = (): void => {
      if (document.hidden) feed({ kind: 'lost', why: 'hidden' })
    }
    const menu = (): void => feed({ kind: 'lost', why: 'menu' })
    const focus = (event: FocusEvent): void => {
      if (event.target instanceof Element && event.target.closest(overlay) !== null)
        feed({ kind: 'lost', why: 'dialog' })
    }
    window.addEventListener('keydown', down, { capture: true })
    window.addEventListener('keyup', up, { capture: true })
    window.addEventListener('blur', blur)
    window.addEventListener('contextmenu', menu, { capture: true })
    document.addEventListener('visibilitychange', hide)
    document.addEventListener('focusin', focus)
    return () => {
      window.removeEventListener('keydown', down, { capture: true })
      window.removeEventListener('keyup', up, { capture: true })
      window.removeEventListener('blur', blur)
      window.removeEventListener('contextmenu', menu, { capture: true })
      document.removeEventListener('visibilitychange', hide)
      document.removeEventListener('focusin', focus)
      // Another call or another screen: nobody would hear the key come up.
      feed({ kind: 'lost', why: 'hidden' })
    }
  }, [callId, feed])

  const pointer = { by: 'pointer', code: 'pointer' } as const
  const isPress = (event: ReactKeyboardEvent) => event.key === 'Enter' || event.key === ' '
  return {
    down: kind !== 'up',
    kept: kind === 'kept',
    toggle: () => feed({ kind: 'toggle' }),
    button: {
      onPointerDown: (event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        feed({ kind: 'down', holder: pointer, repeat: false, mode })
      },
      onPointerUp: () => feed({ kind: 'up', holder: pointer }),
      onPointerCancel: () => feed({ kind: 'lost', why: 'menu' }),
      onKeyDown: (event) => {
        if (!isPress(event) || event.ctrlKey || event.metaKey || event.altKey) return
        event.preventDefault()
        feed({ kind: 'down', holder: { by: 'button', code: event.code }, repeat: event.repeat, mode })
      },
      onKeyUp: (event) => {
        if (!isPress(event)) return
        event.preventDefault()
        feed({ kind: 'up', holder: { by: 'button', code: event.code } })
      },
      // Pressed by something that has neither key nor pointer, as programs that read the screen do.
      onClick: (event) => {
        if (event.detail === 0 && event.isTrusted && state.current.kind !== 'held') feed({ kind: 'toggle' })
      },
    },
  }
}
