import { useConnection } from '#renderer/connection.ts'
import { BotNotice } from '#renderer/app/BotNotice.tsx'
import { LinkNotice } from '#renderer/app/LinkNotice.tsx'
import { PauseNotice } from '#renderer/app/PauseControl.tsx'
import { StorageNotices } from '#renderer/app/StorageNotices.tsx'
import { UnknownBanner } from '#renderer/app/UnknownBanner.tsx'
import { UpdateNotice } from '#renderer/app/UpdateNotice.tsx'
import { useStatus } from '#renderer/state/status.ts'
import { go, useUi } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { agoWords, clockWords, useNow } from '#renderer/ui/Time.tsx'
import { said, t } from '#renderer/ui/language.ts'

/** What stands between the top bar and the work: only what changes what a person may expect of the work. */
export function FrameNotices() {
  const section = useUi((ui) => ui.section)
  return (
    <section className="frame-notices" aria-label={t('Notices')}>
      <LinkNotice />
      <UnknownBanner />
      <PauseNotice />
      <ConnectionNotice />
      <HealthNotice />
      <BotNotice />
      <StorageNotices />
      <UpdateNotice />
      {section === 'inbox' ? <SampleNotice /> : null}
    </section>
  )
}

function ConnectionNotice() {
  const connection = useConnection()
  if (connection.state === 'refused')
    return (
      <Notice tone="warn" role="status" title={t('This page may not use the desk.')}>
        {said(connection.reason)}
      </Notice>
    )
  if (connection.state !== 'lost' || connection.attempt < 2) return null
  return (
    <Notice
      tone="offline"
      role="status"
      title={t('The desk has been away since {{since}}.', { since: clockWords(connection.since) })}
    >
      {t('What you see may be old. You can read; nothing can be decided until it is back.')}
    </Notice>
  )
}

function HealthNotice() {
  const status = useStatus((state) => state.status)
  const now = useNow()
  if (status === null) return null
  const { helpdesk, xai } = status
  const last = helpdesk.lastOkAt === null ? null : agoWords(now - helpdesk.lastOkAt)
  const settings = (
    <Button size="small" onClick={() => go('settings')}>
      {t('Open settings')}
    </Button>
  )
  if (helpdesk.state === 'offline')
    return (
      <Notice
        tone="offline"
        role="status"
        title={last === null ? t('Offline.') : t('Offline. Last sync {{ago}}.', { ago: last })}
      >
        {t('You can read, edit and reject. What you approve is checked again before it is sent.')}
      </Notice>
    )
  if (helpdesk.state === 'refused' || xai.state === 'refused')
    return (
      <Notice
        tone="warn"
        role="status"
        title={helpdesk.state === 'refused' ? t('The helpdesk refused the token.') : t('xAI refused the key.')}
        action={settings}
      >
        {t('{{message}} Nothing is lost; decisions stay where they are.', {
          message: said((helpdesk.state === 'refused' ? helpdesk : xai).message),
        })}
      </Notice>
    )
  return null
}

function SampleNotice() {
  const status = useStatus((state) => state.status)
  if (status?.sample !== true) return null
  return (
    <div className="sample-banner" role="note">
      <span className="dot dot-hollow" />
      <b>{t('Sample workspace.')}</b>
      <span className="grow">{t('An invented company on this computer. Nothing leaves it, so try everything.')}</span>
      <Button size="small" onClick={() => go('onboarding')}>
        {t('Connect your services')}
      </Button>
    </div>
  )
}
