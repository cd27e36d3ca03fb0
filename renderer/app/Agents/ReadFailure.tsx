import { failureTitle, wantsKey } from '#renderer/app/Agents/agent-words.ts'
import { collectionFailureTitle } from '#renderer/app/Agents/collection-words.ts'
import type { AgentFailure } from '#renderer/state/agents.ts'
import { openSettings } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { t } from '#renderer/ui/language.ts'

type Props = {
  readonly failure: AgentFailure
  /** Collections have a key of their own; without one everything else about agents works. */
  readonly of: 'agents' | 'collections'
  readonly onAgain: () => Promise<void>
}

/** Why they cannot be read, and what helps: a key where one is missing, another try otherwise. */
export function ReadFailure({ failure, of, onAgain }: Props) {
  const { code, message } = failure
  const isCalm = of === 'collections' && code === 'missing_secret'
  return (
    <Notice
      tone={code === 'unreachable' ? 'offline' : isCalm ? 'info' : 'warn'}
      role="alert"
      title={of === 'agents' ? failureTitle(code) : collectionFailureTitle(code)}
      action={
        <>
          {wantsKey(code) ? (
            <Button size="small" onClick={() => openSettings('keys')}>
              {t('Open keys')}
            </Button>
          ) : null}
          <Button size="small" onClick={() => void onAgain()}>
            {t('Read again')}
          </Button>
        </>
      }
    >
      {message}
    </Notice>
  )
}
