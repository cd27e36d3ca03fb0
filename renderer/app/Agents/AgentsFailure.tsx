import { failureTitle, wantsKey } from '#renderer/app/Agents/agent-words.ts'
import type { AgentFailure } from '#renderer/state/agents.ts'
import { openSettings } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { t } from '#renderer/ui/language.ts'

/** Why agents or numbers cannot be read, and what helps: a key where one is missing, another try otherwise. */
type Props = { readonly failure: AgentFailure; readonly onAgain: () => Promise<void> }

export function AgentsFailure({ failure, onAgain }: Props) {
  return (
    <Notice
      tone={failure.code === 'unreachable' ? 'offline' : 'warn'}
      role="alert"
      title={failureTitle(failure.code)}
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
