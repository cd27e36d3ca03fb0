import { noticeWords } from '#renderer/app/bot-words.ts'
import { theDesk } from '#renderer/connection.ts'
import { useBot } from '#renderer/state/bot.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { useNow } from '#renderer/ui/Time.tsx'
import { visibleString } from '#renderer/ui/visible-text.ts'
import { t } from '#renderer/ui/language.ts'

/** A quota of the bot that is nearly used up, before anything is refused, and one that is. */
export function BotNotice() {
  const status = useBot((bot) => bot.status)
  const now = useNow()
  const words = status === null ? null : noticeWords(status, now)
  if (words === null) return null
  const dismiss = (
    <Button
      size="small"
      onClick={() =>
        void theDesk()
          .bot.dismissWarning({})
          .catch(() => undefined)
      }
    >
      {t('Dismiss')}
    </Button>
  )
  return (
    <Notice tone="warn" role="status" title={words.title} {...(words.dismissible ? { action: dismiss } : {})}>
      {visibleString(words.body)}
    </Notice>
  )
}
