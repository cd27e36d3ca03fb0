import { createContext, use } from 'react'
import type { Call, CallNow } from '#contract/call.ts'
import { endCall } from '#renderer/state/call-actions.ts'
import { create, useStore, type StoreApi, type UseBoundStore } from 'zustand'

/** What only this look at one call knows: the open dialog, what is sought, whether one follows the newest words. */
export type CallDialog = 'tell' | 'end' | 'remove'
export type CallScreen = {
  readonly dialog: CallDialog | null
  readonly devices: boolean
  /** Null: nobody searches. */
  readonly sought: string | null
  /** Which of the places found is in sight. */
  readonly hit: number
  readonly following: boolean
  /** A field in place of the talk button. */
  readonly typing: boolean
}

export type CallScreenStore = UseBoundStore<StoreApi<CallScreen>>

export const createCallScreen = (): CallScreenStore =>
  create<CallScreen>()(() => ({
    dialog: null,
    devices: false,
    sought: null,
    hit: 0,
    following: true,
    typing: false,
  }))

const unused = createCallScreen()
export const CallScreenContext = createContext<CallScreenStore>(unused)

export const useCallScreenStore = (): CallScreenStore => use(CallScreenContext)
export const useCallScreen = <T>(look: (screen: CallScreen) => T): T => useStore(use(CallScreenContext), look)

/** Asked about only where somebody waits: otherwise the press was the decision. */
export function askToEnd(call: Call, now: CallNow, screen: CallScreenStore): void {
  if (now.hold === null) void endCall(call.id)
  else screen.setState({ dialog: 'end' })
}
