import { CirclePause, CirclePlay } from 'lucide-react'
import { dismissFailure, pauseAll, resumeAll, useAutomation } from '#renderer/state/automation.ts'
import { useStatus } from '#renderer/state/status.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { momentWords } from '#renderer/app/Inbox/dock/waiting-words.ts'
import { useNow } from '#renderer/ui/Time.tsx'
import { visibleString } from '#renderer/ui/visible-text.ts'
import '#renderer/styles/pause.css'
import { t } from '#renderer/ui/language.ts'

/** Stops all that would happen without a person. Always within reach; the key only ever stops. */
export function PauseControl() {
  const paused = useStatus(({ status }) => status?.paused ?? null)
  return paused === null ? (
    <Button size="small" className="pause-all" command="desk.pause" onClick={pauseAll}>
      <CirclePause />
      {t('Pause all')}
    </Button>
  ) : (
    <Button size="small" className="pause-all" onClick={resumeAll}>
      <CirclePlay />
      {t('Resume all')}
    </Button>
  )
}

/** "since 10:42 by Jo" */
export const pausedWords = ({ at, by }: { readonly at: number; readonly by: string }, now: number): string =>
  t('Automation is paused since {{at}} by {{by}}.', { at: momentWords(at, now), by: visibleString(by) })

export function PauseNotice() {
  const paused = useStatus(({ status }) => status?.paused ?? null)
  const failure = useAutomation((state) => state.failure)
  const now = useNow()
  return (
    <>
      {failure === null ? null : (
        <Notice
          tone="danger"
          role="alert"
          action={
            <Button size="small" look="quiet" onClick={dismissFailure}>
              {t('Dismiss')}
            </Button>
          }
        >
          {failure}
        </Notice>
      )}
      {paused === null ? null : (
        <Notice
          tone="warn"
          icon="paused"
          role="status"
          title={pausedWords(paused, now)}
          action={
            <Button size="small" onClick={resumeAll}>
              {t('Resume')}
            </Button>
          }
        >
          {t('You can still decide.')}
        </Notice>
      )}
    </>
  )
}
