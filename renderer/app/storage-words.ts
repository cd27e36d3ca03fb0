import type { StorageStatus } from '#contract/storage.ts'
import { clockWords } from '#renderer/ui/Time.tsx'
import { plural } from '#renderer/ui/words.ts'

/** What happened to the disk, what did not happen because of it, and what to do. */
export type StorageWords = { readonly title: string; readonly body: string; readonly isUrgent: boolean }

export const roomWords = (bytes: number): string =>
  bytes < 1_000_000_000 ? `${Math.floor(bytes / 1_000_000)} MB` : `${(bytes / 1_000_000_000).toFixed(1)} GB`

const still = 'Nothing new is read or sent, and what you decide now may be refused; then it stays open.'

const unrecorded = (count: number): string =>
  count === 0
    ? ''
    : ` What came of ${plural(count, 'action is', 'actions are')} known but not recorded yet: do not stop the desk before it is.`

/** Null: nothing to say, or what is wrong with the database itself says it. */
export function storageWords(storage: StorageStatus): StorageWords | null {
  const since = storage.since === null ? '' : ` since ${clockWords(storage.since)}`
  switch (storage.state) {
    case 'ok':
    case 'damaged':
      return storage.unrecorded === 0
        ? null
        : { title: 'Not everything is recorded.', body: unrecorded(storage.unrecorded).trim(), isUrgent: true }
    case 'low':
      return {
        title: `The disk is almost full${storage.freeBytes === null ? '' : `: ${roomWords(storage.freeBytes)} left`}.`,
        body: 'Everything works. Make room before nothing can be recorded any more.',
        isUrgent: false,
      }
    case 'full':
      return {
        title: `The disk is full${since}.`,
        body: `${still} Make room: the desk then goes on by itself.${unrecorded(storage.unrecorded)}`,
        isUrgent: true,
      }
    case 'read_only':
      return {
        title: `The disk cannot be written${since}.`,
        body: `${still} Make the desk's folder writable: the desk then goes on by itself.${unrecorded(storage.unrecorded)}`,
        isUrgent: true,
      }
  }
}
