import { create } from 'zustand'
import type { Status } from '#contract/index.ts'
import { follow } from '#renderer/connection.ts'
import { applySettings } from '#renderer/state/ui.ts'

/** What the desk says about itself. Null until it has said anything. */
export const useStatus = create<{ readonly status: Status | null }>()(() => ({ status: null }))

export const followStatus = (): (() => void) =>
  follow(
    (desk, signal) => desk.app.status({}, { signal }),
    (status) => {
      useStatus.setState({ status })
      applySettings(status.settings)
    },
  )
