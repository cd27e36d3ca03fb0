import type { Round } from '#contract/scenario.ts'
import { t } from '#renderer/ui/language.ts'

/** How far a round of scenarios is, and what is played just now. */
export function RoundProgress({ round, playing }: { readonly round: Round; readonly playing: readonly string[] }) {
  const done = round.passed + round.failed + round.couldNotRun
  return (
    <div className="play-progress">
      <progress aria-label={t('Played')} max={round.total} value={done} />
      <span role="status">
        {round.state === 'waiting'
          ? t('Waits for its turn')
          : [
              t('{{done}} of {{total}}', { done, total: round.total }),
              t('{{count}} passed', { count: round.passed }),
              ...(playing.length === 0 ? [] : [t('now: {{playing}}', { playing: playing.join(', ') })]),
            ].join(', ')}
      </span>
    </div>
  )
}
