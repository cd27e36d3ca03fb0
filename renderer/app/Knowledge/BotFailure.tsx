import { botFailureTitle } from '#renderer/app/Knowledge/knowledge-words.ts'
import type { AgentFailure } from '#renderer/state/agents.ts'
import { openSettings } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { t } from '#renderer/ui/language.ts'

/** Why something of the bot is not here, and what to do. */
type Props = { readonly failure: AgentFailure; readonly rest?: string; readonly onAgain: () => void }

export function BotFailure({ failure, rest, onAgain }: Props) {
  const { code, message } = failure
  const isMissing = code === 'missing_secret'
  return (
    <Notice
      tone={code === 'unreachable' || code === 'timed_out' ? 'offline' : isMissing ? 'info' : 'warn'}
      role={isMissing ? 'status' : 'alert'}
      title={botFailureTitle(code)}
      action={
        <>
          {isMissing || code === 'forbidden' ? (
            <Button size="small" onClick={() => openSettings('keys')}>
              {t('Open keys')}
            </Button>
          ) : null}
          <Button size="small" onClick={onAgain}>
            {t('Ask again')}
          </Button>
        </>
      }
    >
      {message} {rest}
    </Notice>
  )
}
