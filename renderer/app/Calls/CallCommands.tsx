import { memo } from 'react'
import type { Call, CallNow } from '#contract/call.ts'
import { copyCaptions, largerCaptions, smallerCaptions, turnAloud } from '#renderer/app/Calls/caption-acts.ts'
import { askToEnd, useCallScreenStore } from '#renderer/app/Calls/call-screen.ts'
import {
  allowLookups,
  bookmark,
  callBack,
  interruptAgent,
  pauseRecording,
  setMuted,
  setTurns,
  takeCall,
} from '#renderer/state/call-actions.ts'
import { useCommands, type Runs } from '#renderer/ui/keys.ts'

/** What keys and the palette can do with the call in sight. */
type Props = { readonly call: Call; readonly now: CallNow | null }

export const CallCommands = memo(function CallCommands({ call, now }: Props) {
  const screen = useCallScreenStore()
  const reading: Runs = {
    'calls.find': () => {
      screen.setState(({ sought }) => ({ sought: sought ?? '' }))
      document.querySelector<HTMLInputElement>('.caption-search-field')?.select()
    },
    'calls.newest': () => screen.setState({ following: true }),
    'calls.copy': () => void copyCaptions(),
    'calls.larger': largerCaptions,
    'calls.smaller': smallerCaptions,
    'calls.aloud': turnAloud,
  }
  useCommands(now === null || call.state === 'ended' ? reading : { ...reading, ...liveRuns(call, now, screen) })
  return null
})

function liveRuns(call: Call, now: CallNow, screen: ReturnType<typeof useCallScreenStore>): Runs {
  const { id } = call
  const isRecorded = call.recording.state === 'recording' || call.recording.state === 'paused'
  const voice: Runs =
    call.medium === 'text'
      ? {}
      : {
          'call.type': () => screen.setState(({ typing }) => ({ typing: !typing })),
          'call.handsFree': () => void setTurns(id, now.turns === 'hands_free' ? 'held' : 'hands_free'),
          'call.mute': () => void setMuted(id, !now.muted),
          'call.devices': () => screen.setState({ devices: true }),
          ...(isRecorded ? { 'call.pause': () => void pauseRecording(id, call.recording.state !== 'paused') } : {}),
        }
  return {
    ...voice,
    'call.quiet': () => void interruptAgent(id),
    'call.bookmark': () => void bookmark(id, ''),
    'call.tell': () => screen.setState({ dialog: 'tell' }),
    'call.take': () => void takeCall(id, now.taken === null),
    'call.lookups': () => void allowLookups(id, now.lookups === null),
    ...(now.hold === null ? {} : { 'call.back': () => void callBack(id) }),
    'call.end': () => askToEnd(call, now, screen),
  }
}
