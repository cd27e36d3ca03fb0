import {
  AudioLines,
  CloudOff,
  Keyboard,
  LoaderCircle,
  Lock,
  LockOpen,
  Mic,
  MicOff,
  Pause,
  RefreshCw,
  Send,
  Unplug,
  UserRound,
} from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Call, CallNow } from '#contract/call.ts'
import { talkFace, type TalkMode, type TalkState } from '#renderer/app/Calls/talk-face.ts'
import { talkKeyWords } from '#renderer/app/Calls/talk-key.ts'
import { useCallScreenStore } from '#renderer/app/Calls/call-screen.ts'
import { useTalkKey } from '#renderer/app/Calls/use-talk-key.ts'
import { useSettings } from '#renderer/app/Settings/use-settings.ts'
import { useStatus } from '#renderer/state/status.ts'
import { comboKeys } from '#renderer/ui/combos.ts'
import { keepFocus } from '#renderer/ui/keep-focus.ts'
import { comboWords, Keys, useAriaKeys, useCombo } from '#renderer/ui/Kbd.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { t } from '#renderer/ui/language.ts'

/** Held to talk, by pointer, by the keyboard, or by its key in this window; beside it the same without holding. */
const icons: Readonly<Record<TalkState, typeof Mic>> = {
  idle: MicOff,
  opening: LoaderCircle,
  ready: Mic,
  talking: Mic,
  taken: UserRound,
  sending: Send,
  agent: AudioLines,
  hold: Pause,
  muted: MicOff,
  reconnecting: RefreshCw,
  lost: Unplug,
}

type Props = { readonly call: Call; readonly now: CallNow; readonly hidden: boolean }

export function TalkButton({ call, now, hidden }: Props) {
  const voice = useSettings(({ configuration }) => configuration?.voice ?? null)
  const mode: TalkMode = voice?.talkKey ?? 'hold'
  const talking = now.talk.phase === 'talking'
  const controls = useTalkKey({ call, now, mode, hidden })
  const me = useStatus(({ status }) => status?.operator ?? null)
  const face = talkFace(call, now, controls.kept ? 'toggle' : mode, me)
  const combo = useCombo('call.talk')
  const ariaKeys = useAriaKeys('call.talk')
  const words = talkKeyWords(mode, combo === null ? null : comboWords(combo), now.globalKey ?? null)
  useCommands({ 'call.talk': controls.toggle, 'call.toggle': controls.toggle })
  const screen = useCallScreenStore()
  const typeKeys = useAriaKeys('call.type')
  const spoken = useSettledWord(face.word)
  if (hidden) return null
  const Icon = face.state === 'reconnecting' && now.line.attempt > 3 ? CloudOff : icons[face.state]
  const isKept = talking && (controls.kept || now.talk.locked)
  return (
    <div className="talk">
      <button
        type="button"
        className="talk-button"
        data-state={face.state}
        data-down={controls.down}
        aria-keyshortcuts={ariaKeys}
        title={words}
        {...controls.button}
      >
        <Icon aria-hidden="true" />
        <span className="talk-words">
          <b>{face.word}</b>
          <small>{face.hint}</small>
          <span className="visually-hidden">. {words}</span>
        </span>
        {combo === null ? null : <Keys keys={comboKeys(combo).map((key) => (key === 'Space' ? 'space' : key))} />}
      </button>
      <span className="talk-beside">
        <button
          type="button"
          className="talk-toggle"
          aria-pressed={isKept}
          aria-label={t('Talk without holding')}
          title={isKept ? t('Press to send') : t('Talk without holding: press to begin, press to send')}
          onMouseDown={keepFocus}
          onClick={controls.toggle}
        >
          {isKept ? <Lock /> : <LockOpen />}
        </button>
        <button
          type="button"
          className="talk-toggle"
          aria-label={t('Type in place of talking')}
          aria-keyshortcuts={typeKeys}
          title={t('Type in place of talking')}
          onClick={() => screen.setState({ typing: true })}
        >
          <Keyboard />
        </button>
      </span>
      <span className="visually-hidden" role="status">
        {spoken}
      </span>
    </div>
  )
}

/** States that pass at once are not read aloud. */
function useSettledWord(word: string): string {
  const [settled, setSettled] = useState(word)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(word), 700)
    return () => clearTimeout(timer)
  }, [word])
  return settled
}
