import { useState } from 'react'
import type { Configuration } from '#contract/settings.ts'
import type { UpdatesStatus, UpdateStep } from '#contract/updates.ts'
import { SelectField } from '#renderer/app/Settings/fields.tsx'
import { SectionHead } from '#renderer/app/Settings/Section.tsx'
import { saveSettings } from '#renderer/app/Settings/use-settings.ts'
import { failureWords, hindranceWords, lookedWords, stepWords } from '#renderer/app/update-words.ts'
import { downloadUpdate, installUpdate, lookForUpdate, useUpdates } from '#renderer/state/updates.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { useNow } from '#renderer/ui/Time.tsx'
import '#renderer/styles/activity-detail.css'
import { t } from '#renderer/ui/language.ts'

/** Newer versions of the program: whether they are looked for, and one step after the other, each with a yes of its own. */
function NextStep({ step }: { readonly step: UpdateStep }) {
  switch (step.at) {
    case 'found':
      return (
        <Button look="solid" onClick={() => downloadUpdate(step.version)}>
          {t('Download')}
        </Button>
      )
    case 'ready':
      return (
        <Button look="solid" onClick={() => installUpdate(step.version)}>
          {t('Restart and install')}
        </Button>
      )
    default:
      return null
  }
}

function Standing({ status, refused }: { readonly status: UpdatesStatus; readonly refused: string | null }) {
  const now = useNow()
  const { step, running, failure } = status
  const mayLook = step.at === 'idle' || step.at === 'found'
  return (
    <section className="set-group" aria-labelledby="set-version">
      <div className="set-row">
        <h3 id="set-version">{t('This version: {{version}}', { version: running })}</h3>
        <span className="grow" />
        {mayLook || step.at === 'looking' ? (
          <Button unavailable={mayLook ? null : t('Looking')} onClick={lookForUpdate}>
            {t('Look now')}
          </Button>
        ) : null}
        <NextStep step={step} />
      </div>
      <p role="status">{stepWords(step)}</p>
      {step.at === 'downloading' ? (
        <progress className="activity-progress" aria-label={t('Download')} value={step.percent} max={100} />
      ) : null}
      <p className="secondary">{t('Last looked: {{when}}', { when: lookedWords(status, now) })}</p>
      {failure === null ? null : (
        <p className="form-error" role="alert">
          {failureWords[failure]}
        </p>
      )}
      {refused === null ? null : (
        <p className="form-error" role="alert">
          {refused}
        </p>
      )}
    </section>
  )
}

export function Updates({ configuration }: { readonly configuration: Configuration }) {
  const { status, refused } = useUpdates()
  const [refusal, setRefusal] = useState<string | null>(null)
  const set = async (updates: Configuration['settings']['updates']): Promise<void> => {
    const [first] = await saveSettings({ ...configuration, settings: { ...configuration.settings, updates } })
    setRefusal(first?.message ?? null)
  }
  return (
    <>
      <SectionHead
        title={t('Updates')}
        words={t('Newer versions of this program. Nothing is fetched or installed before you say so.')}
      />
      {status?.step.at === 'hindered' ? (
        <Notice tone="info" role="note">
          {hindranceWords[status.step.by]}
        </Notice>
      ) : null}
      <section className="set-group" aria-label={t('Newer versions')}>
        <SelectField
          label={t('Newer versions')}
          help={t('When on: after the start and once a day, at the address this build was given and nowhere else.')}
          error={refusal}
          value={configuration.settings.updates}
          options={[
            { value: 'off', label: t('Never look') },
            { value: 'ask', label: t('Look, then ask me') },
          ]}
          onChange={(updates) => void set(updates)}
        />
      </section>
      {status === null || status.step.at === 'hindered' ? null : <Standing status={status} refused={refused} />}
    </>
  )
}
