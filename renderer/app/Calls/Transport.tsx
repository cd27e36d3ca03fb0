import { Bookmark, CirclePause, CirclePlay, Disc, Hand, Mic, MicOff, PhoneOff } from 'lucide-react'
import { memo } from 'react'
import type { Call, CallNow } from '#contract/call.ts'
import { Devices } from '#renderer/app/Calls/Devices.tsx'
import { Meters } from '#renderer/app/Calls/Meters.tsx'
import { TalkButton } from '#renderer/app/Calls/TalkButton.tsx'
import { TalkNotes } from '#renderer/app/Calls/TalkNotes.tsx'
import { TypeField } from '#renderer/app/Calls/TypeField.tsx'
import { askToEnd, useCallScreen, useCallScreenStore } from '#renderer/app/Calls/call-screen.ts'
import type { CommandId } from '#renderer/app/Palette/commands.ts'
import { bookmark, pauseRecording, setMuted, setTurns } from '#renderer/state/call-actions.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { useAriaKeys } from '#renderer/ui/Kbd.tsx'
import { keepFocus } from '#renderer/ui/keep-focus.ts'
import { t } from '#renderer/ui/language.ts'

/** The way to talk, how loud it is, and what one does while it goes on. Ending stands apart. */
type Props = { readonly call: Call; readonly now: CallNow }

export const Transport = memo(function Transport({ call, now }: Props) {
  const screen = useCallScreenStore()
  const isTyping = useCallScreen((state) => state.typing)
  const endKeys = useAriaKeys('call.end')
  const isVoice = call.medium === 'voice'
  const isFree = now.turns === 'hands_free'
  const { state: recording } = call.recording
  const canPause = recording === 'recording' || recording === 'paused'
  return (
    <section className="transport" aria-label={t('Talk')} data-pane="section" tabIndex={-1} data-medium={call.medium}>
      <TalkNotes />
      {isVoice ? <TalkButton call={call} now={now} hidden={isTyping} /> : null}
      {isVoice && !isTyping ? null : <TypeField call={call} canClose={isVoice} />}
      {isVoice && !isTyping ? (
        <div className="transport-sound">
          <Meters callId={call.id} muted={now.muted} />
          <Devices now={now} />
        </div>
      ) : null}
      <span className="grow" />
      <div className="transport-acts" role="group" aria-label={t('In this call')}>
        {isVoice ? (
          <>
            <Act
              label={t('Hands-free')}
              command="call.handsFree"
              pressed={isFree}
              icon={Hand}
              onPress={() => void setTurns(call.id, isFree ? 'held' : 'hands_free')}
            />
            <Act
              label={now.muted ? t('Unmute') : t('Mute')}
              command="call.mute"
              pressed={now.muted}
              icon={now.muted ? MicOff : Mic}
              onPress={() => void setMuted(call.id, !now.muted)}
            />
            <Act
              label={recording === 'paused' ? t('Resume rec') : t('Pause rec')}
              command="call.pause"
              pressed={recording === 'paused'}
              unavailable={canPause ? null : t('Nothing is recorded now')}
              icon={recording === 'paused' ? CirclePlay : recording === 'recording' ? Disc : CirclePause}
              onPress={() => void pauseRecording(call.id, recording !== 'paused')}
            />
          </>
        ) : null}
        <Act label={t('Mark')} command="call.bookmark" icon={Bookmark} onPress={() => void bookmark(call.id, '')} />
      </div>
      <Button className="transport-end" aria-keyshortcuts={endKeys} onClick={() => askToEnd(call, now, screen)}>
        <PhoneOff />
        {t('End call')}
      </Button>
    </section>
  )
})

type ActProps = {
  readonly label: string
  readonly icon: typeof Mic
  readonly command: CommandId
  readonly pressed?: boolean
  readonly unavailable?: string | null
  readonly onPress: () => void
}

function Act({ label, icon: Icon, command, pressed, unavailable = null, onPress }: ActProps) {
  const ariaKeys = useAriaKeys(command)
  return (
    <button
      type="button"
      className="transport-act"
      aria-pressed={pressed}
      aria-disabled={unavailable !== null}
      aria-keyshortcuts={ariaKeys}
      title={unavailable ?? undefined}
      onMouseDown={keepFocus}
      onClick={() => {
        if (unavailable === null) onPress()
      }}
    >
      <Icon aria-hidden="true" />
      {label}
    </button>
  )
}
