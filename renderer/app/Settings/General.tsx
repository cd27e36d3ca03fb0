import { useState } from 'react'
import type { Configuration } from '#contract/settings.ts'
import { DryRun } from '#renderer/app/Settings/DryRun.tsx'
import { Segments, SelectField } from '#renderer/app/Settings/fields.tsx'
import { SaveBar, SectionHead, useEditor } from '#renderer/app/Settings/Section.tsx'
import { tiers } from '#renderer/app/Settings/settings-model.ts'
import { saveSettings } from '#renderer/app/Settings/use-settings.ts'
import { openPolicies } from '#renderer/state/policies.ts'
import { applySettings, useUi } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dial } from '#renderer/ui/Dial.tsx'
import { riskWords } from '#renderer/ui/words.ts'
import { t } from '#renderer/ui/language.ts'

/** How careful the desk is, and how it looks. */
export function Decisions({ configuration }: { readonly configuration: Configuration }) {
  const editor = useEditor(configuration)
  const { defaultDecisions } = editor.draft
  return (
    <>
      <SectionHead
        title={t('Default decisions')}
        words={t('What happens to a valid proposal of each tier where no rule applies. A rule always comes first.')}
        action={<Button onClick={() => openPolicies({ kind: 'presets' })}>{t('Rules and presets…')}</Button>}
      />
      <ul className="tier-list">
        {tiers.map(({ name, risk }) => (
          <li key={name} data-risk={risk}>
            <Dial risk={risk} />
            <b>{name}</b>
            <span>{riskWords[risk]}</span>
            <span className="grow" />
            <Segments
              label={`${name} ${riskWords[risk]}`}
              value={defaultDecisions[name]}
              options={[
                { value: 'ask', label: t('Ask me') },
                { value: 'allow', label: t('Goes by itself') },
              ]}
              onChange={(decision) =>
                editor.change({ ...editor.draft, defaultDecisions: { ...defaultDecisions, [name]: decision } })
              }
            />
          </li>
        ))}
      </ul>
      <p className="secondary set-lead">
        {t(
          'What the floor of the rules names asks whatever stands here: as it comes, irreversible acts, guardrail replies, repeats and calls you rejected before. Unknown tools and wrong arguments are refused.',
        )}
      </p>
      <DryRun editor={editor} />
      <SaveBar editor={editor} />
    </>
  )
}

export function Appearance({ configuration }: { readonly configuration: Configuration }) {
  const [settings, show] = useState(configuration.settings)
  const [refusal, setRefusal] = useState<string | null>(null)
  /** Painted at once, then kept; put back where the desk refuses. Another language is spoken once it is kept: the page loads anew. */
  const set = async (next: Configuration['settings']): Promise<void> => {
    useUi.setState({ theme: null })
    show(next)
    applySettings({ ...next, language: configuration.settings.language })
    const [refused] = await saveSettings({ ...configuration, settings: next })
    setRefusal(refused?.message ?? null)
    if (refused === undefined) return applySettings(next)
    show(configuration.settings)
    applySettings(configuration.settings)
  }
  return (
    <>
      <SectionHead title={t('Appearance')} words={t('For this profile, on every window. Kept as you choose.')} />
      <section className="set-group" aria-label={t('Appearance')}>
        <SelectField
          label={t('Theme')}
          value={settings.theme}
          options={[
            { value: 'system', label: t('As the system') },
            { value: 'light', label: t('Light') },
            { value: 'dark', label: t('Dark') },
            { value: 'contrast', label: t('High contrast') },
          ]}
          onChange={(theme) => void set({ ...settings, theme })}
        />
        <SelectField
          label={t('Density')}
          value={settings.density}
          options={[
            { value: 'comfortable', label: t('Comfortable') },
            { value: 'compact', label: t('Compact') },
          ]}
          onChange={(density) => void set({ ...settings, density })}
        />
        <SelectField
          label={t('Language')}
          help={t('Another language loads this window anew. What is written in a reply is kept.')}
          value={settings.language}
          options={[
            { value: 'system', label: t('As the system') },
            { value: 'en', label: 'English' },
            { value: 'de', label: 'Deutsch' },
          ]}
          onChange={(language) => void set({ ...settings, language })}
        />
      </section>
      {refusal === null ? null : (
        <p className="form-error" role="alert">
          {refusal}
        </p>
      )}
    </>
  )
}
