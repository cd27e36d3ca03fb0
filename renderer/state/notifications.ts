import { create } from 'zustand'
import type { Note } from '#contract/notification.ts'
import { follow, theDesk } from '#renderer/connection.ts'
import { showProposal } from '#renderer/state/links.ts'
import { go } from '#renderer/state/ui.ts'
import { said } from '#renderer/ui/language.ts'

/**
 * This page's part in telling a person who is not looking: it says whether somebody looks, and shows what the desk asks it
 * to show. The browser is asked for its permission by a button and by nothing else.
 */
export type Permission = 'granted' | 'denied' | 'default' | 'unsupported'

type Telling = {
  /** Who shows notes; null: the desk has not said yet. */
  readonly by: 'system' | 'screen' | 'nobody' | null
  readonly permission: Permission
}

const permissionNow = (): Permission => ('Notification' in window ? Notification.permission : 'unsupported')

export const useTelling = create<Telling>()(() => ({ by: null, permission: 'default' }))

function report(): void {
  const permission = permissionNow()
  if (useTelling.getState().permission !== permission) useTelling.setState({ permission })
  const visible = document.visibilityState === 'visible'
  const presence = { visible, focused: visible && document.hasFocus(), granted: permission === 'granted' }
  void Promise.resolve()
    .then(() => theDesk().notifications.presence(presence))
    // Without the desk nobody is told anything; it asks again when it is back.
    .catch(() => {})
}

function show({ title, body, level, again, proposalId }: Note): void {
  try {
    const shown = new Notification(said(title), {
      body: said(body),
      tag: `${proposalId ?? level}${again ? ' again' : ''}`,
      requireInteraction: level === 'interrupt',
      silent: level === 'digest',
    })
    shown.addEventListener('click', () => {
      shown.close()
      window.focus()
      if (proposalId === null) go('inbox')
      else void showProposal(proposalId)
    })
  } catch {
    // Some systems let only their own programs speak; what waits stands in the queue and in the title.
  }
}

export function followNotifications(): () => void {
  useTelling.setState({ permission: permissionNow() })
  const events = ['focus', 'blur'] as const
  events.forEach((name) => window.addEventListener(name, report))
  document.addEventListener('visibilitychange', report)
  void navigator.permissions
    ?.query({ name: 'notifications' })
    .then((status) => status.addEventListener('change', report))
    .catch(() => {})
  const deaf = follow(
    (desk, signal) => desk.notifications.watch({}, { signal }),
    (event) => {
      if (event.type === 'note') return show(event.note)
      useTelling.setState({ by: event.by })
      report()
    },
  )
  return () => {
    deaf()
    events.forEach((name) => window.removeEventListener(name, report))
    document.removeEventListener('visibilitychange', report)
  }
}

/** Only from a button: a browser that is asked out of nowhere says no for ever. */
export async function askPermission(): Promise<void> {
  await Notification.requestPermission()
  report()
}
