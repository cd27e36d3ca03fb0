import { exactWords, shortDayWords, useNow } from '#renderer/ui/Time.tsx'
import { t } from '#renderer/ui/language.ts'

/** A day, or today the time; the exact moment is its title. */
export function Time({ at }: { readonly at: number | null }) {
  const now = useNow()
  if (at === null) return <>{t('not said')}</>
  return (
    <time dateTime={new Date(at).toISOString()} title={exactWords(at)}>
      {shortDayWords(at, now)}
    </time>
  )
}
