import { BellOff, BellRing } from 'lucide-react'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { failureText, theDesk } from '#renderer/connection.ts'
import { askPermission, useTelling } from '#renderer/state/notifications.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Chip } from '#renderer/ui/Chip.tsx'
import { t } from '#renderer/ui/language.ts'

/** Whether notifications can be shown here at all, and what to do where they cannot. */
export function Permission() {
  const { by, permission } = useTelling()
  const [failure, setFailure] = useState<string | null>(null)
  const test = (
    <Button
      onClick={() => {
        setFailure(null)
        theDesk()
          .notifications.test({})
          .catch((error: unknown) => setFailure(failureText(error)))
      }}
    >
      {t('Show one')}
    </Button>
  )
  const face = faceOf(by, permission, test)
  return (
    <section className="notify-card" aria-label={t('Permission')}>
      <span className="notify-glyph">{face.works ? <BellRing /> : <BellOff />}</span>
      <div className="grow">
        <h3>
          {face.title} <Chip tone={face.works ? 'ok' : 'neutral'}>{face.state}</Chip>
        </h3>
        <p>{face.words}</p>
        {failure === null ? null : (
          <p className="form-error" role="alert">
            {failure}
          </p>
        )}
      </div>
      {face.verb}
    </section>
  )
}

type Face = {
  readonly title: string
  readonly works: boolean
  readonly state: string
  readonly words: string
  readonly verb: ReactNode
}

function faceOf(by: ReturnType<typeof useTelling.getState>['by'], permission: string, test: ReactNode): Face {
  if (by === 'system')
    return {
      title: t('By the system'),
      works: true,
      state: t('On'),
      words: t('If none appears, the system holds them back: look for Countersign in its own notification settings.'),
      verb: test,
    }
  const title = t('In this browser')
  if (permission === 'granted')
    return {
      title,
      works: true,
      state: t('Allowed'),
      words: t('One page shows them, however many are open.'),
      verb: test,
    }
  if (permission === 'denied')
    return {
      title,
      works: false,
      state: t('Blocked'),
      words: t(
        'The browser was told no, and cannot be asked again from here. Press the sign beside the address, allow notifications for this page, and come back.',
      ),
      verb: null,
    }
  if (permission === 'unsupported')
    return {
      title,
      works: false,
      state: t('Not possible'),
      words: t('This browser shows none for pages of this kind. The title of the page still counts what waits.'),
      verb: null,
    }
  return {
    title,
    works: false,
    state: t('Not asked yet'),
    words: t('The browser asks you once. Until you allow it, only the title of the page counts what waits.'),
    verb: (
      <Button look="solid" onClick={() => void askPermission()}>
        {t('Allow notifications…')}
      </Button>
    ),
  }
}
