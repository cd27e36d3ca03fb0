import type { StorageStatus } from '#contract/storage.ts'
import { clockWords } from '#renderer/ui/Time.tsx'
import { t } from '#renderer/ui/language.ts'

/** What happened to the disk, what did not happen because of it, and what to do. */
export type StorageWords = { readonly title: string; readonly body: string; readonly isUrgent: boolean }

export const roomWords = (bytes: number): string =>
  bytes < 1_000_000_000
    ? t('{{size}} MB', { size: Math.floor(bytes / 1_000_000) })
    : t('{{size}} GB', { size: (bytes / 1_000_000_000).toFixed(1) })

const still = t('Nothing new is read or sent, and what you decide now may be refused; then it stays open.')

const unrecorded = (count: number): string =>
  count === 0
    ? ''
    : t('What came of {{count}} actions are known but not recorded yet: do not stop the desk before it is.', { count })

const sentences = (...list: readonly string[]): string => list.filter((one) => one !== '').join(' ')

/** Null: nothing to say, or what is wrong with the database itself says it. */
export function storageWords(storage: StorageStatus): StorageWords | null {
  const since = storage.since === null ? null : clockWords(storage.since)
  switch (storage.state) {
    case 'ok':
    case 'damaged':
      return storage.unrecorded === 0
        ? null
        : { title: t('Not everything is recorded.'), body: unrecorded(storage.unrecorded), isUrgent: true }
    case 'low':
      return {
        title:
          storage.freeBytes === null
            ? t('The disk is almost full.')
            : t('The disk is almost full: {{room}} left.', { room: roomWords(storage.freeBytes) }),
        body: t('Everything works. Make room before nothing can be recorded any more.'),
        isUrgent: false,
      }
    case 'full':
      return {
        title: since === null ? t('The disk is full.') : t('The disk is full since {{since}}.', { since }),
        body: sentences(still, t('Make room: the desk then goes on by itself.'), unrecorded(storage.unrecorded)),
        isUrgent: true,
      }
    case 'read_only':
      return {
        title:
          since === null
            ? t('The disk cannot be written.')
            : t('The disk cannot be written since {{since}}.', { since }),
        body: sentences(
          still,
          t("Make the desk's folder writable: the desk then goes on by itself."),
          unrecorded(storage.unrecorded),
        ),
        isUrgent: true,
      }
  }
}
