import type { Turns } from '#contract/call.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { noteTalk } from '#renderer/state/call.ts'
import { takeInCall } from '#renderer/state/calls.ts'
import type { KeyLoss } from '#renderer/app/Calls/talk-key.ts'

/** What a person does in a call. What the desk refuses is said beside the talk button; nothing is lost in silence. */
const tell = (act: () => Promise<unknown>): Promise<boolean> =>
  Promise.resolve()
    .then(act)
    .then(
      () => true,
      (error: unknown) => {
        noteTalk('refused', failureText(error))
        return false
      },
    )

export const pressTalk = (id: string): Promise<boolean> => tell(() => theDesk().calls.press({ id, repeat: false }))
export const releaseTalk = (id: string): Promise<boolean> => tell(() => theDesk().calls.release({ id }))
/** Also where the call has ended meanwhile: then nothing is held any more, and nobody has to hear of it. */
export const loseTalkKey = (id: string, why: KeyLoss): Promise<boolean> =>
  Promise.resolve()
    .then(() => theDesk().calls.loseKey({ id, why }))
    .then(
      () => true,
      () => false,
    )

export const setTurns = (id: string, turns: Turns): Promise<boolean> =>
  tell(() => theDesk().calls.setTurns({ id, turns }))
export const setMuted = (id: string, muted: boolean): Promise<boolean> =>
  tell(() => theDesk().calls.setMuted({ id, muted }))
export const setInterruptible = (id: string, interruptible: boolean): Promise<boolean> =>
  tell(() => theDesk().calls.setInterruptible({ id, interruptible }))
export const interruptAgent = (id: string): Promise<boolean> => tell(() => theDesk().calls.interrupt({ id }))
export const typeLine = (id: string, text: string): Promise<boolean> => tell(() => theDesk().calls.type({ id, text }))
export const tellCaller = (id: string, text: string): Promise<boolean> =>
  tell(() => theDesk().calls.tellCaller({ id, text }))
export const callBack = (id: string): Promise<boolean> => tell(() => theDesk().calls.callBack({ id }))
export const takeCall = (id: string, taken: boolean): Promise<boolean> =>
  tell(() => (taken ? theDesk().calls.take({ id }) : theDesk().calls.handBack({ id })))
export const allowLookups = (id: string, allowed: boolean): Promise<boolean> =>
  tell(() => theDesk().calls.allowLookups({ id, allowed }))
export const noteConsent = (id: string, agreed: boolean): Promise<boolean> =>
  tell(() => theDesk().calls.noteConsent({ id, agreed }))
export const pauseRecording = (id: string, paused: boolean): Promise<boolean> =>
  tell(() => theDesk().calls.pauseRecording({ id, paused }))
export const bookmark = (id: string, text: string): Promise<boolean> =>
  tell(() => theDesk().calls.bookmark({ id, text }))
export const endCall = (id: string): Promise<boolean> => tell(() => theDesk().calls.end({ id }))
export const exactTimes = (id: string): Promise<boolean> => tell(() => theDesk().calls.exactTimes({ id }))
export const removeRecording = (id: string): Promise<boolean> => tell(() => theDesk().calls.removeRecording({ id }))

export type NewCall = Parameters<ReturnType<typeof theDesk>['calls']['start']>[0]

/** Begins a call and shows it. */
export async function startCall(wanted: NewCall): Promise<void> {
  takeInCall(await theDesk().calls.start(wanted))
}
