import type { SearchType } from '#contract/playground-step.ts'
import type { SetUp } from '#renderer/state/playground-steps.ts'
import { Chip } from '#renderer/ui/Chip.tsx'
import { Switch } from '#renderer/ui/Switch.tsx'
import '#renderer/styles/playground-edit.css'
import { t } from '#renderer/ui/language.ts'

/** What the service may look up itself while it answers. It only reads; still, no rule and no person stands before it. */
const searches: readonly { readonly type: SearchType; readonly label: string; readonly what: string }[] = [
  { type: 'web_search', label: t('Search the web'), what: t('What is asked for leaves for the web.') },
  { type: 'x_search', label: t('Search X'), what: t('What is asked for leaves for X.') },
  {
    type: 'file_search',
    label: t('Search its collections'),
    what: t('Those the agent has; where it has none, nothing is searched.'),
  },
]

type Props = { readonly setUp: SetUp; readonly change: (next: Partial<SetUp>) => void }

export function SearchSwitches({ setUp, change }: Props) {
  const { who, engine } = setUp
  if (who === 'support_agent' || engine === 'chat') return null
  const offered = searches.filter(({ type }) => who === 'voice_agent' || type !== 'file_search')
  return (
    <div className="playground-switches is-wide" role="group" aria-label={t('Searches at the provider')}>
      <p className="playground-searches">
        {t('At the provider')}
        <Chip tone="warn">{t('runs at the provider, cannot be gated here')}</Chip>
      </p>
      {offered.map(({ type, label, what }) => (
        <Switch
          key={type}
          checked={setUp.searches.includes(type)}
          onChange={(on) =>
            change({ searches: on ? [...setUp.searches, type] : setUp.searches.filter((one) => one !== type) })
          }
        >
          {label}
          <small>{what}</small>
        </Switch>
      ))}
    </div>
  )
}
