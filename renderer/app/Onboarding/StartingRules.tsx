import { TriangleAlert } from 'lucide-react'
import type { Beginning, PolicyView } from '#contract/policy.ts'
import { StepRow } from '#renderer/app/Onboarding/StepRow.tsx'
import { Segments } from '#renderer/app/Settings/fields.tsx'
import { said, t } from '#renderer/ui/language.ts'

type Props = {
  readonly view: PolicyView | null
  readonly begin: Beginning
  readonly now: boolean
  readonly onChange: (begin: Beginning) => void
}

const warnings = {
  alone: t(
    'Nobody else signs here yet. Such an act asks you alone, and you type its value. The rule for two is switched off.',
  ),
  two: t(
    'Nobody else signs here yet. Such an act waits until you add a person in the settings, or a colleague signs a file.',
  ),
}

/** The third step: which rules the desk begins with, and whether one person may sign what cannot be undone. */
export function StartingRules({ view, begin, now, onChange }: Props) {
  const presets = view?.presets ?? []
  return (
    <StepRow
      number={3}
      title={t('Choose how careful to start')}
      words={said(presets.find(({ name }) => name === begin.preset)?.description ?? '') || null}
      now={now}
      done={false}
    >
      <div className="onboarding-rules">
        <Segments
          label={t('How careful')}
          value={begin.preset}
          options={presets.map(({ name }) => ({ value: name, label: said(name) }))}
          onChange={(preset) => onChange({ ...begin, preset })}
        />
        {now ? (
          <Segments
            label={t('What cannot be undone')}
            value={begin.alone ? 'alone' : 'two'}
            options={[
              { value: 'alone', label: t('I sign alone') },
              { value: 'two', label: t('Two people sign') },
            ]}
            onChange={(who) => onChange({ ...begin, alone: who === 'alone' })}
          />
        ) : null}
      </div>
      {now ? (
        <p className="onboarding-warning">
          <TriangleAlert />
          {warnings[begin.alone ? 'alone' : 'two']}
        </p>
      ) : null}
    </StepRow>
  )
}
