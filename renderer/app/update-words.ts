import type { UpdateFailure, UpdateHindrance, UpdatesStatus, UpdateStep } from '#contract/updates.ts'
import { clockWords, dayWords } from '#renderer/ui/Time.tsx'
import { t } from '#renderer/ui/language.ts'

/** Where the desk stands with newer versions of itself, in words. */
export const hindranceWords: Readonly<Record<UpdateHindrance, string>> = {
  host: t('Only the installed desktop program replaces itself. This desk runs without it.'),
  sources: t('This desk runs from its sources. Newer versions come the way these came.'),
  no_address: t('This build has no address for updates. Newer versions are installed by hand.'),
  system: t('This program was installed by the system’s own packages, which replace it too.'),
  sample: t('The sample company reaches nobody outside. Newer versions are looked for at your own desk.'),
}

export const failureWords: Readonly<Record<UpdateFailure, string>> = {
  unreachable: t('The address did not answer. Nothing was changed.'),
  missing: t('Nothing lies at the address. Nothing was changed.'),
  unreadable: t('What lies at the address is no list of versions. Nothing was changed.'),
  elsewhere: t('The address leads to another one, where the desk does not go. Nothing was fetched.'),
  differs: t('What came is not what was announced. It was thrown away.'),
  unsigned: t('What came is not signed as this program is. It was thrown away.'),
  gone: t('Another version is offered by now. Look again.'),
  no_room: t('There is no room on the disk. Nothing was changed.'),
  call: t('A call began, and the download was given up. Download it again once the call is over.'),
  unknown: t('It did not work; the log says more. Nothing was changed.'),
}

export function stepWords(step: UpdateStep): string {
  switch (step.at) {
    case 'hindered':
      return hindranceWords[step.by]
    case 'off':
      return t('Nobody is asked for newer versions.')
    case 'idle':
      return t('No newer version is known.')
    case 'looking':
      return t('Looking…')
    case 'found':
      return t('Version {{version}} can be downloaded.', { version: step.version })
    case 'downloading':
      return t('Version {{version}} is being downloaded.', { version: step.version })
    case 'ready':
      return t('Version {{version}} is downloaded. It takes this one’s place once you say so.', {
        version: step.version,
      })
    case 'installing':
      return t('The desk ends, and version {{version}} starts.', { version: step.version })
  }
}

export const lookedWords = ({ lookedAt }: Pick<UpdatesStatus, 'lookedAt'>, now: number): string =>
  lookedAt === null ? t('Not since the start') : `${dayWords(lookedAt, now)} ${clockWords(lookedAt)}`

/** What a person is asked wherever they are; null: nothing, or they said later. */
export function updateNoticeWords(step: UpdateStep, later: string | null): { title: string; body: string } | null {
  if ((step.at !== 'found' && step.at !== 'ready') || step.version === later) return null
  return step.at === 'found'
    ? {
        title: t('There is a newer version: {{version}}.', { version: step.version }),
        body: t('Nothing is fetched before you say so.'),
      }
    : {
        title: t('Version {{version}} is ready.', { version: step.version }),
        body: t('Nothing is installed before you say so.'),
      }
}
