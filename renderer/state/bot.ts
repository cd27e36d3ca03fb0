import { create } from 'zustand'
import type { BotStatus } from '#contract/bot-status.ts'
import { follow } from '#renderer/connection.ts'

/** How the desk stands with the bot. Null until it has said anything. */
export const useBot = create<{ readonly status: BotStatus | null }>()(() => ({ status: null }))

export const followBot = (): (() => void) =>
  follow(
    (desk, signal) => desk.bot.watch({}, { signal }),
    (status) => useBot.setState({ status }),
  )
