import { wantsKey } from '#renderer/app/Agents/agent-words.ts'
import { collectionFailureTitle } from '#renderer/app/Agents/collection-words.ts'
import type { AgentFailure } from '#renderer/state/agents.ts'
import { openSettings } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { t } from '#renderer/ui/language.ts'

/** Why collections cannot be read, and what is missing. Everything else about agents works without them. */
type Props = { readonly failure: AgentFailure; readonly onAgain: () => Promise<void> }

export function CollectionsFailure({ failure, onAgain }: Props) {
  return (
    <Notice
      tone={failure.code === 'unreachable' ? 'offline' : failure.code === 'missing_secret' ? 'info' : 'warn'}
      role="alert"
      title={collectionFailureTitle(failure.code)}
      action={
        <>
          {wantsKey(failure.code) ? (
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
      {failure.message}
    </Notice>
  )
}
