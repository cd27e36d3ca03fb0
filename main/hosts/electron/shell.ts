import type * as Electron from 'electron'
import { AppError } from '#main/kernel/errors.ts'
import type { Notifier, Opener } from '#main/kernel/ports.ts'
import type { HostLanguage } from '#main/hosts/electron/words.ts'
import { judgeExternalLink } from '#main/hosts/external-link.ts'

/**
 * The only way out to the operating system. Links come from customers and models, so each is judged, and then shown to
 * the operator in full before anything opens; the answer that does nothing is the default.
 */
export function createOpener(electron: typeof Electron, language: Pick<HostLanguage, 'words'>): Opener {
  return async (address) => {
    const verdict = judgeExternalLink(address)
    if (!verdict.open)
      throw new AppError('blocked', 'This address is not one the desk opens.', { data: { reason: verdict.reason } })
    const { title, message, cancel, open } = language.words().openOutside
    const { response } = await electron.dialog.showMessageBox({
      type: 'question',
      title,
      message,
      detail: verdict.shown,
      buttons: [cancel, open],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    })
    if (response !== 1) throw new AppError('cancelled', 'The address was not opened.')
    try {
      await electron.shell.openExternal(verdict.url)
    } catch {
      // What the system says may quote the address; it stays here.
      throw new AppError('blocked', 'The system could not open this address.')
    }
  }
}

const shorten = (text: string, limit: number) => (text.length > limit ? `${text.slice(0, limit - 1)}…` : text)

/** The system's own notifications. They carry no button: a click shows what it is about, and that is all. */
export function createNotifier(electron: typeof Electron, show: (proposalId: string | null) => void): Notifier {
  // Kept while they are shown: one that is collected would not hear its click.
  const shown = new Set<Electron.Notification>()
  return {
    by: 'system',
    show: ({ title, body, level, again, proposalId }) => {
      if (!electron.Notification.isSupported()) return
      const notification = new electron.Notification({
        title: shorten(title, 100),
        body: shorten(body, 300),
        silent: level === 'digest',
        urgency: level === 'interrupt' ? 'critical' : 'normal',
        timeoutType: level === 'interrupt' ? 'never' : 'default',
        // Where the system has names for sounds: the second time it is another one.
        ...(again ? { sound: 'Submarine' } : {}),
      })
      shown.add(notification)
      notification.on('close', () => void shown.delete(notification))
      notification.on('click', () => {
        shown.delete(notification)
        show(proposalId)
      })
      notification.show()
    },
  }
}
